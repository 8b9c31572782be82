/** The keyed functions of golden pipelines that set timers. They are described in golden/FORMAT.md. */
import {
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type KeyValue,
  type MapState,
  MapStateDescriptor,
  OutputTag,
  type ValueState,
  ValueStateDescriptor,
} from '../../src/datastream/index.ts'
import type { KeyedParameters } from './keyed-functions.ts'
import { fieldOf, type Element } from './user-functions.ts'

type Context = KeyedProcessContext<KeyValue>
type TimerContext = KeyedOnTimerContext<KeyValue>
type Out = Collector<Element>

abstract class Timed extends KeyedProcessFunction<KeyValue, Element, Element> {
  readonly parameters: KeyedParameters

  constructor(parameters: KeyedParameters) {
    super()
    this.parameters = parameters
  }

  protected value<T>(name: string): ValueState<T> {
    return this.getRuntimeContext().getState(new ValueStateDescriptor<T>(name))
  }

  protected amountOf(element: Element): number {
    return fieldOf(element, this.parameters.field ?? 'v') as number
  }
}

/** The timestamp of an element that a function sets event-time timers by. */
function timestampOf(context: Context): number {
  const timestamp = context.timestamp()
  if (timestamp === null) throw new Error('expected an element with a timestamp')
  return timestamp
}

abstract class SumUntilTimer extends Timed {
  sum!: ValueState<number>

  override open(): void {
    this.sum = this.value('sum')
  }

  processElement(element: Element, context: Context): void {
    this.sum.update((this.sum.value() ?? 0) + this.amountOf(element))
    this.register(context, this.parameters.delayMs!)
  }

  override onTimer(timestamp: number, context: TimerContext, out: Out): void {
    out.collect({
      key: context.getCurrentKey(),
      timer: timestamp,
      sum: this.sum.value(),
      domain: context.timeDomain(),
    })
    if (this.parameters.clear === true) this.sum.clear()
  }

  protected abstract register(context: Context, delayMs: number): void
}

export class TimerAt extends SumUntilTimer {
  protected register(context: Context, delayMs: number): void {
    context.timerService().registerEventTimeTimer(timestampOf(context) + delayMs)
  }
}

export class ProcTimer extends SumUntilTimer {
  protected register(context: Context, delayMs: number): void {
    const timers = context.timerService()
    timers.registerProcessingTimeTimer(timers.currentProcessingTime() + delayMs)
  }
}

export class BucketSum extends Timed {
  sums!: MapState<number, number>

  override open(): void {
    this.sums = this.getRuntimeContext().getMapState(new MapStateDescriptor<number, number>('buckets'))
  }

  processElement(element: Element, context: Context): void {
    const { sizeMs, sideOutput } = this.parameters
    const end = Math.floor(timestampOf(context) / sizeMs!) * sizeMs! + sizeMs! - 1
    const timers = context.timerService()
    if (end <= timers.currentWatermark()) {
      context.output(new OutputTag<Element>(sideOutput ?? 'late'), element)
      return
    }
    this.sums.put(end, (this.sums.get(end) ?? 0) + this.amountOf(element))
    timers.registerEventTimeTimer(end)
  }

  override onTimer(timestamp: number, context: TimerContext, out: Out): void {
    const sum = this.sums.get(timestamp)
    out.collect({ key: context.getCurrentKey(), timer: timestamp, sum, domain: context.timeDomain() })
    this.sums.remove(timestamp)
  }
}

abstract class CountUntilInactive extends Timed {
  timer!: ValueState<number>
  count!: ValueState<number>

  override open(): void {
    this.timer = this.value('timer')
    this.count = this.value('count')
  }

  processElement(_element: Element, context: Context): void {
    const before = this.timer.value()
    if (before !== null) this.remove(context, before)
    const timer = this.now(context) + this.parameters.gapMs!
    this.register(context, timer)
    this.timer.update(timer)
    this.count.update((this.count.value() ?? 0) + 1)
  }

  override onTimer(timestamp: number, context: TimerContext, out: Out): void {
    out.collect({
      key: context.getCurrentKey(),
      timer: timestamp,
      count: this.count.value(),
      domain: context.timeDomain(),
    })
    this.timer.clear()
    this.count.clear()
  }

  protected abstract now(context: Context): number
  protected abstract register(context: Context, timer: number): void
  protected abstract remove(context: Context, timer: number): void
}

export class Inactivity extends CountUntilInactive {
  protected now(context: Context): number {
    return timestampOf(context)
  }

  protected register(context: Context, timer: number): void {
    context.timerService().registerEventTimeTimer(timer)
  }

  protected remove(context: Context, timer: number): void {
    context.timerService().deleteEventTimeTimer(timer)
  }
}

export class ProcInactivity extends CountUntilInactive {
  protected now(context: Context): number {
    return context.timerService().currentProcessingTime()
  }

  protected register(context: Context, timer: number): void {
    context.timerService().registerProcessingTimeTimer(timer)
  }

  protected remove(context: Context, timer: number): void {
    context.timerService().deleteProcessingTimeTimer(timer)
  }
}

export class TimerChain extends Timed {
  fired!: ValueState<number>

  override open(): void {
    this.fired = this.value('fired')
  }

  processElement(_element: Element, context: Context): void {
    if (this.fired.value() !== null) return
    this.fired.update(0)
    context.timerService().registerEventTimeTimer(timestampOf(context) + this.parameters.periodMs!)
  }

  override onTimer(timestamp: number, context: TimerContext, out: Out): void {
    const n = (this.fired.value() ?? 0) + 1
    out.collect({ key: context.getCurrentKey(), timer: timestamp, n, domain: context.timeDomain() })
    if (n >= this.parameters.times!) {
      this.fired.clear()
      return
    }
    this.fired.update(n)
    context.timerService().registerEventTimeTimer(timestamp + this.parameters.periodMs!)
  }
}
