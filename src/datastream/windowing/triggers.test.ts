import { describe, expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { windowOperator, type WindowParams } from '../../operators/window/operator.ts'
import { TumblingEventTimeWindows, TumblingProcessingTimeWindows } from './aligned-windows.ts'
import { GlobalWindows } from './global-windows.ts'
import { EventTimeSessionWindows, ProcessingTimeSessionWindows } from './session-windows.ts'
import type { Trigger } from './trigger.ts'
import {
  ContinuousEventTimeTrigger,
  ContinuousProcessingTimeTrigger,
  CountTrigger,
  EventTimeTrigger,
  ProcessingTimeTrigger,
  PurgingTrigger,
} from './triggers.ts'

/** Sums of elements; timers and state can be looked at. */
function open(assigner: WindowParams['assigner'], trigger: Trigger<never, never> | null = null): Harness {
  return new Harness(windowOperator, {
    assigner,
    trigger: trigger ?? assigner.getDefaultTrigger(),
    evictor: null,
    allowedLateness: 0,
    lateTag: null,
    aggregation: { kind: 'reduce', function: (a: number, b: number) => a + b },
    code: { kind: 'pass-through' },
  })
}

const days = TumblingEventTimeWindows.of(100)
const timesOf = (harness: Harness) => harness.clock.event.map(({ timestamp }) => timestamp)

describe('by count', () => {
  test('fires at every n-th element of a window, and forgets a rest', () => {
    const harness = open(days, CountTrigger.of(2))
    for (const value of [1, 2, 3, 4, 5]) harness.element(value, value, 'a')
    expect(harness.values).toEqual([3, 10])
    harness.watermark(99)
    expect(harness.values).toEqual([3, 10])
    expect(harness.keyed.size).toBe(0)
  })

  test('counts each key and window for itself', () => {
    const harness = open(days, CountTrigger.of(2))
    harness.element(1, 0, 'a').element(2, 100, 'a').element(3, 0, 'b')
    expect(harness.values).toEqual([])
    expect(harness.element(4, 1, 'b').values).toEqual([7])
  })

  test('adds up what merged windows have counted', () => {
    const harness = open(EventTimeSessionWindows.withGap(10), CountTrigger.of(3))
    harness.element(1, 0, 'a').element(2, 18, 'a')
    expect(harness.element(4, 9, 'a').values).toEqual([7])
    harness.watermark(1000)
    expect(harness.keyed.size).toBe(0)
    expect(harness.clock.event).toEqual([])
  })
})

describe('purging', () => {
  test('drops what was given out, and nothing else', () => {
    const harness = open(days, PurgingTrigger.of(CountTrigger.of(2)))
    for (const value of [1, 2, 3, 4, 5]) harness.element(value, value, 'a')
    expect(harness.values).toEqual([3, 7])
  })

  test('merges when the trigger inside it does', () => {
    expect(PurgingTrigger.of(EventTimeTrigger.create()).canMerge()).toBe(true)
    expect(PurgingTrigger.of(GlobalWindows.create().getDefaultTrigger()).canMerge()).toBe(false)
  })
})

describe('continuous in event time', () => {
  test('fires at multiples of the interval, and at the end of the window', () => {
    const harness = open(days, ContinuousEventTimeTrigger.of(30))
    harness.element(1, 12, 'a')
    expect(timesOf(harness)).toEqual([30, 99])
    expect(harness.watermark(29).values).toEqual([])
    expect(harness.watermark(30).emitted).toEqual([{ value: 1, timestamp: 99 }])
    expect(harness.element(2, 40, 'a').watermark(70).values).toEqual([1, 3])
    expect(timesOf(harness.watermark(90))).toEqual([99])
    expect(harness.watermark(200).values).toEqual([1, 3, 3, 3])
    expect(harness.keyed.size).toBe(0)
  })

  test('a watermark that jumps fires for each interval it passes', () => {
    const harness = open(days, ContinuousEventTimeTrigger.of(30)).element(1, 5, 'a').watermark(95)
    expect(harness.values).toEqual([1, 1, 1])
  })

  test('before the epoch the first firing is one interval later, as in Flink', () => {
    const harness = open(TumblingEventTimeWindows.of(1000, -500), ContinuousEventTimeTrigger.of(30))
    expect(timesOf(harness.element(1, -45, 'a'))).toEqual([0, 499])
  })

  test('merged windows fire at the earliest time that one of them would have', () => {
    const harness = open(EventTimeSessionWindows.withGap(50), ContinuousEventTimeTrigger.of(20))
    harness.element(1, 5, 'a').element(2, 70, 'a').element(4, 30, 'a')
    expect(harness.watermark(20).values).toEqual([7])
    harness.watermark(1000)
    expect(harness.keyed.size).toBe(0)
    expect(harness.clock.event).toEqual([])
  })

  test('the end of the input is the end of a global window, and does not go on for ever', () => {
    const harness = open(GlobalWindows.create(), ContinuousEventTimeTrigger.of(30)).element(1, 5, 'a')
    expect(harness.watermark(70).values).toEqual([1, 1])
    expect(harness.watermark(Infinity).emitted.at(-1)).toEqual({ value: 1, timestamp: Infinity })
    expect(harness.values).toEqual([1, 1, 1, 1])
  })
})

describe('continuous on the clock', () => {
  test('fires at multiples of the interval, and at the end of the window', () => {
    const harness = open(TumblingProcessingTimeWindows.of(100), ContinuousProcessingTimeTrigger.of(30))
    harness.processingTime(12).element(1, null, 'a')
    expect(harness.processingTime(29).values).toEqual([])
    expect(harness.processingTime(30).values).toEqual([1])
    harness.element(2, null, 'a')
    expect(harness.processingTime(500).values).toEqual([1, 3, 3, 3])
    expect(harness.keyed.size).toBe(0)
    expect(harness.clock.processing).toEqual([])
  })

  test('fires in event-time windows, too, which end by the watermark', () => {
    const harness = open(days, ContinuousProcessingTimeTrigger.of(30)).element(1, 5, 'a')
    expect(harness.processingTime(30).values).toEqual([1])
    harness.watermark(99)
    expect(harness.values).toEqual([1])
    expect(harness.clock.processing).toEqual([])
  })

  test('merged sessions go on firing', () => {
    const assigner = ProcessingTimeSessionWindows.withGap(25)
    const harness = open(assigner, ContinuousProcessingTimeTrigger.of(20))
    harness.element(1, null, 'a').processingTime(15).element(2, null, 'a')
    expect(harness.processingTime(20).values).toEqual([3])
    harness.processingTime(500)
    expect(harness.keyed.size).toBe(0)
  })
})

test('a trigger of the clock can end windows of event time early; the watermark clears them', () => {
  const harness = open(days, ProcessingTimeTrigger.create()).element(1, 5, 'a')
  expect(harness.processingTime(99).values).toEqual([1])
  expect(harness.keyed.size).toBe(1)
  harness.element(2, 6, 'a').watermark(99)
  expect(harness.values).toEqual([1])
  expect([harness.keyed.size, harness.clock.processing.length]).toEqual([0, 0])
})

test('global windows never fire by themselves; with the event-time trigger they do at the end of the input', () => {
  const silent = open(GlobalWindows.create()).element(1, 5, 'a').watermark(Infinity)
  expect(silent.values).toEqual([])
  expect(silent.keyed.size).toBe(1)
  const atEnd = open(GlobalWindows.create(), EventTimeTrigger.create()).element(1, 5, 'a').element(2, 5, 'a')
  expect(atEnd.watermark(1e9).values).toEqual([])
  expect(atEnd.watermark(Infinity).values).toEqual([3])
})
