import { describe, expect, test } from 'vitest'
import { BoundedOutOfOrdernessWatermarks } from '../datastream/watermark-generators.ts'
import {
  KeyedProcessFunction,
  ProcessWindowFunction,
  SlidingEventTimeWindows,
  StateTtlConfig,
  TumblingEventTimeWindows,
  type Collector,
  type KeyedProcessContext,
  type KeyedOnTimerContext,
  type ProcessWindowContext,
  type Window,
} from '../datastream/index.ts'
import { EVENT_TIME_MIN } from '../base/time.ts'
import { keyedProcess } from './keyed-process/operator.ts'
import { Harness } from './shared/harness.suite.ts'
import { windowOperator, type WindowParams } from './window/operator.ts'
import { mergeTimeWindows, TimeWindow } from './window/time-window.ts'

const startsOf = (windows: readonly TimeWindow[]) => windows.map(({ start, end }) => [start, end])

test('F140: without an event the watermark is the smallest there is', () => {
  const emitted: number[] = []
  const output = { emitWatermark: (t: number) => void emitted.push(t), markIdle() {}, markActive() {} }
  new BoundedOutOfOrdernessWatermarks(10).onPeriodicEmit(output, 200)
  expect(emitted).toEqual([EVENT_TIME_MIN])
})

test('F148: windows begin at multiples of their size, also before 1970', () => {
  const windows = TumblingEventTimeWindows.of(5)
  expect([-1, -5, -6, 7].map(t => windows.assignWindows(null, t)[0]!.start)).toEqual([-5, -5, -10, 5])
})

test('F149: a day in UTC+8', () => {
  const days = TumblingEventTimeWindows.of(86_400_000, -28_800_000)
  expect(days.assignWindows(null, 1_700_000_000_123)[0]!.start).toBe(1_699_977_600_000)
})

test('F150: an element is in every sliding window over it', () => {
  expect(startsOf(SlidingEventTimeWindows.of(10, 4).assignWindows(null, 13))).toEqual([
    [12, 22],
    [8, 18],
    [4, 14],
  ])
})

test('F151: windows that touch merge', () => {
  const given = [
    [0, 10],
    [10, 20],
    [21, 30],
    [25, 35],
  ] as const
  const merged = mergeTimeWindows(given.map(([start, end]) => new TimeWindow(start, end)))
  const results = startsOf(merged.map(({ result }) => result)).sort(([a], [b]) => a! - b!)
  expect(results).toEqual([
    [0, 20],
    [21, 35],
  ])
})

class Count extends ProcessWindowFunction<unknown, string, string, Window> {
  process(
    _key: string,
    context: ProcessWindowContext<Window>,
    elements: Iterable<unknown>,
    out: Collector<string>,
  ): void {
    out.collect(`${context.window().maxTimestamp()}: ${[...elements].length}`)
  }
}

function open(assigner: WindowParams['assigner'], lateTag: string | null = null): Harness {
  const params: WindowParams = {
    assigner,
    trigger: assigner.getDefaultTrigger(),
    evictor: null,
    allowedLateness: 0,
    lateTag,
    aggregation: { kind: 'none' },
    code: { kind: 'process', function: new Count() },
  }
  return new Harness(windowOperator, params)
}

describe('late elements', () => {
  test('F153: a window fires at its last millisecond and is gone at once', () => {
    const harness = open(TumblingEventTimeWindows.of(1000)).element('x', 999, 'k').watermark(998)
    expect(harness.values).toEqual([])
    harness.watermark(999)
    expect(harness.values).toEqual(['999: 1'])
    expect(harness.snapshot(1).keyed.size).toBe(0)
  })

  test('F154: an element that belongs to no window is not late', () => {
    const windows = SlidingEventTimeWindows.of(2, 5)
    const harness = open(windows, 'late').watermark(0).element('x', 4, 'k')
    expect(windows.assignWindows(null, 4)).toEqual([])
    expect(harness.emitted).toEqual([])
    expect(open(windows).watermark(0).element('x', 4, 'k').operator.inspect?.()['lateDropped'] ?? 0).toBe(0)
  })
})

class Ticks extends KeyedProcessFunction<string, number, number> {
  processElement(value: number, context: KeyedProcessContext<string>): void {
    context.timerService().registerEventTimeTimer(value)
  }

  override onTimer(time: number, context: KeyedOnTimerContext<string>, out: Collector<number>): void {
    out.collect(time)
    if (time === 7) context.timerService().registerEventTimeTimer(8)
  }
}

test('F157: timers fire by time, and one set at or below the watermark in the same advance', () => {
  const harness = new Harness(keyedProcess, { function: new Ticks() })
  for (const time of [20, 7, 5]) harness.element(time, 0, 'k')
  expect(harness.watermark(10).values).toEqual([5, 7, 8])
  expect(harness.watermark(20).values).toEqual([5, 7, 8, 20])
})

test('F162: a time to live is above 0', () => {
  for (const ttl of [0, -1]) expect(() => StateTtlConfig.newBuilder(ttl).build()).toThrow('positive')
})
