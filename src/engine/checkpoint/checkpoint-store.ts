/**
 * The completed checkpoint store: which checkpoints are kept, and which are deleted when newer ones come or the job
 * ends. Rules of Flink's CheckpointSubsumeHelper and CheckpointProperties. Nothing here acts.
 */
import { assert } from '../../base/assert.ts'
import { isSavepoint, isSynchronous, type SnapshotType } from '../api/snapshot-type.ts'
import type { CompletedCheckpoint } from './coordinator-state.ts'

/** execution.checkpointing.externalized-checkpoint-retention, by its names there. */
export const RETENTIONS = [
  'NO_EXTERNALIZED_CHECKPOINTS',
  'DELETE_ON_CANCELLATION',
  'RETAIN_ON_CANCELLATION',
] as const

export type Retention = (typeof RETENTIONS)[number]

export type JobEnd = 'FINISHED' | 'CANCELED' | 'FAILED' | 'SUSPENDED'

const DELETED_AT: Readonly<Record<Retention, Readonly<Record<JobEnd, boolean>>>> = {
  NO_EXTERNALIZED_CHECKPOINTS: { FINISHED: true, CANCELED: true, FAILED: true, SUSPENDED: true },
  DELETE_ON_CANCELLATION: { FINISHED: true, CANCELED: true, FAILED: false, SUSPENDED: true },
  RETAIN_ON_CANCELLATION: { FINISHED: true, CANCELED: false, FAILED: false, SUSPENDED: false },
}

type Kept = Pick<CompletedCheckpoint, 'id' | 'snapshot' | 'unclaimed'>

/** Nobody but a person deletes a savepoint, or what the job was started from without claiming it. */
const isOwned = ({ snapshot, unclaimed }: Kept): boolean => !isSavepoint(snapshot) && unclaimed !== true

/** Whether the files of a subsumed checkpoint are deleted. */
export const isDiscardedOnSubsumption = (checkpoint: Kept): boolean => isOwned(checkpoint)

export const isDiscardedAtEnd = (checkpoint: Kept, retention: Retention, end: JobEnd): boolean =>
  isOwned(checkpoint) && DELETED_AT[retention][end]

/** Stands in the store as a savepoint does: it is of no use to later incremental checkpoints. */
const countsAsSavepoint = ({ snapshot, unclaimed }: Kept): boolean =>
  isSavepoint(snapshot) || unclaimed === true

/** The store behind one more checkpoint, and what had to leave it, oldest first. */
export function subsume<C extends Kept>(
  store: readonly C[],
  retained: number,
): { readonly kept: C[]; readonly subsumed: C[] } {
  assert(retained >= 1, 'at least one checkpoint is retained')
  const latest = store[store.length - 1]
  const latestCheckpoint = store.findLast(checkpoint => !countsAsSavepoint(checkpoint))
  const subsumed: C[] = []
  for (const checkpoint of store) {
    if (store.length - subsumed.length <= retained) break
    if (canSubsume(checkpoint, latest, latestCheckpoint)) subsumed.push(checkpoint)
  }
  return { kept: store.filter(checkpoint => !subsumed.includes(checkpoint)), subsumed }
}

function canSubsume(checkpoint: Kept, latest: Kept | undefined, latestCheckpoint: Kept | undefined): boolean {
  if (checkpoint === latest) return false
  if (countsAsSavepoint(checkpoint)) return true
  // Behind a stop with savepoint no incremental checkpoint will follow.
  if (latest !== undefined && isSynchronous(latest.snapshot)) return true
  return latestCheckpoint !== undefined && checkpoint !== latestCheckpoint
}

/** `chk-3`, or a directory that no other savepoint has. */
export function pathOf(snapshot: SnapshotType, checkpoint: number, jobId: string, suffix: string): string {
  return isSavepoint(snapshot) ? `savepoint-${jobId.slice(0, 6)}-${suffix}` : `chk-${checkpoint}`
}
