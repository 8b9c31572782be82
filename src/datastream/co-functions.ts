/** Functions with two inputs: what `ConnectedStreams` and `intervalJoin` take. Names and behaviour are Flink's. */
import {
  AbstractRichFunction,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  type OnTimerContext,
  type ProcessContext,
} from './functions.ts'
import type { OutputTag } from './output-tag.ts'

export interface CoMapFunction<T, S, R> {
  map1(value: T): R
  map2(value: S): R
}

export interface CoFlatMapFunction<T, S, R> {
  flatMap1(value: T, out: Collector<R>): void
  flatMap2(value: S, out: Collector<R>): void
}

export abstract class RichCoMapFunction<T, S, R> extends AbstractRichFunction {
  abstract map1(value: T): R
  abstract map2(value: S): R
}

export abstract class RichCoFlatMapFunction<T, S, R> extends AbstractRichFunction {
  abstract flatMap1(value: T, out: Collector<R>): void
  abstract flatMap2(value: S, out: Collector<R>): void
}

/** Where both inputs are keyed it has timers, too. */
export abstract class CoProcessFunction<T, S, R> extends AbstractRichFunction {
  abstract processElement1(value: T, context: ProcessContext, out: Collector<R>): void
  abstract processElement2(value: S, context: ProcessContext, out: Collector<R>): void

  onTimer(_timestamp: number, _context: OnTimerContext, _out: Collector<R>): void {}
}

/** Both inputs share the state and the timers of a key. */
export abstract class KeyedCoProcessFunction<K, T, S, R> extends AbstractRichFunction {
  abstract processElement1(value: T, context: KeyedProcessContext<K>, out: Collector<R>): void
  abstract processElement2(value: S, context: KeyedProcessContext<K>, out: Collector<R>): void

  onTimer(_timestamp: number, _context: KeyedOnTimerContext<K>, _out: Collector<R>): void {}
}

export interface ProcessJoinContext {
  getLeftTimestamp(): number
  getRightTimestamp(): number
  /** The larger of the two; what is emitted carries it. */
  getTimestamp(): number
  output<X>(tag: OutputTag<X>, value: X): void
}

/** Called once for each pair. */
export abstract class ProcessJoinFunction<T, S, R> extends AbstractRichFunction {
  abstract processElement(left: T, right: S, context: ProcessJoinContext, out: Collector<R>): void
}
