/** The handles of keyed state: Flink's HeapValueState, HeapListState and the rest, by key and by namespace. */
import { describe, expect, test } from 'vitest'
import { EpochClock } from '../../base/versioned-map.ts'
import { backends } from '../../backends/index.ts'
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../datastream/descriptors.ts'
import { StateTtlConfig } from '../../datastream/state-ttl.ts'
import type { MergingState } from '../api/state.ts'
import { BackendManager } from './backend-manager.ts'
import { KeyContext, OperatorKeyedState, sortedEntries } from './keyed-state.ts'

/** The state of one operator on the heap. */
function stateFor(key: string | null = 'a') {
  const manager = new BackendManager(backends)
  const definition = manager.create('hashmap')
  if (!definition.ok) throw new Error(definition.error.message)
  const backend = manager.configure(definition.value, {})
  if (!backend.ok) throw new Error(backend.error.message)
  const context = new KeyContext()
  context.key = key
  context.event = 7
  const opened = backend.value.open({
    uid: 'count',
    owner: 'count 0.0',
    clock: new EpochClock(),
    keyOf: (_scope, row) => row,
    keyGroupOf: () => 0,
    restored: () => undefined,
    restoredCheckpoint: 0,
    data: () => ({ tables: {} }),
    charge: () => {},
  })
  const store = new OperatorKeyedState(opened, context, () => 0)
  const rows = (name: string) =>
    [...store.registered.get(name)!.table.rows].map(([row, { value, changed }]) => [row, value, changed])
  return { context, store, rows, byKey: store.byKey, byNamespace: store.byNamespace }
}

const sum = (a: number, b: number) => a + b
const average = {
  createAccumulator: () => [0, 0] as [number, number],
  add: (value: number, [total, count]: [number, number]): [number, number] => [total + value, count + 1],
  getResult: ([total, count]: [number, number]) => total / count,
  merge: (a: [number, number], b: [number, number]): [number, number] => [a[0] + b[0], a[1] + b[1]],
}

describe('a key', () => {
  test('that is set begins a turn', () => {
    const context = new KeyContext()
    expect([context.key, context.turn, context.event]).toEqual([null, 0, 0])
    context.key = 'a'
    context.key = 'a'
    expect([context.key, context.turn]).toEqual(['a', 2])
  })

  test('is needed by all state', () => {
    const { byKey } = stateFor(null)
    const state = byKey.getState(new ValueStateDescriptor<number>('seen'))
    expect(() => state.value()).toThrow('Keyed state seen needs a current key; use it after keyBy.')
  })

  test('has rows of its own, each with the event that changed it', () => {
    const { byKey, context, rows } = stateFor('a')
    const state = byKey.getState(new ValueStateDescriptor<number>('seen'))
    state.update(1)
    context.key = 'b'
    context.event = 8
    expect(state.value()).toBeNull()
    state.update(2)
    context.key = 'a'
    expect(state.value()).toBe(1)
    expect(rows('seen')).toEqual([
      ['a', 1, 7],
      ['b', 2, 8],
    ])
  })
})

describe('a value', () => {
  test('is null until it is updated, and again when it is cleared', () => {
    const { byKey, rows } = stateFor()
    const state = byKey.getState(new ValueStateDescriptor<number>('seen'))
    state.update(0)
    expect(state.value()).toBe(0)
    state.clear()
    expect([state.value(), rows('seen')]).toEqual([null, []])
    for (const nothing of [null, undefined]) {
      state.update(5)
      state.update(nothing as null)
      expect([state.value(), rows('seen')]).toEqual([null, []])
    }
  })
})

describe('a list', () => {
  test('is empty, grows, and is replaced', () => {
    const { byKey, rows } = stateFor()
    const state = byKey.getListState(new ListStateDescriptor<number>('seen'))
    expect([...state.get()]).toEqual([])
    state.add(1)
    state.addAll([2, 3])
    expect([...state.get()]).toEqual([1, 2, 3])
    state.update([4])
    expect([...state.get()]).toEqual([4])
    state.update([])
    expect(rows('seen')).toEqual([])
  })

  test('takes no null, nor anything that comes with one', () => {
    const { byKey, rows } = stateFor()
    const state = byKey.getListState(new ListStateDescriptor<number | null | undefined>('seen'))
    for (const items of [[null], [undefined], [1, null]])
      expect(() => state.addAll(items)).toThrow('You cannot add null to a ListState.')
    expect(rows('seen')).toEqual([])
    state.add(0)
    expect([...state.get()]).toEqual([0])
  })
})

