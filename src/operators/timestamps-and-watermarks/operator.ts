/**
 * Gives records their timestamps and makes watermarks inside a pipeline; Flink's TimestampsAndWatermarksOperator.
 * Watermarks and idleness from upstream end here, but for the watermark of the end of the input.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import { EVENT_TIME_MAX, EVENT_TIME_MIN, isEventTime, type EventTime } from '../../base/time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type {
  TimerService,
  WatermarkGenerator,
  WatermarkOutput,
  WatermarkParams,
} from '../../engine/api/event-time.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'

class TimestampsAndWatermarksOperator implements StreamOperator {
  readonly generator: WatermarkGenerator<unknown> | null
  readonly assignTimestamp: WatermarkParams['assignTimestamp']
  /** 0: none by the clock. */
  readonly intervalMs: number
  watermark: EventTime = EVENT_TIME_MIN
  idle = false
  private timers!: TimerService
  private readonly output = new WatermarkEmitter()

  constructor({ watermarks, intervalMs }: TimestampsAndWatermarksParams) {
    this.generator = copyPlain(watermarks.generator) as WatermarkGenerator<unknown> | null
    this.assignTimestamp = watermarks.assignTimestamp
    this.intervalMs = intervalMs
  }

  open({ timers }: OperatorContext): void {
    this.timers = timers
    this.wakeUpNext()
  }

  /** The record goes first: a watermark that it raises must not overtake it. */
  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    const time = this.assignTimestamp === null ? timestamp : this.assign(value, timestamp)
    out.collectWithTimestamp(value, time)
    this.generator?.onEvent(value, time, this.output.to(this, out))
  }

  /** Where the thread was busy it is later by now than it asked for. */
  onWakeUp(_timestamp: number, out: Collector): void {
    this.emitPeriodically(out)
    this.wakeUpNext()
  }

  processWatermark(timestamp: EventTime, out: Collector): void {
    if (timestamp === EVENT_TIME_MAX) this.output.to(this, out).emitWatermark(timestamp)
  }

  processWatermarkStatus(): void {}

  finish(out: Collector): void {
    this.emitPeriodically(out)
  }

  private emitPeriodically(out: Collector): void {
    this.generator?.onPeriodicEmit(this.output.to(this, out), this.timers.currentProcessingTime())
  }

  private wakeUpNext(): void {
    if (this.generator === null || this.intervalMs === 0) return
    this.timers.wakeUpAt(this.timers.currentProcessingTime() + this.intervalMs)
  }

  private assign(value: unknown, timestamp: EventTime | null): EventTime {
    const time = this.assignTimestamp!(value as never, timestamp)
    if (isEventTime(time)) return time
    throw new Error(`A timestamp is a whole number of ms, got ${String(time)}.`)
  }
}

/** Set before each call of the generator. What it remembers lies in the operator, which travels in time. */
class WatermarkEmitter extends Shared implements WatermarkOutput {
  #operator: TimestampsAndWatermarksOperator | null = null
  #out: Collector | null = null

  to(operator: TimestampsAndWatermarksOperator, out: Collector): this {
    this.#operator = operator
    this.#out = out
    return this
  }

  emitWatermark(timestamp: EventTime): void {
    const operator = this.#operator!
    if (timestamp <= operator.watermark) return
    operator.watermark = timestamp
    this.markActive()
    this.#out!.emitWatermark(timestamp)
  }

  markIdle(): void {
    this.#setIdle(true)
  }

  markActive(): void {
    this.#setIdle(false)
  }

  #setIdle(idle: boolean): void {
    const operator = this.#operator!
    if (operator.idle === idle) return
    operator.idle = idle
    this.#out!.emitWatermarkStatus(idle)
  }
}

export interface TimestampsAndWatermarksParams {
  readonly watermarks: WatermarkParams
  readonly intervalMs: number
}

export const timestampsAndWatermarks = defineOperator<TimestampsAndWatermarksParams>({
  kind: 'timestamps-and-watermarks',
  create: params => new TimestampsAndWatermarksOperator(params),
  makesTime: true,
})
