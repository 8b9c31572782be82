/** The user functions of random pipelines that have to do with time, with two inputs, or with operator state. */
import type {
  CheckpointedFunction,
  FunctionInitializationContext,
} from '../../src/datastream/checkpointed-function.ts'
import {
  BroadcastProcessFunction,
  KeyedBroadcastProcessFunction,
  type BroadcastContext,
  type KeyedReadOnlyBroadcastContext,
  type ReadOnlyBroadcastContext,
} from '../../src/datastream/broadcast-functions.ts'
import {
  KeyedCoProcessFunction,
  ProcessJoinFunction,
  RichCoMapFunction,
  type ProcessJoinContext,
} from '../../src/datastream/co-functions.ts'
import {
  ListStateDescriptor,
  MapStateDescriptor,
  ValueStateDescriptor,
} from '../../src/datastream/descriptors.ts'
import {
  KeyedProcessFunction,
  RichMapFunction,
  type Collector,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
} from '../../src/datastream/functions.ts'
import { StateTtlConfig } from '../../src/datastream/state-ttl.ts'
import { Types } from '../../src/datastream/types.ts'
import {
  ProcessAllWindowFunction,
  ProcessWindowFunction,
  type ProcessAllWindowContext,
  type ProcessWindowContext,
  type Window,
} from '../../src/datastream/windowing/index.ts'
import type { KeyedStateStore, ListState, MapState, ValueState } from '../../src/engine/api/state.ts'
import { name, SIDE, type Item } from './functions.ts'
import { MET, type MOMENT_NAMES } from './time-situations.ts'

/** Marks in the state of the key that something rare was met. */
function met(state: KeyedStateStore, what: (typeof MOMENT_NAMES)[number]): void {
  state.getState(new ValueStateDescriptor(`${MET}${what}`, Types.BOOLEAN)).update(true)
}

type Key = string | number | boolean | readonly [string, number]
type Context = KeyedProcessContext<Key>
type OnTimer = KeyedOnTimerContext<Key>
type Out = Collector<Item>

/** Counts until a timer of event time says so; a record divisible by `cancelBy` takes the timer back. */
export class EventTimer extends KeyedProcessFunction<Key, Item, Item> {
  delay: number
  cancelBy: number
  count!: ValueState<number>
  due!: ValueState<number>

  constructor(delay: number, cancelBy: number) {
    super()
    this.delay = delay
    this.cancelBy = cancelBy
  }

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
    this.due = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('due'))
  }

  processElement(item: Item, context: Context): void {
    const timers = context.timerService()
    this.count.update((this.count.value() ?? 0) + item.v)
    const before = this.due.value()
    if (before !== null && item.v % this.cancelBy === 0) {
      timers.deleteEventTimeTimer(before)
      met(this.getRuntimeContext(), 'a timer deleted')
      this.due.clear()
      return
    }
    const due = (context.timestamp() ?? item.v) + this.delay
    timers.registerEventTimeTimer(due)
    this.due.update(due)
  }

  override onTimer(timestamp: number, context: OnTimer, out: Out): void {
    out.collect({ k: name(context.getCurrentKey()), v: this.count.value() ?? 0, t: timestamp })
    if (timestamp % 3 === 0) context.output(SIDE, { k: 'timer', v: timestamp % 100 })
    this.count.clear()
    if (timestamp % 5 !== 0 || context.timerService().currentWatermark() >= 200) return
    context.timerService().registerEventTimeTimer(timestamp + 7)
    met(this.getRuntimeContext(), 'a timer set again when it fired')
  }
}

/** An alarm of processing time for each key, moved by every record. */
export class ClockTimer extends KeyedProcessFunction<Key, Item, Item> {
  delay: number
  alarm!: ValueState<number>
  seen!: ListState<number>

  constructor(delay: number) {
    super()
    this.delay = delay
  }

  override open(): void {
    this.alarm = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('alarm'))
    this.seen = this.getRuntimeContext().getListState(new ListStateDescriptor<number>('seen'))
  }

  processElement(item: Item, context: Context): void {
    const timers = context.timerService()
    const before = this.alarm.value()
    if (before !== null) timers.deleteProcessingTimeTimer(before)
    const at = timers.currentProcessingTime() + this.delay
    timers.registerProcessingTimeTimer(at)
    this.alarm.update(at)
    this.seen.add(item.v)
  }

  override onTimer(timestamp: number, context: OnTimer, out: Out): void {
    for (const v of this.seen.get()) out.collect({ k: name(context.getCurrentKey()), v, t: timestamp })
    this.seen.clear()
    this.alarm.clear()
  }
}

