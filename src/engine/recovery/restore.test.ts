import { expect, test } from 'vitest'
import {
  CollectSink,
  elements,
  KeyedProcessFunction,
  StreamExecutionEnvironment,
  Types,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { KeyedRowSnapshot, OperatorSnapshot, Snapshot } from '../api/snapshot.ts'
import { createRun } from '../index.ts'
import { namespacedRow } from '../state/row-key.ts'

class Nothing extends KeyedProcessFunction<string, string, string> {
  processElement(): void {}
}

interface Job {
  readonly parallelism: number
  readonly maxParallelism?: number
  readonly config?: Readonly<Record<string, string>>
}

function open(snapshot: Snapshot, { parallelism, maxParallelism, config = {} }: Job) {
  const env = new StreamExecutionEnvironment(config)
  env.setParallelism(parallelism)
  if (maxParallelism !== undefined) env.setMaxParallelism(maxParallelism)
  env
    .fromSource(elements<string>([]), WatermarkStrategy.noWatermarks(), 'source')
    .uid('source')
    .keyBy(value => value, Types.STRING)
    .process(new Nothing())
    .uid('op')
    .sinkTo(new CollectSink())
  const graph = env.getStreamGraph('job')
  const spec = {
    pipeline: 'job',
    config,
    workload: {},
    seed: 1,
    epochMs: 0,
    commands: [],
    restoreFrom: snapshot,
  }
  return createRun(spec, { graph }, registry)
}

function snapshotOf(operator: Partial<OperatorSnapshot> & Pick<OperatorSnapshot, 'subtasks'>): Snapshot {
  const given = { uid: 'op', name: 'op', kind: 'keyed-process', maxParallelism: 128, ...operator }
  return {
    checkpointId: 3,
    jobName: 'job',
    triggeredAt: 0,
    completedAt: 0,
    operators: [{ parallelism: operator.subtasks.length, ...given }],
  }
}

const NOTHING = { keyed: [], lists: {}, unionLists: {}, broadcastStates: {}, splits: [] }

/** What each subtask of the operator begins with. */
function restored(snapshot: Snapshot, job: Job) {
  const run = open(snapshot, job)
  if (!run.ok) throw new Error(run.error.message)
  const { scene, world } = run.value
  const vertex = scene.vertices.find(other => other.operators.some(({ uid }) => uid === 'op'))!
  const tasks = scene.actors.filter(actor => actor.vertex === vertex.index)
  return tasks.map(task => world.start!.states[task.index - 1]!.parts)
}

const problemOf = (snapshot: Snapshot, job: Job) => {
  const run = open(snapshot, job)
  return run.ok ? null : run.error
}

test('F111: every subtask gets all of a union list, also at the same parallelism', () => {
  const snapshot = snapshotOf({
    subtasks: [
      { ...NOTHING, index: 0, unionLists: { u: ['a', 'b'] } },
      { ...NOTHING, index: 1, unionLists: { u: ['c'] } },
    ],
  })
  for (const parallelism of [3, 2]) {
    const lists = restored(snapshot, { parallelism }).map(parts => parts.lists)
    const all = { uid: 'op', name: 'u', mode: 'union', values: ['a', 'b', 'c'] }
    expect(lists).toEqual(Array.from({ length: parallelism }, () => [all]))
  }
})

test('F113: a subtask gets the broadcast state of an old one', () => {
  const snapshot = snapshotOf({
    subtasks: [0, 1, 2].map(index => ({ ...NOTHING, index, broadcastStates: { b: [['copy', index]] } })),
  })
  const values = (parallelism: number) =>
    restored(snapshot, { parallelism }).map(parts => parts.lists[0]!.values)
  expect(values(2)).toEqual([[['copy', 0]], [['copy', 1]]])
  expect(values(4)).toEqual([[['copy', 0]], [['copy', 1]], [['copy', 2]], [['copy', 0]]])
})

test('a broadcast state that some subtasks have not is dealt out from those that have it', () => {
  const copies = [{}, { b: [['copy', 1]] }, { b: [['copy', 2]] }] as const
  const snapshot = snapshotOf({
    subtasks: copies.map((broadcastStates, index) => ({ ...NOTHING, index, broadcastStates })),
  })
  const values = restored(snapshot, { parallelism: 3 }).map(parts => parts.lists[0]!.values)
  expect(values).toEqual([[['copy', 1]], [['copy', 2]], [['copy', 1]]])
})

test('F116: rows go where their key group does', () => {
  // Key groups 8, 22, 35, 54 and 98, 108, 121; at parallelism 3 the ranges end at 42, 85 and 127.
  const rows = (...keys: readonly (readonly [string, number])[]) => [
    {
      state: 'v',
      kind: 'value' as const,
      keyType: 'STRING' as const,
      rows: keys.map(([key, keyGroup]) => ({ key, keyGroup, value: key })),
    },
  ]
  const low = rows(['user-0', 8], ['user-2', 22], ['hello', 35], ['😀', 54])
  const high = rows(['flink', 98], ['Aa', 108], ['user-1', 121])
  const snapshot = snapshotOf({
    subtasks: [
      { ...NOTHING, index: 0, keyed: low },
      { ...NOTHING, index: 1, keyed: high },
    ],
  })
  const keys = restored(snapshot, { parallelism: 3 }).map(parts => [...(parts.keyed[0]?.rows.keys() ?? [])])
  expect(keys).toEqual([['user-0', 'user-2', 'hello'], ['😀'], ['flink', 'Aa', 'user-1']])
})

test('the scope of a state is that of its rows, whichever subtask wrote them; one without rows begins anew', () => {
  const share = (...rows: readonly KeyedRowSnapshot[]) => [
    { state: 'count', kind: 'value' as const, keyType: 'STRING' as const, rows },
    { state: 'all gone', kind: 'value' as const, keyType: 'STRING' as const, rows: [] },
  ]
  const snapshot = snapshotOf({
    subtasks: [
      { ...NOTHING, index: 0, keyed: share() },
      { ...NOTHING, index: 1, keyed: share({ key: 'flink', keyGroup: 98, value: 1, namespace: '0,10' }) },
    ],
  })
  const [low, high] = restored(snapshot, { parallelism: 2 }).map(parts => parts.keyed)
  const kept = { uid: 'op', state: 'count', kind: 'value', scope: 'namespace' }
  expect(low).toEqual([{ ...kept, rows: new Map() }])
  expect(high).toEqual([{ ...kept, rows: new Map([[namespacedRow('0,10', 'flink'), 1]]) }])
})

const empty = snapshotOf({ subtasks: [{ ...NOTHING, index: 0, lists: { l: [1] } }] })

test('F117: a parallelism above the restored max parallelism is refused', () => {
  const problem = problemOf(empty, { parallelism: 200 })
  expect([problem?.code, problem?.path]).toEqual(['parallelism', 'operators.op.parallelism'])
})

test('F118: a max parallelism that was set cannot change; one that was not is adopted', () => {
  expect(problemOf(empty, { parallelism: 2, maxParallelism: 256 })?.code).toBe('max-parallelism')
  const run = open(empty, { parallelism: 100 })
  expect(run.ok && run.value.scene.vertices[1]!.maxParallelism).toBe(128)
})

test('F119: state of an unknown operator is refused, or let go if the config says so', () => {
  const snapshot = snapshotOf({ uid: 'gone', subtasks: empty.operators[0]!.subtasks })
  expect(problemOf(snapshot, { parallelism: 2 })?.message).toContain('state of gone')
  const config = { 'execution.state-recovery.ignore-unclaimed-state': 'true' }
  expect(problemOf(snapshot, { parallelism: 2, config })).toBeNull()
})
