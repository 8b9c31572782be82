import { expect, test } from 'vitest'
import { powerOf } from './power.ts'

test('powers that a product of roundings gets wrong', () => {
  // Multiplied up in doubles they come to 1.4641000000000006 and 1.9487171000000014.
  expect(powerOf(1.1, 4)).toBe(1.4641000000000004)
  expect(powerOf(1.1, 7)).toBe(1.9487171000000012)
  expect(powerOf(1.5, 10)).toBe(57.6650390625)
})

test('the ends', () => {
  expect([powerOf(3.7, 0), powerOf(3.7, 1), powerOf(1, 1000), powerOf(2, 100)]).toEqual([1, 3.7, 1, 2 ** 100])
  expect(powerOf(10, 400)).toBe(Infinity)
  expect(() => powerOf(0.5, 2)).toThrow('at least 1')
})

test('near what the host says, for many', () => {
  for (let i = 0; i < 300; i++) {
    const x = 1 + i / 97
    const n = i % 40
    const expected = x ** n
    expect(Math.abs(powerOf(x, n) - expected)).toBeLessThanOrEqual(expected * 4e-16)
  }
})
