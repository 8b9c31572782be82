/** Where timers are kept decides in which part of a snapshot they are written. */
import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { KeyedProcessFunction, type Collector, type KeyedProcessContext } from '../../datastream/functions.ts'
import { Types } from '../../datastream/types.ts'
import { createRun, type Run } from '../../engine/index.ts'
import { registry } from '../../worker/registry.ts'

const DAY_MS = 86_400_000

class ManyTimers extends KeyedProcessFunction<string, string, string> {
  processElement(_value: string, context: KeyedProcessContext<string>, _out: Collector<string>): void {
    context.timerService().registerProcessingTimeTimer(DAY_MS)
  }
}

const KEYS = 4000

function runWith(config: Readonly<Record<string, string>>): Run {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '100 ms',
    'weir.snapshot.sync-duration': '1 ms',
    ...config,
  })
  env
    .fromCollection(Array.from({ length: KEYS }, (_, i) => `key ${i}`))
    .keyBy(value => value, Types.STRING)
    .process(new ManyTimers())
    .print()
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  run.value.runFast(60_000)
  return run.value
}

/** Sync durations in µs and bytes, of the last snapshot of the task that holds the timers. */
function snapshotOf(config: Readonly<Record<string, string>>) {
  const run = runWith(config)
  const { actor } = run.plan.tasks.find(task => task.key !== null)!
  const rows = run.rows(1, run.step, new Set(['SyncSnapshotCompleted', 'AsyncSnapshotCompleted']))
  const last = (kind: string) => rows.findLast(row => row.kind === kind && row.actor === actor)!
  return { sync: last('SyncSnapshotCompleted').duration, bytes: last('AsyncSnapshotCompleted').amount }
}

test('timers on the heap make the synchronous part longer; those in the store do not', () => {
  const factory = 'state.backend.rocksdb.timer-service.factory'
  const usual = snapshotOf({ 'state.backend.type': 'rocksdb' })
  const store = snapshotOf({ 'state.backend.type': 'rocksdb', [factory]: 'ROCKSDB' })
  const heap = snapshotOf({ 'state.backend.type': 'rocksdb', [factory]: 'HEAP' })
  expect(store).toEqual(usual)
  expect(heap.bytes).toBe(store.bytes)
  expect(store.bytes).toBeGreaterThanOrEqual(KEYS * 64)
  // 64 bytes a timer, 100 MB a second.
  expect(heap.sync - store.sync).toBe(Math.ceil((KEYS * 64 * 1e6) / (100 * 1048576)))
})

test('with equal costs it makes no difference', () => {
  const equal = { 'state.backend.type': 'rocksdb', 'weir.state.cost-model': 'equal' }
  const heap = snapshotOf({ ...equal, 'state.backend.rocksdb.timer-service.factory': 'HEAP' })
  expect(heap).toEqual(snapshotOf(equal))
})
