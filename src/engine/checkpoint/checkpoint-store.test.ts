import { expect, test } from 'vitest'
import { CHECKPOINT, type SnapshotType } from '../api/snapshot-type.ts'
import {
  isDiscardedAtEnd,
  isDiscardedOnSubsumption,
  RETENTIONS,
  subsume,
  type JobEnd,
  type Retention,
} from './checkpoint-store.ts'

const SAVEPOINT: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'none' }
const STOP: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'suspend' }

const at = (id: number, snapshot: SnapshotType = CHECKPOINT) => ({ id, snapshot })
const ids = (list: readonly { readonly id: number }[]) => list.map(({ id }) => id)

test('F092: the oldest leaves when a newer one is stored', () => {
  const { kept, subsumed } = subsume([at(1), at(2)], 1)
  expect([ids(kept), ids(subsumed)]).toEqual([[2], [1]])
  expect(isDiscardedOnSubsumption(at(1))).toBe(true)
})

test('F093: savepoints in the store may leave any time, the newest checkpoint never', () => {
  expect(ids(subsume([at(1), at(2, SAVEPOINT), at(3)], 1).subsumed)).toEqual([1, 2])
  expect(ids(subsume([at(1), at(2, SAVEPOINT), at(3, SAVEPOINT)], 1).subsumed)).toEqual([2])
  expect(isDiscardedOnSubsumption(at(2, SAVEPOINT))).toBe(false)
})

test('behind a stop with savepoint no checkpoint is needed for later ones', () => {
  expect(ids(subsume([at(1), at(2), at(3, STOP)], 1).subsumed)).toEqual([1, 2])
})

test('what the job was started from without claiming it leaves the store, and stays in storage', () => {
  const start = { ...at(5), unclaimed: true }
  expect(ids(subsume([start, at(6)], 1).subsumed)).toEqual([5])
  expect(isDiscardedOnSubsumption(start)).toBe(false)
  expect(isDiscardedAtEnd(start, 'NO_EXTERNALIZED_CHECKPOINTS', 'FINISHED')).toBe(false)
})

const ENDS: readonly JobEnd[] = ['CANCELED', 'FAILED', 'SUSPENDED', 'FINISHED']
const deleted = (retention: Retention, snapshot = CHECKPOINT) =>
  ENDS.map(end => isDiscardedAtEnd(at(1, snapshot), retention, end))

test('F095: deleted on cancellation, kept on failure', () => {
  expect(deleted('DELETE_ON_CANCELLATION')).toEqual([true, false, true, true])
})

test('F096: retained on cancellation; a job that has finished leaves nothing', () => {
  expect(deleted('RETAIN_ON_CANCELLATION')).toEqual([false, false, false, true])
  expect(deleted('NO_EXTERNALIZED_CHECKPOINTS')).toEqual([true, true, true, true])
})

test('savepoints outlive every job', () => {
  for (const retention of RETENTIONS)
    expect(deleted(retention, SAVEPOINT)).toEqual([false, false, false, false])
})
