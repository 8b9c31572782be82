import { expect, test } from 'vitest'
import {
  BroadcastProcessFunction,
  type BroadcastContext,
  type ReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import { MapStateDescriptor } from '../../datastream/descriptors.ts'
import type { Collector } from '../../datastream/functions.ts'
import type { BroadcastState } from '../../engine/api/state.ts'
import { Harness } from '../shared/harness.suite.ts'
import { broadcastProcess } from './operator.ts'

const blocked = new MapStateDescriptor<string, true>('blocked')
const unknown = new MapStateDescriptor<string, true>('unknown')

class Block extends BroadcastProcessFunction<string, string, string> {
  processElement(word: string, context: ReadOnlyBroadcastContext, out: Collector<string>): void {
    if (word === 'unknown') context.getBroadcastState(unknown)
    const state = context.getBroadcastState(blocked)
    if (word === 'write') (state as BroadcastState<string, true>).put('a', true)
    if (!state.contains(word)) out.collect(word)
  }

  processBroadcastElement(word: string, context: BroadcastContext): void {
    const state = context.getBroadcastState(blocked)
    if (word.startsWith('-')) state.remove(word.slice(1))
    else state.put(word, true)
  }
}

const params = { function: new Block(), states: ['blocked'] }

test('the broadcast side writes what the other side reads', () => {
  const harness = new Harness(broadcastProcess, params)
    .element('a')
    .element2('a')
    .element('a')
    .element('b')
    .element2('-a')
    .element('a', 5)
  expect(harness.emitted).toEqual([
    { value: 'a', timestamp: null },
    { value: 'b', timestamp: null },
    { value: 'a', timestamp: 5 },
  ])
})

test('goes on from a snapshot', () => {
  const state = new Harness(broadcastProcess, params).element2('a').snapshot(1)
  expect(new Harness(broadcastProcess, params, { state }).element('a').element('b').values).toEqual(['b'])
})

test('the other side may not write, and no side may ask for a state that was not broadcast', () => {
  const harness = new Harness(broadcastProcess, params)
  expect(() => harness.element('write')).toThrow('put is not a function')
  expect(() => harness.element('unknown')).toThrow('The requested state does not exist.')
})