/** All three kinds of state with a time to live, and an emission of what is still there. */
export class Expiring extends KeyedProcessFunction<Key, Item, Item> {
  ttlMs: number
  reads: boolean
  shows: boolean
  last!: ValueState<number>
  ever!: ValueState<boolean>
  all!: ListState<number>
  fields!: MapState<string, number>

  constructor(ttlMs: number, reads: boolean, shows: boolean) {
    super()
    this.ttlMs = ttlMs
    this.reads = reads
    this.shows = shows
  }

  override open(): void {
    const context = this.getRuntimeContext()
    const builder = StateTtlConfig.newBuilder(this.ttlMs)
    if (this.reads) builder.updateTtlOnReadAndWrite()
    if (this.shows) builder.returnExpiredIfNotCleanedUp()
    const ttl = builder.build()
    const last = new ValueStateDescriptor('last', Types.INT)
    const all = new ListStateDescriptor<number>('all')
    const fields = new MapStateDescriptor<string, number>('fields')
    for (const descriptor of [last, all, fields]) descriptor.enableTimeToLive(ttl)
    this.last = context.getState(last)
    this.ever = context.getState(new ValueStateDescriptor('ever', Types.BOOLEAN))
    this.all = context.getListState(all)
    this.fields = context.getMapState(fields)
  }

  processElement(item: Item, _context: Context, out: Out): void {
    const before = this.last.value()
    if (before === null && this.ever.value() !== null) met(this.getRuntimeContext(), 'a value expired')
    if (item.v % 3 === 0) {
      this.last.update(item.v)
      this.ever.update(true)
    }
    this.all.add(item.v)
    this.fields.put(`${item.v % 3}`, item.v)
    const listed = [...this.all.get()].length
    out.collect({ k: item.k, v: (before ?? -1) + listed * 100 + this.fields.keys().length * 1000 })
  }
}

/** Sums of two streams of one key in one state, with a timer that clears it. */
export class TwoSums extends KeyedCoProcessFunction<Key, Item, Item, Item> {
  sums!: MapState<string, number>

  override open(): void {
    this.sums = this.getRuntimeContext().getMapState(new MapStateDescriptor<string, number>('sums'))
  }

  processElement1(item: Item, context: Context, out: Out): void {
    this.sums.put('one', (this.sums.get('one') ?? 0) + item.v)
    context.timerService().registerEventTimeTimer((context.timestamp() ?? 0) + 30)
    out.collect({ k: item.k, v: this.sums.get('two') ?? 0 })
  }

  processElement2(item: Item, context: Context, out: Out): void {
    this.sums.put('two', (this.sums.get('two') ?? 0) + item.v)
    if (item.v % 4 === 0) context.output(SIDE, item)
    if (item.v % 5 === 0) out.collect({ k: item.k, v: this.sums.get('one') ?? 0 })
  }

  override onTimer(timestamp: number, context: OnTimer, out: Out): void {
    out.collect({ k: `timer ${name(context.getCurrentKey())}`, v: this.sums.values().length, t: timestamp })
    this.sums.remove('one')
  }
}

export class CoShift extends RichCoMapFunction<Item, Item, Item> {
  map1(item: Item): Item {
    return { k: item.k, v: item.v + 1 }
  }

  map2(item: Item): Item {
    return { k: `${item.k}'`, v: item.v }
  }
}

export class Joined extends ProcessJoinFunction<Item, Item, Item> {
  processElement(left: Item, right: Item, context: ProcessJoinContext, out: Out): void {
    out.collect({ k: `${left.k}+${right.k}`, v: left.v * 100 + right.v, t: context.getTimestamp() })
  }
}

/** Each rule says by how much a key is shifted. */
export class Ruled extends BroadcastProcessFunction<Item, Item, Item> {
  rules: MapStateDescriptor<string, number>

  constructor(rules: MapStateDescriptor<string, number>) {
    super()
    this.rules = rules
  }

  processElement(item: Item, context: ReadOnlyBroadcastContext, out: Out): void {
    out.collect({ k: item.k, v: item.v + (context.getBroadcastState(this.rules).get(item.k) ?? 0) })
  }

