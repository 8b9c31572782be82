/**
 * What a pipeline's author writes: functions, and Rich classes where state or the subtask's place is needed. Names
 * and behaviour are Flink's.
 *
 * One instance serves one attempt of one subtask: a copy, by its own fields, of the instance given to the pipeline.
 * Fields are plain data or state handles. They travel in time with their task, and a failover loses them, as in
 * Flink; only state survives it.
 */
import type { RuntimeContext } from '../engine/api/state.ts'
import type { OutputTag } from './output-tag.ts'

export type { AggregateFunction } from '../engine/api/state.ts'

export interface Collector<T> {
  /** Emits with the timestamp of the record in hand. */
  collect(value: T): void
}

export type MapFunction<T, R> = ((value: T) => R) | { map(value: T): R }
export type FlatMapFunction<T, R> =
  ((value: T, out: Collector<R>) => void) | { flatMap(value: T, out: Collector<R>): void }
export type FilterFunction<T> = ((value: T) => boolean) | { filter(value: T): boolean }
export type ReduceFunction<T> = ((first: T, second: T) => T) | { reduce(first: T, second: T): T }
export type KeySelector<T, K> = ((value: T) => K) | { getKey(value: T): K }
/** Chooses the subtask for a key, from 0 on. */
export type Partitioner<K> =
  ((key: K, numPartitions: number) => number) | { partition(key: K, numPartitions: number): number }

/** Empty, as in Flink 2: it is there for what may be added. */
export type OpenContext = Readonly<Record<never, never>>

export abstract class AbstractRichFunction {
  private runtimeContext: RuntimeContext | null = null

  /** Called once per attempt before the first record, after state was restored. Get state handles here. */
  open(_openContext: OpenContext): void {}

  /** At the end of the input. Not called where the task fails or is canceled: its memory is gone with it. */
  close(): void {}

  getRuntimeContext(): RuntimeContext {
    if (this.runtimeContext === null) {
      throw new Error('The runtime context is there from open() on, not in the constructor.')
    }
    return this.runtimeContext
  }

  /** Called by the operator. */
  setRuntimeContext(context: RuntimeContext): void {
    this.runtimeContext = context
  }
}

export abstract class RichMapFunction<T, R> extends AbstractRichFunction {
  abstract map(value: T): R
}

export abstract class RichFlatMapFunction<T, R> extends AbstractRichFunction {
  abstract flatMap(value: T, out: Collector<R>): void
}

export abstract class RichFilterFunction<T> extends AbstractRichFunction {
  abstract filter(value: T): boolean
}

export type TimeDomain = 'EVENT_TIME' | 'PROCESSING_TIME'

/**
 * The two clocks, and the timers of the current key. A timer is known by its time and key: registering it twice
 * changes nothing. Only a function behind a keyBy may set or delete timers.
 */
export interface TimerService {
  /** Ms since the epoch. */
  currentProcessingTime(): number
  /** -Infinity before the first watermark and after every restart; Infinity at the end of the input. */
  currentWatermark(): number
  registerEventTimeTimer(time: number): void
  registerProcessingTimeTimer(time: number): void
  deleteEventTimeTimer(time: number): void
  deleteProcessingTimeTimer(time: number): void
}

/** What a process function may ask. The object is reused: it is only valid during the call. */
export interface ProcessContext {
  /** Event time of the record in hand in ms; null: it has none. Of a timer: its time. */
  timestamp(): number | null
  /** Emits to a side output with that timestamp. */
  output<X>(tag: OutputTag<X>, value: X): void
  timerService(): TimerService
}

export interface OnTimerContext extends ProcessContext {
  /** Which clock reached the timer. */
  timeDomain(): TimeDomain
}

export interface KeyedProcessContext<K> extends ProcessContext {
  getCurrentKey(): K
}

export interface KeyedOnTimerContext<K> extends KeyedProcessContext<K>, OnTimerContext {}

/** Behind a keyBy it has timers, too. */
export abstract class ProcessFunction<T, R> extends AbstractRichFunction {
  abstract processElement(value: T, context: ProcessContext, out: Collector<R>): void

  /** What it emits has the timer's time as timestamp, or none where the timer was one of processing time. */
  onTimer(_timestamp: number, _context: OnTimerContext, _out: Collector<R>): void {}
}

export abstract class KeyedProcessFunction<K, T, R> extends AbstractRichFunction {
  abstract processElement(value: T, context: KeyedProcessContext<K>, out: Collector<R>): void

  onTimer(_timestamp: number, _context: KeyedOnTimerContext<K>, _out: Collector<R>): void {}
}
