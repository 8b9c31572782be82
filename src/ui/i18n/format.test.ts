import { expect, test } from 'vitest'
import { bytes, clock, duration, eventTime, eventTimeInFull, grouped, speedLabel } from './format.ts'

test('durations are in ms below a second, in s with two decimals above', () => {
  expect([0, 420, 1131, 21_000, 999_400, 1_240_000, 600_000_000].map(duration)).toEqual([
    '0 ms',
    '420 µs',
    '1.1 ms',
    '21 ms',
    '999 ms',
    '1.24 s',
    '10 min',
  ])
  expect(duration(-1)).toBe('–')
})

test('the clock shows minutes, seconds and milliseconds', () => {
  expect(clock(271_999)).toBe('00:00.271')
  expect(clock(61_005_000)).toBe('01:01.005')
})

test('thousands stand apart', () => {
  expect(grouped(20412)).toBe('20\u202f412')
  expect(grouped(518)).toBe('518')
})

test('sizes and speeds', () => {
  expect([bytes(420), bytes(2941), bytes(5 * 1024 * 1024), bytes(10 * 1024 ** 3), bytes(-1)]).toEqual([
    '420 B',
    '2.9 kB',
    '5.0 MB',
    '10.0 GB',
    '–',
  ])
  expect([speedLabel(1 / 20), speedLabel(1), speedLabel(10), speedLabel(0.01)]).toEqual([
    '1/20×',
    '1×',
    '10×',
    '1/100×',
  ])
})

test('event time is a clock in UTC; small numbers stay numbers, and the ends of a long are words', () => {
  const words = { none: 'none yet', end: 'end of input' }
  const noon = Date.UTC(2026, 0, 5, 12, 0, 5)
  expect([-Infinity, -1, 0, 4999, noon, noon + 7, Infinity].map(ms => eventTime(ms, words))).toEqual([
    'none yet',
    '-1',
    '0',
    '4999',
    '12:00:05',
    '12:00:05.007',
    'end of input',
  ])
  expect(eventTimeInFull(noon, words)).toBe('2026-01-05 12:00:05')
  expect([4999, Infinity].map(ms => eventTimeInFull(ms, words))).toEqual(['4999', 'end of input'])
})
