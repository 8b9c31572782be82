import { expect, test } from 'vitest'
import {
  KeyedBroadcastProcessFunction,
  type BroadcastContext,
  type KeyedBroadcastOnTimerContext,
  type KeyedReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import { MapStateDescriptor, ValueStateDescriptor } from '../../datastream/descriptors.ts'
import type { Collector } from '../../datastream/functions.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { Harness } from '../shared/harness.suite.ts'
import { keyedBroadcastProcess } from './operator.ts'

const limits = new MapStateDescriptor<string, number>('limits')

/** Tells when a key has passed a limit, and again ten ms later. */
class Limits extends KeyedBroadcastProcessFunction<string, number, [string, number], string> {
  sum!: ValueState<number>

  override open(): void {
    this.sum = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('sum'))
  }

  processElement(
    value: number,
    context: KeyedReadOnlyBroadcastContext<string>,
    out: Collector<string>,
  ): void {
    const sum = (this.sum.value() ?? 0) + value
    this.sum.update(sum)
    for (const [name, limit] of context.getBroadcastState(limits).entries()) {
      if (sum > limit) out.collect(`${context.getCurrentKey()} is over ${name}`)
    }
    context.timerService().registerEventTimeTimer(context.timestamp()! + 10)
  }

  processBroadcastElement([name, limit]: [string, number], context: BroadcastContext): void {
    context.getBroadcastState(limits).put(name, limit)
  }

  override onTimer(
    _timestamp: number,
    context: KeyedBroadcastOnTimerContext<string>,
    out: Collector<string>,
  ): void {
    const names = context
      .getBroadcastState(limits)
      .entries()
      .map(([name]) => name)
    const clocks = `${context.currentWatermark()} ${context.currentProcessingTime()}`
    out.collect(`${context.getCurrentKey()} ${this.sum.value()} ${names.join()} ${clocks}`)
  }
}

test('an element meets the state of its key and the broadcast state, and so does a timer', () => {
  const harness = new Harness(keyedBroadcastProcess, { function: new Limits(), states: ['limits'] })
    .element(5, 1, 'a')
    .element2(['high', 8], 1)
    .element2(['low', 3], 1)
    .element(5, 2, 'a')
    .element(4, 2, 'b')
    .watermark(11)
  expect(harness.emitted).toEqual([
    { value: 'a is over high', timestamp: 2 },
    { value: 'a is over low', timestamp: 2 },
    { value: 'b is over low', timestamp: 2 },
    { value: 'a 10 high,low 11 0', timestamp: 11 },
  ])
})
