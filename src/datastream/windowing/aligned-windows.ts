/** Windows of one size that begin at the same times for every key: tumbling and sliding ones. Sizes are in ms. */
import { EVENT_TIME_MAX, type EventTime } from '../../base/time.ts'
import { TimeWindow, type Window } from '../../operators/window/time-window.ts'
import { needsTimestamp, requireMillis, requireThat } from './preconditions.ts'
import type { Trigger } from './trigger.ts'
import { EventTimeTrigger, ProcessingTimeTrigger } from './triggers.ts'
import { WindowAssigner } from './window-assigner.ts'

abstract class TumblingWindows extends WindowAssigner<unknown, TimeWindow> {
  abstract override readonly name: string
  readonly size: number
  readonly offset: number

  protected constructor(size: number, offset: number) {
    super()
    this.size = size
    this.offset = offset
  }

  protected windowAt(time: EventTime): readonly TimeWindow[] {
    const start = TimeWindow.getWindowStartWithOffset(time, this.offset, this.size)
    return [TimeWindow.ofSize(start, this.size)]
  }
}

function checkTumbling(name: string, size: number, offset: number): void {
  requireMillis(name, { size, offset })
  requireThat(Math.abs(offset) < size, name, 'abs(offset) < size', { size, offset })
}

/** One window for each element, by its timestamp. */
export class TumblingEventTimeWindows extends TumblingWindows {
  readonly name = 'TumblingEventTimeWindows'

  static of(size: number, offset = 0): TumblingEventTimeWindows {
    checkTumbling('TumblingEventTimeWindows', size, offset)
    return new TumblingEventTimeWindows(size, offset)
  }

  assignWindows(_value: unknown, timestamp: EventTime | null): readonly TimeWindow[] {
    return this.windowAt(needsTimestamp(timestamp))
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return EventTimeTrigger.create()
  }

  isEventTime(): boolean {
    return true
  }
}

/** One window for each element, by the clock. */
export class TumblingProcessingTimeWindows extends TumblingWindows {
  readonly name = 'TumblingProcessingTimeWindows'

  static of(size: number, offset = 0): TumblingProcessingTimeWindows {
    checkTumbling('TumblingProcessingTimeWindows', size, offset)
    return new TumblingProcessingTimeWindows(size, offset)
  }

  assignWindows(_value: unknown, _timestamp: EventTime | null, now: number): readonly TimeWindow[] {
    return this.windowAt(now)
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return ProcessingTimeTrigger.create()
  }

  isEventTime(): boolean {
    return false
  }
}

abstract class SlidingWindows extends WindowAssigner<unknown, TimeWindow> {
  abstract override readonly name: string
  readonly size: number
  readonly slide: number
  readonly offset: number

  protected constructor(size: number, slide: number, offset: number) {
    super()
    this.size = size
    this.slide = slide
    this.offset = offset
  }

  /** From the last that began to the first that has not ended; none at all between windows with gaps. */
  protected windowsAt(time: EventTime): readonly TimeWindow[] {
    const windows: TimeWindow[] = []
    if (time === EVENT_TIME_MAX) return [TimeWindow.ofSize(time, this.size)]
    const last = TimeWindow.getWindowStartWithOffset(time, this.offset, this.slide)
    for (let start = last; start > time - this.size; start -= this.slide)
      windows.push(new TimeWindow(start, start + this.size))
    return windows
  }
}

function checkSliding(name: string, size: number, slide: number, offset: number): void {
  requireMillis(name, { size, slide, offset })
  const isValid = Math.abs(offset) < slide && size > 0
  requireThat(isValid, name, 'abs(offset) < slide and size > 0', { size, slide, offset })
}

/** Every window of `size` that holds the element's timestamp; one begins each `slide`. */
export class SlidingEventTimeWindows extends SlidingWindows {
  readonly name = 'SlidingEventTimeWindows'

  static of(size: number, slide: number, offset = 0): SlidingEventTimeWindows {
    checkSliding('SlidingEventTimeWindows', size, slide, offset)
    return new SlidingEventTimeWindows(size, slide, offset)
  }

  assignWindows(_value: unknown, timestamp: EventTime | null): readonly TimeWindow[] {
    return this.windowsAt(needsTimestamp(timestamp))
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return EventTimeTrigger.create()
  }

  isEventTime(): boolean {
    return true
  }
}

export class SlidingProcessingTimeWindows extends SlidingWindows {
  readonly name = 'SlidingProcessingTimeWindows'

  static of(size: number, slide: number, offset = 0): SlidingProcessingTimeWindows {
    checkSliding('SlidingProcessingTimeWindows', size, slide, offset)
    return new SlidingProcessingTimeWindows(size, slide, offset)
  }

  assignWindows(_value: unknown, _timestamp: EventTime | null, now: number): readonly TimeWindow[] {
    return this.windowsAt(now)
  }

  getDefaultTrigger(): Trigger<unknown, Window> {
    return ProcessingTimeTrigger.create()
  }

  isEventTime(): boolean {
    return false
  }
}
