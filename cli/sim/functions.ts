/** The user functions of random pipelines: each kind of state, and each habit a person could have with it. */
import {
  AggregatingStateDescriptor,
  ListStateDescriptor,
  MapStateDescriptor,
  ReducingStateDescriptor,
  ValueStateDescriptor,
} from '../../src/datastream/descriptors.ts'
import {
  KeyedProcessFunction,
  ProcessFunction,
  RichMapFunction,
  type Collector,
  type KeyedProcessContext,
  type ProcessContext,
} from '../../src/datastream/functions.ts'
import { OutputTag } from '../../src/datastream/output-tag.ts'
import { Types } from '../../src/datastream/types.ts'
import type {
  AggregatingState,
  ListState,
  MapState,
  ReducingState,
  ValueState,
} from '../../src/engine/api/state.ts'

export interface Item {
  readonly k: string
  readonly v: number
  /** Event time in ms. */
  readonly t?: number
}

type Key = string | number | boolean | readonly [string, number]
type Context = KeyedProcessContext<Key>
type Out = Collector<Item>

export const SIDE = new OutputTag<Item>('side')

export const name = (key: unknown): string => (Array.isArray(key) ? key.join('/') : String(key))

/** Splits off what is divisible; without keys, so a side output of a stateless function. */
export class Divert extends ProcessFunction<Item, Item> {
  divisor: number

  constructor(divisor: number) {
    super()
    this.divisor = divisor
  }

  processElement(item: Item, context: ProcessContext, out: Out): void {
    if (item.v % this.divisor === 0) context.output(SIDE, { k: item.k, v: item.v + 1 })
    else out.collect(item)
  }
}

/** A number in ValueState, emitted with every record; to the side as well at every fourth. */
export class Sum extends KeyedProcessFunction<Key, Item, Item> {
  sum!: ValueState<number>

  override open(): void {
    this.sum = this.getRuntimeContext().getState(new ValueStateDescriptor('sum', Types.INT))
  }

  processElement(item: Item, context: Context, out: Out): void {
    const sum = (this.sum.value() ?? 0) + item.v
    this.sum.update(sum)
    if (sum % 4 === 0) context.output(SIDE, { k: item.k, v: sum })
    out.collect({ k: name(context.getCurrentKey()), v: sum })
  }
}

interface Box {
  n: number
  seen: number[]
}

/** Changes the object that `value()` gave out, and says so only now and then. */
export class LiveObject extends KeyedProcessFunction<Key, Item, Item> {
  box!: ValueState<Box>

  override open(): void {
    this.box = this.getRuntimeContext().getState(new ValueStateDescriptor<Box>('box'))
  }

  processElement(item: Item, _context: Context, out: Out): void {
    const box = this.box.value() ?? { n: 0, seen: [] }
    box.n += 1
    box.seen.push(item.v)
    if (box.seen.length > 5) box.seen.shift()
    if (box.n === 1 || item.v % 3 === 0) this.box.update(box)
    out.collect({ k: item.k, v: box.n })
  }
}

/** Keeps a list and gives all of it out when it is full: many results for one record, then none. */
export class Batch extends KeyedProcessFunction<Key, Item, Item> {
  size: number
  list!: ListState<number>

  constructor(size: number) {
    super()
    this.size = size
  }

  override open(): void {
    this.list = this.getRuntimeContext().getListState(new ListStateDescriptor<number>('list'))
  }

  processElement(item: Item, context: Context, out: Out): void {
    this.list.add(item.v)
    const values = [...this.list.get()]
    if (values.length < this.size) return
    this.list.clear()
    for (const v of values) out.collect({ k: name(context.getCurrentKey()), v })
  }
}

/** A map state that grows and shrinks. */
export class Tally extends KeyedProcessFunction<Key, Item, Item> {
  tally!: MapState<string, number>

  override open(): void {
    this.tally = this.getRuntimeContext().getMapState(new MapStateDescriptor<string, number>('tally'))
  }

