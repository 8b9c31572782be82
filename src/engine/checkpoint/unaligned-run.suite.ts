/** A job under backpressure whose barriers overtake: two sources, a keyed count that is slow, a sink that commits. */
import {
  KeyedProcessFunction,
  partitionedLog,
  StreamExecutionEnvironment,
  TransactionalSink,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
  type Collector,
  type DataStream,
  type KeyedProcessContext,
  type ValueState,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { Snapshot } from '../api/snapshot.ts'
import type { Config } from '../api/spec.ts'
import { createRun, type Run } from '../index.ts'
import type { PlantedBug } from '../kernel/sim.ts'

class Count extends KeyedProcessFunction<string, string, string> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  processElement(key: string, _context: KeyedProcessContext<string>, out: Collector<string>): void {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect(`${key}${count}`)
  }
}

export const UNALIGNED: Config = {
  'execution.checkpointing.interval': '20 ms',
  'execution.checkpointing.unaligned.enabled': 'true',
  'execution.buffer-timeout.interval': '0 ms',
  'weir.network.queue-buffers': '6',
  'weir.task.record-cost.count': '4 ms',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '1000',
  'restart-strategy.fixed-delay.delay': '1 ms',
}

export interface Opening {
  readonly config?: Config
  readonly restoreFrom?: Snapshot
  readonly parallelism?: number
  readonly records?: number
  readonly planted?: PlantedBug
  readonly how?: 'hash' | 'rescale' | 'broadcast' | 'custom'
}

const VALUES = 'abcdefgh'

function dealOut(source: DataStream<string>, how: Opening['how']): DataStream<string> {
  switch (how) {
    case 'rescale':
      return source.rescale()
    case 'broadcast':
      return source.broadcast()
    case 'custom':
      return source.partitionCustom(
        (key: string, count) => key.charCodeAt(0) % count,
        value => value,
      )
    default:
      return source
  }
}

export function tryOpen({
  config = {},
  restoreFrom,
  parallelism = 2,
  records = 60,
  planted,
  how = 'hash',
}: Opening = {}) {
  const own = { ...UNALIGNED, 'parallelism.default': String(parallelism), ...config }
  const env = new StreamExecutionEnvironment(own)
  const values = Array.from({ length: records }, (_, i) => VALUES[(i * 5) % VALUES.length]!)
  const log = partitionedLog(values, { topic: 'log', partitions: 2, arrivals: { intervalUs: 500 } })
  const source = env.fromSource(log, WatermarkStrategy.noWatermarks<string>(), 'log').uid('log')
  const dealt = dealOut(source, how)
  const mapped = dealt.map(value => value).uid('map')
  mapped
    .keyBy(value => value, Types.STRING)
    .process(new Count())
    .uid('count')
    .sinkTo(new TransactionalSink<string>())
    .uid('sink')
  const spec = { pipeline: 'unaligned', config: own, workload: {}, seed: 7, epochMs: 0, commands: [] }
  return createRun(
    restoreFrom === undefined ? spec : { ...spec, restoreFrom },
    { graph: env.getStreamGraph('unaligned') },
    registry,
    planted === undefined ? {} : { planted },
  )
}

export function open(opening: Opening = {}): Run {
  const run = tryOpen(opening)
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

/** Goes on until the n-th checkpoint with data in flight is complete, and returns it. */
export function untilInFlight(run: Run, nth = 1): Snapshot {
  let seen = 0
  let last = 0
  while (run.seek(run.step + 1)) {
    const id = run.rows(run.step, run.step).find(row => row.kind === 'CheckpointCompleted')?.checkpoint ?? 0
    if (id <= last) continue
    last = id
    const snapshot = run.snapshot(id)
    if (!snapshot.ok) throw new Error(snapshot.error.message)
    if (inFlightOf(snapshot.value) > 0) seen += 1
    if (seen === nth) return snapshot.value
  }
  throw new Error('no checkpoint had data in flight')
}

export const inFlightOf = (snapshot: Snapshot): number =>
  snapshot.operators
    .flatMap(operator => operator.subtasks)
    .flatMap(subtask => subtask.inFlight ?? [])
    .reduce((sum, { items }) => sum + items.filter(item => 'value' in item).length, 0)

/** The counts of the last checkpoint, by key, whatever the parallelism. */
export function countsOf(run: Run): string[] {
  const snapshot = run.snapshot(null)
  if (!snapshot.ok) throw new Error(snapshot.error.message)
  return snapshot.value.operators
    .flatMap(operator => operator.subtasks)
    .flatMap(subtask => subtask.keyed)
    .flatMap(part => part.rows)
    .map(({ key, value }) => `${String(key)} ${String(value)}`)
    .sort()
}
