/** What lies in checkpoint storage, and what is only counted on: a checkpoint without its `_metadata` is no more. */
import type { StorageFrame } from '../engine/api/frame.ts'

export interface StoredSnapshots {
  /** Completed checkpoints that are there, oldest first. */
  readonly checkpoints: readonly number[]
  /** Paths of savepoints. */
  readonly savepoints: readonly string[]
  /** Completed checkpoints of which the files were lost or deleted. */
  readonly gone: readonly number[]
}

export function storedSnapshots({ completed, snapshots }: StorageFrame): StoredSnapshots {
  const isThere = (id: number) => snapshots.some(({ checkpoint }) => checkpoint === id)
  const isSavepoint = (id: number) =>
    snapshots.some(({ checkpoint, savepoint }) => checkpoint === id && savepoint)
  return {
    checkpoints: completed.filter(id => isThere(id) && !isSavepoint(id)),
    savepoints: snapshots.filter(({ savepoint }) => savepoint).map(({ path }) => path),
    gone: completed.filter(id => !isThere(id)),
  }
}
