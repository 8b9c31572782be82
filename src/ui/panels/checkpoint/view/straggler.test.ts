import { expect, test } from 'vitest'
import { stragglers } from './straggler.ts'

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
})
