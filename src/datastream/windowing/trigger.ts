/** When a window gives its result. Flink's Trigger; a trigger of one's own extends it. Its state is the window's. */
import type { EventTime } from '../../base/time.ts'
import type {
  AggregatingDescriptor,
  AggregatingState,
  ListDescriptor,
  ListState,
  MapDescriptor,
  MapState,
  ReducingDescriptor,
  ReducingState,
  ValueDescriptor,
  ValueState,
} from '../../engine/api/state.ts'
import type { Window } from '../../operators/window/time-window.ts'

export const TriggerResult = {
  CONTINUE: 'CONTINUE',
  /** The window is evaluated and keeps its contents. */
  FIRE: 'FIRE',
  /** The contents are dropped. */
  PURGE: 'PURGE',
  FIRE_AND_PURGE: 'FIRE_AND_PURGE',
} as const

export type TriggerResult = (typeof TriggerResult)[keyof typeof TriggerResult]

/** Time, timers and state of the window in hand. */
export interface TriggerContext {
  getCurrentProcessingTime(): number
  getCurrentWatermark(): EventTime
  registerEventTimeTimer(time: EventTime): void
  deleteEventTimeTimer(time: EventTime): void
  registerProcessingTimeTimer(time: number): void
  deleteProcessingTimeTimer(time: number): void
  getPartitionedState<T>(descriptor: ValueDescriptor<T>): ValueState<T>
  getPartitionedState<T>(descriptor: ListDescriptor<T>): ListState<T>
  getPartitionedState<T>(descriptor: ReducingDescriptor<T>): ReducingState<T>
  getPartitionedState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out>
  getPartitionedState<K extends string | number | boolean, V>(descriptor: MapDescriptor<K, V>): MapState<K, V>
}

export interface OnMergeContext extends TriggerContext {
  /** Joins the state of the merged windows into that of the result. */
  mergePartitionedState(descriptor: { readonly kind: 'list' | 'reducing' | 'aggregating' }): void
}

export abstract class Trigger<T, W extends Window> {
  abstract onElement(value: T, timestamp: EventTime | null, window: W, context: TriggerContext): TriggerResult
  abstract onEventTime(time: EventTime, window: W, context: TriggerContext): TriggerResult
  abstract onProcessingTime(time: number, window: W, context: TriggerContext): TriggerResult
  /** The window is over: its timers and state have to go. */
  abstract clear(window: W, context: TriggerContext): void

  canMerge(): boolean {
    return false
  }

  /** Windows were merged to `window`. */
  onMerge(_window: W, _context: OnMergeContext): void {
    throw new Error('This trigger does not support merging.')
  }
}