  processElement(item: Item, _context: Context, out: Out): void {
    const field = `${item.v % 4}`
    const count = (this.tally.get(field) ?? 0) + 1
    if (count > 3) this.tally.remove(field)
    else this.tally.put(field, count)
    if (this.tally.contains(field))
      out.collect({ k: item.k, v: this.tally.values().reduce((sum, value) => sum + value, 0) })
  }
}

/** A reducing and an aggregating state side by side. */
export class Folded extends KeyedProcessFunction<Key, Item, Item> {
  max!: ReducingState<number>
  mean!: AggregatingState<number, number>

  override open(): void {
    const context = this.getRuntimeContext()
    this.max = context.getReducingState(new ReducingStateDescriptor<number>('max', (a, b) => (a > b ? a : b)))
    this.mean = context.getAggregatingState(
      new AggregatingStateDescriptor('mean', {
        createAccumulator: () => [0, 0] as [number, number],
        add: (value: number, [sum, count]: [number, number]): [number, number] => [sum + value, count + 1],
        getResult: ([sum, count]: [number, number]) => Math.floor(sum / Math.max(1, count)),
        merge: (a: [number, number], b: [number, number]): [number, number] => [a[0] + b[0], a[1] + b[1]],
      }),
    )
  }

  processElement(item: Item, _context: Context, out: Out): void {
    this.max.add(item.v)
    this.mean.add(item.v)
    out.collect({ k: item.k, v: this.max.get()! + this.mean.get()! })
    if (item.v % 7 === 0) this.mean.clear()
  }
}

/** Asks for its state only when it needs it, as late as the hundredth record. */
export class Lazy extends KeyedProcessFunction<Key, Item, Item> {
  processElement(item: Item, _context: Context, out: Out): void {
    const context = this.getRuntimeContext()
    const always = context.getState(new ValueStateDescriptor('always', Types.INT))
    always.update((always.value() ?? 0) + 1)
    if (item.v % 5 === 0) {
      const rare = context.getState(new ValueStateDescriptor('rare', Types.INT))
      rare.update((rare.value() ?? 0) + item.v)
      out.collect({ k: item.k, v: rare.value()! })
    }
    out.collect({ k: item.k, v: always.value()! })
  }
}

/** Values that are hard to keep: not a number, minus zero, nested, Chinese. */
export class Odd extends KeyedProcessFunction<Key, Item, Item> {
  odd!: ValueState<unknown>

  override open(): void {
    this.odd = this.getRuntimeContext().getState(new ValueStateDescriptor<unknown>('odd'))
  }

  processElement(item: Item, _context: Context, out: Out): void {
    const kinds: readonly unknown[] = [NaN, -0, 0.1 * item.v, '堰', { a: [null, { b: item.v }] }, false, null]
    this.odd.update(kinds[item.v % kinds.length]!)
    out.collect(item)
  }
}

/** A keyed map with state, in Flink's older way. */
export class CountedMap extends RichMapFunction<Item, Item> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  map(item: Item): Item {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    return { k: item.k, v: count }
  }
}

/** Remembers in a field what a failover loses: the oracle may say nothing about it, and must not say it is wrong. */
export class Forgetful extends RichMapFunction<Item, Item> {
  before = 0

  map(item: Item): Item {
    const { before } = this
    this.before = item.v
    return { k: item.k, v: item.v + before }
  }
}

/** A constant in a field: what it says depends on the record alone. */
export class Shift extends RichMapFunction<Item, Item> {
  by: number

  constructor(by: number) {
    super()
    this.by = by
  }

  map(item: Item): Item {
    return { k: item.k, v: item.v + this.by }
  }
}

/** Throws at one value, whenever it comes. */
export class Throwing extends RichMapFunction<Item, Item> {
  at: number

  constructor(at: number) {
    super()
    this.at = at
  }

  map(item: Item): Item {
    if (item.v === this.at) throw new Error(`no ${this.at}, please`)
    return item
  }
}
