/** Windows of golden pipelines. They are described in golden/FORMAT.md. */
import {
  type AggregateFunction,
  type AllWindowedStream,
  type Collector,
  ContinuousEventTimeTrigger,
  CountEvictor,
  CountTrigger,
  type DataStream,
  EventTimeSessionWindows,
  EventTimeTrigger,
  type Evictor,
  GlobalWindows,
  type KeyedStream,
  type KeyValue,
  OutputTag,
  ProcessAllWindowFunction,
  type ProcessAllWindowContext,
  ProcessingTimeSessionWindows,
  ProcessingTimeTrigger,
  ProcessWindowFunction,
  type ProcessWindowContext,
  PurgingTrigger,
  SlidingEventTimeWindows,
  SlidingProcessingTimeWindows,
  type SingleOutputStreamOperator,
  TimeEvictor,
  TimeWindow,
  type Trigger,
  TumblingEventTimeWindows,
  TumblingProcessingTimeWindows,
  type Window,
  type WindowAssigner,
  type WindowedStream,
} from '../../src/datastream/index.ts'
import { notYet, type GoldenOperator } from './golden-case.ts'
import { fieldOf, type Element } from './user-functions.ts'

export interface AssignerParameters {
  readonly type: string
  readonly sizeMs?: number
  readonly slideMs?: number
  readonly offsetMs?: number
  readonly gapMs?: number
}

export interface TriggerParameters {
  readonly type: string
  readonly n?: number
  readonly intervalMs?: number
  readonly purging?: boolean
}

export interface EvictorParameters {
  readonly type: string
  readonly n?: number
  readonly ms?: number
  readonly after?: boolean
}

type Assigner = WindowAssigner<Element, Window>
type AnyTrigger = Trigger<Element, Window>

const amountOf = (element: Element) => fieldOf(element, 'v') as number

export function windowAssigner(parameters: AssignerParameters): Assigner {
  const { type, sizeMs = 0, slideMs = 0, offsetMs = 0, gapMs = 0 } = parameters
  switch (type) {
    case 'tumblingEventTime':
      return TumblingEventTimeWindows.of(sizeMs, offsetMs)
    case 'tumblingProcessingTime':
      return TumblingProcessingTimeWindows.of(sizeMs, offsetMs)
    case 'slidingEventTime':
      return SlidingEventTimeWindows.of(sizeMs, slideMs, offsetMs)
    case 'slidingProcessingTime':
      return SlidingProcessingTimeWindows.of(sizeMs, slideMs, offsetMs)
    case 'sessionEventTime':
      return EventTimeSessionWindows.withGap(gapMs)
    case 'sessionProcessingTime':
      return ProcessingTimeSessionWindows.withGap(gapMs)
    case 'dynamicSessionEventTime':
      return EventTimeSessionWindows.withDynamicGap((element: Element) => fieldOf(element, 'gap') as number)
    case 'global':
      return GlobalWindows.create()
    default:
      return notYet(`window assigner ${type}`)
  }
}

function windowTrigger(parameters: TriggerParameters): AnyTrigger {
  const trigger = firingTrigger(parameters)
  return parameters.purging === true ? PurgingTrigger.of(trigger) : trigger
}

function firingTrigger({ type, n = 0, intervalMs = 0 }: TriggerParameters): AnyTrigger {
  switch (type) {
    case 'count':
      return CountTrigger.of(n)
    case 'eventTime':
      return EventTimeTrigger.create()
    case 'processingTime':
      return ProcessingTimeTrigger.create()
    case 'continuousEventTime':
      return ContinuousEventTimeTrigger.of(intervalMs)
    default:
      return notYet(`trigger ${type}`)
  }
}

function windowEvictor({ type, n = 0, ms = 0, after = false }: EvictorParameters): Evictor<Element, Window> {
  if (type === 'count') return CountEvictor.of(n, after)
  if (type === 'time') return TimeEvictor.of(ms, after)
  return notYet(`evictor ${type}`)
}

/** What a stream of windows can be told, with keys or without. */
interface Windowed<S> {
  trigger(trigger: AnyTrigger): S
  evictor(evictor: Evictor<Element, Window>): S
  allowedLateness(ms: number): S
  sideOutputLateData(tag: OutputTag<Element>): S
}

