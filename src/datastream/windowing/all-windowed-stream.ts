/** A whole stream in windows, by one subtask. Flink's AllWindowedStream: every element has the same key, a null byte. */
import type { WindowCodeParams } from '../../operators/window/window-code.ts'
import type { Window } from '../../operators/window/time-window.ts'
import type { DataStream, SingleOutputStreamOperator } from '../data-stream.ts'
import type { AggregateFunction, ReduceFunction } from '../functions.ts'
import { extremeRecord, extremeValue, sumOf } from '../keyed-aggregations.ts'
import { Types } from '../types.ts'
import type { WindowAssigner } from './window-assigner.ts'
import { ProcessAllWindowFunction, type AllWindowFunction } from './window-functions.ts'
import { WindowSettings } from './window-settings.ts'

type AnyWindowFunction<In, Out, W extends Window> =
  AllWindowFunction<In, Out, W> | ProcessAllWindowFunction<In, Out, W>

export class AllWindowedStream<T, W extends Window> extends WindowSettings<T, W> {
  constructor(input: DataStream<T>, assigner: WindowAssigner<T, W>) {
    super(
      input.keyBy(() => 0, Types.INT),
      assigner,
      1,
    )
  }

  reduce(reducer: ReduceFunction<T>): SingleOutputStreamOperator<T>
  reduce<R>(
    reducer: ReduceFunction<T>,
    windowFunction: AnyWindowFunction<T, R, W>,
  ): SingleOutputStreamOperator<R>
  reduce<R>(
    reducer: ReduceFunction<T>,
    windowFunction?: AnyWindowFunction<T, R, W>,
  ): SingleOutputStreamOperator<R> {
    return this.reduced(reducer, codeOf(windowFunction))
  }

  aggregate<Acc, V>(aggregate: AggregateFunction<T, Acc, V>): SingleOutputStreamOperator<V>
  aggregate<Acc, V, R>(
    aggregate: AggregateFunction<T, Acc, V>,
    windowFunction: AnyWindowFunction<V, R, W>,
  ): SingleOutputStreamOperator<R>
  aggregate<Acc, V, R>(
    aggregate: AggregateFunction<T, Acc, V>,
    windowFunction?: AnyWindowFunction<V, R, W>,
  ): SingleOutputStreamOperator<R> {
    return this.aggregated(aggregate, codeOf(windowFunction))
  }

  process<R>(windowFunction: ProcessAllWindowFunction<T, R, W>): SingleOutputStreamOperator<R> {
    return this.collected(codeOf(windowFunction))
  }

  apply<R>(windowFunction: AllWindowFunction<T, R, W>): SingleOutputStreamOperator<R> {
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
  const kind = windowFunction instanceof ProcessAllWindowFunction ? 'process-all' : 'apply-all'
  return { kind, function: windowFunction }
}
