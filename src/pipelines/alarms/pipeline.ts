/**
 * Alarms by timers: when a sensor reports damp air, a timer of event time is set half a minute ahead. If the air is
 * dry again before, the timer is deleted; if the watermark gets there first, the alarm goes off.
 */
import {
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { definePipeline } from '../define.ts'
import { limited } from '../shared/limit.ts'
import { type Reading, readReadings, SENSORS_ORIGIN } from '../shared/sensors.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'

const PARTITIONS = 2
/** Of each sensor 75 readings: six minutes. */
const READINGS = 300
const DAMP = 70
const PATIENCE_MS = 30_000
const OUT_OF_ORDER_MS = 5000
/** A minute takes 160 ms of simulated time. */
const SPEED_UP = 60_000 / 160

interface Alarm {
  readonly sensor: string
  readonly alarm: 'damp' | 'dry again'
  /** Event time in seconds. */
  readonly since: number
  readonly at: number
}

class WatchHumidity extends KeyedProcessFunction<string, Reading, Alarm> {
  /** Event time from which on the air has been damp. */
  since!: ValueState<number>
  alarmed!: ValueState<boolean>

  override open(): void {
    const context = this.getRuntimeContext()
    this.since = context.getState(new ValueStateDescriptor<number>('since'))
    this.alarmed = context.getState(new ValueStateDescriptor('alarmed', Types.BOOLEAN))
  }

  processElement(reading: Reading, context: KeyedProcessContext<string>, out: Collector<Alarm>): void {
    const since = this.since.value()
    if (reading.humidity > DAMP) {
      if (since !== null) return
      this.since.update(reading.time)
      context.timerService().registerEventTimeTimer(reading.time + PATIENCE_MS)
      return
    }
    if (since === null) return
    context.timerService().deleteEventTimeTimer(since + PATIENCE_MS)
    if (this.alarmed.value() === true) {
      const { sensor, time } = reading
      out.collect({ sensor, alarm: 'dry again', since: since / 1000, at: time / 1000 })
    }
    this.since.clear()
    this.alarmed.clear()
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<Alarm>): void {
    const since = this.since.value() ?? timestamp
    this.alarmed.update(true)
    out.collect({ sensor: context.getCurrentKey(), alarm: 'damp', since: since / 1000, at: timestamp / 1000 })
  }
}

export const alarms = definePipeline({
  id: 'alarms',
  title: { en: 'Sensor alarms by timers', zh: '定时器触发的传感器告警' },
  description: {
    en: 'Watches the humidity at four sensors. A timer of event time raises an alarm when the air at one has been damp for half a minute, and is deleted when it dries before.',
    zh: '监测四个传感器的湿度。若某处持续潮湿达半分钟，事件时间定时器发出告警；若提前转干，则删除该定时器。',
  },
  lookFor: {
    en: 'Hot water is held to two sensors. The timer fires when the watermark passes it, not when a record comes; kill the task in between, and the timer is restored with the state.',
    zh: '热水先后靠近两个传感器。定时器在水位线越过它时触发，而不是在记录到来时；若中途终止任务，定时器会随状态恢复。',
  },
  source: SENSORS_ORIGIN,
  acceptsText: false,
  defaultText: null,
  defaultConfig: {
    ...TEACHING_CONFIG,
    'parallelism.default': '2',
    'pipeline.auto-watermark-interval': '15 ms',
    'weir.task.record-cost.source': '2 ms',
    'weir.task.record-cost.watch': '2 ms',
  },
  build(env, workload) {
    const log = partitionedLog(limited(readReadings().slice(0, READINGS), workload), {
      topic: 'sensors',
      partitions: PARTITIONS,
      keyOf: reading => reading.sensor,
      timestampOf: reading => reading.time,
      arrivals: { speedUp: SPEED_UP },
    })
    env
      .fromSource(log, WatermarkStrategy.forBoundedOutOfOrderness(OUT_OF_ORDER_MS), 'sensors')
      .uid('source')
      .setParallelism(PARTITIONS)
      .keyBy(reading => reading.sensor)
      .process(new WatchHumidity())
      .name('watch')
      .uid('watch')
      .sinkTo(new TransactionalSink())
      .name('sink')
      .uid('sink')
      .setParallelism(1)
  },
})
