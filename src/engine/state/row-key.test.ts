import { describe, expect, test } from 'vitest'
import type { RowScope } from '../api/state-backend.ts'
import { namespacedRow, parseRow, sameRowOf, timerRow } from './row-key.ts'

/** Keys may hold the sign that ends a namespace, and may be empty. */
const KEYS = ['', 'a', '|', 'a|b|c', '||']

describe.each(KEYS)('the row of key "%s"', key => {
  test('is the key alone where there is no namespace', () => {
    expect(parseRow('key', key)).toEqual({ key, namespace: '', timestamp: 0 })
  })

  test('is found again behind its namespace', () => {
    for (const namespace of ['', '0-10', 'TimeWindow{0,10}'])
      expect(parseRow('namespace', namespacedRow(namespace, key))).toEqual({ key, namespace, timestamp: 0 })
  })

  test('is found again behind the time and the namespace of a timer', () => {
    for (const namespace of ['', '0-10'])
      for (const timestamp of [0, 7, -12, 9_007_199_254_740_991])
        expect(parseRow('timer', timerRow(timestamp, namespace, key))).toEqual({ key, namespace, timestamp })
  })
})

test('the row of another key in the same scope has the same namespace and time', () => {
  const rows: readonly (readonly [RowScope, string, string])[] = [
    ['key', 'a', 'b|'],
    ['namespace', namespacedRow('0-10', 'a'), namespacedRow('0-10', 'b|')],
    ['timer', timerRow(5, '0-10', 'a'), timerRow(5, '0-10', 'b|')],
  ]
  for (const [scope, text, other] of rows) expect(sameRowOf(scope, parseRow(scope, text), 'b|')).toBe(other)
})

test('the texts are those of snapshots and frames', () => {
  expect([namespacedRow('0-10', 'k'), timerRow(5, '', 'k')]).toEqual(['0-10|k', '5||k'])
})

test('a text without what its scope asks for is refused', () => {
  expect(() => parseRow('namespace', 'a')).toThrow('a namespaced row has a namespace')
  for (const text of ['a', '5|a', '|5|a']) expect(() => parseRow('timer', text)).toThrow('a timer row has')
})