test('a map has entries in the order of their keys', () => {
  const { byKey, rows } = stateFor()
  const state = byKey.getMapState(new MapStateDescriptor<string, number>('seen'))
  expect([state.isEmpty(), state.entries(), state.get('x'), state.contains('x')]).toEqual([
    true,
    [],
    null,
    false,
  ])
  state.put('y', 2)
  state.putAll([
    ['x', 1],
    ['z', 3],
  ])
  expect(state.entries()).toEqual([
    ['x', 1],
    ['y', 2],
    ['z', 3],
  ])
  expect([state.keys(), state.values(), state.isEmpty()]).toEqual([['x', 'y', 'z'], [1, 2, 3], false])
  expect([state.get('x'), state.contains('x'), state.contains('q')]).toEqual([1, true, false])
  state.remove('x')
  expect([state.get('x'), rows('seen')[0]![2]]).toEqual([null, 7])
  state.clear()
  expect(rows('seen')).toEqual([])
})

test('map keys are in order whatever they are', () => {
  expect(
    sortedEntries(
      new Map([
        [10, 'b'],
        [9, 'a'],
        [-1, 'c'],
      ]),
    ),
  ).toEqual([
    [-1, 'c'],
    [9, 'a'],
    [10, 'b'],
  ])
  expect(
    sortedEntries(
      new Map([
        [true, 1],
        [false, 2],
      ]),
    ).map(([key]) => key),
  ).toEqual([false, true])
  expect(
    sortedEntries(
      new Map([
        ['b', 1],
        ['a', 2],
        ['B', 3],
      ]),
    ).map(([key]) => key),
  ).toEqual(['B', 'a', 'b'])
})

test('a reducing state folds what is added', () => {
  const { byKey } = stateFor()
  const state = byKey.getReducingState(new ReducingStateDescriptor<number>('seen', sum))
  expect(state.get()).toBeNull()
  state.add(0)
  state.add(3)
  state.add(4)
  expect(state.get()).toBe(7)
})

test('an aggregating state gives the result of its accumulator', () => {
  const { byKey, rows } = stateFor()
  const state = byKey.getAggregatingState(new AggregatingStateDescriptor('seen', average))
  expect(state.get()).toBeNull()
  state.add(3)
  state.add(5)
  expect([state.get(), rows('seen')]).toEqual([4, [['a', [8, 2], 7]]])
})

