/**
 * Keyed state for user functions that the oracle runs alone: plain maps behind the contract of `api/state`, written
 * apart from the engine's tables so that a mistake there is not repeated here. No history, no epochs.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import { compare } from '../../base/order.ts'
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
  StateTtl,
  ValueDescriptor,
  ValueState,
} from '../api/state.ts'
import { AloneTimers, timerText, type AloneTimer } from './alone-timers.ts'
import { AloneTtl, DatedFold, datedReduce, DatedList, DatedMap, DatedValue, type Dated } from './alone-ttl.ts'

export type AloneRows = Map<string, Map<string, unknown>>

/** A copy of all state of one operator. */
export interface AloneContent {
  readonly rows: AloneRows
  readonly lists: ReadonlyMap<string, readonly unknown[]>
  readonly broadcasts: ReadonlyMap<string, Map<BroadcastKey, unknown>>
  readonly timers: readonly (readonly AloneTimer[])[]
}

export type BroadcastKey = string | number | boolean

/** Flink's names of what timers are kept under. */
const EVENT_TIMERS = '_timer_state/event_user-timers'
const PROCESSING_TIMERS = '_timer_state/processing_user-timers'

/** The state of one operator. `key` and `clock` are set before every call. */
export class AloneState extends Shared implements KeyedStateStore {
  key: string | null = null
  namespace = ''
  /** By state name, then canonical key, with the namespace before it where there is one. */
  rows: AloneRows = new Map()
  /** Operator list state and broadcast state by name. */
  lists = new Map<string, readonly unknown[]>()
  broadcasts = new Map<string, Map<BroadcastKey, unknown>>()
  readonly eventTimers = new AloneTimers()
  readonly processingTimers = new AloneTimers()
  readonly namespaced: AloneHandles
  readonly isLive: boolean
  readonly #byKey: AloneHandles

  /** `isLive`: what is handed out is the state itself, as the backend has it. */
  constructor(clock: () => number, isLive: boolean) {
    super()
    this.isLive = isLive
    this.#byKey = new AloneHandles(this, false, clock)
    this.namespaced = new AloneHandles(this, true, clock)
  }

  copy(): AloneContent {
    const { rows, lists, broadcasts } = this
    return {
      rows: copyPlain(rows),
      lists: copyPlain(lists),
      broadcasts: copyPlain(broadcasts),
      timers: [[...this.eventTimers.entries], [...this.processingTimers.entries]],
    }
  }

  place({ rows, lists, broadcasts, timers }: AloneContent): void {
    this.rows = copyPlain(rows)
    this.lists = new Map(copyPlain(lists))
    this.broadcasts = new Map(copyPlain(broadcasts))
    this.eventTimers.set(timers[0]!)
    this.processingTimers.set(timers[1]!)
  }

  /** What a snapshot holds under a name; `groupOf` says the key group of a key. */
  fill(name: string, rows: ReadonlyMap<string, unknown>, groupOf: (key: string) => number): void {
    const timers =
      name === EVENT_TIMERS ? this.eventTimers : name === PROCESSING_TIMERS ? this.processingTimers : null
    if (timers === null) {
      this.rows.set(name, copyPlain(new Map(rows)))
      return
    }
    for (const text of rows.keys()) {
      const [time = '', namespace = '', ...rest] = text.split('|')
      const key = rest.join('|')
      timers.add({ time: Number(time), namespace, key, group: groupOf(key) })
    }
  }

  /** As tables have it, timers too. */
  allRows(): AloneRows {
    const all = new Map(this.rows)
    for (const [name, { entries }] of [
      [EVENT_TIMERS, this.eventTimers],
      [PROCESSING_TIMERS, this.processingTimers],
    ] as const) {
      if (entries.length > 0) all.set(name, new Map(entries.map(timer => [timerText(timer), true])))
    }
    return all
  }

  getState: KeyedStateStore['getState'] = descriptor => this.#byKey.getState(descriptor)
  getListState: KeyedStateStore['getListState'] = descriptor => this.#byKey.getListState(descriptor)
  getMapState: KeyedStateStore['getMapState'] = descriptor => this.#byKey.getMapState(descriptor)
  getReducingState: KeyedStateStore['getReducingState'] = descriptor =>
    this.#byKey.getReducingState(descriptor)
  getAggregatingState: KeyedStateStore['getAggregatingState'] = descriptor =>
    this.#byKey.getAggregatingState(descriptor)
}

