/** The keyed functions of golden pipelines, over Flink's kinds of state. They are described in golden/FORMAT.md. */
import {
  type AggregateFunction,
  type AggregatingState,
  AggregatingStateDescriptor,
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  type KeyValue,
  type ListState,
  ListStateDescriptor,
  type MapState,
  MapStateDescriptor,
  type ReducingState,
  ReducingStateDescriptor,
  StateTtlConfig,
  type ValueState,
  ValueStateDescriptor,
} from '../../src/datastream/index.ts'
import { notYet, type GoldenOperator } from './golden-case.ts'
import { BucketSum, Inactivity, ProcInactivity, ProcTimer, TimerAt, TimerChain } from './timer-functions.ts'
import { fieldOf, floorMod, type Element } from './user-functions.ts'

export interface KeyedParameters {
  readonly name: string
  readonly field?: string
  readonly n?: number
  readonly m?: number
  readonly delayMs?: number
  readonly sizeMs?: number
  readonly gapMs?: number
  readonly periodMs?: number
  readonly times?: number
  readonly clear?: boolean
  readonly sideOutput?: string
  readonly ttl?: {
    readonly ms: number
    readonly update: 'OnCreateAndWrite' | 'OnReadAndWrite'
    readonly visibility: 'NeverReturnExpired' | 'ReturnExpiredIfNotCleanedUp'
  }
}

type KeyedFunction = KeyedProcessFunction<KeyValue, Element, Element>
type KeyedClass = new (parameters: KeyedParameters) => KeyedFunction

interface Lasting {
  enableTimeToLive(config: StateTtlConfig): void
}

function withTtl<D extends Lasting>(descriptor: D, { ttl }: KeyedParameters): D {
  if (ttl === undefined) return descriptor
  const config = StateTtlConfig.newBuilder(ttl.ms)
    .setUpdateType(ttl.update)
    .setStateVisibility(ttl.visibility)
    .disableCleanupInBackground()
    .build()
  descriptor.enableTimeToLive(config)
  return descriptor
}

abstract class Keyed extends KeyedProcessFunction<KeyValue, Element, Element> {
  readonly parameters: KeyedParameters

  constructor(parameters: KeyedParameters) {
    super()
    this.parameters = parameters
  }

  processElement(element: Element, context: KeyedProcessContext<KeyValue>, out: Collector<Element>): void {
    const value = fieldOf(element, this.parameters.field ?? 'v') as number
    this.onValue(value, context.getCurrentKey(), out, element)
  }

  abstract onValue(value: number, key: KeyValue, out: Collector<Element>, element: Element): void
}

class Count extends Keyed {
  count!: ValueState<number>

  override open(): void {
    const count = new ValueStateDescriptor<number>('count')
    this.count = this.getRuntimeContext().getState(withTtl(count, this.parameters))
  }

  onValue(_value: number, key: KeyValue, out: Collector<Element>): void {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    out.collect({ key, count })
  }
}

class ReadCount extends Count {
  override onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    const before = this.count.value()
    if (value !== 0) this.count.update((before ?? 0) + 1)
    out.collect({ key, op: value === 0 ? 'read' : 'write', before })
  }
}

class Sum extends Keyed {
  sum!: ReducingState<number>

  override open(): void {
    const add = (a: number, b: number) => a + b
    this.sum = this.getRuntimeContext().getReducingState(new ReducingStateDescriptor('sum', add))
  }

  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    this.sum.add(value)
    out.collect({ key, sum: this.sum.get() })
  }
}

interface Total {
  readonly count: number
  readonly sum: number
}

const totalOf: AggregateFunction<number, Total, Total> = {
  createAccumulator: () => ({ count: 0, sum: 0 }),
  add: (value, total) => ({ count: total.count + 1, sum: total.sum + value }),
  getResult: total => total,
  merge: (a, b) => ({ count: a.count + b.count, sum: a.sum + b.sum }),
}

class Average extends Keyed {
  total!: AggregatingState<number, Total>

  override open(): void {
    this.total = this.getRuntimeContext().getAggregatingState(new AggregatingStateDescriptor('avg', totalOf))
  }

  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    this.total.add(value)
    const { count, sum } = this.total.get()!
    out.collect({ key, count, sum, avg: Math.floor(sum / count) })
  }
}

abstract class Listing extends Keyed {
  items!: ListState<number>

  override open(): void {
    const items = new ListStateDescriptor<number>('items')
    this.items = this.getRuntimeContext().getListState(withTtl(items, this.parameters))
  }
}

class ListOfN extends Listing {
  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    this.items.add(value)
    const items = [...this.items.get()]
    if (items.length < this.parameters.n!) return
    out.collect({ key, items })
    this.items.clear()
  }
}

class ListAll extends Listing {
  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    if (value >= 0) this.items.add(value)
    out.collect({ key, items: [...this.items.get()] })
  }
}

abstract class Mapping extends Keyed {
  entries!: MapState<string, number>

  override open(): void {
    const entries = new MapStateDescriptor<string, number>('entries')
    this.entries = this.getRuntimeContext().getMapState(withTtl(entries, this.parameters))
  }

  protected slot(value: number): string {
    return `m${floorMod(value, this.parameters.m!)}`
  }

  protected emit(key: KeyValue, out: Collector<Element>): void {
    out.collect({ key, entries: Object.fromEntries(this.entries.entries()) })
  }
}

class MapCount extends Mapping {
  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    const slot = this.slot(value)
    this.entries.put(slot, (this.entries.get(slot) ?? 0) + 1)
    this.emit(key, out)
  }
}

class MapPut extends Mapping {
  onValue(value: number, key: KeyValue, out: Collector<Element>): void {
    if (value >= 0) this.entries.put(this.slot(value), value)
    this.emit(key, out)
  }
}

class Distinct extends Keyed {
  seen!: ValueState<boolean>

  override open(): void {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor<boolean>('seen'))
  }

  onValue(_value: number, _key: KeyValue, out: Collector<Element>, element: Element): void {
    if (this.seen.value() === true) return
    this.seen.update(true)
    out.collect(element)
  }
}

const KEYED: Readonly<Record<string, KeyedClass>> = {
  count: Count,
  readCount: ReadCount,
  sum: Sum,
  avg: Average,
  list: ListOfN,
  listAll: ListAll,
  mapCount: MapCount,
  mapPut: MapPut,
  distinct: Distinct,
  timerAt: TimerAt,
  bucketSum: BucketSum,
  inactivity: Inactivity,
  timerChain: TimerChain,
  procTimer: ProcTimer,
  procInactivity: ProcInactivity,
}

export function keyedFunction({ fn }: GoldenOperator): KeyedFunction {
  const parameters = fn as unknown as KeyedParameters
  const Make = KEYED[parameters.name] ?? notYet(`keyed function ${parameters.name}`)
  return new Make(parameters)
}