describe('in a namespace', () => {
  test('each key has a row in each', () => {
    const { byNamespace, rows } = stateFor()
    const state = byNamespace.getState(new ValueStateDescriptor<number>('seen'))
    byNamespace.setCurrentNamespace('0-10')
    state.update(1)
    byNamespace.setCurrentNamespace('10-20')
    expect(state.value()).toBeNull()
    state.update(2)
    byNamespace.setCurrentNamespace('0-10')
    expect(state.value()).toBe(1)
    expect(rows('seen')).toEqual([
      ['0-10|a', 1, 7],
      ['10-20|a', 2, 7],
    ])
    expect(() => byNamespace.setCurrentNamespace('a|b')).toThrow('a namespace has no |')
  })

  function merged<S extends MergingState>(
    open: (it: ReturnType<typeof stateFor>) => S,
    fill: (state: S, value: number) => void,
    target: string,
    sources: readonly string[],
  ) {
    const it = stateFor()
    const state = open(it)
    for (const [i, namespace] of ['p', 'q', 'r'].entries()) {
      it.byNamespace.setCurrentNamespace(namespace)
      fill(state, i + 1)
    }
    it.context.event = 9
    state.mergeNamespaces(target, sources)
    return it.rows('seen')
  }

  const listRows = (target: string, ...sources: readonly string[]) =>
    merged(
      it => it.byNamespace.getListState(new ListStateDescriptor<number>('seen')),
      (state, value) => state.add(value),
      target,
      sources,
    )

  test('lists are merged in the order of the windows, behind what the target has: AbstractHeapMergingState', () => {
    expect(listRows('p', 'q', 'r')).toEqual([['p|a', [1, 2, 3], 9]])
    expect(listRows('s', 'r', 'p')).toEqual([
      ['q|a', [2], 7],
      ['s|a', [3, 1], 9],
    ])
    expect(listRows('p', 'q', 'none')).toEqual([
      ['p|a', [1, 2], 9],
      ['r|a', [3], 7],
    ])
  })

  test('nothing to merge changes nothing', () => {
    const before = [
      ['p|a', [1], 7],
      ['q|a', [2], 7],
      ['r|a', [3], 7],
    ]
    expect([listRows('p'), listRows('p', 'none')]).toEqual([before, before])
  })

  test('folds are merged by their function', () => {
    const reduced = merged(
      it => it.byNamespace.getReducingState(new ReducingStateDescriptor<number>('seen', sum)),
      (state, value) => state.add(value),
      'p',
      ['q', 'r'],
    )
    expect(reduced).toEqual([['p|a', 6, 9]])
    const aggregated = merged(
      it => it.byNamespace.getAggregatingState(new AggregatingStateDescriptor('seen', average)),
      (state, value) => state.add(value),
      'p',
      ['q', 'r'],
    )
    expect(aggregated).toEqual([['p|a', [6, 3], 9]])
  })

  test('state with a time to live cannot be merged', () => {
    const ttl = StateTtlConfig.newBuilder(1000).build()
    const descriptors = [
      (it: ReturnType<typeof stateFor>) => {
        const descriptor = new ListStateDescriptor<number>('l')
        descriptor.enableTimeToLive(ttl)
        return it.byNamespace.getListState(descriptor)
      },
      (it: ReturnType<typeof stateFor>) => {
        const descriptor = new ReducingStateDescriptor<number>('r', sum)
        descriptor.enableTimeToLive(ttl)
        return it.byNamespace.getReducingState(descriptor)
      },
    ]
    for (const open of descriptors)
      expect(() => open(stateFor()).mergeNamespaces('p', ['q'])).toThrow('cannot be merged across namespaces')
  })
})

describe('a state of an operator', () => {
  test('is one, however often it is asked for, and of one kind and scope', () => {
    const { byKey, byNamespace, store } = stateFor()
    byKey.getState(new ValueStateDescriptor<number>('seen')).update(4)
    expect(byKey.getState(new ValueStateDescriptor<number>('seen')).value()).toBe(4)
    expect([...store.registered.keys()]).toEqual(['seen'])
    expect(() => byKey.getListState(new ListStateDescriptor<number>('seen'))).toThrow(
      'State seen is a value state, not a list state.',
    )
    expect(() => byNamespace.getState(new ValueStateDescriptor<number>('seen'))).toThrow(
      'State seen is kept by key, not by namespace.',
    )
  })

  test('is kept where a checkpoint has it, though nobody has asked for it yet', () => {
    const { store } = stateFor()
    store.keep('timers', 'value', 'timer')
    store.keep('old', 'list', 'namespace')
    store.keep('old', 'list', 'namespace')
    expect([...store.registered].map(([name, { kind, table }]) => [name, kind, table.scope])).toEqual([
      ['timers', 'value', 'timer'],
      ['old', 'list', 'namespace'],
    ])
    expect(store.timers('timers', 'value')).toBe(store.registered.get('timers')!.table)
    expect(() => store.timers('old', 'list')).toThrow('is kept by namespace, not by timer')
  })

  test('has its time to live noted, if it has one', () => {
    const { byKey, store } = stateFor()
    const ttl = StateTtlConfig.newBuilder(1000).build()
    const descriptor = new ValueStateDescriptor<number>('short')
    descriptor.enableTimeToLive(ttl)
    byKey.getState(descriptor)
    byKey.getState(new ValueStateDescriptor<number>('long'))
    expect([...store.ttls.keys()]).toEqual(['short'])
  })
})
