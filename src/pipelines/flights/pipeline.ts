/**
 * Delays of real flights per airport: keyed by origin, counted and averaged in aggregating state, and written to two
 * sinks of one stream, so that after a failure the repeats of the plain one stand beside the transactional one.
 */
import {
  type AggregateFunction,
  type AggregatingState,
  AggregatingStateDescriptor,
  type Collector,
  columns,
  csvRecords,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  TransactionalSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { FLIGHTS_CSV } from '../data/flights.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
/** A day of flights takes 200 ms of simulated time. */
const SPEED_UP = 86_400_000 / 200

interface Flight {
  readonly time: number
  readonly delay: number
  readonly distance: number
  readonly origin: string
  readonly destination: string
}

interface DelaySum {
  readonly flights: number
  readonly minutes: number
}

interface AirportDelay {
  readonly origin: string
  readonly flights: number
  readonly meanDelay: number
}

const FLIGHT_COLUMNS = {
  time: columns.integer,
  delay: columns.integer,
  distance: columns.integer,
  origin: columns.text,
  destination: columns.text,
}

const sumDelays: AggregateFunction<Flight, DelaySum, DelaySum> = {
  createAccumulator: () => ({ flights: 0, minutes: 0 }),
  add: (flight, sum) => ({ flights: sum.flights + 1, minutes: sum.minutes + flight.delay }),
  getResult: sum => sum,
  merge: (a, b) => ({ flights: a.flights + b.flights, minutes: a.minutes + b.minutes }),
}

class AverageDelay extends KeyedProcessFunction<string, Flight, AirportDelay> {
  sum!: AggregatingState<Flight, DelaySum>

  override open(): void {
    this.sum = this.getRuntimeContext().getAggregatingState(
      new AggregatingStateDescriptor('delay', sumDelays),
    )
  }

  processElement(flight: Flight, context: KeyedProcessContext<string>, out: Collector<AirportDelay>): void {
    this.sum.add(flight)
    const { flights, minutes } = this.sum.get()!
    out.collect({
      origin: context.getCurrentKey(),
      flights,
      meanDelay: Math.round((minutes * 10) / flights) / 10,
    })
  }
}

export const flights = definePipeline({
  id: 'flights',
  title: { en: 'Flight delays · 2 → 3 → 1', zh: '航班延误 · 2 → 3 → 1' },
  description: {
    en: 'Counts flights and averages their delay per airport of origin. One sink commits with each checkpoint, the other prints at once: after a failure only the second repeats itself.',
    zh: '按出发机场统计航班数和平均延误。一个 Sink 随检查点提交，另一个立即打印：发生故障后，只有后者会重复输出。',
  },
  lookFor: {
    en: 'Kill a subtask between two checkpoints and compare the two sinks.',
    zh: '在两个检查点之间终止一个子任务，然后比较两个 Sink。',
  },
  source: {
    en: 'U.S. Bureau of Transportation Statistics, January and February 2001, by way of vega-datasets. Data collected under U.S. DOT regulatory requirements; licence terms not explicitly specified.',
    zh: '美国交通统计局 2001 年 1–2 月数据，经由 vega-datasets。依据美国交通部法规要求收集；许可条款未明确说明。',
  },
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '3',
    'weir.task.record-cost.source': '4 ms',
    'weir.task.record-cost.delay': '4 ms',
  },
  build(env, workload) {
    const { records } = csvRecords<Flight>(FLIGHTS_CSV, FLIGHT_COLUMNS)
    const log = partitionedLog(limited(records, workload), {
      topic: 'flights',
      partitions: PARTITIONS,
      timestampOf: flight => flight.time,
      arrivals: { speedUp: SPEED_UP },
    })
    const delays = env
      .fromSource(log, WatermarkStrategy.noWatermarks(), 'flights')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(flight => flight.origin)
      .process(new AverageDelay())
      .name('delay')
      .uid('delay')
    delays.sinkTo(new TransactionalSink()).name('sink').uid('sink').setParallelism(1)
    delays.print().name('print').uid('print').setParallelism(1)
  },
})
