import { expect, test } from 'vitest'
import { Harness } from '../shared/harness.suite.ts'
import { filter } from './operator.ts'

test('lets pass what the function says true to', () => {
  const harness = new Harness(filter, { function: (value: number) => value > 1 })
  expect(harness.element(1).element(2, 7).emitted).toEqual([{ value: 2, timestamp: 7 }])
})
