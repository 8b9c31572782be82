/**
 * Which windows an element belongs to. Flink's WindowAssigner and MergingWindowAssigner. `assignWindows` is a pure
 * function of the element, its timestamp and the clock.
 */
import type { EventTime } from '../../base/time.ts'
import {
  mergeTimeWindows,
  type TimeWindow,
  type Window,
  type WindowMerge,
} from '../../operators/window/time-window.ts'
import type { Trigger } from './trigger.ts'

export abstract class WindowAssigner<T, W extends Window> {
  /** What the operator is called if nobody says otherwise: the name of Flink's class. */
  abstract readonly name: string

  /** `now` is the processing time in ms. */
  abstract assignWindows(value: T, timestamp: EventTime | null, now: number): readonly W[]
  abstract getDefaultTrigger(): Trigger<unknown, Window>
  abstract isEventTime(): boolean
}

/** Its windows of one key become one where they meet. */
export abstract class MergingWindowAssigner<T> extends WindowAssigner<T, TimeWindow> {
  mergeWindows(windows: readonly TimeWindow[]): readonly WindowMerge[] {
    return mergeTimeWindows(windows)
  }
}
