import { expect, test } from 'vitest'
import type { Collector } from '../../datastream/functions.ts'
import { Harness } from '../shared/harness.suite.ts'
import { flatMap } from './operator.ts'

test('emits what the function collects, in order and with the timestamp of the record', () => {
  const split = (line: string, out: Collector<string>) => line.split(' ').forEach(word => out.collect(word))
  const harness = new Harness(flatMap, { function: split }).element('to be', 5).element('')
  expect(harness.emitted).toEqual([
    { value: 'to', timestamp: 5 },
    { value: 'be', timestamp: 5 },
    { value: '', timestamp: null },
  ])
})

test('may emit nothing', () => {
  expect(new Harness(flatMap, { function: () => {} }).element(1).values).toEqual([])
})
