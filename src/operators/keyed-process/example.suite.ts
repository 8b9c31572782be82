import { ListStateDescriptor, ValueStateDescriptor } from '../../datastream/descriptors.ts'
import {
  KeyedProcessFunction,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
} from '../../datastream/functions.ts'
import type { ListState, ValueState } from '../../engine/api/state.ts'
import { itemsOf, keyOf, type Item, exampleOf } from '../shared/example.suite.ts'

/** Gathers the items of each hundred ms of event time, and a timer that it moves along. */
class Gather extends KeyedProcessFunction<string, Item, string> {
  items!: ListState<number>
  timer!: ValueState<number>

  override open(): void {
    this.items = this.getRuntimeContext().getListState(new ListStateDescriptor<number>('items'))
    this.timer = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('timer'))
  }

  processElement({ n, time }: Item, context: KeyedProcessContext<string>): void {
    this.items.add(n)
    const before = this.timer.value()
    const end = time - (time % 100) + 99
    if (before === end) return
    context.timerService().registerEventTimeTimer(end)
    this.timer.update(end)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<string>): void {
    const due = [...this.items.get()].filter(n => n * 10 <= timestamp)
    this.items.update([...this.items.get()].filter(n => n * 10 > timestamp))
    out.collect(`${context.getCurrentKey()} ${timestamp} ${due.join()}`)
  }
}

export const example = exampleOf('keyed-process', env => itemsOf(env).keyBy(keyOf).process(new Gather()))
