import { expect, test } from 'vitest'
import type { OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../../engine/api/snapshot.ts'
import { diffSnapshots } from './diff.ts'

const subtask = (index: number, part: Partial<SubtaskSnapshot> = {}): SubtaskSnapshot => ({
  index,
  keyed: [],
  lists: {},
  unionLists: {},
  broadcastStates: {},
  splits: [],
  ...part,
})

const operator = (uid: string, subtasks: readonly SubtaskSnapshot[]): OperatorSnapshot => ({
  uid,
  name: uid,
  kind: 'process',
  parallelism: subtasks.length,
  maxParallelism: 128,
  subtasks,
})

const snapshot = (checkpointId: number, ...operators: OperatorSnapshot[]): Snapshot => ({
  checkpointId,
  jobName: 'job',
  triggeredAt: 0,
  completedAt: 0,
  operators,
})

const counts = (rows: Readonly<Record<string, number>>): Partial<SubtaskSnapshot> => ({
  keyed: [
    {
      state: 'count',
      kind: 'value',
      keyType: 'STRING',
      rows: Object.entries(rows).map(([key, value]) => ({ keyGroup: 1, key, value })),
    },
  ],
})

test('rows that came, went and changed are counted and listed', () => {
  const before = snapshot(
    3,
    operator('count', [subtask(0, counts({ a: 1, b: 2 })), subtask(1, counts({ c: 3 }))]),
  )
  const after = snapshot(
    4,
    operator('count', [subtask(0, counts({ a: 1, b: 5 })), subtask(1, counts({ d: 1 }))]),
  )
  const { operators, isEqual } = diffSnapshots(before, after, 10)
  expect(isEqual).toBe(false)
  expect(operators).toHaveLength(1)
  expect(operators[0]!.states).toEqual([
    {
      state: 'count',
      kind: 'value',
      counts: { added: 1, removed: 1, changed: 1, same: 1 },
      rows: [
        { key: '"b"', before: '2', after: '5' },
        { key: '"c"', before: '3', after: null },
        { key: '"d"', before: null, after: '1' },
      ],
    },
  ])
})

test('the same state at another parallelism differs in its parallelism only', () => {
  const before = snapshot(3, operator('count', [subtask(0, counts({ a: 1, b: 2 }))]))
  const after = snapshot(3, operator('count', [subtask(0, counts({ b: 2 })), subtask(1, counts({ a: 1 }))]))
  expect(diffSnapshots(before, after, 10).operators).toMatchObject([
    { parallelism: [1, 2], states: [], splits: [] },
  ])
  expect(diffSnapshots(before, before, 10).isEqual).toBe(true)
})

test('windows of one key are rows of their own, and lists are bags', () => {
  const keyed = (namespace: string) => ({
    keyed: [
      {
        state: 'sum',
        kind: 'reducing' as const,
        keyType: 'STRING' as const,
        rows: [{ keyGroup: 1, key: 'a', value: 1, namespace }],
      },
    ],
  })
  const before = snapshot(1, operator('w', [subtask(0, { ...keyed('0-10'), lists: { seen: [1, 2, 2] } })]))
  const after = snapshot(2, operator('w', [subtask(0, { ...keyed('10-20'), lists: { seen: [2, 1] } })]))
  const [w] = diffSnapshots(before, after, 10).operators
  expect(w!.states.map(({ state, counts: found }) => [state, found])).toEqual([
    ['seen', { added: 0, removed: 1, changed: 0, same: 2 }],
    ['sum', { added: 1, removed: 1, changed: 0, same: 0 }],
  ])
})

test('what was read between the two stands by split, and operators that are in one only are named', () => {
  const source = (offset: number) => operator('source', [subtask(0, { splits: [{ id: 'split-0', offset }] })])
  const before = snapshot(1, source(32), operator('old', [subtask(0)]))
  const after = snapshot(2, source(47), operator('new', [subtask(0)]))
  const { operators } = diffSnapshots(before, after, 10)
  expect(operators.map(({ uid, change }) => [uid, change])).toEqual([
    ['source', 'changed'],
    ['old', 'removed'],
    ['new', 'added'],
  ])
  expect(operators[0]!.splits).toEqual([{ id: 'split-0', before: 32, after: 47 }])
})

test('at most so many rows are listed, and all are counted', () => {
  const rows = Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, i]))
  const [found] = diffSnapshots(
    snapshot(1, operator('count', [subtask(0)])),
    snapshot(2, operator('count', [subtask(0, counts(rows))])),
    7,
  ).operators
  expect(found!.states[0]!.rows).toHaveLength(7)
  expect(found!.states[0]!.counts.added).toBe(100)
})

test('records in flight are compared as a bag by their edge, wherever they were dealt out to', () => {
  const item = (value: string) => ({ value, timestamp: null, source: null, split: null, offset: -1, path: 0 })
  const holding = (peer: number, ...values: readonly string[]): Partial<SubtaskSnapshot> => ({
    inFlight: [
      { end: 'input', from: 'a', to: 'b', tag: null, input: 0, peer, peers: 2, items: values.map(item) },
    ],
  })
  const before = snapshot(1, operator('b', [subtask(0, holding(0, 'x', 'y')), subtask(1)]))
  const moved = snapshot(2, operator('b', [subtask(0, holding(1, 'y')), subtask(1, holding(0, 'x'))]))
  expect(diffSnapshots(before, moved, 10).isEqual).toBe(true)
  const gone = snapshot(3, operator('b', [subtask(0, holding(0, 'x', 'x')), subtask(1)]))
  const [difference] = diffSnapshots(before, gone, 10).operators
  expect(difference!.states).toEqual([
    {
      state: 'input a → b',
      kind: 'in-flight',
      counts: { added: 1, removed: 1, changed: 0, same: 1 },
      rows: [
        { key: '"x" × 2', before: null, after: '"x"' },
        { key: '"y"', before: '"y"', after: null },
      ],
    },
  ])
})
