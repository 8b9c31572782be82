import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { civilFromMillis, log4jTimestamp } from './civil.ts'

const byDate = (epochMs: number) => {
  const date = new Date(epochMs)
  return {
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    millisecond: date.getUTCMilliseconds(),
  }
}

describe('civilFromMillis', () => {
  it('knows the epoch and the moment before it', () => {
    expect(log4jTimestamp(0)).toBe('1970-01-01 00:00:00,000')
    expect(log4jTimestamp(-1)).toBe('1969-12-31 23:59:59,999')
  })

  it.each([
    ['2000-02-29T23:59:59.999Z', '2000-02-29 23:59:59,999'],
    ['2100-02-28T24:00:00.000Z', '2100-03-01 00:00:00,000'],
    ['2024-02-29T12:34:56.007Z', '2024-02-29 12:34:56,007'],
    ['2026-12-31T09:05:07.012Z', '2026-12-31 09:05:07,012'],
  ])('writes %s as log4j does', (iso, line) => {
    expect(log4jTimestamp(Date.parse(iso))).toBe(line)
  })

  it('agrees with Date on every day of 500 years', () => {
    for (let day = -100_000; day < 82_000; day++) {
      const ms = day * 86_400_000 + 45_296_789
      const { year, month, day: ofMonth } = civilFromMillis(ms)
      const date = new Date(ms)
      if (
        year !== date.getUTCFullYear() ||
        month !== date.getUTCMonth() + 1 ||
        ofMonth !== date.getUTCDate()
      ) {
        expect(civilFromMillis(ms)).toEqual(byDate(ms))
      }
    }
  })

  it('agrees with Date at any moment it can hold', () => {
    fc.assert(
      fc.property(fc.integer({ min: -8.64e15, max: 8.64e15 }), ms => {
        expect(civilFromMillis(ms)).toEqual(byDate(ms))
      }),
      { seed: 20260101, numRuns: 2000 },
    )
  })
})
