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
