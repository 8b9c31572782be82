import { expect, test } from 'vitest'
import { compare } from './order.ts'

test('values come in their order, and equal ones are equal', () => {
  expect([10, 9, -1, 9].sort(compare)).toEqual([-1, 9, 9, 10])
  expect(['b', 'a', 'B', 'ab', '', '\u{10000}', '\uffff'].sort(compare)).toEqual([
    '',
    'B',
    'a',
    'ab',
    'b',
    '\u{10000}',
    '\uffff',
  ])
  expect([true, false, true].sort(compare)).toEqual([false, true, true])
  expect([compare('a', 'b'), compare('b', 'a'), compare('a', 'a')]).toEqual([-1, 1, 0])
})