  processBroadcastElement(rule: Item, context: BroadcastContext): void {
    const rules = context.getBroadcastState(this.rules)
    if (rule.v % 6 === 0) rules.remove(rule.k)
    else rules.put(rule.k, rule.v)
  }
}

export class KeyedRuled extends KeyedBroadcastProcessFunction<Key, Item, Item, Item> {
  rules: MapStateDescriptor<string, number>
  count!: ValueState<number>

  constructor(rules: MapStateDescriptor<string, number>) {
    super()
    this.rules = rules
  }

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  processElement(item: Item, context: KeyedReadOnlyBroadcastContext<Key>, out: Out): void {
    this.count.update((this.count.value() ?? 0) + 1)
    context.timerService().registerEventTimeTimer((context.timestamp() ?? 0) + 20)
    const rules = context.getBroadcastState(this.rules).entries()
    out.collect({ k: item.k, v: this.count.value()! * 100 + rules.length })
  }

  processBroadcastElement(rule: Item, context: BroadcastContext, out: Out): void {
    context.getBroadcastState(this.rules).put(rule.k, rule.v)
    out.collect({ k: 'rule', v: rule.v })
  }

  override onTimer(timestamp: number, _context: unknown, out: Out): void {
    out.collect({ k: 'counted', v: this.count.value() ?? 0, t: timestamp })
  }
}

/** Remembers in a field, which is written to operator state with every checkpoint. */
export class Kept extends RichMapFunction<Item, Item> implements CheckpointedFunction {
  last: number[] = []
  kept!: ListState<number>

  initializeState(context: FunctionInitializationContext): void {
    this.kept = context.getOperatorStateStore().getListState(new ListStateDescriptor<number>('kept'))
    this.last = [...this.kept.get()]
  }

  snapshotState(): void {
    this.kept.update(this.last)
  }

  map(item: Item): Item {
    this.last.push(item.v)
    if (this.last.length > 4) this.last.shift()
    return { k: item.k, v: this.last.reduce((sum, v) => sum + v, 0) }
  }
}

export const COUNTED = {
  createAccumulator: (): [number, number] => [0, 0],
  add: (item: Item, [sum, count]: [number, number]): [number, number] => [sum + item.v, count + 1],
  getResult: ([sum, count]: [number, number]): Item => ({ k: 'window', v: sum * 100 + count }),
  merge: (a: [number, number], b: [number, number]): [number, number] => [a[0] + b[0], a[1] + b[1]],
}

/** With state of the window and of the key, where windows do not merge. */
export class Firings extends ProcessWindowFunction<Item, Item, Key, Window> {
  byWindow: boolean
  eventTime: boolean

  constructor(byWindow: boolean, eventTime: boolean) {
    super()
    this.byWindow = byWindow
    this.eventTime = eventTime
  }

  process(key: Key, context: ProcessWindowContext<Window>, items: Iterable<Item>, out: Out): void {
    const total = context.globalState().getState(new ValueStateDescriptor('total', Types.INT))
    total.update((total.value() ?? 0) + 1)
    let firings = 0
    if (this.eventTime && context.currentWatermark() > context.window().maxTimestamp())
      met(context.globalState(), 'a late firing')
    if (this.byWindow) {
      const state = context.windowState().getState(new ValueStateDescriptor('firings', Types.INT))
      firings = (state.value() ?? 0) + 1
      state.update(firings)
    }
    const sum = [...items].reduce((all, item) => all + item.v, 0)
    if (sum % 3 === 0) context.output(SIDE, { k: 'window', v: sum })
    out.collect({ k: name(key), v: sum * 100 + firings * 10 + (total.value()! % 10) })
  }

  override clear(context: ProcessWindowContext<Window>): void {
    if (this.byWindow) context.windowState().getState(new ValueStateDescriptor('firings', Types.INT)).clear()
  }
}

export class AllSummed extends ProcessAllWindowFunction<Item, Item, Window> {
  process(context: ProcessAllWindowContext<Window>, items: Iterable<Item>, out: Out): void {
    const all = [...items]
    if (context.window().maxTimestamp() % 2 === 0) context.output(SIDE, { k: 'all', v: all.length })
    out.collect({ k: 'all', v: all.reduce((sum, item) => sum + item.v, 0) })
  }
}
