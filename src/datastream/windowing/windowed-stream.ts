/** A keyed stream in windows. Flink's WindowedStream: what it is given here becomes one operator. */
import type { WindowCodeParams } from '../../operators/window/window-code.ts'
import type { Window } from '../../operators/window/time-window.ts'
import type { KeyedStream, SingleOutputStreamOperator } from '../data-stream.ts'
import type { AggregateFunction, ReduceFunction } from '../functions.ts'
import type { KeyValue } from '../../engine/api/state.ts'
import { extremeRecord, extremeValue, sumOf } from '../keyed-aggregations.ts'
import type { WindowAssigner } from './window-assigner.ts'
import { ProcessWindowFunction, type WindowFunction } from './window-functions.ts'
import { WindowSettings } from './window-settings.ts'

type AnyWindowFunction<In, Out, K, W extends Window> =
  WindowFunction<In, Out, K, W> | ProcessWindowFunction<In, Out, K, W>

export class WindowedStream<T, K extends KeyValue, W extends Window> extends WindowSettings<T, W> {
  constructor(input: KeyedStream<T, K>, assigner: WindowAssigner<T, W>) {
    super(input, assigner)
  }

  /** One value for each window, added up as elements come. The function, if there is one, gets just that value. */
  reduce(reducer: ReduceFunction<T>): SingleOutputStreamOperator<T>
  reduce<R>(
    reducer: ReduceFunction<T>,
    windowFunction: AnyWindowFunction<T, R, K, W>,
  ): SingleOutputStreamOperator<R>
  reduce<R>(
    reducer: ReduceFunction<T>,
    windowFunction?: AnyWindowFunction<T, R, K, W>,
  ): SingleOutputStreamOperator<R> {
    return this.reduced(reducer, codeOf(windowFunction))
  }

  /** One accumulator for each window. */
  aggregate<Acc, V>(aggregate: AggregateFunction<T, Acc, V>): SingleOutputStreamOperator<V>
  aggregate<Acc, V, R>(
    aggregate: AggregateFunction<T, Acc, V>,
    windowFunction: AnyWindowFunction<V, R, K, W>,
  ): SingleOutputStreamOperator<R>
  aggregate<Acc, V, R>(
    aggregate: AggregateFunction<T, Acc, V>,
    windowFunction?: AnyWindowFunction<V, R, K, W>,
  ): SingleOutputStreamOperator<R> {
    return this.aggregated(aggregate, codeOf(windowFunction))
  }

  /** All elements of a window are kept until it is over. */
  process<R>(windowFunction: ProcessWindowFunction<T, R, K, W>): SingleOutputStreamOperator<R> {
    return this.collected(codeOf(windowFunction))
  }

  apply<R>(windowFunction: WindowFunction<T, R, K, W>): SingleOutputStreamOperator<R> {
    return this.collected(codeOf(windowFunction))
  }

  sum(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.reduce(sumOf<T>(field))
  }

  min(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.reduce(extremeValue<T>('min', field))
  }

  max(field?: keyof T & string): SingleOutputStreamOperator<T> {
    return this.reduce(extremeValue<T>('max', field))
  }

  minBy(field?: keyof T & string, first = true): SingleOutputStreamOperator<T> {
    return this.reduce(extremeRecord<T>('min', field, first))
  }

  maxBy(field?: keyof T & string, first = true): SingleOutputStreamOperator<T> {
    return this.reduce(extremeRecord<T>('max', field, first))
  }
}

function codeOf(windowFunction: unknown): WindowCodeParams {
  if (windowFunction === undefined) return { kind: 'pass-through' }
  const kind = windowFunction instanceof ProcessWindowFunction ? 'process' : 'apply'
  return { kind, function: windowFunction }
}
