import { expect, test } from 'vitest'
import { isoDuration } from './iso-duration.ts'

test.each([
  [0, 'PT0S'],
  [100_000, 'PT0.1S'],
  [1500, 'PT0.0015S'],
  [10_000_000, 'PT10S'],
  [90_000_000, 'PT1M30S'],
  [3_600_000_000, 'PT1H'],
  [90_061_000_001, 'PT25H1M1.000001S'],
])('%i µs are written as Java writes them', (micros, text) => {
  expect(isoDuration(micros)).toBe(text)
})
