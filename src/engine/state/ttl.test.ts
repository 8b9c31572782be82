import { expect, test } from 'vitest'
import type { StateTtl } from '../api/state.ts'
import { hashmap } from '../../backends/hashmap/backend.ts'
import { openBackend } from '../../backends/shared/open.suite.ts'
import { KeyContext, OperatorKeyedState } from './keyed-state.ts'

function storeAt(time: { now: number }) {
  const context = new KeyContext()
  context.key = 'k'
  const backend = openBackend(hashmap)
  return new OperatorKeyedState(backend, context, () => time.now)
}

const ttl = (changes: Partial<StateTtl> = {}): StateTtl => ({
  ttlMs: 100,
  updateType: 'OnCreateAndWrite',
  visibility: 'NeverReturnExpired',
  ...changes,
})
const RETURNS = { visibility: 'ReturnExpiredIfNotCleanedUp' } as const
const ON_READ = { updateType: 'OnReadAndWrite' } as const

function valueState(config: StateTtl) {
  const time = { now: 0 }
  const state = storeAt(time).byKey.getState<number>({ kind: 'value', name: 'v', ttl: config })
  const readAt = (now: number) => {
    time.now = now
    return state.value()
  }
  return { time, state, readAt }
}

test('F158: a value is expired from its last write + ttl on', () => {
  const { state, readAt } = valueState(ttl())
  state.update(7)
  expect([20, 99, 100].map(readAt)).toEqual([7, 7, null])
})

test('F160: an expired value that nobody has removed is shown once', () => {
  const { state, readAt } = valueState(ttl(RETURNS))
  state.update(7)
  expect([120, 120].map(readAt)).toEqual([7, null])
})

test('a read keeps a value alive only where the update type says so', () => {
  const kept = valueState(ttl(ON_READ))
  kept.state.update(7)
  expect([60, 150, 249, 349].map(kept.readAt)).toEqual([7, 7, 7, null])
  const not = valueState(ttl())
  not.state.update(7)
  expect([60, 150].map(not.readAt)).toEqual([7, null])
})

test('F161: each entry of a map and each item of a list has its own time', () => {
  const time = { now: 0 }
  const { byKey } = storeAt(time)
  const map = byKey.getMapState<string, number>({ kind: 'map', name: 'm', ttl: ttl() })
  const list = byKey.getListState<string>({ kind: 'list', name: 'l', ttl: ttl() })
  map.put('a', 1)
  list.add('a')
  time.now = 60
  map.put('b', 2)
  list.add('b')
  time.now = 120
  expect([map.get('a'), map.get('b')]).toEqual([null, 2])
  expect(map.entries()).toEqual([['b', 2]])
  expect([...list.get()]).toEqual(['b'])
})

test('an expired entry still makes a map not empty', () => {
  const time = { now: 0 }
  const map = storeAt(time).byKey.getMapState<string, number>({ kind: 'map', name: 'm', ttl: ttl() })
  map.put('a', 1)
  time.now = 200
  expect(map.isEmpty()).toBe(false)
  expect(map.contains('a')).toBe(false)
  expect(map.isEmpty()).toBe(true)
})

test('an expired accumulator begins anew', () => {
  const time = { now: 0 }
  const { byKey } = storeAt(time)
  const sum = byKey.getReducingState<number>({
    kind: 'reducing',
    name: 'r',
    reduce: (a, b) => a + b,
    ttl: ttl(),
  })
  const count = byKey.getAggregatingState<string, number, number>({
    kind: 'aggregating',
    name: 'a',
    aggregate: {
      createAccumulator: () => 0,
      add: (_value, accumulator) => accumulator + 1,
      getResult: accumulator => accumulator,
      merge: (a, b) => a + b,
    },
    ttl: ttl(),
  })
  sum.add(1)
  count.add('x')
  time.now = 99
  sum.add(2)
  count.add('x')
  expect([sum.get(), count.get()]).toEqual([3, 2])
  time.now = 199
  expect([sum.get(), count.get()]).toEqual([null, null])
  sum.add(5)
  count.add('x')
  expect([sum.get(), count.get()]).toEqual([5, 1])
})

test('null in a list is refused, also with a time to live', () => {
  const list = storeAt({ now: 0 }).byKey.getListState<unknown>({ kind: 'list', name: 'l', ttl: ttl() })
  expect(() => list.add(null)).toThrow('You cannot add null to a ListState.')
})

test('a state is kept by key or by window, not by both', () => {
  const store = storeAt({ now: 0 })
  store.byKey.getState({ kind: 'value', name: 'v' })
  expect(() => store.byNamespace.getState({ kind: 'value', name: 'v' })).toThrow('kept by key')
})

test('windows that merge join what they hold, in the order of the windows', () => {
  const store = storeAt({ now: 0 })
  const list = store.byNamespace.getListState<number>({ kind: 'list', name: 'l' })
  for (const [window, value] of [
    ['0,5', 1],
    ['5,9', 2],
    ['9,12', 3],
  ] as const) {
    store.byNamespace.setCurrentNamespace(window)
    list.add(value)
  }
  list.mergeNamespaces('0,5', ['5,9', '9,12', '20,30'])
  store.byNamespace.setCurrentNamespace('0,5')
  expect([...list.get()]).toEqual([1, 2, 3])
  expect(store.registered.get('l')!.table.rows.size).toBe(1)
})

test('a list of which all items are expired is gone once it was read, with what it would still have shown', () => {
  const time = { now: 0 }
  const { byKey } = storeAt(time)
  const list = byKey.getListState<string>({ kind: 'list', name: 'l', ttl: ttl(RETURNS) })
  list.add('a')
  list.add('b')
  time.now = 99
  expect([...list.get()]).toEqual(['a', 'b'])
  time.now = 100
  expect([...list.get()]).toEqual(['a', 'b'])
  expect([...list.get()]).toEqual([])
})
