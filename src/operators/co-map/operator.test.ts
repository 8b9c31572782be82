import { expect, test } from 'vitest'
import { Harness } from '../shared/harness.suite.ts'
import { coMap } from './operator.ts'

test('maps each input its own way, and keeps the timestamp', () => {
  const mapper = { map1: (value: number) => `n${value}`, map2: (value: string) => `s${value}` }
  const harness = new Harness(coMap, { function: mapper }).element(1, 10).element2('x', 20).element(2)
  expect(harness.emitted).toEqual([
    { value: 'n1', timestamp: 10 },
    { value: 'sx', timestamp: 20 },
    { value: 'n2', timestamp: null },
  ])
})
