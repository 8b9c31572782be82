/** State descriptors, as in Flink: what a state is called, what it holds, and how it adds up. */
import type { AggregateFunction, ReduceFunction as Reduce, StateTtl } from '../engine/api/state.ts'
import type { ReduceFunction } from './functions.ts'
import type { StateTtlConfig } from './state-ttl.ts'
import type { TypeInformation } from './types.ts'

/** Flink's StateDescriptor. */
abstract class Descriptor {
  readonly name: string
  ttl: StateTtl | null = null

  constructor(name: string) {
    this.name = name
  }

  enableTimeToLive(config: StateTtlConfig): this {
    this.ttl = config.settings()
    return this
  }
}

export class ValueStateDescriptor<T> extends Descriptor {
  readonly kind = 'value'
  readonly type: TypeInformation<T> | null
  declare readonly of?: T

  constructor(name: string, type: TypeInformation<T> | null = null) {
    super(name)
    this.type = type
  }
}

export class ListStateDescriptor<T> extends Descriptor {
  readonly kind = 'list'
  readonly elementType: TypeInformation<T> | null
  declare readonly of?: T

  constructor(name: string, elementType: TypeInformation<T> | null = null) {
    super(name)
    this.elementType = elementType
  }
}

export class MapStateDescriptor<K extends string | number | boolean, V> extends Descriptor {
  readonly kind = 'map'
  readonly keyType: TypeInformation<K> | null
  readonly valueType: TypeInformation<V> | null
  declare readonly of?: readonly [K, V]

  constructor(
    name: string,
    keyType: TypeInformation<K> | null = null,
    valueType: TypeInformation<V> | null = null,
  ) {
    super(name)
    this.keyType = keyType
    this.valueType = valueType
  }
}

export class ReducingStateDescriptor<T> extends Descriptor {
  readonly kind = 'reducing'
  readonly reduce: Reduce<T>
  readonly type: TypeInformation<T> | null

  constructor(name: string, reduce: ReduceFunction<T>, type: TypeInformation<T> | null = null) {
    super(name)
    this.reduce = typeof reduce === 'function' ? reduce : (first, second) => reduce.reduce(first, second)
    this.type = type
  }
}

export class AggregatingStateDescriptor<In, Acc, Out> extends Descriptor {
  readonly kind = 'aggregating'
  readonly aggregate: AggregateFunction<In, Acc, Out>
  readonly accumulatorType: TypeInformation<Acc> | null

  constructor(
    name: string,
    aggregate: AggregateFunction<In, Acc, Out>,
    accumulatorType: TypeInformation<Acc> | null = null,
  ) {
    super(name)
    this.aggregate = aggregate
    this.accumulatorType = accumulatorType
  }
}
