import { expect, test } from 'vitest'
import { ValueStateDescriptor } from '../../datastream/descriptors.ts'
import { KeyedProcessFunction, type Collector, type KeyedProcessContext } from '../../datastream/functions.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { Harness } from '../shared/harness.suite.ts'
import { keyedProcess } from './operator.ts'

class Count extends KeyedProcessFunction<string, string, [string, number]> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('count'))
  }

  processElement(
    _value: string,
    context: KeyedProcessContext<string>,
    out: Collector<[string, number]>,
  ): void {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect([context.getCurrentKey(), count])
  }
}

const params = { function: new Count() }

test('counts per key', () => {
  const harness = new Harness(keyedProcess, params)
    .element('x', 1, 'a')
    .element('y', 2, 'b')
    .element('z', 3, 'a')
  expect(harness.values).toEqual([
    ['a', 1],
    ['b', 1],
    ['a', 2],
  ])
})

test('goes on from a snapshot', () => {
  const before = new Harness(keyedProcess, params).element('x', 1, 'a')
  const state = before.snapshot(1)
  before.element('x', 1, 'a')
  expect(new Harness(keyedProcess, params, { state }).element('x', 1, 'a').values).toEqual([['a', 2]])
})
