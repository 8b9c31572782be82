import { expect, test } from 'vitest'
import { dataGenerator } from './source.ts'

test('a function of the index, at a rate, dealt to partitions in turn', () => {
  const { splits, bounded } = dataGenerator(index => `r${index}`, {
    count: 5,
    ratePerSecond: 1000,
    partitions: 2,
    topic: 'g',
    startMs: 10,
  })
  expect(bounded).toBe(true)
  expect(splits).toEqual([
    { id: 'g-0', values: ['r0', 'r2', 'r4'], timestamps: [10, 12, 14], arrivals: [0, 2000, 4000] },
    { id: 'g-1', values: ['r1', 'r3'], timestamps: [11, 13], arrivals: [1000, 3000] },
  ])
})

test('what is drawn depends on seed and index alone, not on the count or the partitions', () => {
  const made = (count: number, seed: number) =>
    dataGenerator((_, draws) => draws.next(1000), { count, ratePerSecond: 1, seed }).splits[0]!.values
  expect(made(20, 1)).toEqual(made(20, 1))
  expect(made(20, 1).slice(0, 10)).toEqual(made(10, 1))
  expect(made(20, 1)).not.toEqual(made(20, 2))
  expect(new Set(made(20, 1)).size).toBeGreaterThan(15)
})

test('delays put records out of order, and arrivals never fall', () => {
  const { splits } = dataGenerator(index => index, {
    count: 200,
    ratePerSecond: 1000,
    maxDelayMs: 20,
    startMs: 0,
  })
  const { values, timestamps, arrivals } = splits[0]!
  expect(values).not.toEqual(values.toSorted((a, b) => (a as number) - (b as number)))
  expect(timestamps).toEqual(values)
  expect(arrivals).toEqual(arrivals!.toSorted((a, b) => a - b))
  const lateness = arrivals!.map((arrival, i) => arrival / 1000 - timestamps![i]!)
  expect(Math.min(...lateness)).toBeGreaterThanOrEqual(0)
  expect(Math.max(...lateness)).toBeLessThanOrEqual(20)
})

test('a skewed draw makes the first keys hot and leaves none out', () => {
  const { splits } = dataGenerator((_, draws) => draws.skewed(4), { count: 2500, ratePerSecond: 1 })
  const counts = [0, 1, 2, 3].map(key => splits[0]!.values.filter(value => value === key).length)
  // 1 : 1/2 : 1/3 : 1/4 of 2500 are 1200 : 600 : 400 : 300.
  counts.forEach((count, key) => expect(Math.abs(count - 1200 / (key + 1))).toBeLessThan(100))
})
