import { expect, it } from 'vitest'
import { EVENT_TIME_MIN } from '../../base/time.ts'
import { combine, newCombined, partialOf, setPartial, type CombinedWatermark } from './combined.ts'

function turn(combined: CombinedWatermark, index: number, idle: boolean): boolean {
  partialOf(combined, index).idle = idle
  return combine(combined)
}

function rise(combined: CombinedWatermark, index: number, timestamp: number): boolean {
  return setPartial(partialOf(combined, index), timestamp) && combine(combined)
}

it('is the lowest of those that are not idle', () => {
  const combined = newCombined(2)
  expect(rise(combined, 0, 20)).toBe(false)
  expect(combined.watermark).toBe(EVENT_TIME_MIN)
  expect(rise(combined, 1, 10)).toBe(true)
  expect(combined.watermark).toBe(10)
  expect(turn(combined, 1, true)).toBe(true)
  expect(combined).toMatchObject({ watermark: 20, idle: false })
})

it('is the highest of all when the last one turns idle', () => {
  const combined = newCombined(2)
  rise(combined, 0, -10)
  expect(turn(combined, 0, true)).toBe(false)
  expect(rise(combined, 1, -20)).toBe(true)
  expect(turn(combined, 1, true)).toBe(true)
  expect(combined).toMatchObject({ watermark: -10, idle: true })
  expect(turn(combined, 1, false)).toBe(false)
  expect(combined).toMatchObject({ watermark: -10, idle: false })
})

it('leaves out a split that has ended', () => {
  const combined = newCombined(2)
  rise(combined, 0, 90)
  rise(combined, 1, 10)
  partialOf(combined, 0).removed = true
  expect(turn(combined, 1, true)).toBe(false)
  expect(combined).toMatchObject({ watermark: 10, idle: true })
})

it('begins active, at the earliest time, with no split ended', () => {
  const partial = { watermark: EVENT_TIME_MIN, idle: false, removed: false }
  expect(newCombined(2)).toEqual({ partials: [partial, partial], watermark: EVENT_TIME_MIN, idle: false })
})

it('is what it was where no split is left to count', () => {
  const combined = newCombined(1)
  rise(combined, 0, 7)
  partialOf(combined, 0).removed = true
  expect(turn(combined, 0, true)).toBe(false)
  expect(combined).toMatchObject({ watermark: 7, idle: false })
  expect(combine(newCombined(0))).toBe(false)
})

it('ends the idleness of what brings a watermark, even one that is not above the last', () => {
  const partial = partialOf(newCombined(1), 0)
  partial.watermark = 5
  for (const [timestamp, rose] of [
    [4, false],
    [5, false],
    [6, true],
  ] as const) {
    partial.idle = true
    expect(setPartial(partial, timestamp)).toBe(rose)
    expect(partial).toMatchObject({ idle: false, watermark: Math.max(5, timestamp) })
  }
})

it('rises only when the lowest does', () => {
  const combined = newCombined(2)
  expect([rise(combined, 0, 5), rise(combined, 1, 5)]).toEqual([false, true])
  expect([combine(combined), rise(combined, 0, 9), rise(combined, 1, 9)]).toEqual([false, false, true])
})
