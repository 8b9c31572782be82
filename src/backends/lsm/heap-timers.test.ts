/** Where timers are kept decides in which part of a snapshot they are written, and whether again. */
import { expect, test } from 'vitest'
import { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import {
  KeyedProcessFunction,
  type Collector,
  type KeyedProcessContext,
  type KeyedOnTimerContext,
} from '../../datastream/functions.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { Types } from '../../datastream/types.ts'
import { createRun, type Run } from '../../engine/index.ts'
import { registry } from '../../worker/registry.ts'

const DAY_MS = 86_400_000

class ManyTimers extends KeyedProcessFunction<string, string, string> {
  processElement(_value: string, context: KeyedProcessContext<string>, _out: Collector<string>): void {
    context.timerService().registerProcessingTimeTimer(DAY_MS)
  }
}

/** A key that comes again takes its timer back. */
class OnceTimers extends KeyedProcessFunction<string, string, string> {
  seen!: ValueState<boolean>

  override open(): void {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor('seen', Types.BOOLEAN))
  }

  processElement(_value: string, context: KeyedProcessContext<string>): void {
    const timers = context.timerService()
    if (this.seen.value() === null) timers.registerEventTimeTimer(DAY_MS)
    else timers.deleteEventTimeTimer(DAY_MS)
    this.seen.update(true)
  }

  override onTimer(_at: number, context: KeyedOnTimerContext<string>, out: Collector<string>): void {
    out.collect(context.getCurrentKey())
  }
}

const KEYS = 4000

function runOnce(config: Readonly<Record<string, string>>): { readonly run: Run; readonly fired: string[] } {
  const env = new StreamExecutionEnvironment({
    'execution.checkpointing.interval': '20 ms',
    'execution.checkpointing.incremental': 'true',
    'state.backend.rocksdb.writebuffer.size': '640 bytes',
    'weir.state.block-rows': '5',
    'weir.task.record-cost': '1 ms',
    'restart-strategy.type': 'fixed-delay',
    ...config,
  })
  const keys = Array.from({ length: 60 }, (_, i) => `key ${i}`)
  env
    .fromCollection([...keys, ...keys.filter((_, i) => i % 3 === 0)])
    .keyBy(value => value, Types.STRING)
    .process(new OnceTimers())
    .print()
    .uid('print')
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const made = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!made.ok) throw new Error(made.error.message)
  const run = made.value
  while (run.completedCheckpoints().length === 0 || run.completedCheckpoints().at(-1)!.id < 3)
    run.seek(run.step + 1)
  run.act('kill-task', run.plan.tasks.find(({ key }) => key !== null)!.name)
  run.runFast()
  return {
    run,
    fired: run
      .outputs('print', 0)
      .map(({ value }) => String(value))
      .sort((a, b) => (a < b ? -1 : 1)),
  }
}

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

const FACTORY = 'state.backend.rocksdb.timer-service.factory'
const ALL_BYTES = KEYS * 64

test('timers on the heap make the synchronous part longer; of those in the store it flushes what is new', () => {
  const usual = snapshotOf({ 'state.backend.type': 'rocksdb' })
  const store = snapshotOf({ 'state.backend.type': 'rocksdb', [FACTORY]: 'ROCKSDB' })
  const heap = snapshotOf({ 'state.backend.type': 'rocksdb', [FACTORY]: 'HEAP' })
  expect(store).toEqual(usual)
  expect(heap.bytes).toBe(store.bytes)
  expect(store.bytes).toBeGreaterThanOrEqual(ALL_BYTES)
  // 100 MB a second beyond the millisecond that it takes at least.
  expect(heap.sync).toBe(1000 + Math.ceil((ALL_BYTES * 1e6) / (100 * 1048576)))
  // 200 MB a second, and 200 µs for a flush.
  expect(store.sync).toBeLessThanOrEqual(1200 + Math.ceil((ALL_BYTES * 1e6) / (200 * 1048576)))
})

test('an incremental snapshot refers to the timers that it has in storage; those on the heap are written again', () => {
  const incremental = { 'state.backend.type': 'rocksdb', 'execution.checkpointing.incremental': 'true' }
  const run = runWith(incremental)
  const { actor } = run.plan.tasks.find(task => task.key !== null)!
  const amounts = run
    .rows(1, run.step, new Set(['AsyncSnapshotCompleted']))
    .filter(row => row.actor === actor)
    .map(row => row.amount)
  // Each timer is in one of them.
  const none = 64
  expect(amounts.reduce((sum, amount) => sum + amount - none, 0)).toBe(ALL_BYTES)
  expect(amounts.filter(amount => amount > none).length).toBeGreaterThan(1)
  expect(run.completedCheckpoints().at(-1)!.bytes).toBeGreaterThan(ALL_BYTES)
  expect(snapshotOf({ ...incremental, [FACTORY]: 'HEAP' }).bytes).toBeGreaterThan(ALL_BYTES)
})

test('timers of a task that failed come back from the files and fire; one that was deleted does not', () => {
  const onHeap = runOnce({ 'state.backend.type': 'hashmap' })
  const inFiles = runOnce({ 'state.backend.type': 'rocksdb' })
  const parts = inFiles.run
    .completedCheckpoints()
    .at(-1)!
    .states.flatMap(state => state!.parts.keyed)
  expect(parts.some(({ scope, files }) => scope === 'timer' && files !== undefined)).toBe(true)
  expect(inFiles.run.jobStatus()).toBe('FINISHED')
  expect(inFiles.fired.length).toBe(40)
  expect(inFiles.fired).toEqual(onHeap.fired)
})

test('with equal costs it makes no difference', () => {
  const equal = { 'state.backend.type': 'rocksdb', 'weir.state.cost-model': 'equal' }
  const heap = snapshotOf({ ...equal, [FACTORY]: 'HEAP' })
  expect(heap).toEqual(snapshotOf(equal))
})
