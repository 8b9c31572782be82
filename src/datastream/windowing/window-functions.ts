/**
 * What makes a result of a window: a bare WindowFunction, or a process function that also sees time, state and side
 * outputs. The `All` variants are for windows without a key.
 */
import type { EventTime } from '../../base/time.ts'
import type { KeyedStateStore } from '../../engine/api/state.ts'
import type { Window } from '../../operators/window/time-window.ts'
import { AbstractRichFunction, type Collector } from '../functions.ts'
import type { OutputTag } from '../output-tag.ts'

export type WindowFunction<In, Out, K, W extends Window> =
  | ((key: K, window: W, input: Iterable<In>, out: Collector<Out>) => void)
  | { apply(key: K, window: W, input: Iterable<In>, out: Collector<Out>): void }

export type AllWindowFunction<In, Out, W extends Window> =
  | ((window: W, values: Iterable<In>, out: Collector<Out>) => void)
  | { apply(window: W, values: Iterable<In>, out: Collector<Out>): void }

/** The object is reused: it is only valid during the call. */
export interface ProcessAllWindowContext<W extends Window> {
  window(): W
  /** State of the key and window. It has to be cleared in `clear`; merging windows have none. */
  windowState(): KeyedStateStore
  /** State of the key, over all windows. */
  globalState(): KeyedStateStore
  /** Emits to a side output with the window's last timestamp. */
  output<X>(tag: OutputTag<X>, value: X): void
}

export interface ProcessWindowContext<W extends Window> extends ProcessAllWindowContext<W> {
  currentProcessingTime(): number
  currentWatermark(): EventTime
}

export abstract class ProcessWindowFunction<In, Out, K, W extends Window> extends AbstractRichFunction {
  abstract process(
    key: K,
    context: ProcessWindowContext<W>,
    elements: Iterable<In>,
    out: Collector<Out>,
  ): void

  /** The window is over: what it kept in its state has to go. */
  clear(_context: ProcessWindowContext<W>): void {}
}

export abstract class ProcessAllWindowFunction<In, Out, W extends Window> extends AbstractRichFunction {
  abstract process(context: ProcessAllWindowContext<W>, elements: Iterable<In>, out: Collector<Out>): void

  clear(_context: ProcessAllWindowContext<W>): void {}
}
