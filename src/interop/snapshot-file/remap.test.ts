import { expect, test } from 'vitest'
import type { OperatorSnapshot, Snapshot } from '../../engine/api/snapshot.ts'
import { claimedTwice, planMapping, remapSnapshot } from './remap.ts'

const operator = (uid: string, kind: string, entries: number): OperatorSnapshot => ({
  uid,
  name: `${uid} by name`,
  kind,
  parallelism: 1,
  maxParallelism: 128,
  subtasks: [
    {
      index: 0,
      keyed: [],
      lists: { items: Array.from({ length: entries }, (_, i) => i) },
      unionLists: {},
      broadcastStates: {},
      splits: [],
    },
  ],
})

const snapshot = (...operators: OperatorSnapshot[]): Snapshot => ({
  checkpointId: 1,
  jobName: 'job',
  triggeredAt: 0,
  completedAt: 0,
  operators,
})

const inJob = (uid: string, kind: string, name = uid) => ({ uid, kind, name })

test('the same uid is proposed, then the only operator of the kind, else nothing', () => {
  const stored = snapshot(
    operator('count', 'process', 3),
    operator('sum', 'window', 2),
    operator('old', 'join', 1),
  )
  const job = [inJob('count', 'process'), inJob('totals', 'window'), inJob('a', 'join'), inJob('b', 'join')]
  const plan = planMapping(stored, job)
  expect(plan.proposal).toEqual({ count: 'count', sum: 'totals', old: null })
  expect(plan.stored.map(({ uid, entries }) => [uid, entries])).toEqual([
    ['count', 3],
    ['sum', 2],
    ['old', 1],
  ])
})

test('a name decides between operators of one kind, and a uid that is claimed is not proposed again', () => {
  const stored = snapshot(operator('x', 'process', 1), operator('y', 'process', 1))
  const job = [inJob('y', 'process'), inJob('n1', 'process', 'x by name'), inJob('n2', 'process')]
  expect(planMapping(stored, job).proposal).toEqual({ x: 'n1', y: 'y' })
})

test('an operator without state needs no place', () => {
  expect(planMapping(snapshot(operator('empty', 'map', 0)), []).stored).toEqual([])
})

test('state moves to the uid it is given, or is left out', () => {
  const stored = snapshot(operator('a', 'process', 1), operator('b', 'process', 2))
  const moved = remapSnapshot(stored, { a: 'z', b: null })
  expect(moved.operators.map(({ uid }) => uid)).toEqual(['z'])
})

test('two states for one operator are noticed', () => {
  expect(claimedTwice({ a: 'x', b: 'x' })).toBe('x')
  expect(claimedTwice({ a: 'x', b: null, c: null })).toBe(null)
})
