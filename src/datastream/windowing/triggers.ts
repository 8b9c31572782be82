/** The triggers that are there. Those that repeat themselves keep when they fire next, or how many they have seen. */
import { EVENT_TIME_MAX, type EventTime } from '../../base/time.ts'
import type { ReducingState } from '../../engine/api/state.ts'
import type { Window } from '../../operators/window/time-window.ts'
import { ReducingStateDescriptor } from '../descriptors.ts'
import { needsTimestamp, requireCount, requirePositive } from './preconditions.ts'
import { Trigger, TriggerResult, type OnMergeContext, type TriggerContext } from './trigger.ts'

const { CONTINUE, FIRE, FIRE_AND_PURGE } = TriggerResult

/** Fires when the watermark passes the end of the window, and for each late element at once. */
export class EventTimeTrigger extends Trigger<unknown, Window> {
  static create(): EventTimeTrigger {
    return new EventTimeTrigger()
  }

  onElement(
    _value: unknown,
    _timestamp: EventTime | null,
    window: Window,
    context: TriggerContext,
  ): TriggerResult {
    if (window.maxTimestamp() <= context.getCurrentWatermark()) return FIRE
    context.registerEventTimeTimer(window.maxTimestamp())
    return CONTINUE
  }

  onEventTime(time: EventTime, window: Window): TriggerResult {
    return time === window.maxTimestamp() ? FIRE : CONTINUE
  }

  onProcessingTime(): TriggerResult {
    return CONTINUE
  }

  clear(window: Window, context: TriggerContext): void {
    context.deleteEventTimeTimer(window.maxTimestamp())
  }

  override canMerge(): boolean {
    return true
  }

  override onMerge(window: Window, context: OnMergeContext): void {
    const end = window.maxTimestamp()
    // If the watermark is already past, the element that caused the merge fires.
    if (end > context.getCurrentWatermark()) context.registerEventTimeTimer(end)
  }
}

/** Fires when the clock of the machine passes the end of the window. */
export class ProcessingTimeTrigger extends Trigger<unknown, Window> {
  static create(): ProcessingTimeTrigger {
    return new ProcessingTimeTrigger()
  }

  onElement(
    _value: unknown,
    _timestamp: EventTime | null,
    window: Window,
    context: TriggerContext,
  ): TriggerResult {
    context.registerProcessingTimeTimer(window.maxTimestamp())
    return CONTINUE
  }

  onEventTime(): TriggerResult {
    return CONTINUE
  }

  onProcessingTime(): TriggerResult {
    return FIRE
  }

  clear(window: Window, context: TriggerContext): void {
    context.deleteProcessingTimeTimer(window.maxTimestamp())
  }

  override canMerge(): boolean {
    return true
  }

  override onMerge(window: Window, context: OnMergeContext): void {
    const end = window.maxTimestamp()
    if (end > context.getCurrentProcessingTime()) context.registerProcessingTimeTimer(end)
  }
}

/** Fires at every n-th element of a window. */
export class CountTrigger extends Trigger<unknown, Window> {
  readonly maxCount: number
  readonly count = new ReducingStateDescriptor<number>('count', (first, second) => first + second)

  private constructor(maxCount: number) {
    super()
    this.maxCount = maxCount
  }

  static of(maxCount: number): CountTrigger {
    return new CountTrigger(requireCount('CountTrigger', maxCount))
  }

  onElement(
    _value: unknown,
    _timestamp: EventTime | null,
    _window: Window,
    context: TriggerContext,
  ): TriggerResult {
    const count = context.getPartitionedState(this.count)
    count.add(1)
    if (count.get()! < this.maxCount) return CONTINUE
    count.clear()
    return FIRE
  }

  onEventTime(): TriggerResult {
    return CONTINUE
  }

  onProcessingTime(): TriggerResult {
    return CONTINUE
  }

  clear(_window: Window, context: TriggerContext): void {
    context.getPartitionedState(this.count).clear()
  }

  override canMerge(): boolean {
    return true
  }

  override onMerge(_window: Window, context: OnMergeContext): void {
    context.mergePartitionedState(this.count)
  }
}

const fireTime = () => new ReducingStateDescriptor<number>('fire-time', (a, b) => Math.min(a, b))

/** Fires again and again at multiples of an interval of event time, and at the end of the window. */
export class ContinuousEventTimeTrigger extends Trigger<unknown, Window> {
  readonly interval: number
  readonly fireTime = fireTime()

  private constructor(interval: number) {
    super()
    this.interval = interval
  }

  static of(interval: number): ContinuousEventTimeTrigger {
    return new ContinuousEventTimeTrigger(requirePositive('ContinuousEventTimeTrigger', interval))
  }

  onElement(
    _value: unknown,
    timestamp: EventTime | null,
    window: Window,
    context: TriggerContext,
  ): TriggerResult {
    if (window.maxTimestamp() <= context.getCurrentWatermark()) return FIRE
    context.registerEventTimeTimer(window.maxTimestamp())
    const next = context.getPartitionedState(this.fireTime)
    if (next.get() === null) {
      const at = needsTimestamp(timestamp)
      this.fireNext(at === EVENT_TIME_MAX ? at : at - (at % this.interval), window, context, next)
    }
    return CONTINUE
  }

