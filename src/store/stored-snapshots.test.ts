import { expect, it } from 'vitest'
import type { StorageFrame } from '../engine/api/frame.ts'
import { storedSnapshots } from './stored-snapshots.ts'

const storage = (completed: readonly number[], ...there: StorageFrame['snapshots']): StorageFrame => ({
  files: [],
  slowFactor: 1,
  slowUntil: -1,
  failingUntil: -1,
  completed,
  snapshots: there,
  writing: null,
})

it('tells what is there from what was lost, and savepoints from checkpoints', () => {
  const checkpoint = { checkpoint: 2, path: 'chk-2', savepoint: false }
  const savepoint = { checkpoint: 3, path: 'savepoint-1-2', savepoint: true }
  expect(storedSnapshots(storage([1, 2, 3], checkpoint, savepoint))).toEqual({
    checkpoints: [2],
    savepoints: ['savepoint-1-2'],
    gone: [1],
  })
  expect(storedSnapshots(storage([]))).toEqual({ checkpoints: [], savepoints: [], gone: [] })
})
