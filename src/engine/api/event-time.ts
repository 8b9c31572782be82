/**
 * Event time as operators and sources see it: timers, and where watermarks come from. After Flink's
 * InternalTimerService and org.apache.flink.api.common.eventtime.
 */
import type { EventTime } from '../../base/time.ts'

/** A timer that fires. The current key is set to its key before the call. */
export interface Timer {
  /** Event time or processing time in ms, by its domain. */
  readonly timestamp: EventTime
  /** The namespace it was registered under: a window's text, or empty. */
  readonly namespace: string
}

/**
 * Timers of the current key. A timer is known by (timestamp, key, namespace): registering it twice changes nothing.
 * An event-time timer at or below the current watermark fires at its next advance, not at once.
 */
export interface TimerService {
  /** Ms since the epoch; as long as a call lasts it does not change. */
  currentProcessingTime(): number
  /** EVENT_TIME_MIN before the first watermark, and after every restore: watermarks are in no snapshot. */
  currentWatermark(): EventTime
  registerEventTimeTimer(timestamp: EventTime, namespace?: string): void
  deleteEventTimeTimer(timestamp: EventTime, namespace?: string): void
  registerProcessingTimeTimer(timestamp: number, namespace?: string): void
  deleteProcessingTimeTimer(timestamp: number, namespace?: string): void
  /** Asks for one call of `onWakeUp` at a processing time, without a key; a restart forgets it. */
  wakeUpAt(timestamp: number): void
}

export interface WatermarkOutput {
  /** A watermark that does not rise is dropped. It also ends idleness. */
  emitWatermark(timestamp: EventTime): void
  markIdle(): void
  markActive(): void
}

/** Fields are plain data; one instance for each split, or for each subtask inside a pipeline. */
export interface WatermarkGenerator<T> {
  onEvent(value: T, timestamp: EventTime | null, output: WatermarkOutput): void
  /** Every `pipeline.auto-watermark-interval` of processing time; `now` is that time in ms. */
  onPeriodicEmit(output: WatermarkOutput, now: number): void
}

/** What a source or an assigner in the middle of a pipeline is given. */
export interface WatermarkParams {
  /** Copied for each split, so that its fields are its own. Null: no watermarks but that of the end. */
  readonly generator: WatermarkGenerator<never> | null
  /** The timestamp of a record from what the source says; null: it keeps that. */
  readonly assignTimestamp: ((value: never, recordTimestamp: EventTime | null) => number) | null
}