/** Gives out handles, by key alone or by key and namespace. */
class AloneHandles extends Shared implements NamespacedStateStore {
  readonly #state: AloneState
  readonly #namespaced: boolean
  readonly #clock: () => number

  constructor(state: AloneState, namespaced: boolean, clock: () => number) {
    super()
    this.#state = state
    this.#namespaced = namespaced
    this.#clock = clock
  }

  setCurrentNamespace(namespace: string): void {
    this.#state.namespace = namespace
  }

  #cell(name: string): Cell {
    if (!this.#state.rows.has(name)) this.#state.rows.set(name, new Map())
    return new Cell(this.#state, name, this.#namespaced)
  }

  #ttl(config: StateTtl | null | undefined): AloneTtl | null {
    return config === null || config === undefined ? null : new AloneTtl(config, this.#clock)
  }

  getState<T>({ name, ttl: config }: ValueDescriptor<T>): ValueState<T> {
    const ttl = this.#ttl(config)
    const cell = this.#cell(name)
    return ttl === null ? new AloneValue<T>(cell) : new DatedValue<T>(new AloneValue<Dated<T>>(cell), ttl)
  }

  getListState<T>({ name, ttl: config }: ListDescriptor<T>): ListState<T> & MergingState {
    const ttl = this.#ttl(config)
    const cell = this.#cell(name)
    return ttl === null
      ? new AloneList<T>(cell)
      : neverMerged(new DatedList<T>(new AloneList<Dated<T>>(cell), ttl))
  }

  getMapState<K extends BroadcastKey, V>({ name, ttl: config }: MapDescriptor<K, V>): MapState<K, V> {
    const ttl = this.#ttl(config)
    const cell = this.#cell(name)
    return ttl === null ? new AloneMap<K, V>(cell) : new DatedMap<K, V>(new AloneMap<K, Dated<V>>(cell), ttl)
  }

  getReducingState<T>({ name, ttl: config, reduce }: ReducingDescriptor<T>): ReducingState<T> & MergingState {
    const ttl = this.#ttl(config)
    const cell = this.#cell(name)
    return ttl === null
      ? new AloneReducing<T>(cell, reduce)
      : neverMerged(datedReduce(new AloneValue<Dated<T>>(cell), ttl, reduce))
  }

  getAggregatingState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out> & MergingState {
    const { aggregate } = descriptor
    const ttl = this.#ttl(descriptor.ttl)
    const cell = this.#cell(descriptor.name)
    if (ttl === null) return new AloneAggregating<In, Acc, Out>(cell, aggregate)
    const add = (value: In, before: Acc | null) =>
      aggregate.add(value, before ?? aggregate.createAccumulator())
    const result = (accumulator: Acc) => aggregate.getResult(accumulator)
    return neverMerged(new DatedFold<In, Acc, Out>(new AloneValue<Dated<Acc>>(cell), ttl, add, result))
  }
}

function neverMerged<S extends object>(state: S): S & MergingState {
  return Object.assign(state, {
    mergeNamespaces: () => {
      throw new Error('what has a time to live is not merged')
    },
  })
}

/** One state under the current key. */
class Cell extends Shared {
  readonly #state: AloneState
  readonly #name: string
  readonly #namespaced: boolean

  constructor(state: AloneState, name: string, namespaced: boolean) {
    super()
    this.#state = state
    this.#name = name
    this.#namespaced = namespaced
  }

  #row(namespace: string): string {
    const { key } = this.#state
    if (key === null) throw new Error('no current key')
    return this.#namespaced ? `${namespace}|${key}` : key
  }

  read(namespace = this.#state.namespace): unknown {
    const value = this.#state.rows.get(this.#name)?.get(this.#row(namespace)) ?? null
    return this.#state.isLive ? value : copyPlain(value)
  }

