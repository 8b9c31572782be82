/**
 * Time to live: every value, list item and map entry is stored with the processing time of its last access, and is
 * expired from then + ttl on. Flink's TtlStateFactory and the classes it makes.
 */
import { Shared } from '../../base/copy.ts'
import type {
  AggregateFunction,
  AggregatingState,
  ListState,
  MapState,
  ReducingState,
  StateTtl,
  ValueState,
} from '../api/state.ts'

/** Flink's TtlValue. */
export interface Stamped<T> {
  readonly value: T
  readonly lastAccess: number
}

/** Processing time in ms. */
export type TtlClock = () => number

export class Ttl extends Shared {
  readonly #config: StateTtl
  readonly #clock: TtlClock

  constructor(config: StateTtl, clock: TtlClock) {
    super()
    this.#config = config
    this.#clock = clock
  }

  stamp<T>(value: T): Stamped<T> {
    return { value, lastAccess: this.#clock() }
  }

  isExpired(stamped: Stamped<unknown>): boolean {
    return stamped.lastAccess + this.#config.ttlMs <= this.#clock()
  }

  get refreshesOnRead(): boolean {
    return this.#config.updateType === 'OnReadAndWrite'
  }

  get returnsExpired(): boolean {
    return this.#config.visibility === 'ReturnExpiredIfNotCleanedUp'
  }

  /** A value as a function may see it: an expired one is removed, and shown once if that is allowed. */
  read<T>(
    stamped: Stamped<T> | null,
    update: (again: Stamped<T>) => void,
    clear: () => void,
  ): Stamped<T> | null {
    if (stamped === null) return null
    if (this.isExpired(stamped)) {
      clear()
      return this.returnsExpired ? stamped : null
    }
    if (this.refreshesOnRead) update(this.stamp(stamped.value))
    return stamped
  }

  /** The value an accumulator goes on from. */
  usable<T>(stamped: Stamped<T> | null): T | null {
    return stamped === null || (this.isExpired(stamped) && !this.returnsExpired) ? null : stamped.value
  }
}

export class TtlValueState<T> extends Shared implements ValueState<T> {
  readonly #state: ValueState<Stamped<T>>
  readonly #ttl: Ttl

  constructor(state: ValueState<Stamped<T>>, ttl: Ttl) {
    super()
    this.#state = state
    this.#ttl = ttl
  }

  value(): T | null {
    const seen = this.#ttl.read(
      this.#state.value(),
      again => this.#state.update(again),
      () => this.#state.clear(),
    )
    return seen === null ? null : seen.value
  }

  update(value: T | null): void {
    this.#state.update(value === null || value === undefined ? null : this.#ttl.stamp(value))
  }

  clear(): void {
    this.#state.clear()
  }
}

export class TtlListState<T> extends Shared implements ListState<T> {
  readonly #state: ListState<Stamped<T>>
  readonly #ttl: Ttl

  constructor(state: ListState<Stamped<T>>, ttl: Ttl) {
    super()
    this.#state = state
    this.#ttl = ttl
  }

  get(): Iterable<T> {
    const all = [...this.#state.get()]
    const fresh = all.filter(item => !this.#ttl.isExpired(item))
    if (all.length > 0 && fresh.length === 0) this.#state.clear()
    else if (this.#ttl.refreshesOnRead && fresh.length > 0)
      this.#state.update(fresh.map(item => this.#ttl.stamp(item.value)))
    return (this.#ttl.returnsExpired ? all : fresh).map(item => item.value)
  }

  add(value: T): void {
    this.addAll([value])
  }

  addAll(values: Iterable<T>): void {
    this.#state.addAll(stampAll(this.#ttl, values))
  }

  update(values: readonly T[]): void {
    this.#state.update(stampAll(this.#ttl, values))
  }

  clear(): void {
    this.#state.clear()
  }
}

function stampAll<T>(ttl: Ttl, values: Iterable<T>): Stamped<T>[] {
  return [...values].map(value => {
    if (value === null || value === undefined) throw new Error('You cannot add null to a ListState.')
    return ttl.stamp(value)
  })
}

type MapKey = string | number | boolean

export class TtlMapState<K extends MapKey, V> extends Shared implements MapState<K, V> {
  readonly #state: MapState<K, Stamped<V>>
  readonly #ttl: Ttl

  constructor(state: MapState<K, Stamped<V>>, ttl: Ttl) {
    super()
    this.#state = state
    this.#ttl = ttl
  }

  #read(key: K): Stamped<V> | null {
    return this.#ttl.read(
      this.#state.get(key),
      again => this.#state.put(key, again),
      () => this.#state.remove(key),
    )
  }

  get(key: K): V | null {
    return this.#read(key)?.value ?? null
  }

  put(key: K, value: V): void {
    this.#state.put(key, this.#ttl.stamp(value))
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    for (const [key, value] of entries) this.put(key, value)
  }

  remove(key: K): void {
    this.#state.remove(key)
  }

  contains(key: K): boolean {
    return this.#read(key) !== null
  }

  entries(): [K, V][] {
    const seen: [K, V][] = []
    for (const key of this.#state.keys()) {
      const stamped = this.#read(key)
      if (stamped !== null) seen.push([key, stamped.value])
    }
    return seen
  }

  keys(): K[] {
    return this.entries().map(([key]) => key)
  }

  values(): V[] {
    return this.entries().map(([, value]) => value)
  }

  /** Expired entries count, as in Flink. */
  isEmpty(): boolean {
    return this.#state.isEmpty()
  }

  clear(): void {
    this.#state.clear()
  }
}

/** Reducing and aggregating state: what is kept is a stamped accumulator in a value state. */
export class TtlFoldingState<In, Acc, Out>
  extends Shared
  implements AggregatingState<In, Out>, ReducingState<Out>
{
  readonly #state: ValueState<Stamped<Acc>>
  readonly #ttl: Ttl
  readonly #add: (value: In, accumulator: Acc | null) => Acc
  readonly #result: (accumulator: Acc) => Out

  constructor(
    state: ValueState<Stamped<Acc>>,
    ttl: Ttl,
    fold: {
      readonly add: (value: In, accumulator: Acc | null) => Acc
      readonly result: (accumulator: Acc) => Out
    },
  ) {
    super()
    this.#state = state
    this.#ttl = ttl
    this.#add = fold.add
    this.#result = fold.result
  }

  get(): Out | null {
    const seen = this.#ttl.read(
      this.#state.value(),
      again => this.#state.update(again),
      () => this.#state.clear(),
    )
    return seen === null ? null : this.#result(seen.value)
  }

  add(value: In & Out): void {
    const before = this.#ttl.usable(this.#state.value())
    this.#state.update(this.#ttl.stamp(this.#add(value, before)))
  }

  clear(): void {
    this.#state.clear()
  }
}

export const foldOfReduce = <T>(reduce: (a: T, b: T) => T) => ({
  add: (value: T, before: T | null): T => (before === null ? value : reduce(before, value)),
  result: (value: T): T => value,
})

export const foldOfAggregate = <In, Acc, Out>(aggregate: AggregateFunction<In, Acc, Out>) => ({
  add: (value: In, before: Acc | null): Acc => aggregate.add(value, before ?? aggregate.createAccumulator()),
  result: (accumulator: Acc): Out => aggregate.getResult(accumulator),
})
