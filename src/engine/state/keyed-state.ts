/**
 * The handles of keyed state over tables. Objects are live, as in Flink's heap backend: mutating what `value()` or
 * `get()` returned changes the state without `update()`.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import type {
  AggregateFunction,
  KeyedStateStore,
  ListState,
  MapState,
  ReducingState,
  StateDescriptor,
  StateKind,
  ValueState,
} from '../api/state.ts'
import { type EpochClock, Table } from './table.ts'

/** The key of the record in hand; set by the task before every keyed callback. */
export class KeyContext extends Shared {
  key: string | null = null
  /** The task's own count of events, written to the rows that change. */
  event = 0
}

type MapKey = string | number | boolean

abstract class KeyedHandle extends Shared {
  readonly table: Table
  readonly context: KeyContext

  constructor(table: Table, context: KeyContext) {
    super()
    this.table = table
    this.context = context
  }

  protected key(): string {
    const key = this.context.key
    if (key === null)
      throw new Error(`Keyed state ${this.table.state} needs a current key; use it after keyBy.`)
    return key
  }

  protected live(): unknown {
    const row = this.table.live(this.key())
    return row === undefined ? null : row.value
  }

  protected store(value: unknown): void {
    this.table.set(this.key(), value, this.context.event)
  }

  clear(): void {
    this.table.delete(this.key())
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

class HeapListState<T> extends KeyedHandle implements ListState<T> {
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

class HeapReducingState<T> extends KeyedHandle implements ReducingState<T> {
  readonly #reduce: (a: T, b: T) => T

  constructor(table: Table, context: KeyContext, reduce: (a: T, b: T) => T) {
    super(table, context)
    this.#reduce = reduce
  }

  get(): T | null {
    return this.live() as T | null
  }

  add(value: T): void {
    const current = this.get()
    this.store(current === null ? value : this.#reduce(current, value))
  }
}

class HeapAggregatingState<In, Acc, Out> extends KeyedHandle {
  readonly #function: AggregateFunction<In, Acc, Out>

  constructor(table: Table, context: KeyContext, aggregate: AggregateFunction<In, Acc, Out>) {
    super(table, context)
    this.#function = aggregate
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
export class HeapKeyedStateStore extends Shared implements KeyedStateStore {
  readonly registered = new Map<string, RegisteredState>()
  readonly #uid: string
  readonly #context: KeyContext
  readonly #clock: EpochClock
  readonly #restored: (state: string, table: Table) => void

  /** `restored` fills a table that the checkpoint knows, when the operator registers it. */
  constructor(
    uid: string,
    context: KeyContext,
    clock: EpochClock,
    restored: (state: string, table: Table) => void,
  ) {
    super()
    this.#uid = uid
    this.#context = context
    this.#clock = clock
    this.#restored = restored
  }

  #table(descriptor: Pick<StateDescriptor, 'kind' | 'name'>): Table {
    const known = this.registered.get(descriptor.name)
    if (known !== undefined) {
      if (known.kind !== descriptor.kind)
        throw new Error(`State ${descriptor.name} is a ${known.kind} state, not a ${descriptor.kind} state.`)
      return known.table
    }
    assert(descriptor.name.length > 0, 'a state has a name')
    const table = new Table(this.#uid, descriptor.name, this.#clock)
    this.registered.set(descriptor.name, { kind: descriptor.kind, table })
    this.#restored(descriptor.name, table)
    return table
  }

  /** Takes a restored state over that no function has asked for yet, so that the next snapshot has it. */
  keep(state: string, kind: StateKind): void {
    this.#table({ name: state, kind })
  }

  getState<T>(descriptor: { readonly kind: 'value'; readonly name: string }): ValueState<T> {
    return new HeapValueState<T>(this.#table(descriptor), this.#context)
  }

  getListState<T>(descriptor: { readonly kind: 'list'; readonly name: string }): ListState<T> {
    return new HeapListState<T>(this.#table(descriptor), this.#context)
  }

  getMapState<K extends MapKey, V>(descriptor: {
    readonly kind: 'map'
    readonly name: string
  }): MapState<K, V> {
    return new HeapMapState<K, V>(this.#table(descriptor), this.#context)
  }

  getReducingState<T>(descriptor: {
    readonly kind: 'reducing'
    readonly name: string
    readonly reduce: (a: T, b: T) => T
  }): ReducingState<T> {
    return new HeapReducingState<T>(this.#table(descriptor), this.#context, descriptor.reduce)
  }

  getAggregatingState<In, Acc, Out>(descriptor: {
    readonly kind: 'aggregating'
    readonly name: string
    readonly aggregate: AggregateFunction<In, Acc, Out>
  }): HeapAggregatingState<In, Acc, Out> {
    return new HeapAggregatingState<In, Acc, Out>(
      this.#table(descriptor),
      this.#context,
      descriptor.aggregate,
    )
  }
}
