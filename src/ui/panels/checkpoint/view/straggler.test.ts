import { expect, test } from 'vitest'
import { stragglerRule, stragglers } from './straggler.ts'

const delays = (...values: readonly number[]) => new Map(values.map((value, actor) => [actor, value]))

test('a subtask far behind the others is a straggler', () => {
  expect(stragglers(delays(10, 11, 12, 40))).toEqual(new Set([3]))
})

test('nobody is a straggler among equals', () => {
  expect(stragglers(delays(10, 10, 10, 10))).toEqual(new Set())
})

test('the slowest of a close field is none', () => {
  expect(stragglers(delays(10, 11, 12, 13))).toEqual(new Set())
})

test('two subtasks are too few to tell', () => {
  expect(stragglers(delays(10, 400))).toEqual(new Set())
  expect(stragglerRule([10, 400])).toBeNull()
})

test('the rule tells its numbers: the greater of p95 and half as much again as the median', () => {
  const rule = stragglerRule([68, 66, 924, 996, 3620, 878, 2070])
  expect(rule).toEqual({ p95: expect.closeTo(3155), median: 924, limit: expect.closeTo(3155) })
  expect(stragglerRule([10, 10, 10, 11])?.limit).toBe(15)
})
