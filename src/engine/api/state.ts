/**
 * State as a user function sees it, after Flink's org.apache.flink.api.common.state.
 * Every keyed handle is scoped to the key of the record in hand; a handle outlives records, never its task attempt.
 */

export type StateKind = 'value' | 'list' | 'map' | 'reducing' | 'aggregating'

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
export type StateDescriptor =
  | { readonly kind: 'value'; readonly name: string }
  | { readonly kind: 'list'; readonly name: string }
  | { readonly kind: 'map'; readonly name: string }
  | { readonly kind: 'reducing'; readonly name: string; readonly reduce: ReduceFunction<unknown> }
  | {
      readonly kind: 'aggregating'
      readonly name: string
      readonly aggregate: AggregateFunction<unknown, unknown, unknown>
    }

/**
 * Gives out state handles; Flink's KeyedStateStore. `of` is never there at run time: it carries the type of the
 * values from a descriptor to its handle.
 */
export interface KeyedStateStore {
  getState<T>(descriptor: { readonly kind: 'value'; readonly name: string; readonly of?: T }): ValueState<T>
  getListState<T>(descriptor: { readonly kind: 'list'; readonly name: string; readonly of?: T }): ListState<T>
  getMapState<K extends string | number | boolean, V>(descriptor: {
    readonly kind: 'map'
    readonly name: string
    readonly of?: readonly [K, V]
  }): MapState<K, V>
  getReducingState<T>(descriptor: {
    readonly kind: 'reducing'
    readonly name: string
    readonly reduce: ReduceFunction<T>
  }): ReducingState<T>
  getAggregatingState<In, Acc, Out>(descriptor: {
    readonly kind: 'aggregating'
    readonly name: string
    readonly aggregate: AggregateFunction<In, Acc, Out>
  }): AggregatingState<In, Out>
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
