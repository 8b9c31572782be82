/**
 * Functions with a broadcast input. Every subtask sees all its records in the same order, if they come from one
 * subtask, and must change the broadcast state by them alone: then it is the same everywhere. Only the broadcast side
 * may write it. Flink's `applyToKeyedState` is left out: it walks over all keys, and a callback here has one key.
 */
import type { BroadcastState, ReadOnlyBroadcastState } from '../engine/api/state.ts'
import type { MapStateDescriptor } from './descriptors.ts'
import { AbstractRichFunction, type Collector, type TimeDomain, type TimerService } from './functions.ts'
import type { OutputTag } from './output-tag.ts'

interface BaseBroadcastContext {
  timestamp(): number | null
  output<X>(tag: OutputTag<X>, value: X): void
  currentProcessingTime(): number
  currentWatermark(): number
}

/** On the broadcast side. */
export interface BroadcastContext extends BaseBroadcastContext {
  getBroadcastState<K extends string | number | boolean, V>(
    descriptor: MapStateDescriptor<K, V>,
  ): BroadcastState<K, V>
}

/** On the other side. */
export interface ReadOnlyBroadcastContext extends BaseBroadcastContext {
  getBroadcastState<K extends string | number | boolean, V>(
    descriptor: MapStateDescriptor<K, V>,
  ): ReadOnlyBroadcastState<K, V>
}

export interface KeyedReadOnlyBroadcastContext<K> extends ReadOnlyBroadcastContext {
  getCurrentKey(): K
  timerService(): TimerService
}

export interface KeyedBroadcastOnTimerContext<K> extends KeyedReadOnlyBroadcastContext<K> {
  timeDomain(): TimeDomain
}

export abstract class BroadcastProcessFunction<T, S, R> extends AbstractRichFunction {
  abstract processElement(value: T, context: ReadOnlyBroadcastContext, out: Collector<R>): void
  abstract processBroadcastElement(value: S, context: BroadcastContext, out: Collector<R>): void
}

export abstract class KeyedBroadcastProcessFunction<K, T, S, R> extends AbstractRichFunction {
  abstract processElement(value: T, context: KeyedReadOnlyBroadcastContext<K>, out: Collector<R>): void
  /** There is no current key here, so neither keyed state nor timers. */
  abstract processBroadcastElement(value: S, context: BroadcastContext, out: Collector<R>): void

  onTimer(_timestamp: number, _context: KeyedBroadcastOnTimerContext<K>, _out: Collector<R>): void {}
}
