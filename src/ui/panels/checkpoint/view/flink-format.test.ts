import { expect, test } from 'vitest'
import { flinkBytes, flinkDuration, flinkMoment } from './flink-format.ts'

test.each([
  [-1, '-'],
  [0, '0ms'],
  [924, '924ms'],
  [3620, '3s 620ms'],
  [60_000, '1m 0s 0ms'],
  [125_010, '2m 5s 10ms'],
  [3_600_999, '1h 0m 0s'],
  [90_061_000, '1d 1h 1m 1s'],
])('%i ms is %s', (ms, text) => expect(flinkDuration(ms)).toBe(text))

test.each([
  [-1, '-'],
  [0, '0 B'],
  [999, '999 B'],
  [1000, '0.98 KB'],
  [1024, '1.00 KB'],
  [1_559_339, '1.49 MB'],
  // Flink's pages do write it like this.
  [1_023_999, '1.00e+3 KB'],
  [1_024_000, '0.98 MB'],
  [1_006_688_051, '960 MB'],
  [13_743_895_347, '12.8 GB'],
])('%i bytes are %s', (bytes, text) => expect(flinkBytes(bytes)).toBe(text))

test('a moment is a date and a time of day in UTC', () => {
  expect(flinkMoment(1_763_641_202_000)).toBe('2025-11-20 12:20:02')
  expect(flinkMoment(-1)).toBe('-')
})
