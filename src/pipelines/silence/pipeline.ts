/**
 * Devices that fall silent: each seismic network has a timer of event time three hours behind its latest quake. A
 * later quake moves the timer; when the watermark gets there first, the network is reported.
 */
import {
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  TransactionalSink,
  type ValueState,
  ValueStateDescriptor,
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
const SILENCE_MS = 3 * HOUR_MS
/** A day takes half a second of simulated time. */
const SPEED_UP = (24 * HOUR_MS) / 500

interface Silence {
  readonly network: string
  /** The hour of its last quake. */
  readonly since: string
}

class WatchNetwork extends KeyedProcessFunction<string, Earthquake, Silence> {
  latest!: ValueState<number>

  override open(): void {
    this.latest = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('latest'))
  }

  processElement(quake: Earthquake, context: KeyedProcessContext<string>): void {
    const latest = this.latest.value()
    if (latest !== null && quake.time <= latest) return
    const timers = context.timerService()
    if (latest !== null) timers.deleteEventTimeTimer(latest + SILENCE_MS)
    this.latest.update(quake.time)
    timers.registerEventTimeTimer(quake.time + SILENCE_MS)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<Silence>): void {
    out.collect({ network: context.getCurrentKey(), since: hourText(timestamp - SILENCE_MS) })
  }
}

export const silence = definePipeline({
  id: 'silence',
  title: { en: 'Networks that fall silent', zh: '沉默的台网' },
  description: {
    en: 'Reports a seismic network when three hours of event time have passed without a quake from it. Every quake moves the timer of its network.',
    zh: '某个地震台网在事件时间三小时内没有地震记录时予以报告。每次地震都会推迟该台网的定时器。',
  },
  lookFor: {
    en: 'The end of the input sends a watermark beyond all time: every timer that is still set fires then.',
    zh: '输入结束时会发出超越一切时间的水位线：所有仍在等待的定时器都会随之触发。',
  },
  source: EARTHQUAKES_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '20 ms',
    'weir.task.record-cost.source': '3 ms',
    'weir.task.record-cost.watch': '3 ms',
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
    env
      .fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness(4 * HOUR_MS), 'quakes')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(quake => quake.network)
      .process(new WatchNetwork())
      .name('watch')
      .uid('watch')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
