/**
 * State as a user function sees it, after Flink's org.apache.flink.api.common.state.
 * Every keyed handle is scoped to the key of the record in hand; a handle outlives records, never its task attempt.
 */

export type StateKind =
  'value' | 'list' | 'map' | 'reducing' | 'aggregating' | 'event-time-timers' | 'processing-time-timers'

/** Time to live in processing time; Flink's StateTtlConfig. A value is expired from last access + ttl on. */
export interface StateTtl {
  readonly ttlMs: number
  readonly updateType: 'OnCreateAndWrite' | 'OnReadAndWrite'
  readonly visibility: 'NeverReturnExpired' | 'ReturnExpiredIfNotCleanedUp'
}

export interface ValueState<T> {
  /** The value for the current key; null when there is none. */
  value(): T | null
  /** Sets the value; `update(null)` clears, as in Flink. */
  update(value: T | null): void
  clear(): void
}

export interface ListState<T> {
  get(): Iterable<T>
  add(value: T): void
  addAll(values: Iterable<T>): void
  /** Replaces the list; an empty one clears it. */
  update(values: readonly T[]): void
  clear(): void
}

export interface MapState<K extends string | number | boolean, V> {
  get(key: K): V | null
  put(key: K, value: V): void
  putAll(entries: Iterable<readonly [K, V]>): void
  remove(key: K): void
  contains(key: K): boolean
  /** Entries sorted by key, so that a walk never depends on the order of insertion. */
  entries(): [K, V][]
  keys(): K[]
  values(): V[]
  isEmpty(): boolean
  clear(): void
}

export interface ReducingState<T> {
  get(): T | null
  add(value: T): void
  clear(): void
}

export interface AggregatingState<In, Out> {
  get(): Out | null
  add(value: In): void
  clear(): void
}

export interface AggregateFunction<In, Acc, Out> {
  createAccumulator(): Acc
  add(value: In, accumulator: Acc): Acc
  getResult(accumulator: Acc): Out
  merge(a: Acc, b: Acc): Acc
}

export type ReduceFunction<T> = (a: T, b: T) => T

/** What a state is registered with. Names are unique within an operator. */
export type StateDescriptor = { readonly name: string; readonly ttl?: StateTtl | null } & (
  | { readonly kind: 'value' }
  | { readonly kind: 'list' }
  | { readonly kind: 'map' }
  | { readonly kind: 'reducing'; readonly reduce: ReduceFunction<unknown> }
  | { readonly kind: 'aggregating'; readonly aggregate: AggregateFunction<unknown, unknown, unknown> }
)

/** Descriptors, each of which carries the type of its values to its handle; `of` is never there at run time. */
interface Descriptor<Kind extends StateKind, Of> {
  readonly kind: Kind
  readonly name: string
  readonly ttl?: StateTtl | null
  readonly of?: Of
}
export type ValueDescriptor<T> = Descriptor<'value', T>
export type ListDescriptor<T> = Descriptor<'list', T>
export type MapDescriptor<K, V> = Descriptor<'map', readonly [K, V]>
export type ReducingDescriptor<T> = Descriptor<'reducing', T> & { readonly reduce: ReduceFunction<T> }
export type AggregatingDescriptor<In, Acc, Out> = Descriptor<'aggregating', Out> & {
  readonly aggregate: AggregateFunction<In, Acc, Out>
}

/** Gives out state handles; Flink's KeyedStateStore. */
export interface KeyedStateStore {
  getState<T>(descriptor: ValueDescriptor<T>): ValueState<T>
  getListState<T>(descriptor: ListDescriptor<T>): ListState<T>
  getMapState<K extends string | number | boolean, V>(descriptor: MapDescriptor<K, V>): MapState<K, V>
  getReducingState<T>(descriptor: ReducingDescriptor<T>): ReducingState<T>
  getAggregatingState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out>
}

/** Flink's InternalMergingState. */
export interface MergingState {
  /** Moves what the current key holds under `sources` to `target`, joined as the state joins values. */
  mergeNamespaces(target: string, sources: readonly string[]): void
}

/**
 * State of the current key under a namespace, which stays set until it is set again. A name is registered either
 * here or without a namespace, never both. A namespace has no `|`.
 */
export interface NamespacedStateStore extends KeyedStateStore {
  setCurrentNamespace(namespace: string): void
  getListState<T>(descriptor: ListDescriptor<T>): ListState<T> & MergingState
  getReducingState<T>(descriptor: ReducingDescriptor<T>): ReducingState<T> & MergingState
  getAggregatingState<In, Acc, Out>(
    descriptor: AggregatingDescriptor<In, Acc, Out>,
  ): AggregatingState<In, Out> & MergingState
}

/** Flink's BroadcastState, and read-only on the side that is not broadcast. */
export interface ReadOnlyBroadcastState<K extends string | number | boolean, V> {
  get(key: K): V | null
  contains(key: K): boolean
  /** Sorted by key. */
  entries(): [K, V][]
}

export interface BroadcastState<K extends string | number | boolean, V> extends ReadOnlyBroadcastState<K, V> {
  put(key: K, value: V): void
  remove(key: K): void
  clear(): void
}

/** Flink's RuntimeContext, as far as it exists here. */
export interface RuntimeContext extends KeyedStateStore {
  getTaskName(): string
  getIndexOfThisSubtask(): number
  getNumberOfParallelSubtasks(): number
  getMaxNumberOfParallelSubtasks(): number
  getAttemptNumber(): number
}

/**
 * The declared type of a key: decides Java's hash code, hence the key group and the subtask. `STRING_OR_BOOLEAN` is a
 * key without a declared type: the value says which of the two it is, and a number is refused.
 */
export type KeyTypeName =
  'STRING' | 'INT' | 'LONG' | 'DOUBLE' | 'BOOLEAN' | 'TUPLE2_STRING_INT' | 'STRING_OR_BOOLEAN'
export type KeyValue = string | number | boolean | bigint | readonly [string, number]
