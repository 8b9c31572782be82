import { expect, test } from 'vitest'
import { Harness } from '../shared/harness.suite.ts'
import { reduce } from './operator.ts'

const sum = (first: number, second: number) => first + second

test('emits the first record of a key as it is, then the running reduction', () => {
  const harness = new Harness(reduce, { function: sum })
    .element(5, 1, 'a')
    .element(7, 2, 'b')
    .element(6, 3, 'a')
  expect(harness.emitted).toEqual([
    { value: 5, timestamp: 1 },
    { value: 7, timestamp: 2 },
    { value: 11, timestamp: 3 },
  ])
})

test('goes on from a snapshot, and takes an object with a reduce method', () => {
  const state = new Harness(reduce, { function: sum }).element(5, 1, 'a').snapshot(1)
  const params = { function: { reduce: sum } }
  expect(new Harness(reduce, params, { state }).element(1, 2, 'a').values).toEqual([6])
})
