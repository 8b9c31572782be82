/**
 * Keyed state for user functions that the oracle runs alone: plain maps behind the contract of `api/state`, written
 * apart from the engine's tables so that a mistake there is not repeated here. No history, no epochs, no key groups.
 */
import { copyPlain, Shared } from '../../base/copy.ts'
import type {
  AggregateFunction,
  KeyedStateStore,
  ListState,
  MapState,
  ReducingState,
  ValueState,
} from '../api/state.ts'

export type AloneRows = Map<string, Map<string, unknown>>

/** The state of one operator. `key` is set before every record. */
export class AloneState extends Shared implements KeyedStateStore {
  key: string | null = null
  /** By state name, then canonical key. */
  rows: AloneRows = new Map()

  copyRows(): AloneRows {
    return copyPlain(this.rows)
  }

  #cell(name: string): Cell {
    if (!this.rows.has(name)) this.rows.set(name, new Map())
    return new Cell(this, name)
  }

  getState<T>(descriptor: { readonly name: string }): ValueState<T> {
    return new AloneValue<T>(this.#cell(descriptor.name))
  }

  getListState<T>(descriptor: { readonly name: string }): ListState<T> {
    return new AloneList<T>(this.#cell(descriptor.name))
  }

  getMapState<K extends string | number | boolean, V>(descriptor: { readonly name: string }): MapState<K, V> {
    return new AloneMap<K, V>(this.#cell(descriptor.name))
  }

  getReducingState<T>(descriptor: {
    readonly name: string
    readonly reduce: (a: T, b: T) => T
  }): ReducingState<T> {
    return new AloneReducing<T>(this.#cell(descriptor.name), descriptor.reduce)
  }

  getAggregatingState<In, Acc, Out>(descriptor: {
    readonly name: string
    readonly aggregate: AggregateFunction<In, Acc, Out>
  }): AloneAggregating<In, Acc, Out> {
    return new AloneAggregating<In, Acc, Out>(this.#cell(descriptor.name), descriptor.aggregate)
  }
}

/** One state under the current key. */
class Cell extends Shared {
  readonly #state: AloneState
  readonly #name: string

  constructor(state: AloneState, name: string) {
    super()
    this.#state = state
    this.#name = name
  }

  get #key(): string {
    if (this.#state.key === null) throw new Error('no current key')
    return this.#state.key
  }

  read(): unknown {
    return this.#state.rows.get(this.#name)?.get(this.#key) ?? null
  }

  write(value: unknown): void {
    this.#state.rows.get(this.#name)!.set(this.#key, value)
  }

  clear(): void {
    this.#state.rows.get(this.#name)!.delete(this.#key)
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

class AloneList<T> extends Handle implements ListState<T> {
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
    map.delete(key)
    if (map.size === 0) this.cell.clear()
  }

  contains(key: K): boolean {
    return this.#entries().has(key)
  }

  entries(): [K, V][] {
    return [...this.#entries()].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
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

class AloneReducing<T> extends Handle implements ReducingState<T> {
  readonly #reduce: (a: T, b: T) => T

  constructor(cell: Cell, reduce: (a: T, b: T) => T) {
    super(cell)
    this.#reduce = reduce
  }

  get(): T | null {
    return this.cell.read() as T | null
  }

  add(value: T): void {
    const current = this.get()
    this.cell.write(current === null ? value : this.#reduce(current, value))
  }
}

class AloneAggregating<In, Acc, Out> extends Handle {
  readonly #function: AggregateFunction<In, Acc, Out>

  constructor(cell: Cell, aggregate: AggregateFunction<In, Acc, Out>) {
    super(cell)
    this.#function = aggregate
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
