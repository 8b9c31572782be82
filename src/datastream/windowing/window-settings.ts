/** What a windowed stream is told before its function: trigger, evictor, lateness. Flink's WindowOperatorBuilder. */
import { windowOperator, type WindowParams } from '../../operators/window/operator.ts'
import type { Window } from '../../operators/window/time-window.ts'
import type { DataStream, SingleOutputStreamOperator } from '../data-stream.ts'
import { refuse } from '../error.ts'
import { AbstractRichFunction, type AggregateFunction, type ReduceFunction } from '../functions.ts'
import type { OutputTag } from '../output-tag.ts'
import type { Evictor } from './evictors.ts'
import { requireMillis, requireThat } from './preconditions.ts'
import type { Trigger } from './trigger.ts'
import { MergingWindowAssigner, type WindowAssigner } from './window-assigner.ts'

export abstract class WindowSettings<T, W extends Window> {
  private readonly input: DataStream<T>
  private readonly assigner: WindowAssigner<T, W>
  private readonly parallelism: 1 | undefined
  private triggered: Trigger<T, W>
  private evicted: Evictor<T, W> | null = null
  private lateness = 0
  private lateTag: string | null = null

  constructor(input: DataStream<T>, assigner: WindowAssigner<T, W>, parallelism?: 1) {
    this.input = input
    this.assigner = assigner
    this.parallelism = parallelism
    this.triggered = assigner.getDefaultTrigger()
  }

  trigger(trigger: Trigger<T, W>): this {
    if (this.assigner instanceof MergingWindowAssigner && !trigger.canMerge()) {
      const rule = 'A merging window assigner cannot be used with a trigger that does not support merging.'
      return refuse('window', 'trigger', rule)
    }
    this.triggered = trigger
    return this
  }

  evictor(evictor: Evictor<T, W>): this {
    this.evicted = evictor
    return this
  }

  /** How long after its end a window still takes elements, in ms of event time. */
  allowedLateness(lateness: number): this {
    requireMillis('allowedLateness', { lateness })
    requireThat(lateness >= 0, 'allowedLateness', '0 <= lateness', { lateness })
    this.lateness = lateness
    return this
  }

  /** Where elements go that no window takes any more. Without it they are dropped, and counted. */
  sideOutputLateData(tag: OutputTag<T>): this {
    this.lateTag = tag.id
    return this
  }

  protected reduced<R>(
    reducer: ReduceFunction<T>,
    code: WindowParams['code'],
  ): SingleOutputStreamOperator<R> {
    refuseRich(reducer, 'ReduceFunction of reduce can not be a RichFunction.')
    return this.windowed({ kind: 'reduce', function: reducer }, code)
  }

  protected aggregated<Acc, V, R>(
    aggregate: AggregateFunction<T, Acc, V>,
    code: WindowParams['code'],
  ): SingleOutputStreamOperator<R> {
    refuseRich(aggregate, 'This aggregation function cannot be a RichFunction.')
    return this.windowed({ kind: 'aggregate', function: aggregate }, code)
  }

  protected collected<R>(code: WindowParams['code']): SingleOutputStreamOperator<R> {
    return this.windowed({ kind: 'none' }, code)
  }

  private windowed<R>(
    aggregation: WindowParams['aggregation'],
    code: WindowParams['code'],
  ): SingleOutputStreamOperator<R> {
    const { assigner, triggered, evicted, lateness, lateTag, parallelism } = this
    const params: WindowParams = {
      assigner,
      trigger: triggered,
      evictor: evicted,
      allowedLateness: lateness,
      lateTag,
      aggregation,
      code,
    }
    const given = [evicted, functionOf(aggregation), functionOf(code)].filter(given => given !== null)
    return this.input.transform<R>({
      label: assigner.name,
      kind: windowOperator.kind,
      functions: [assigner, triggered, ...given],
      paramsOf: () => params,
      keyed: true,
      ...(parallelism === undefined ? {} : { parallelism }),
    })
  }
}

function functionOf(part: object): unknown {
  return 'function' in part ? part.function : null
}

function refuseRich(userFunction: unknown, rule: string): void {
  if (userFunction instanceof AbstractRichFunction) refuse('window', 'window', rule)
}
