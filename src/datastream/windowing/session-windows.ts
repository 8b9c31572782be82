/** Sessions: each element opens a window of the length of its gap, and windows of a key that meet become one. */
import type { EventTime } from '../../base/time.ts'
import { TimeWindow, type Window } from '../../operators/window/time-window.ts'
import { needsTimestamp, requireMillis, requireThat } from './preconditions.ts'
import type { Trigger } from './trigger.ts'
import { EventTimeTrigger, ProcessingTimeTrigger } from './triggers.ts'
import { MergingWindowAssigner } from './window-assigner.ts'

/** The gap in ms after which a session ends, for an element. */
export type SessionWindowTimeGapExtractor<T> = ((element: T) => number) | { extract(element: T): number }

function checkGap(name: string, gap: number): void {
  requireMillis(name, { gap })
  requireThat(gap > 0, name, '0 < size', { size: gap })
}

export class EventTimeSessionWindows extends MergingWindowAssigner<unknown> {
  readonly name = 'EventTimeSessionWindows'
  readonly gap: number

  private constructor(gap: number) {
    super()
    this.gap = gap
  }

  static withGap(gap: number): EventTimeSessionWindows {
    checkGap('EventTimeSessionWindows', gap)
    return new EventTimeSessionWindows(gap)
  }

  static withDynamicGap<T>(gapOf: SessionWindowTimeGapExtractor<T>): DynamicEventTimeSessionWindows<T> {
    return new DynamicEventTimeSessionWindows(gapOf)
  }

  assignWindows(_value: unknown, timestamp: EventTime | null): readonly TimeWindow[] {
    const start = needsTimestamp(timestamp)
    return [TimeWindow.ofSize(start, this.gap)]
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return EventTimeTrigger.create()
  }

  isEventTime(): boolean {
    return true
  }
}

export class ProcessingTimeSessionWindows extends MergingWindowAssigner<unknown> {
  readonly name = 'ProcessingTimeSessionWindows'
  readonly gap: number

  private constructor(gap: number) {
    super()
    this.gap = gap
  }

  static withGap(gap: number): ProcessingTimeSessionWindows {
    checkGap('ProcessingTimeSessionWindows', gap)
    return new ProcessingTimeSessionWindows(gap)
  }

  static withDynamicGap<T>(gapOf: SessionWindowTimeGapExtractor<T>): DynamicProcessingTimeSessionWindows<T> {
    return new DynamicProcessingTimeSessionWindows(gapOf)
  }

  assignWindows(_value: unknown, _timestamp: EventTime | null, now: number): readonly TimeWindow[] {
    return [new TimeWindow(now, now + this.gap)]
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return ProcessingTimeTrigger.create()
  }

  isEventTime(): boolean {
    return false
  }
}

export class DynamicEventTimeSessionWindows<T> extends MergingWindowAssigner<T> {
  readonly name = 'DynamicEventTimeSessionWindows'
  readonly gapOf: SessionWindowTimeGapExtractor<T>

  constructor(gapOf: SessionWindowTimeGapExtractor<T>) {
    super()
    this.gapOf = gapOf
  }

  assignWindows(value: T, timestamp: EventTime | null): readonly TimeWindow[] {
    const start = needsTimestamp(timestamp)
    return [TimeWindow.ofSize(start, dynamicGap(this.gapOf, value))]
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return EventTimeTrigger.create()
  }

  isEventTime(): boolean {
    return true
  }
}

export class DynamicProcessingTimeSessionWindows<T> extends MergingWindowAssigner<T> {
  readonly name = 'DynamicProcessingTimeSessionWindows'
  readonly gapOf: SessionWindowTimeGapExtractor<T>

  constructor(gapOf: SessionWindowTimeGapExtractor<T>) {
    super()
    this.gapOf = gapOf
  }

  assignWindows(value: T, _timestamp: EventTime | null, now: number): readonly TimeWindow[] {
    return [new TimeWindow(now, now + dynamicGap(this.gapOf, value))]
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return ProcessingTimeTrigger.create()
  }

  isEventTime(): boolean {
    return false
  }
}

function dynamicGap<T>(gapOf: SessionWindowTimeGapExtractor<T>, value: T): number {
  const gap = typeof gapOf === 'function' ? gapOf(value) : gapOf.extract(value)
  if (gap > 0) return gap
  throw new Error('Dynamic session time gap must satisfy 0 < gap')
}
