/** A snapshot dealt out to the subtasks of a job: Flink's StateAssignmentOperation. */
import { describe, expect, test } from 'vitest'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import type { KeyedStateSnapshot, OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../api/snapshot.ts'
import { jobForTests } from '../checkpoint/job-for-tests.suite.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { assignState, splitsOf } from './assign-state.ts'

/** Two subtasks count: the first has key groups 0 to 63, the second 64 to 127. */
const TWO = { 'parallelism.default': '2', 'weir.state.row-bytes': '10' }

const planOf = (config: Readonly<Record<string, string>> = {}) =>
  jobForTests({ config: { ...TWO, ...config } }).plan

const NOTHING: SubtaskSnapshot = {
  index: 0,
  keyed: [],
  lists: {},
  unionLists: {},
  broadcastStates: {},
  splits: [],
}

const operatorOf = (uid: string, ...subtasks: readonly Partial<SubtaskSnapshot>[]): OperatorSnapshot => ({
  uid,
  name: uid,
  kind: 'map',
  parallelism: subtasks.length,
  maxParallelism: 128,
  subtasks: subtasks.map((subtask, index) => ({ ...NOTHING, index, ...subtask })),
})

const snapshotOf = (...operators: readonly OperatorSnapshot[]): Snapshot => ({
  checkpointId: 9,
  jobName: 'test',
  triggeredAt: 0 as Snapshot['triggeredAt'],
  completedAt: 0 as Snapshot['completedAt'],
  operators,
})

const keyedOf = (
  rows: KeyedStateSnapshot['rows'],
  change: Partial<KeyedStateSnapshot> = {},
): KeyedStateSnapshot => ({
  state: 'count',
  kind: 'value',
  keyType: 'STRING',
  rows,
  ...change,
})

function assigned(snapshot: Snapshot, config: Readonly<Record<string, string>> = {}): CompletedCheckpoint {
  const result = assignState(planOf(config), snapshot)
  if (!result.ok) throw new Error(`${result.error.code} ${result.error.path}`)
  return result.value
}

/** The parts of the two subtasks that count. */
function counting(snapshot: Snapshot) {
  const plan = planOf()
  const counts = plan.tasks.filter(({ vertex }) => vertex.nodes.some(({ uid }) => uid === 'count'))
  expect(counts.map(({ keyGroups }) => keyGroups)).toEqual([
    [0, 63],
    [64, 127],
  ])
  const { states } = assigned(snapshot)
  return counts.map(({ actor }) => states[actor - 1]!)
}

describe('the checkpoint that a job begins from', () => {
  test('has the id and the path of its snapshot', () => {
    const snapshot = snapshotOf()
    expect(assigned(snapshot)).toMatchObject({
      id: 9,
      path: 'chk-9',
      triggeredAt: 0,
      completedAt: 0,
      dealtOut: true,
      fullyFinished: [],
    })
    const savepoint = { format: 'NATIVE', path: 'savepoint-1' } as const
    expect(assigned({ ...snapshot, savepoint }).path).toBe('savepoint-1')
  })

  test.each([
    ['CLAIM', CHECKPOINT, undefined],
    ['NO_CLAIM', CHECKPOINT, true],
    ['LEGACY', { kind: 'savepoint', format: 'NATIVE', after: 'none' }, undefined],
  ] as const)('belongs to the job, or not: %s', (mode, snapshot, unclaimed) => {
    const checkpoint = assigned(snapshotOf(), { 'execution.state-recovery.claim-mode': mode })
    expect([checkpoint.snapshot, checkpoint.unclaimed]).toEqual([snapshot, unclaimed])
  })

  test('is as large as its parts', () => {
    const row = { keyGroup: 3, key: 'a', value: 1 }
    const snapshot = snapshotOf(operatorOf('count', { keyed: [keyedOf([row])], lists: { l: [1, 2] } }))
    const empty = assigned(snapshotOf())
    expect(empty.states.map(state => state?.bytes)).toEqual(empty.states.map(() => 64))
    const rowBytes = 10
    expect([empty.bytes, assigned(snapshot).bytes]).toEqual([
      64 * empty.states.length,
      64 * empty.states.length + 3 * rowBytes,
    ])
  })
})

describe('what does not fit is refused', () => {
  const refusal = (snapshot: Snapshot, config = {}) => {
    const result = assignState(planOf(config), snapshot)
    return result.ok ? null : [result.error.code, result.error.path]
  }

  test.each<[string, Partial<SubtaskSnapshot>, boolean]>([
    ['nothing', {}, false],
    ['rows', { keyed: [keyedOf([])] }, true],
    ['splits', { splits: [{ id: 's', offset: 0 }] }, true],
    ['data in flight', { inFlight: [] }, true],
    ['a list', { lists: { l: [] } }, true],
    ['a union list', { unionLists: { l: [] } }, true],
    ['broadcast state', { broadcastStates: { l: [] } }, true],
  ])('an operator that the job does not have, with %s', (_, subtask, isRefused) => {
    const snapshot = snapshotOf(operatorOf('count', {}), operatorOf('gone', {}, subtask))
    expect(refusal(snapshot)).toEqual(isRefused ? ['unknown-operator', 'operators[1].uid'] : null)
    expect(refusal(snapshot, { 'execution.state-recovery.ignore-unclaimed-state': 'true' })).toBeNull()
  })

  test('another max parallelism', () => {
    const operator = { ...operatorOf('count', {}), maxParallelism: 64 }
    expect(refusal(snapshotOf(operator))).toEqual(['max-parallelism', 'operators[0].maxParallelism'])
  })
})

describe('keyed state', () => {
  const rows = [0, 63, 64, 127].map(keyGroup => ({ keyGroup, key: `k${keyGroup}`, value: keyGroup }))

  test('goes to whoever has its key group, from whatever subtask', () => {
    const [first, second] = rows
    const states = counting(
      snapshotOf(
        operatorOf(
          'count',
          { keyed: [keyedOf([first!, rows[3]!])] },
          { keyed: [keyedOf([rows[2]!])] },
          { keyed: [keyedOf([second!])] },
        ),
      ),
    )
    const keyed = states.map(({ parts }) => parts.keyed)
    expect(keyed.map(parts => parts.map(({ uid, state, kind, scope }) => [uid, state, kind, scope]))).toEqual(
      [[['count', 'count', 'value', 'key']], [['count', 'count', 'value', 'key']]],
    )
    expect(keyed.map(([part]) => Object.fromEntries(part!.rows))).toEqual([
      { k0: 0, k63: 63 },
      { k64: 64, k127: 127 },
    ])
  })

  test('is of the scope that its rows tell, and timers are timers; without rows there is nothing to tell', () => {
    const row = { keyGroup: 1, key: 'a', value: 1 }
    const keyed = [
      keyedOf([{ ...row, namespace: '0,10' }], { state: 'window' }),
      keyedOf([], { state: 'empty' }),
      keyedOf([], { state: 'timers', kind: 'event-time-timers' }),
      keyedOf([{ ...row, timestamp: 7, namespace: 'w' }], {
        state: 'clocks',
        kind: 'processing-time-timers',
      }),
    ]
    const [state] = counting(
      snapshotOf(operatorOf('count', { keyed: [keyedOf([], { state: 'window' })] }, { keyed })),
    )
    expect(state!.parts.keyed.map(part => [part.state, part.scope, [...part.rows.keys()]])).toEqual([
      ['window', 'namespace', ['0,10|a']],
      ['timers', 'timer', []],
      ['clocks', 'timer', ['7|w|a']],
    ])
  })

  test('has its keys as their type writes them, and maps as maps', () => {
    const long = { keyGroup: 1, key: '9007199254740993', value: 1 }
    const map = { keyGroup: 1, key: 'a', value: [['x', 1]] }
    const keyed = [
      keyedOf([long], { state: 'long', keyType: 'LONG' }),
      keyedOf([{ ...long, key: 5 }], { state: 'short', keyType: 'LONG' }),
      keyedOf([{ ...long, key: 'true' }], { state: 'text', keyType: 'STRING_OR_BOOLEAN' }),
      keyedOf([map], { state: 'map', kind: 'map' }),
      keyedOf([map], { state: 'list', kind: 'list' }),
    ]
    const [state] = counting(snapshotOf(operatorOf('count', { keyed })))
    expect(state!.parts.keyed.map(part => [...part.rows])).toEqual([
      [['9007199254740993', 1]],
      [['5', 1]],
      [['"true"', 1]],
      [['a', new Map([['x', 1]])]],
      [['a', [['x', 1]]]],
    ])
  })
})

test('lists are dealt out, union lists go to all, and of broadcast state each has the copy of one', () => {
  const operator = operatorOf(
    'count',
    { lists: { l: [1, 2] }, unionLists: { u: [1] }, broadcastStates: { b: [['k', 1]] } },
    { lists: { l: [3] }, unionLists: { u: [2], t: [9] }, broadcastStates: { b: [['k', 2]], c: [['k', 3]] } },
    { lists: { l: [4] }, unionLists: {}, broadcastStates: { b: [['k', 4]] } },
  )
  const lists = counting(snapshotOf(operator)).map(({ parts }) => parts.lists)
  const union = [
    { uid: 'count', name: 't', mode: 'union', values: [9] },
    { uid: 'count', name: 'u', mode: 'union', values: [1, 2] },
  ]
  expect(lists).toEqual([
    [
      { uid: 'count', name: 'l', mode: 'split', values: [1, 2] },
      ...union,
      { uid: 'count', name: 'b', mode: 'broadcast', values: [['k', 1]] },
      { uid: 'count', name: 'c', mode: 'broadcast', values: [['k', 3]] },
    ],
    [
      { uid: 'count', name: 'l', mode: 'split', values: [3, 4] },
      ...union,
      { uid: 'count', name: 'b', mode: 'broadcast', values: [['k', 2]] },
      { uid: 'count', name: 'c', mode: 'broadcast', values: [['k', 3]] },
    ],
  ])
  const alone = counting(snapshotOf(operatorOf('count', { broadcastStates: { b: [['k', 1]] } })))
  expect(alone.map(({ parts }) => parts.lists.map(({ values }) => values))).toEqual([
    [[['k', 1]]],
    [[['k', 1]]],
  ])
})

test('splits go to the task that reads them, and move as list state does', () => {
  const split = (id: string) => ({ id, offset: 5 })
  const snapshot = snapshotOf(
    operatorOf('first', { splits: [split('a'), split('split-0')] }, { splits: [split('b')] }),
    operatorOf('count', {}),
    operatorOf('gone', { splits: [split('x')] }),
  )
  const { graph } = planOf()
  const subtaskOf = splitsOf(graph, snapshot)
  expect(['a', 'split-0', 'b', 'c'].map(id => subtaskOf('first', id))).toEqual([0, 0, 1, null])
  expect([subtaskOf('count', 'a'), subtaskOf('gone', 'x')]).toEqual([null, null])
  const { states } = assigned(snapshotOf(operatorOf('first', { splits: [split('a'), split('split-0')] })))
  expect(states[0]!.parts.splits).toEqual([split('split-0')])
  expect(states[1]!.parts.splits).toEqual([])
})

test('a vertex that had finished is finished, with all its tasks', () => {
  const finished = { ...operatorOf('first', {}), fullyFinished: true as const }
  expect(assigned(snapshotOf(finished, operatorOf('second', {}))).fullyFinished).toEqual([1, 2])
  const without: Snapshot = snapshotOf({ ...finished, fullyFinished: undefined })
  expect(assigned(without).fullyFinished).toEqual([])
})
