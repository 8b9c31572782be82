/** An interval join: every strong earthquake with the weak ones of its region in the half day after it. */
import {
  type Collector,
  partitionedLog,
  type ProcessJoinContext,
  ProcessJoinFunction,
  TransactionalSink,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { type Earthquake, EARTHQUAKES_ORIGIN, HOUR_MS, readEarthquakes } from '../shared/earthquakes.ts'
import { limited } from '../shared/limit.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
const QUAKES = 300
const STRONG = 2.5
const AFTER_MS = 12 * HOUR_MS
/** A day takes half a second of simulated time. */
const SPEED_UP = (24 * HOUR_MS) / 500

interface Aftershock {
  readonly region: string
  readonly main: number
  readonly aftershock: number
  readonly minutesLater: number
}

class Pair extends ProcessJoinFunction<Earthquake, Earthquake, Aftershock> {
  processElement(
    main: Earthquake,
    after: Earthquake,
    _context: ProcessJoinContext,
    out: Collector<Aftershock>,
  ): void {
    const minutesLater = Math.round((after.time - main.time) / 60_000)
    out.collect({
      region: main.region,
      main: main.magnitude,
      aftershock: after.magnitude,
      minutesLater,
    })
  }
}

export const aftershocks = definePipeline({
  id: 'aftershocks',
  title: { en: 'Aftershocks by interval join', zh: '区间连接：余震' },
  description: {
    en: 'Joins every earthquake of magnitude 2.5 and more with the weaker ones in the same region within twelve hours after it. Each side waits in keyed state for the other.',
    zh: '将每次 2.5 级及以上地震与同一地区其后十二小时内的较弱地震相连接。两侧记录都在键控状态中等待对方。',
  },
  lookFor: {
    en: 'Both buffers are map state by time. When the watermark passes the end of an interval, a timer takes the record out.',
    zh: '两侧缓冲区都是以时间为键的映射状态。水位线越过区间末端时，定时器将记录清除。',
  },
  source: EARTHQUAKES_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '20 ms',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.join': '3 ms',
  },
  build(env, workload) {
    const quakes = limited(readEarthquakes().slice(0, QUAKES), workload)
    const log = partitionedLog(quakes, {
      topic: 'quakes',
      partitions: PARTITIONS,
      keyOf: quake => quake.network,
      timestampOf: quake => quake.time,
      arrivals: { at: quakes.map(quake => quake.updated), speedUp: SPEED_UP },
    })
    const all = env
      .fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness(6 * HOUR_MS), 'quakes')
      .uid('source')
      .setParallelism(PARTITIONS)
    const strong = all
      .filter(quake => quake.magnitude >= STRONG)
      .name('strong')
      .uid('strong')
      .setParallelism(PARTITIONS)
    const weak = all
      .filter(quake => quake.magnitude < STRONG)
      .name('weak')
      .uid('weak')
      .setParallelism(PARTITIONS)
    strong
      .keyBy(quake => quake.region)
      .intervalJoin(weak.keyBy(quake => quake.region))
      .between(0, AFTER_MS)
      .process(new Pair())
      .name('join')
      .uid('join')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
