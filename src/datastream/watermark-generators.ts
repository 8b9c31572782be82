/**
 * Where watermarks come from; Flink's org.apache.flink.api.common.eventtime. A watermark t says that no record with a
 * timestamp up to t is still to come. One instance serves one split; what it keeps in fields is in no checkpoint.
 */
import { EVENT_TIME_MIN, plusWrapping, type EventTime } from '../base/time.ts'
import type { WatermarkGenerator, WatermarkOutput } from '../engine/api/event-time.ts'

/** Emits none, but for the one of the end of the input, which is not the generator's. */
export class NoWatermarksGenerator implements WatermarkGenerator<unknown> {
  onEvent(): void {}
  onPeriodicEmit(): void {}
}

/** The greatest timestamp so far, less the delay, less 1: a record with the greatest timestamp may come again. */
export class BoundedOutOfOrdernessWatermarks implements WatermarkGenerator<unknown> {
  readonly delayMs: number
  maxTimestamp: EventTime = EVENT_TIME_MIN

  constructor(delayMs: number) {
    this.delayMs = delayMs
  }

  onEvent(_value: unknown, timestamp: EventTime | null, _output: WatermarkOutput): void {
    this.maxTimestamp = Math.max(this.maxTimestamp, timestamp ?? EVENT_TIME_MIN)
  }

  onPeriodicEmit(output: WatermarkOutput, _now: number): void {
    output.emitWatermark(plusWrapping(this.maxTimestamp, -this.delayMs - 1))
  }
}

/** For timestamps that never fall within a split. */
export class AscendingTimestampsWatermarks extends BoundedOutOfOrdernessWatermarks {
  constructor() {
    super(0)
  }
}

/** As bounded out of orderness, but after every record instead of by the clock. */
export class EveryEventWatermarks extends BoundedOutOfOrdernessWatermarks {
  override onEvent(value: unknown, timestamp: EventTime | null, output: WatermarkOutput): void {
    super.onEvent(value, timestamp, output)
    super.onPeriodicEmit(output, 0)
  }

  override onPeriodicEmit(): void {}
}

/** Some records say themselves how far event time has come. */
export class PunctuatedWatermarks<T> implements WatermarkGenerator<T> {
  /** Null: this record does not. */
  readonly watermarkOf: (value: T, timestamp: EventTime | null) => number | null

  constructor(watermarkOf: (value: T, timestamp: EventTime | null) => number | null) {
    this.watermarkOf = watermarkOf
  }

  onEvent(value: T, timestamp: EventTime | null, output: WatermarkOutput): void {
    const watermark = this.watermarkOf(value, timestamp)
    if (watermark !== null) output.emitWatermark(watermark)
  }

  onPeriodicEmit(): void {}
}

/**
 * Says that a split is idle when no record has come for longer than the timeout, so that the others need not wait for
 * it. The time begins with the first periodic call that finds no new record. While idle it emits no watermark by the
 * clock.
 */
export class WatermarksWithIdleness<T> implements WatermarkGenerator<T> {
  readonly generator: WatermarkGenerator<T>
  readonly timeoutMs: number
  records = 0
  recordsAtLastProbe = 0
  /** Null: there were records at the last probe. */
  inactiveSince: number | null = null
  idle = false

  constructor(generator: WatermarkGenerator<T>, timeoutMs: number) {
    this.generator = generator
    this.timeoutMs = timeoutMs
  }

  onEvent(value: T, timestamp: EventTime | null, output: WatermarkOutput): void {
    this.generator.onEvent(value, timestamp, output)
    this.records += 1
    this.idle = false
  }

  onPeriodicEmit(output: WatermarkOutput, now: number): void {
    if (!this.probe(now)) return this.generator.onPeriodicEmit(output, now)
    if (!this.idle) output.markIdle()
    this.idle = true
  }

  /** Flink's IdlenessTimer. */
  private probe(now: number): boolean {
    if (this.records !== this.recordsAtLastProbe) {
      this.recordsAtLastProbe = this.records
      this.inactiveSince = null
      return false
    }
    if (this.inactiveSince === null) {
      this.inactiveSince = now
      return false
    }
    return now - this.inactiveSince > this.timeoutMs
  }
}
