/**
 * Time to live for functions that the oracle runs alone, over the plain handles of `alone-state`: what is stored has
 * the time it was last written or, where that counts, read. Written apart from the engine's.
 */
import { Shared } from '../../base/copy.ts'
import type {
  AggregatingState,
  ListState,
  MapState,
  ReducingState,
  StateTtl,
  ValueState,
} from '../api/state.ts'

export interface Dated<T> {
  readonly value: T
  readonly lastAccess: number
}

type MapKey = string | number | boolean

/** The rules of one state. */
export class AloneTtl extends Shared {
  readonly #config: StateTtl
  readonly #now: () => number

  constructor(config: StateTtl, now: () => number) {
    super()
    this.#config = config
    this.#now = now
  }

  date<T>(value: T): Dated<T> {
    return { value, lastAccess: this.#now() }
  }

  isOver({ lastAccess }: Dated<unknown>): boolean {
    return this.#now() - lastAccess >= this.#config.ttlMs
  }

  get datesReads(): boolean {
    return this.#config.updateType === 'OnReadAndWrite'
  }

  get showsOld(): boolean {
    return this.#config.visibility === 'ReturnExpiredIfNotCleanedUp'
  }
}

/** What is behind one read: what there is, and how it is written again or removed. */
interface Slot<T> {
  get(): Dated<T> | null
  put(dated: Dated<T>): void
  drop(): void
}

function look<T>(ttl: AloneTtl, slot: Slot<T>): { readonly value: T } | null {
  const there = slot.get()
  if (there === null) return null
  if (ttl.isOver(there)) {
    slot.drop()
    return ttl.showsOld ? there : null
  }
  if (ttl.datesReads) slot.put(ttl.date(there.value))
  return there
}

const slotOf = <T>(state: ValueState<Dated<T>>): Slot<T> => ({
  get: () => state.value(),
  put: dated => state.update(dated),
  drop: () => state.clear(),
})

export class DatedValue<T> extends Shared implements ValueState<T> {
  readonly #inner: ValueState<Dated<T>>
  readonly #ttl: AloneTtl

  constructor(inner: ValueState<Dated<T>>, ttl: AloneTtl) {
    super()
    this.#inner = inner
    this.#ttl = ttl
  }

  value(): T | null {
    return look(this.#ttl, slotOf(this.#inner))?.value ?? null
  }

  update(value: T | null): void {
    if (value === null || value === undefined) this.#inner.clear()
    else this.#inner.update(this.#ttl.date(value))
  }

  clear(): void {
    this.#inner.clear()
  }
}

export class DatedList<T> extends Shared implements ListState<T> {
  readonly #inner: ListState<Dated<T>>
  readonly #ttl: AloneTtl

  constructor(inner: ListState<Dated<T>>, ttl: AloneTtl) {
    super()
    this.#inner = inner
    this.#ttl = ttl
  }

  get(): Iterable<T> {
    const all = [...this.#inner.get()]
    const young = all.filter(item => !this.#ttl.isOver(item))
    if (young.length === 0) this.#inner.clear()
    else if (this.#ttl.datesReads) this.#inner.update(this.#dated(young.map(item => item.value)))
    return (this.#ttl.showsOld ? all : young).map(item => item.value)
  }

  #dated(values: Iterable<T>): Dated<T>[] {
    const all = [...values]
    if (all.some(value => value === null || value === undefined)) throw new Error('a list holds no null')
    return all.map(value => this.#ttl.date(value))
  }

  add(value: T): void {
    this.addAll([value])
  }

  addAll(values: Iterable<T>): void {
    this.#inner.addAll(this.#dated(values))
  }

  update(values: readonly T[]): void {
    this.#inner.update(this.#dated(values))
  }

  clear(): void {
    this.#inner.clear()
  }
}

export class DatedMap<K extends MapKey, V> extends Shared implements MapState<K, V> {
  readonly #inner: MapState<K, Dated<V>>
  readonly #ttl: AloneTtl

  constructor(inner: MapState<K, Dated<V>>, ttl: AloneTtl) {
    super()
    this.#inner = inner
    this.#ttl = ttl
  }

  #look(key: K): { readonly value: V } | null {
    return look(this.#ttl, {
      get: () => this.#inner.get(key),
      put: dated => this.#inner.put(key, dated),
      drop: () => this.#inner.remove(key),
    })
  }

  get(key: K): V | null {
    return this.#look(key)?.value ?? null
  }

  contains(key: K): boolean {
    return this.#look(key) !== null
  }

  put(key: K, value: V): void {
    this.#inner.put(key, this.#ttl.date(value))
  }

  putAll(entries: Iterable<readonly [K, V]>): void {
    for (const [key, value] of entries) this.put(key, value)
  }

  remove(key: K): void {
    this.#inner.remove(key)
  }

  entries(): [K, V][] {
    return this.#inner.keys().flatMap((key): [K, V][] => {
      const seen = this.#look(key)
      return seen === null ? [] : [[key, seen.value]]
    })
  }

  keys(): K[] {
    return this.entries().map(([key]) => key)
  }

  values(): V[] {
    return this.entries().map(([, value]) => value)
  }

  isEmpty(): boolean {
    return this.#inner.isEmpty()
  }

  clear(): void {
    this.#inner.clear()
  }
}

/** A reducing or an aggregating state. */
export class DatedFold<In, Acc, Out> extends Shared implements AggregatingState<In, Out> {
  readonly #inner: ValueState<Dated<Acc>>
  readonly #ttl: AloneTtl
  readonly #add: (value: In, before: Acc | null) => Acc
  readonly #result: (accumulator: Acc) => Out

  constructor(
    inner: ValueState<Dated<Acc>>,
    ttl: AloneTtl,
    add: (value: In, before: Acc | null) => Acc,
    result: (accumulator: Acc) => Out,
  ) {
    super()
    this.#inner = inner
    this.#ttl = ttl
    this.#add = add
    this.#result = result
  }

  get(): Out | null {
    const seen = look(this.#ttl, slotOf(this.#inner))
    return seen === null ? null : this.#result(seen.value)
  }

  add(value: In): void {
    const there = this.#inner.value()
    const counts = there !== null && (this.#ttl.showsOld || !this.#ttl.isOver(there))
    this.#inner.update(this.#ttl.date(this.#add(value, counts ? there.value : null)))
  }

  clear(): void {
    this.#inner.clear()
  }
}

export const datedReduce = <T>(
  inner: ValueState<Dated<T>>,
  ttl: AloneTtl,
  reduce: (a: T, b: T) => T,
): ReducingState<T> =>
  new DatedFold<T, T, T>(
    inner,
    ttl,
    (value, before) => (before === null ? value : reduce(before, value)),
    value => value,
  )
