import { expect, test } from 'vitest'
import { completeParams, parseValue, type Parameter } from './parameters.ts'

const PARAMETERS: readonly Parameter[] = [
  { name: 'durationMs', type: 'duration', default: 1000, min: 0.001, max: 60_000 },
  { name: 'times', type: 'count', default: 1, min: 1, max: 9 },
  { name: 'message', type: 'choice', options: ['ack', 'trigger'], default: 'ack' },
  { name: 'drain', type: 'flag', default: false },
  { name: 'directory', type: 'text', default: '', lengthMax: 5 },
]

const complete = (given: Record<string, number | string | boolean>) => {
  const result = completeParams(PARAMETERS, given)
  return result.ok ? result.value : `${result.error.code} ${result.error.path}: ${result.error.message}`
}

test('what is not given takes its default, and all are in the order of their declaration', () => {
  expect(Object.entries(complete({ message: 'trigger' }))).toEqual([
    ['durationMs', 1000],
    ['times', 1],
    ['message', 'trigger'],
    ['drain', false],
    ['directory', ''],
  ])
})

test('a value outside its bounds is refused with its place and what was expected', () => {
  expect(complete({ durationMs: 0 })).toBe(
    'out-of-range durationMs: expected a time in ms from 0.001 to 60000, got 0',
  )
  expect(complete({ times: 1.5 })).toBe('out-of-range times: expected a whole number from 1 to 9, got 1.5')
  expect(complete({ message: 'nack' })).toBe('out-of-range message: expected one of ack, trigger, got "nack"')
  expect(complete({ drain: 1 })).toBe('wrong-type drain: expected true or false, got 1')
  expect(complete({ directory: 'abcdef' })).toMatch(/^out-of-range directory: expected a text of at most 5/)
  expect(complete({ factor: 2 })).toBe(
    'unknown-field factor: expected one of durationMs, times, message, drain, directory, got "factor"',
  )
})

test('typed text becomes a value, or nothing', () => {
  const [duration, count, choice, flag] = PARAMETERS
  expect(parseValue(duration!, '0.5')).toBe(0.5)
  expect(parseValue(duration!, '')).toBeNull()
  expect(parseValue(count!, '1.5')).toBeNull()
  expect(parseValue(choice!, 'ack')).toBe('ack')
  expect(parseValue(choice!, 'nack')).toBeNull()
  expect([parseValue(flag!, 'true'), parseValue(flag!, 'false'), parseValue(flag!, 'yes')]).toEqual([
    true,
    false,
    null,
  ])
})
