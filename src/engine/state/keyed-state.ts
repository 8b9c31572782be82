/**
 * The handles of keyed state over the tables of a backend. Whether an object that `value()` or `get()` returned is
 * live or a copy is the backend's nature.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { compare } from '../../base/order.ts'
import type { KeyedStateBackend, MapKey, RowScope, StateTable, TimerTable } from '../api/state-backend.ts'
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
import { namespacedRow } from './row-key.ts'
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
  readonly table: StateTable
  readonly place: Place

  constructor(table: StateTable, place: Place) {
    super()
    this.table = table
    this.place = place
  }

  protected key(): string {
    return this.place.row(this.table.state)
  }

  protected live(): unknown {
    return this.table.get(this.key(), this.place.turn()) ?? null
  }

  protected store(value: unknown): void {
    this.table.put(this.key(), value, this.place.context.event, this.place.turn())
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
      const row = place.rowIn(namespace, table.state)
      const value = table.get(row)
      if (value === undefined) continue
      taken.push(value as T)
      table.delete(row)
    }
    if (taken.length === 0) return
    const merged = taken.reduce((first, second) => this.join(first, second))
    const into = place.rowIn(target, table.state)
    const before = table.get(into) as T | undefined
    table.put(into, before === undefined ? merged : this.join(before, merged), place.context.event)
  }
}

class ValueHandle<T> extends KeyedHandle implements ValueState<T> {
  value(): T | null {
    return this.live() as T | null
  }

  update(value: T | null): void {
    if (value === null || value === undefined) this.clear()
    else this.store(value)
  }
}

class ListHandle<T> extends MergingHandle<T[]> implements ListState<T> {
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
    const items = [...values]
    for (const item of items)
      if (item === null || item === undefined) throw new Error('You cannot add null to a ListState.')
    this.table.append(this.key(), items, this.place.context.event)
  }

  update(values: readonly T[]): void {
    this.clear()
    this.addAll(values)
  }
}

class MapHandle<K extends MapKey, V> extends KeyedHandle implements MapState<K, V> {
  #entries(): ReadonlyMap<K, V> {
    return this.table.entries(this.key()) as ReadonlyMap<K, V>
  }

  get(key: K): V | null {
    return (this.table.entry(this.key(), key) ?? null) as V | null
  }

  put(key: K, value: V): void {
    this.putAll([[key, value]])
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    this.table.putEntries(this.key(), entries, this.place.context.event)
  }

  remove(key: K): void {
    this.table.removeEntry(this.key(), key, this.place.context.event)
  }

  contains(key: K): boolean {
    return this.table.hasEntry(this.key(), key)
  }

  entries(): [K, V][] {
    return sortedEntries(this.#entries())
  }

  keys(): K[] {
    return this.entries().map(([key]) => key)
  }

  values(): V[] {
    return this.entries().map(([, value]) => value)
  }

  isEmpty(): boolean {
    return this.#entries().size === 0
  }
}

/** Entries of a map state by key: numbers by size, texts by code unit, booleans false first. */
export function sortedEntries<K extends MapKey, V>(map: ReadonlyMap<K, V>): [K, V][] {
  return [...map].sort(([a], [b]) => compare<MapKey>(a, b))
}

class ReducingHandle<T> extends MergingHandle<T> implements ReducingState<T> {
  readonly #reduce: (a: T, b: T) => T

