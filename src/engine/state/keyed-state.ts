/**
 * The handles of keyed state over tables. Objects are live, as in Flink's heap backend: mutating what `value()` or
 * `get()` returned changes the state without `update()`.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import type {
  AggregateFunction,
  AggregatingDescriptor,
  AggregatingState,
  KeyedStateStore,
  ListDescriptor,
  ListState,
  MapDescriptor,
  MapState,
  MergingState,
  NamespacedStateStore,
  ReducingDescriptor,
  ReducingState,
  StateDescriptor,
  StateKind,
  StateTtl,
  ValueDescriptor,
  ValueState,
} from '../api/state.ts'
import { namespacedRow, type RowScope } from './row-key.ts'
import { type EpochClock, Table } from './table.ts'
import {
  foldOfAggregate,
  foldOfReduce,
  Ttl,
  TtlFoldingState,
  TtlListState,
  TtlMapState,
  TtlValueState,
  type Stamped,
  type TtlClock,
} from './ttl.ts'

/** The key of the record in hand; set by the task before every keyed callback. */
export class KeyContext extends Shared {
  #key: string | null = null
  /** Rises whenever a key is set: within one turn it is the same key. */
  turn = 0
  /** The task's own count of events, written to the rows that change. */
  event = 0

  get key(): string | null {
    return this.#key
  }

  set key(key: string | null) {
    this.#key = key
    this.turn += 1
  }
}

/** The namespace an operator has set; it sets one before every use. */
class NamespaceContext extends Shared {
  current = ''
}

type MapKey = string | number | boolean

/** Where a handle finds its rows: by the current key, and by the current namespace where the state has them. */
class Place extends Shared {
  readonly context: KeyContext
  readonly namespace: NamespaceContext | null

  constructor(context: KeyContext, namespace: NamespaceContext | null) {
    super()
    this.context = context
    this.namespace = namespace
  }

  row(state: string): string {
    return this.namespace === null ? this.key(state) : this.rowIn(this.namespace.current, state)
  }

  /** Tells a table that the row asked for is the one asked for before; 0: it is not known. */
  turn(): number {
    return this.namespace === null ? this.context.turn : 0
  }

  rowIn(namespace: string, state: string): string {
    return namespacedRow(namespace, this.key(state))
  }

  key(state: string): string {
    const { key } = this.context
    if (key === null) throw new Error(`Keyed state ${state} needs a current key; use it after keyBy.`)
    return key
  }
}

abstract class KeyedHandle extends Shared {
  readonly table: Table
  readonly place: Place

  constructor(table: Table, place: Place) {
    super()
    this.table = table
    this.place = place
  }

  protected key(): string {
    return this.place.row(this.table.state)
  }

  protected live(): unknown {
    const row = this.table.live(this.key(), this.place.turn())
    return row === undefined ? null : row.value
  }

  protected store(value: unknown): void {
    this.table.set(this.key(), value, this.place.context.event, this.place.turn())
  }

  clear(): void {
    this.table.delete(this.key())
  }
}

/** Flink's AbstractHeapMergingState. */
abstract class MergingHandle<T> extends KeyedHandle implements MergingState {
  protected abstract join(first: T, second: T): T

  mergeNamespaces(target: string, sources: readonly string[]): void {
    const { table, place } = this
    const taken: T[] = []
    for (const namespace of sources) {
      const row = table.live(place.rowIn(namespace, table.state))
      if (row === undefined) continue
      taken.push(row.value as T)
      table.delete(place.rowIn(namespace, table.state))
    }
    if (taken.length === 0) return
    const merged = taken.reduce((first, second) => this.join(first, second))
    const into = place.rowIn(target, table.state)
    const before = table.live(into)
    table.set(into, before === undefined ? merged : this.join(before.value as T, merged), place.context.event)
  }
}

class HeapValueState<T> extends KeyedHandle implements ValueState<T> {
  value(): T | null {
    return this.live() as T | null
  }

  update(value: T | null): void {
    if (value === null || value === undefined) this.clear()
    else this.store(value)
  }
}

class HeapListState<T> extends MergingHandle<T[]> implements ListState<T> {
  protected join(first: T[], second: T[]): T[] {
    return [...first, ...second]
  }

