/** What leaves a window before or after it is evaluated. Flink's Evictor, CountEvictor and TimeEvictor. */
import { EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'
import type { Window } from '../../operators/window/time-window.ts'
import { requireKept } from './preconditions.ts'

export interface TimestampedValue<T> {
  readonly value: T
  readonly timestamp: EventTime | null
}

export interface EvictorContext {
  getCurrentProcessingTime(): number
  getCurrentWatermark(): EventTime
}

/** It removes from `elements`, in place; they are in the order of their arrival. */
export abstract class Evictor<T, W extends Window> {
  abstract evictBefore(
    elements: TimestampedValue<T>[],
    size: number,
    window: W,
    context: EvictorContext,
  ): void
  abstract evictAfter(elements: TimestampedValue<T>[], size: number, window: W, context: EvictorContext): void
}

/** Keeps the last n elements. */
export class CountEvictor extends Evictor<unknown, Window> {
  readonly maxCount: number
  readonly doEvictAfter: boolean

  private constructor(maxCount: number, doEvictAfter: boolean) {
    super()
    this.maxCount = maxCount
    this.doEvictAfter = doEvictAfter
  }

  static of(maxCount: number, doEvictAfter = false): CountEvictor {
    return new CountEvictor(requireKept('CountEvictor', maxCount), doEvictAfter)
  }

  evictBefore(elements: TimestampedValue<unknown>[], size: number): void {
    if (!this.doEvictAfter) this.evict(elements, size)
  }

  evictAfter(elements: TimestampedValue<unknown>[], size: number): void {
    if (this.doEvictAfter) this.evict(elements, size)
  }

  private evict(elements: TimestampedValue<unknown>[], size: number): void {
    elements.splice(0, Math.max(0, size - this.maxCount))
  }
}

/**
 * Keeps the elements less than `size` ms older than the latest one: at size 0, none. Without timestamps it keeps all.
 */
export class TimeEvictor extends Evictor<unknown, Window> {
  readonly size: number
  readonly doEvictAfter: boolean

  private constructor(size: number, doEvictAfter: boolean) {
    super()
    this.size = size
    this.doEvictAfter = doEvictAfter
  }

  static of(size: number, doEvictAfter = false): TimeEvictor {
    return new TimeEvictor(requireKept('TimeEvictor', size), doEvictAfter)
  }

  evictBefore(elements: TimestampedValue<unknown>[]): void {
    if (!this.doEvictAfter) this.evict(elements)
  }

  evictAfter(elements: TimestampedValue<unknown>[]): void {
    if (this.doEvictAfter) this.evict(elements)
  }

  private evict(elements: TimestampedValue<unknown>[]): void {
    if (elements.length === 0 || elements[0]!.timestamp === null) return
    const timeOf = ({ timestamp }: TimestampedValue<unknown>) => timestamp ?? EVENT_TIME_MIN
    const latest = elements.reduce((time, element) => Math.max(time, timeOf(element)), EVENT_TIME_MIN)
    // At the end of a long nothing is left to be taken off: the latest stay by rule, not by the difference.
    const isKept = (time: number) => (time === latest ? this.size > 0 : time > latest - this.size)
    let kept = 0
    for (const element of elements) if (isKept(timeOf(element))) elements[kept++] = element
    elements.length = kept
  }
}
