import { expect, test } from 'vitest'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import {
  KeyedProcessFunction,
  ProcessFunction,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  type OnTimerContext,
  type ProcessContext,
} from '../../datastream/functions.ts'
import { OutputTag } from '../../datastream/output-tag.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { Harness } from '../shared/harness.suite.ts'
import { keyedProcess } from './operator.ts'

const fired = new OutputTag<string>('fired')

/** Sums per key, and tells the sum ten ms of event time, and twenty ms of processing time, after each record. */
class SumOnTimer extends KeyedProcessFunction<string, number, string> {
  sum!: ValueState<number>

  override open(): void {
    this.sum = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('sum'))
  }

  processElement(value: number, context: KeyedProcessContext<string>): void {
    this.sum.update((this.sum.value() ?? 0) + value)
    const timers = context.timerService()
    timers.registerEventTimeTimer(context.timestamp()! + 10)
    timers.registerProcessingTimeTimer(timers.currentProcessingTime() + 20)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<string>, out: Collector<string>): void {
    out.collect(`${context.getCurrentKey()} ${this.sum.value()} ${context.timeDomain()}`)
    context.output(fired, `${timestamp} ${context.timestamp()} ${context.timerService().currentWatermark()}`)
  }
}

test('a timer of event time fires once the watermark is there, with its key, and lends its time to the results', () => {
  const harness = new Harness(keyedProcess, { function: new SumOnTimer() })
    .element(1, 100, 'a')
    .element(2, 101, 'b')
    .element(3, 100, 'a')
    .watermark(109)
  expect(harness.emitted).toEqual([])
  harness.watermark(110)
  expect(harness.emitted).toEqual([
    { value: 'a 4 EVENT_TIME', timestamp: 110 },
    { value: '110 110 110', timestamp: 110, tag: 'fired' },
  ])
})

test('a timer of processing time gives results without a timestamp, but side outputs with its time', () => {
  const harness = new Harness(keyedProcess, { function: new SumOnTimer() }, { processingTime: 1000 })
  harness.element(1, 100, 'a').processingTime(1019)
  expect(harness.emitted).toEqual([])
  harness.processingTime(1025)
  expect(harness.emitted).toEqual([
    { value: 'a 1 PROCESSING_TIME', timestamp: null },
    { value: '1020 1020 -Infinity', timestamp: 1020, tag: 'fired' },
  ])
})

test('a snapshot holds the timers', () => {
  const state = new Harness(keyedProcess, { function: new SumOnTimer() }).element(1, 100, 'a').snapshot(1)
  const restored = new Harness(keyedProcess, { function: new SumOnTimer() }, { state }).watermark(200)
  expect(restored.values).toEqual(['a 1 EVENT_TIME', '110 110 200'])
})

class Forget extends ProcessFunction<number, string> {
  processElement(value: number, context: ProcessContext): void {
    if (value > 0) context.timerService().registerEventTimeTimer(value)
    else context.timerService().deleteEventTimeTimer(-value)
  }

  override onTimer(timestamp: number, context: OnTimerContext, out: Collector<string>): void {
    out.collect(`${timestamp} ${context.timeDomain()}`)
  }
}

test('a plain process function has timers, too, and can delete them', () => {
  const harness = new Harness(keyedProcess, { function: new Forget() })
  harness.element(5, 1, 'a').element(5, 1, 'b').element(6, 1, 'a').element(-5, 1, 'a').watermark(10)
  expect(harness.values).toEqual(['5 EVENT_TIME', '6 EVENT_TIME'])
})