function configured<S extends Windowed<S>>(stream: S, operator: GoldenOperator): S {
  const { trigger, evictor, allowedLatenessMs, sideOutputLate } = operator as GoldenOperator & {
    readonly trigger?: TriggerParameters
    readonly evictor?: EvictorParameters
    readonly allowedLatenessMs?: number
    readonly sideOutputLate?: string
  }
  let windowed = stream
  if (trigger !== undefined) windowed = windowed.trigger(windowTrigger(trigger))
  if (evictor !== undefined) windowed = windowed.evictor(windowEvictor(evictor))
  if (allowedLatenessMs !== undefined) windowed = windowed.allowedLateness(allowedLatenessMs)
  if (sideOutputLate !== undefined)
    windowed = windowed.sideOutputLateData(new OutputTag<Element>(sideOutputLate))
  return windowed
}

interface Stats {
  readonly count: number
  readonly sum: number
  /** Null: there was no element yet. */
  readonly min: number | null
  readonly max: number | null
}

const least = (a: number | null, b: number | null) => (a === null || (b !== null && b < a) ? b : a)
const largest = (a: number | null, b: number | null) => (a === null || (b !== null && b > a) ? b : a)

const joined = (a: Stats, b: Stats): Stats => ({
  count: a.count + b.count,
  sum: a.sum + b.sum,
  min: least(a.min, b.min),
  max: largest(a.max, b.max),
})

const statsOf: AggregateFunction<Element, Stats, Stats> = {
  createAccumulator: () => ({ count: 0, sum: 0, min: null, max: null }),
  add: (element, stats) => {
    const v = amountOf(element)
    return joined(stats, { count: 1, sum: v, min: v, max: v })
  },
  getResult: stats => stats,
  merge: joined,
}

/** The first element with the sum of all in its place. */
const reduceSum = (first: Element, second: Element): Element => ({
  ...(first as { readonly v: number }),
  v: (first as { readonly v: number }).v + (second as { readonly v: number }).v,
})

const placeOf = (window: Window): object =>
  window instanceof TimeWindow ? { start: window.start, end: window.end } : { window: 'global' }

class KeyedStats extends ProcessWindowFunction<Stats, Element, KeyValue, Window> {
  process(
    key: KeyValue,
    context: ProcessWindowContext<Window>,
    results: Iterable<Stats>,
    out: Collector<Element>,
  ): void {
    for (const stats of results) out.collect({ key, ...placeOf(context.window()), ...stats })
  }
}

class KeyedElements extends ProcessWindowFunction<Element, Element, KeyValue, Window> {
  process(
    key: KeyValue,
    context: ProcessWindowContext<Window>,
    elements: Iterable<Element>,
    out: Collector<Element>,
  ): void {
    out.collect({ key, ...placeOf(context.window()), elements: [...elements].map(amountOf) })
  }
}

class AllStats extends ProcessAllWindowFunction<Stats, Element, Window> {
  process(context: ProcessAllWindowContext<Window>, results: Iterable<Stats>, out: Collector<Element>): void {
    for (const stats of results) out.collect({ ...placeOf(context.window()), ...stats })
  }
}

class AllElements extends ProcessAllWindowFunction<Element, Element, Window> {
  process(
    context: ProcessAllWindowContext<Window>,
    elements: Iterable<Element>,
    out: Collector<Element>,
  ): void {
    out.collect({ ...placeOf(context.window()), elements: [...elements].map(amountOf) })
  }
}

type Result = SingleOutputStreamOperator<Element>

export function keyedWindow(stream: KeyedStream<Element, KeyValue>, operator: GoldenOperator): Result {
  const assigner = windowAssigner(operator['assigner'] as AssignerParameters)
  const windowed: WindowedStream<Element, KeyValue, Window> = configured(stream.window(assigner), operator)
  switch (operator['function']) {
    case 'aggregate':
      return windowed.aggregate(statsOf, new KeyedStats())
    case 'elements':
      return windowed.process(new KeyedElements())
    case 'reduceSum':
      return windowed.reduce(reduceSum)
    default:
      return notYet(`window function ${String(operator['function'])}`)
  }
}

export function allWindow(stream: DataStream<Element>, operator: GoldenOperator): Result {
  const assigner = windowAssigner(operator['assigner'] as AssignerParameters)
  const windowed: AllWindowedStream<Element, Window> = configured(stream.windowAll(assigner), operator)
  switch (operator['function']) {
    case 'aggregate':
      return windowed.aggregate(statsOf, new AllStats())
    case 'elements':
      return windowed.process(new AllElements())
    case 'reduceSum':
      return windowed.reduce(reduceSum)
    default:
      return notYet(`window function ${String(operator['function'])}`)
  }
}
