import { expect, test } from 'vitest'
import { RichCoFlatMapFunction } from '../../datastream/co-functions.ts'
import type { Collector } from '../../datastream/functions.ts'
import { Harness } from '../shared/harness.suite.ts'
import { coFlatMap } from './operator.ts'

/** The second input says how often the first is repeated. */
class Repeat extends RichCoFlatMapFunction<string, number, string> {
  times = 1

  flatMap1(value: string, out: Collector<string>): void {
    for (let i = 0; i < this.times; i++) out.collect(value)
  }

  flatMap2(value: number): void {
    this.times = value
  }
}

test('both inputs share the fields of one function', () => {
  const harness = new Harness(coFlatMap, { function: new Repeat() }).element('a').element2(2).element('b', 5)
  expect(harness.values).toEqual(['a', 'b', 'b'])
  expect(harness.emitted[2]).toEqual({ value: 'b', timestamp: 5 })
})
