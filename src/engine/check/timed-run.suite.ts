/** A run whose operators have to do with time: timers that fire and fire again, and windows that merge. */
import {
  EventTimeSessionWindows,
  KeyedProcessFunction,
  MapStateDescriptor,
  BroadcastProcessFunction,
  partitionedLog,
  RichMapFunction,
  StreamExecutionEnvironment,
  TransactionalSink,
  ValueStateDescriptor,
  WatermarkStrategy,
  type BroadcastContext,
  type Collector,
  type DataStream,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  type ReadOnlyBroadcastContext,
  type ValueState,
} from '../../datastream/index.ts'
import type { Config } from '../api/spec.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../trace/run.ts'

export interface Seen {
  readonly user: string
  readonly at: number
}

const SEEN: readonly Seen[] = Array.from({ length: 60 }, (_, i) => ({
  user: 'abcde'[(i * 7) % 5]!,
  at: i * 10 + ((i * 13) % 5) * 8,
}))

/** Counts until 15 ms of event time after the last record of the key. */
class Count extends KeyedProcessFunction<string, Seen, Seen> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'))
  }

  processElement({ at }: Seen, context: KeyedProcessContext<string>): void {
    this.count.update((this.count.value() ?? 0) + 1)
    context.timerService().registerEventTimeTimer(at + 15)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<Seen>): void {
    out.collect({ user: context.getCurrentKey(), at: this.count.value() ?? 0 })
    this.count.clear()
    if (timestamp % 4 === 3) context.timerService().registerEventTimeTimer(timestamp + 5)
  }
}

/** Numbers what comes of a key. */
class Numbered extends RichMapFunction<Seen, Seen> {
  last!: ValueState<number>

  override open(): void {
    this.last = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('last'))
  }

  map({ user }: Seen): Seen {
    const at = (this.last.value() ?? 0) + 1
    this.last.update(at)
    return { user, at }
  }
}

class Ruled extends BroadcastProcessFunction<Seen, Seen, Seen> {
  rules: MapStateDescriptor<string, number>

  constructor(rules: MapStateDescriptor<string, number>) {
    super()
    this.rules = rules
  }

  processElement(seen: Seen, context: ReadOnlyBroadcastContext, out: Collector<Seen>): void {
    out.collect({ user: seen.user, at: context.getBroadcastState(this.rules).get(seen.user) ?? 0 })
  }

  processBroadcastElement(rule: Seen, context: BroadcastContext): void {
    context.getBroadcastState(this.rules).put(rule.user, rule.at)
  }
}

const CONFIG = {
  'parallelism.default': '2',
  'weir.task.record-cost': '1 ms',
  'execution.checkpointing.interval': '60 ms',
  'execution.checkpointing.tolerable-failed-checkpoints': '100',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '100',
  'restart-strategy.fixed-delay.delay': '10 ms',
  'pipeline.auto-watermark-interval': '5 ms',
}

export type Shape = 'timers' | 'numbered' | 'sessions' | 'broadcast'

export function timedRun(shape: Shape, other: Config = {}): Run {
  const config = { ...CONFIG, ...other }
  const env = new StreamExecutionEnvironment(config)
  const log = partitionedLog(SEEN, {
    topic: 'seen',
    partitions: 2,
    timestampOf: seen => seen.at,
    arrivals: { intervalUs: 4000 },
  })
  const seen = env.fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness<Seen>(20), 'seen').uid('seen')
  shaped(shape, seen).sinkTo(new TransactionalSink<Seen>()).uid('sink')
  const spec = { pipeline: 'timed', config, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('timed') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function shaped(shape: Shape, seen: DataStream<Seen>): DataStream<Seen> {
  const byUser = (stream: DataStream<Seen>) => stream.keyBy(({ user }) => user)
  switch (shape) {
    case 'timers':
      return byUser(seen).process(new Count()).uid('count')
    case 'numbered':
      return byUser(byUser(seen).process(new Count()).uid('count')).map(new Numbered()).uid('number')
    case 'sessions':
      return byUser(seen)
        .window(EventTimeSessionWindows.withGap(30))
        .allowedLateness(20)
        .reduce((one, other) => ({ user: one.user, at: one.at + other.at }))
        .uid('count')
    case 'broadcast': {
      const rules = new MapStateDescriptor<string, number>('rules')
      return seen.connect(seen.broadcast(rules)).process(new Ruled(rules)).uid('count')
    }
  }
}
