/** State descriptors, as in Flink: what a state is called, what it holds, and how it adds up. */
import type { AggregateFunction, ReduceFunction as Reduce } from '../engine/api/state.ts'
import type { ReduceFunction } from './functions.ts'
import type { TypeInformation } from './types.ts'

export class ValueStateDescriptor<T> {
  readonly kind = 'value'
  readonly name: string
  readonly type: TypeInformation<T> | null
  declare readonly of?: T

  constructor(name: string, type: TypeInformation<T> | null = null) {
    this.name = name
    this.type = type
  }
}

export class ListStateDescriptor<T> {
  readonly kind = 'list'
  readonly name: string
  readonly elementType: TypeInformation<T> | null
  declare readonly of?: T

  constructor(name: string, elementType: TypeInformation<T> | null = null) {
    this.name = name
    this.elementType = elementType
  }
}

export class MapStateDescriptor<K extends string | number | boolean, V> {
  readonly kind = 'map'
  readonly name: string
  readonly keyType: TypeInformation<K> | null
  readonly valueType: TypeInformation<V> | null
  declare readonly of?: readonly [K, V]

  constructor(
    name: string,
    keyType: TypeInformation<K> | null = null,
    valueType: TypeInformation<V> | null = null,
  ) {
    this.name = name
    this.keyType = keyType
    this.valueType = valueType
  }
}

export class ReducingStateDescriptor<T> {
  readonly kind = 'reducing'
  readonly name: string
  readonly reduce: Reduce<T>
  readonly type: TypeInformation<T> | null

  constructor(name: string, reduce: ReduceFunction<T>, type: TypeInformation<T> | null = null) {
    this.name = name
    this.reduce = typeof reduce === 'function' ? reduce : (first, second) => reduce.reduce(first, second)
    this.type = type
  }
}

export class AggregatingStateDescriptor<In, Acc, Out> {
  readonly kind = 'aggregating'
  readonly name: string
  readonly aggregate: AggregateFunction<In, Acc, Out>
  readonly accumulatorType: TypeInformation<Acc> | null

  constructor(
    name: string,
    aggregate: AggregateFunction<In, Acc, Out>,
    accumulatorType: TypeInformation<Acc> | null = null,
  ) {
    this.name = name
    this.aggregate = aggregate
    this.accumulatorType = accumulatorType
  }
}