  get(): Iterable<T> {
    return (this.live() as T[] | null) ?? []
  }

  add(value: T): void {
    this.addAll([value])
  }

  addAll(values: Iterable<T>): void {
    const list = (this.live() as T[] | null) ?? []
    for (const value of values) {
      if (value === null || value === undefined) throw new Error('You cannot add null to a ListState.')
      list.push(value)
    }
    if (list.length > 0) this.store(list)
  }

  update(values: readonly T[]): void {
    this.clear()
    this.addAll(values)
  }
}

class HeapMapState<K extends MapKey, V> extends KeyedHandle implements MapState<K, V> {
  #map(): Map<K, V> {
    return (this.live() as Map<K, V> | null) ?? new Map<K, V>()
  }

  get(key: K): V | null {
    return this.#map().get(key) ?? null
  }

  put(key: K, value: V): void {
    this.putAll([[key, value]])
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    const map = this.#map()
    for (const [key, value] of entries) map.set(key, value)
    if (map.size > 0) this.store(map)
  }

  remove(key: K): void {
    const map = this.#map()
    if (!map.delete(key)) return
    if (map.size === 0) this.clear()
    else this.store(map)
  }

  contains(key: K): boolean {
    return this.#map().has(key)
  }

  entries(): [K, V][] {
    return sortedEntries(this.#map())
  }

  keys(): K[] {
    return this.entries().map(([key]) => key)
  }

  values(): V[] {
    return this.entries().map(([, value]) => value)
  }

  isEmpty(): boolean {
    return this.#map().size === 0
  }
}

/** Entries of a map state by key: numbers by size, texts by code unit, booleans false first. */
export function sortedEntries<K extends MapKey, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
}

class HeapReducingState<T> extends MergingHandle<T> implements ReducingState<T> {
  readonly #reduce: (a: T, b: T) => T

  constructor(table: Table, place: Place, reduce: (a: T, b: T) => T) {
    super(table, place)
    this.#reduce = reduce
  }

  protected join(first: T, second: T): T {
    return this.#reduce(first, second)
  }

  get(): T | null {
    return this.live() as T | null
  }

  add(value: T): void {
    const current = this.get()
    this.store(current === null ? value : this.#reduce(current, value))
  }
}

class HeapAggregatingState<In, Acc, Out> extends MergingHandle<Acc> implements AggregatingState<In, Out> {
  readonly #function: AggregateFunction<In, Acc, Out>

  constructor(table: Table, place: Place, aggregate: AggregateFunction<In, Acc, Out>) {
    super(table, place)
    this.#function = aggregate
  }

  protected join(first: Acc, second: Acc): Acc {
    return this.#function.merge(first, second)
  }

  get(): Out | null {
    const accumulator = this.live() as Acc | null
    return accumulator === null ? null : this.#function.getResult(accumulator)
  }

  add(value: In): void {
    const accumulator = (this.live() as Acc | null) ?? this.#function.createAccumulator()
    this.store(this.#function.add(value, accumulator))
  }
}

/** A state that an operator registered: its table and what is needed to write it out. */
export interface RegisteredState {
  readonly kind: StateKind
  readonly table: Table
}

/** Keyed state of one operator in one attempt of one subtask. */
export class HeapKeyedStateStore extends Shared {
  readonly registered = new Map<string, RegisteredState>()
  /** Of the states that have one. */
  readonly ttls = new Map<string, StateTtl>()
  /** State by key alone. */
  readonly byKey: KeyedStateStore
  /** State by key and namespace. */
  readonly byNamespace: NamespacedStateStore
  readonly #uid: string
  readonly #clock: EpochClock
  readonly #restored: (state: string, table: Table) => void

  /** `restored` fills a table that the checkpoint knows, when the operator registers it. */
  constructor(
    uid: string,
    context: KeyContext,
    clock: EpochClock,
    restored: (state: string, table: Table) => void,
    ttlClock: TtlClock,
  ) {
    super()
    this.#uid = uid
    this.#clock = clock
    this.#restored = restored
    this.byKey = new HeapStateHandles(this, new Place(context, null), ttlClock)
    this.byNamespace = new HeapNamespacedHandles(this, context, ttlClock)
  }

