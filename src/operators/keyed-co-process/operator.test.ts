import { expect, test } from 'vitest'
import { CoProcessFunction, KeyedCoProcessFunction } from '../../datastream/co-functions.ts'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import type {
  Collector,
  KeyedOnTimerContext,
  KeyedProcessContext,
  OnTimerContext,
  ProcessContext,
} from '../../datastream/functions.ts'
import { OutputTag } from '../../datastream/output-tag.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { Harness } from '../shared/harness.suite.ts'
import { keyedCoProcess } from './operator.ts'

const unpaid = new OutputTag<string>('unpaid')

/** An order waits ten ms of event time for its payment. */
class Payments extends KeyedCoProcessFunction<string, string, number, string> {
  order!: ValueState<string>

  override open(): void {
    this.order = this.getRuntimeContext().getState(new ValueStateDescriptor<string>('order'))
  }

  processElement1(order: string, context: KeyedProcessContext<string>): void {
    this.order.update(order)
    context.timerService().registerEventTimeTimer(context.timestamp()! + 10)
  }

  processElement2(amount: number, context: KeyedProcessContext<string>, out: Collector<string>): void {
    const order = this.order.value()
    if (order !== null) out.collect(`${context.getCurrentKey()}: ${order} for ${amount}`)
    this.order.clear()
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>): void {
    const order = this.order.value()
    if (order !== null) context.output(unpaid, `${context.getCurrentKey()}: ${order} at ${timestamp}`)
  }
}

test('both inputs share the state of a key, and its timers', () => {
  const harness = new Harness(keyedCoProcess, { function: new Payments() })
    .element('tea', 100, 'a')
    .element('cake', 101, 'b')
    .element2(5, 103, 'b')
    .element2(7, 104, 'c')
    .watermark(120)
  expect(harness.emitted).toEqual([
    { value: 'b: cake for 5', timestamp: 103 },
    { value: 'a: tea at 110', timestamp: 110, tag: 'unpaid' },
  ])
})

class Legacy extends CoProcessFunction<string, string, string> {
  processElement1(_value: string, context: ProcessContext): void {
    context.timerService().registerProcessingTimeTimer(50)
  }

  processElement2(): void {}

  override onTimer(timestamp: number, context: OnTimerContext, out: Collector<string>): void {
    out.collect(`${timestamp} ${context.timeDomain()}`)
  }
}

test('a CoProcessFunction has timers where both inputs are keyed', () => {
  const harness = new Harness(keyedCoProcess, { function: new Legacy() }).element('x', 1, 'a')
  expect(harness.processingTime(60).emitted).toEqual([{ value: '50 PROCESSING_TIME', timestamp: null }])
})