  constructor(table: StateTable, place: Place, reduce: (a: T, b: T) => T) {
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

class AggregatingHandle<In, Acc, Out> extends MergingHandle<Acc> implements AggregatingState<In, Out> {
  readonly #function: AggregateFunction<In, Acc, Out>

  constructor(table: StateTable, place: Place, aggregate: AggregateFunction<In, Acc, Out>) {
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
  readonly table: StateTable
}

/** The registered keyed state of one operator in one attempt of one subtask, over its backend. */
export class OperatorKeyedState extends Shared {
  readonly registered = new Map<string, RegisteredState>()
  /** Of the states that have one. */
  readonly ttls = new Map<string, StateTtl>()
  /** State by key alone. */
  readonly byKey: KeyedStateStore
  /** State by key and namespace. */
  readonly byNamespace: NamespacedStateStore
  readonly backend: KeyedStateBackend

  constructor(backend: KeyedStateBackend, context: KeyContext, ttlClock: TtlClock) {
    super()
    this.backend = backend
    this.byKey = new StateHandles(this, new Place(context, null), ttlClock)
    this.byNamespace = new NamespacedHandles(this, context, ttlClock)
  }

  table(name: string, kind: StateKind, scope: RowScope): StateTable {
    return this.#known(name, kind, scope) ?? this.#register(name, this.backend.createTable(name, kind, scope))
  }

  timers(name: string, kind: StateKind): TimerTable {
    const known = this.#known(name, kind, 'timer') as TimerTable | undefined
    return known ?? this.#register(name, this.backend.createTimerTable(name, kind))
  }

  #known(name: string, kind: StateKind, scope: RowScope): StateTable | undefined {
    const known = this.registered.get(name)
    if (known === undefined) return undefined
    if (known.kind !== kind) throw new Error(`State ${name} is a ${known.kind} state, not a ${kind} state.`)
    if (known.table.scope !== scope)
      throw new Error(`State ${name} is kept by ${known.table.scope}, not by ${scope}.`)
    return known.table
  }

  #register<T extends StateTable>(name: string, table: T): T {
    assert(name.length > 0, 'a state has a name')
    this.registered.set(name, { kind: table.kind, table })
    return table
  }

  /** Takes a restored state over that no function has asked for yet, so that the next snapshot has it. */
  keep(state: string, kind: StateKind, scope: RowScope): void {
    if (this.registered.has(state)) return
    if (scope === 'timer') this.timers(state, kind)
    else this.table(state, kind, scope)
  }
}

class StateHandles extends Shared implements KeyedStateStore {
  readonly #store: OperatorKeyedState
  readonly #place: Place
  readonly #ttlClock: TtlClock

  constructor(store: OperatorKeyedState, place: Place, ttlClock: TtlClock) {
    super()
    this.#store = store
    this.#place = place
    this.#ttlClock = ttlClock
  }

  #table({ name, kind, ttl }: Pick<StateDescriptor, 'kind' | 'name' | 'ttl'>): StateTable {
    if (ttl !== undefined && ttl !== null) this.#store.ttls.set(name, ttl)
    return this.#store.table(name, kind, this.#place.namespace === null ? 'key' : 'namespace')
  }

  #ttl(config: StateDescriptor['ttl']): Ttl | null {
    return config === undefined || config === null ? null : new Ttl(config, this.#ttlClock)
  }

  getState<T>(descriptor: ValueDescriptor<T>): ValueState<T> {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new ValueHandle<T>(table, this.#place)
    return new TtlValueState<T>(new ValueHandle<Stamped<T>>(table, this.#place), ttl)
  }

  getListState<T>(descriptor: ListDescriptor<T>): ListState<T> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new ListHandle<T>(table, this.#place)
    return notMerging(new TtlListState<T>(new ListHandle<Stamped<T>>(table, this.#place), ttl))
  }

  getMapState<K extends MapKey, V>(descriptor: MapDescriptor<K, V>): MapState<K, V> {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new MapHandle<K, V>(table, this.#place)
    return new TtlMapState<K, V>(new MapHandle<K, Stamped<V>>(table, this.#place), ttl)
  }

  getReducingState<T>(descriptor: ReducingDescriptor<T>): ReducingState<T> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    if (ttl === null) return new ReducingHandle<T>(table, this.#place, descriptor.reduce)
    const inner = new ValueHandle<Stamped<T>>(table, this.#place)
    return notMerging(new TtlFoldingState<T, T, T>(inner, ttl, foldOfReduce(descriptor.reduce)))
  }

  getAggregatingState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out> & MergingState {
    const ttl = this.#ttl(descriptor.ttl)
    const table = this.#table(descriptor)
    const { aggregate } = descriptor
    if (ttl === null) return new AggregatingHandle<In, Acc, Out>(table, this.#place, aggregate)
    const inner = new ValueHandle<Stamped<Acc>>(table, this.#place)
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

class NamespacedHandles extends StateHandles implements NamespacedStateStore {
  readonly #namespace: NamespaceContext

  constructor(store: OperatorKeyedState, context: KeyContext, ttlClock: TtlClock) {
    const namespace = new NamespaceContext()
    super(store, new Place(context, namespace), ttlClock)
    this.#namespace = namespace
  }

  setCurrentNamespace(namespace: string): void {
    assert(!namespace.includes('|'), 'a namespace has no |')
    this.#namespace.current = namespace
  }
}
