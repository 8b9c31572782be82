import { expect, test } from 'vitest'
import { EveryEventWatermarks, PunctuatedWatermarks } from '../../datastream/watermark-generators.ts'
import { WatermarkStrategy } from '../../datastream/watermark-strategy.ts'
import { Harness } from '../shared/harness.suite.ts'
import { timestampsAndWatermarks } from './operator.ts'

const harnessOf = (strategy: WatermarkStrategy<number>, intervalMs = 200) =>
  new Harness(timestampsAndWatermarks, { watermarks: strategy.params, intervalMs }, { processingTime: 1000 })

test('gives records new timestamps, and a watermark every interval', () => {
  const strategy = WatermarkStrategy.forBoundedOutOfOrderness<number>(10).withTimestampAssigner(
    (value, before) => value + (before ?? 0),
  )
  const harness = harnessOf(strategy).element(100, 5).element(90)
  expect(harness.emitted).toEqual([
    { value: 100, timestamp: 105 },
    { value: 90, timestamp: 90 },
  ])
  expect(harness.processingTime(1199).marks).toEqual([])
  expect(harness.processingTime(1200).marks).toEqual([94])
  expect(harness.element(150).processingTime(1300).marks).toEqual([94])
  expect(harness.processingTime(1400).processingTime(1600).marks).toEqual([94, 139])
})

test('an interval of 0 means none by the clock, but one at the end of the input', () => {
  const harness = harnessOf(WatermarkStrategy.forMonotonousTimestamps<number>(), 0).element(1, 50)
  expect(harness.processingTime(10_000).marks).toEqual([])
  expect(harness.finish().marks).toEqual([49])
})

test('a record goes before the watermark it raises, and a watermark never falls', () => {
  const everyEvent = WatermarkStrategy.forGenerator<number>(() => new EveryEventWatermarks(0))
  const harness = harnessOf(everyEvent).element(1, 50).element(2, 40).element(3, 60)
  expect(harness.marks).toEqual([49, 59])
  const punctuated = WatermarkStrategy.forGenerator<number>(
    () => new PunctuatedWatermarks<number>(value => (value > 5 ? value : null)),
  )
  expect(harnessOf(punctuated).element(3, 1).element(9, 1).element(7, 1).marks).toEqual([9])
})

test('from upstream only the watermark of the end passes, and no idleness', () => {
  const harness = harnessOf(WatermarkStrategy.noWatermarks<number>())
  expect(harness.watermark(70).idle().marks).toEqual([])
  expect(harness.watermark(Infinity).marks).toEqual([Infinity])
})

test('says once that it is idle, after more than the timeout, and is active with the next watermark', () => {
  const harness = harnessOf(WatermarkStrategy.forMonotonousTimestamps<number>().withIdleness(400))
  harness.element(1, 50)
  for (let now = 1200; now <= 1800; now += 200) harness.processingTime(now)
  expect(harness.marks).toEqual([49])
  for (let now = 2000; now <= 2400; now += 200) harness.processingTime(now)
  expect(harness.marks).toEqual([49, 'idle'])
  harness.element(2, 60)
  expect(harness.marks).toEqual([49, 'idle'])
  expect(harness.processingTime(2600).marks).toEqual([49, 'idle', 'active', 59])
})

test('one without watermarks can be idle all the same, and then stays so', () => {
  const harness = harnessOf(WatermarkStrategy.noWatermarks<number>().withIdleness(100)).element(1, 50)
  for (let now = 1200; now <= 1600; now += 200) harness.processingTime(now)
  expect(harness.element(2, 60).processingTime(1800).marks).toEqual(['idle'])
})

test('a probe that comes late counts the time it comes at', () => {
  const harness = harnessOf(WatermarkStrategy.forMonotonousTimestamps<number>().withIdleness(400))
  harness.element(1, 50).processingTime(1200).processingTime(1900).processingTime(2300)
  expect(harness.marks).toEqual([49])
  expect(harness.processingTime(2500).processingTime(2700).marks).toEqual([49, 'idle'])
})

test('each subtask has a generator of its own', () => {
  const strategy = WatermarkStrategy.forGenerator<number>(() => new EveryEventWatermarks(0))
  harnessOf(strategy).element(1, 500)
  expect(harnessOf(strategy).element(1, 50).marks).toEqual([49])
})

test('what is no whole number is no timestamp', () => {
  const strategy = WatermarkStrategy.noWatermarks<number>().withTimestampAssigner(value => value / 2)
  expect(() => harnessOf(strategy).element(3)).toThrow('whole number of ms, got 1.5')
})

test('takes both ends of a long, as a window of all time gives them to its results', () => {
  const strategy = WatermarkStrategy.forBoundedOutOfOrderness<number>(10).withTimestampAssigner(
    (_value, before) => before ?? -Infinity,
  )
  const harness = harnessOf(strategy).element(1).element(2, Infinity)
  expect(harness.emitted.map(({ timestamp }) => timestamp)).toEqual([-Infinity, Infinity])
})

test('behind a record of the end of time the watermark is below it, and so not the one of the end', () => {
  for (const delay of [0, 10]) {
    const harness = harnessOf(WatermarkStrategy.forBoundedOutOfOrderness<number>(delay))
    const [mark] = harness.element(1, 50).element(2, Infinity).processingTime(1200).marks
    expect(mark).toBeGreaterThan(2 ** 52)
    expect(mark).toBeLessThan(Infinity)
    expect(harness.watermark(Infinity).marks).toEqual([mark, Infinity])
  }
})