  write(value: unknown, namespace = this.#state.namespace): void {
    const { rows } = this.#state
    if (!rows.has(this.#name)) rows.set(this.#name, new Map())
    rows.get(this.#name)!.set(this.#row(namespace), this.#state.isLive ? value : copyPlain(value))
  }

  clear(namespace = this.#state.namespace): void {
    this.#state.rows.get(this.#name)?.delete(this.#row(namespace))
  }

  /** Joins what lies under `sources`, in their order, behind what lies under `target`. */
  merge(target: string, sources: readonly string[], join: (a: unknown, b: unknown) => unknown): void {
    const found = sources.map(source => this.read(source)).filter(value => value !== null)
    for (const source of sources) this.clear(source)
    if (found.length === 0) return
    const merged = found.slice(1).reduce<unknown>(join, found[0])
    const there = this.read(target)
    this.write(there === null ? merged : join(there, merged), target)
  }
}

abstract class Handle extends Shared {
  protected readonly cell: Cell

  constructor(cell: Cell) {
    super()
    this.cell = cell
  }

  clear(): void {
    this.cell.clear()
  }
}

class AloneValue<T> extends Handle implements ValueState<T> {
  value(): T | null {
    return this.cell.read() as T | null
  }

  update(value: T | null): void {
    if (value === null || value === undefined) this.cell.clear()
    else this.cell.write(value)
  }
}

class AloneList<T> extends Handle implements ListState<T>, MergingState {
  mergeNamespaces(target: string, sources: readonly string[]): void {
    this.cell.merge(target, sources, (a, b) => [...(a as T[]), ...(b as T[])])
  }

  get(): Iterable<T> {
    return (this.cell.read() as T[] | null) ?? []
  }

  add(value: T): void {
    this.addAll([value])
  }

  addAll(values: Iterable<T>): void {
    const added = [...values]
    if (added.some(value => value === null || value === undefined)) throw new Error('a list holds no null')
    const list = (this.cell.read() as T[] | null) ?? []
    list.push(...added)
    if (list.length > 0) this.cell.write(list)
  }

  update(values: readonly T[]): void {
    this.cell.clear()
    this.addAll(values)
  }
}

class AloneMap<K extends string | number | boolean, V> extends Handle implements MapState<K, V> {
  #entries(): Map<K, V> {
    return (this.cell.read() as Map<K, V> | null) ?? new Map<K, V>()
  }

  get(key: K): V | null {
    return this.#entries().get(key) ?? null
  }

  put(key: K, value: V): void {
    this.putAll([[key, value]])
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    const map = this.#entries()
    for (const [key, value] of entries) map.set(key, value)
    if (map.size > 0) this.cell.write(map)
  }

  remove(key: K): void {
    const map = this.#entries()
    if (!map.delete(key)) return
    if (map.size === 0) this.cell.clear()
    else this.cell.write(map)
  }

  contains(key: K): boolean {
    return this.#entries().has(key)
  }

  entries(): [K, V][] {
    return [...this.#entries()].sort(([a], [b]) => compare<BroadcastKey>(a, b))
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

class AloneReducing<T> extends Handle implements ReducingState<T>, MergingState {
  readonly #reduce: (a: T, b: T) => T

  constructor(cell: Cell, reduce: (a: T, b: T) => T) {
    super(cell)
    this.#reduce = reduce
  }

  mergeNamespaces(target: string, sources: readonly string[]): void {
    this.cell.merge(target, sources, (a, b) => this.#reduce(a as T, b as T))
  }

  get(): T | null {
    return this.cell.read() as T | null
  }

  add(value: T): void {
    const current = this.get()
    this.cell.write(current === null ? value : this.#reduce(current, value))
  }
}

class AloneAggregating<In, Acc, Out> extends Handle implements AggregatingState<In, Out>, MergingState {
  readonly #function: AggregateFunction<In, Acc, Out>

  constructor(cell: Cell, aggregate: AggregateFunction<In, Acc, Out>) {
    super(cell)
    this.#function = aggregate
  }

  mergeNamespaces(target: string, sources: readonly string[]): void {
    this.cell.merge(target, sources, (a, b) => this.#function.merge(a as Acc, b as Acc))
  }

  get(): Out | null {
    const accumulator = this.cell.read() as Acc | null
    return accumulator === null ? null : this.#function.getResult(accumulator)
  }

  add(value: In): void {
    const accumulator = (this.cell.read() as Acc | null) ?? this.#function.createAccumulator()
    this.cell.write(this.#function.add(value, accumulator))
  }
}