  table(name: string, kind: StateKind, scope: RowScope): Table {
    const known = this.registered.get(name)
    if (known !== undefined) {
      if (known.kind !== kind) throw new Error(`State ${name} is a ${known.kind} state, not a ${kind} state.`)
      if (known.table.scope !== scope)
        throw new Error(`State ${name} is kept by ${known.table.scope}, not by ${scope}.`)
      return known.table
    }
    assert(name.length > 0, 'a state has a name')
    const table = new Table(this.#uid, name, this.#clock, scope)
    this.registered.set(name, { kind, table })
    this.#restored(name, table)
    return table
  }

  /** Takes a restored state over that no function has asked for yet, so that the next snapshot has it. */
  keep(state: string, kind: StateKind, scope: RowScope): void {
    if (!this.registered.has(state)) this.table(state, kind, scope)
  }
}

class HeapStateHandles extends Shared implements KeyedStateStore {
  readonly #store: HeapKeyedStateStore
  readonly #place: Place
  readonly #ttlClock: TtlClock

  constructor(store: HeapKeyedStateStore, place: Place, ttlClock: TtlClock) {
    super()
    this.#store = store
    this.#place = place
    this.#ttlClock = ttlClock
  }

  #table({ name, kind, ttl }: Pick<StateDescriptor, 'kind' | 'name' | 'ttl'>): Table {
    if (ttl !== undefined && ttl !== null) this.#store.ttls.set(name, ttl)
    return this.#store.table(name, kind, this.#place.namespace === null ? 'key' : 'namespace')
  }

  #ttl(config: StateDescriptor['ttl']): Ttl | null {
    return config === undefined || config === null ? null : new Ttl(config, this.#ttlClock)
  }

  getState<T>(descriptor: ValueDescriptor<T>): ValueState<T> {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new HeapValueState<T>(table, this.#place)
    return new TtlValueState<T>(new HeapValueState<Stamped<T>>(table, this.#place), ttl)
  }

  getListState<T>(descriptor: ListDescriptor<T>): ListState<T> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new HeapListState<T>(table, this.#place)
    return notMerging(new TtlListState<T>(new HeapListState<Stamped<T>>(table, this.#place), ttl))
  }

  getMapState<K extends MapKey, V>(descriptor: MapDescriptor<K, V>): MapState<K, V> {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new HeapMapState<K, V>(table, this.#place)
    return new TtlMapState<K, V>(new HeapMapState<K, Stamped<V>>(table, this.#place), ttl)
  }

  getReducingState<T>(descriptor: ReducingDescriptor<T>): ReducingState<T> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new HeapReducingState<T>(table, this.#place, descriptor.reduce)
    const inner = new HeapValueState<Stamped<T>>(table, this.#place)
    return notMerging(new TtlFoldingState<T, T, T>(inner, ttl, foldOfReduce(descriptor.reduce)))
  }

  getAggregatingState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    const { aggregate } = descriptor
    if (ttl === null) return new HeapAggregatingState<In, Acc, Out>(table, this.#place, aggregate)
    const inner = new HeapValueState<Stamped<Acc>>(table, this.#place)
    return notMerging(new TtlFoldingState<In, Acc, Out>(inner, ttl, foldOfAggregate(aggregate)))
  }
}

/** Window contents have no time to live in Flink. */
function notMerging<S extends object>(state: S): S & MergingState {
  const mergeNamespaces = () => {
    throw new Error('State with a time to live cannot be merged across namespaces.')
  }
  return Object.assign(state, { mergeNamespaces })
}

class HeapNamespacedHandles extends HeapStateHandles implements NamespacedStateStore {
  readonly #namespace: NamespaceContext

  constructor(store: HeapKeyedStateStore, context: KeyContext, ttlClock: TtlClock) {
    const namespace = new NamespaceContext()
    super(store, new Place(context, namespace), ttlClock)
    this.#namespace = namespace
  }

  setCurrentNamespace(namespace: string): void {
    assert(!namespace.includes('|'), 'a namespace has no |')
    this.#namespace.current = namespace
  }
}
