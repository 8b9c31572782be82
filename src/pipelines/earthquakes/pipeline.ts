/**
 * Earthquakes in windows of event time: six hours for each region. The feed brings many of them hours after they
 * happened; some are in time for the watermark, some for the allowed lateness, and some for neither.
 */
import {
  type AggregateFunction,
  type Collector,
  OutputTag,
  partitionedLog,
  type ProcessWindowContext,
  ProcessWindowFunction,
  type TimeWindow,
  TransactionalSink,
  TumblingEventTimeWindows,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import {
  type Earthquake,
  EARTHQUAKES_ORIGIN,
  HOUR_MS,
  hourText,
  readEarthquakes,
} from '../shared/earthquakes.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
const QUAKES = 300
/** A day takes half a second of simulated time. */
const SPEED_UP = (24 * HOUR_MS) / 500

interface Tally {
  readonly quakes: number
  readonly strongest: number
}

interface RegionWindow extends Tally {
  readonly region: string
  readonly from: string
}

const countQuakes: AggregateFunction<Earthquake, Tally, Tally> = {
  createAccumulator: () => ({ quakes: 0, strongest: -10 }),
  add: ({ magnitude }, { quakes, strongest }) => ({
    quakes: quakes + 1,
    strongest: Math.max(strongest, magnitude),
  }),
  getResult: tally => tally,
  merge: (a, b) => ({ quakes: a.quakes + b.quakes, strongest: Math.max(a.strongest, b.strongest) }),
}

class NameWindow extends ProcessWindowFunction<Tally, RegionWindow, string, TimeWindow> {
  process(
    region: string,
    context: ProcessWindowContext<TimeWindow>,
    tallies: Iterable<Tally>,
    out: Collector<RegionWindow>,
  ): void {
    for (const tally of tallies) out.collect({ region, from: hourText(context.window().start), ...tally })
  }
}

export const earthquakes = definePipeline({
  id: 'earthquakes',
  title: { en: 'Earthquakes in windows', zh: '地震与事件时间窗口' },
  description: {
    en: 'Counts earthquakes by region in windows of six hours of event time. The watermark waits four hours for stragglers, a window six hours more; what comes later still leaves by a side output.',
    zh: '按地区以六小时的事件时间窗口统计地震。水位线为迟到的记录等待四小时，窗口再等六小时；更晚的记录从旁路输出离开。',
  },
  lookFor: {
    en: 'A window fires when the watermark passes its end, and fires again with a higher count for each late quake within the allowed lateness.',
    zh: '水位线越过窗口末端时窗口触发；在允许的迟到时间内，每来一条迟到记录就以更大的计数再次触发。',
  },
  source: EARTHQUAKES_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '20 ms',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.window': '3 ms',
  },
  build(env, workload) {
    const late = new OutputTag<Earthquake>('late')
    const quakes = limited(readEarthquakes().slice(0, QUAKES), workload)
    const log = partitionedLog(quakes, {
      topic: 'quakes',
      partitions: PARTITIONS,
      keyOf: quake => quake.network,
      timestampOf: quake => quake.time,
      arrivals: { at: quakes.map(quake => quake.updated), speedUp: SPEED_UP },
    })
    const windows = env
      .fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness(4 * HOUR_MS), 'quakes')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(quake => quake.region)
      .window(TumblingEventTimeWindows.of(6 * HOUR_MS))
      .allowedLateness(6 * HOUR_MS)
      .sideOutputLateData(late)
      .aggregate(countQuakes, new NameWindow())
      .name('window')
      .uid('window')
    windows.sinkTo(new TransactionalSink()).name('sink').uid('sink').setParallelism(1)
    windows.getSideOutput(late).print('late').name('late').uid('late').setParallelism(1)
  },
})