  onEventTime(time: EventTime, window: Window, context: TriggerContext): TriggerResult {
    if (time === window.maxTimestamp()) return FIRE
    const next = context.getPartitionedState(this.fireTime)
    if (next.get() !== time) return CONTINUE
    next.clear()
    this.fireNext(time, window, context, next)
    return FIRE
  }

  onProcessingTime(): TriggerResult {
    return CONTINUE
  }

  clear(_window: Window, context: TriggerContext): void {
    const next = context.getPartitionedState(this.fireTime)
    const time = next.get()
    if (time === null) return
    context.deleteEventTimeTimer(time)
    next.clear()
  }

  override canMerge(): boolean {
    return true
  }

  override onMerge(_window: Window, context: OnMergeContext): void {
    context.mergePartitionedState(this.fireTime)
    const time = context.getPartitionedState(this.fireTime).get()
    if (time !== null) context.registerEventTimeTimer(time)
  }

  private fireNext(
    time: EventTime,
    window: Window,
    context: TriggerContext,
    next: ReducingState<number>,
  ): void {
    const end = window.maxTimestamp()
    // At the end of the input a global window would fire for all the time there is; its end comes right away instead.
    const isOver = end === EVENT_TIME_MAX && context.getCurrentWatermark() === EVENT_TIME_MAX
    const at = isOver ? end : Math.min(time + this.interval, end)
    next.add(at)
    context.registerEventTimeTimer(at)
  }
}

/** Fires again and again at multiples of an interval of the clock, and at the end of the window. */
export class ContinuousProcessingTimeTrigger extends Trigger<unknown, Window> {
  readonly interval: number
  readonly fireTime = fireTime()

  private constructor(interval: number) {
    super()
    this.interval = interval
  }

  static of(interval: number): ContinuousProcessingTimeTrigger {
    return new ContinuousProcessingTimeTrigger(requirePositive('ContinuousProcessingTimeTrigger', interval))
  }

  onElement(
    _value: unknown,
    _timestamp: EventTime | null,
    window: Window,
    context: TriggerContext,
  ): TriggerResult {
    const now = context.getCurrentProcessingTime()
    const next = context.getPartitionedState(this.fireTime)
    if (next.get() === null) this.fireNext(now - (now % this.interval), window, context, next)
    return CONTINUE
  }

  onEventTime(): TriggerResult {
    return CONTINUE
  }

  onProcessingTime(time: number, window: Window, context: TriggerContext): TriggerResult {
    const next = context.getPartitionedState(this.fireTime)
    if (next.get() !== time) return CONTINUE
    next.clear()
    this.fireNext(time, window, context, next)
    return FIRE
  }

  clear(_window: Window, context: TriggerContext): void {
    const next = context.getPartitionedState(this.fireTime)
    const time = next.get()
    if (time === null) return
    context.deleteProcessingTimeTimer(time)
    next.clear()
  }

  override canMerge(): boolean {
    return true
  }

  override onMerge(_window: Window, context: OnMergeContext): void {
    context.mergePartitionedState(this.fireTime)
    const time = context.getPartitionedState(this.fireTime).get()
    if (time !== null) context.registerProcessingTimeTimer(time)
  }

  private fireNext(time: number, window: Window, context: TriggerContext, next: ReducingState<number>): void {
    const at = Math.min(time + this.interval, window.maxTimestamp())
    next.add(at)
    context.registerProcessingTimeTimer(at)
  }
}

/** Never fires: the default of global windows. */
export class NeverTrigger extends Trigger<unknown, Window> {
  onElement(): TriggerResult {
    return CONTINUE
  }

  onEventTime(): TriggerResult {
    return CONTINUE
  }

  onProcessingTime(): TriggerResult {
    return CONTINUE
  }

  clear(): void {}

  override onMerge(): void {}
}

/** Fires when another trigger does, and drops the contents each time. */
export class PurgingTrigger<T, W extends Window> extends Trigger<T, W> {
  readonly nested: Trigger<T, W>

  private constructor(nested: Trigger<T, W>) {
    super()
    this.nested = nested
  }

  static of<T, W extends Window>(nested: Trigger<T, W>): PurgingTrigger<T, W> {
    return new PurgingTrigger(nested)
  }

  onElement(value: T, timestamp: EventTime | null, window: W, context: TriggerContext): TriggerResult {
    return purging(this.nested.onElement(value, timestamp, window, context))
  }

  onEventTime(time: EventTime, window: W, context: TriggerContext): TriggerResult {
    return purging(this.nested.onEventTime(time, window, context))
  }

  onProcessingTime(time: number, window: W, context: TriggerContext): TriggerResult {
    return purging(this.nested.onProcessingTime(time, window, context))
  }

  clear(window: W, context: TriggerContext): void {
    this.nested.clear(window, context)
  }

  override canMerge(): boolean {
    return this.nested.canMerge()
  }

  override onMerge(window: W, context: OnMergeContext): void {
    this.nested.onMerge(window, context)
  }
}

function purging(result: TriggerResult): TriggerResult {
  return result === FIRE || result === FIRE_AND_PURGE ? FIRE_AND_PURGE : result
}
