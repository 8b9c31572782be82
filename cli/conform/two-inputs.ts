/** The functions of golden pipelines over two inputs. They are described in golden/FORMAT.md. */
import {
  type BroadcastContext,
  type Collector,
  KeyedBroadcastProcessFunction,
  KeyedCoProcessFunction,
  type KeyedOnTimerContext,
  type KeyedProcessContext,
  type KeyedReadOnlyBroadcastContext,
  type KeyValue,
  MapStateDescriptor,
  OutputTag,
  ProcessJoinFunction,
  type ProcessJoinContext,
  type ValueState,
  ValueStateDescriptor,
} from '../../src/datastream/index.ts'
import { notYet, type GoldenOperator } from './golden-case.ts'
import { fieldOf, type Element } from './user-functions.ts'

type Out = Collector<Element>
type CoContext = KeyedProcessContext<KeyValue>
type CoFunction = KeyedCoProcessFunction<KeyValue, Element, Element, Element>

const amountOf = (element: Element) => fieldOf(element, 'v') as number

class JoinLatest extends KeyedCoProcessFunction<KeyValue, Element, Element, Element> {
  left!: ValueState<number>
  right!: ValueState<number>

  override open(): void {
    this.left = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('left'))
    this.right = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('right'))
  }

  processElement1(element: Element, context: CoContext, out: Out): void {
    this.left.update(amountOf(element))
    this.emit(context, out)
  }

  processElement2(element: Element, context: CoContext, out: Out): void {
    this.right.update(amountOf(element))
    this.emit(context, out)
  }

  private emit(context: CoContext, out: Out): void {
    const left = this.left.value()
    const right = this.right.value()
    if (left !== null && right !== null) out.collect({ key: context.getCurrentKey(), left, right })
  }
}

class MatchOrTimeout extends KeyedCoProcessFunction<KeyValue, Element, Element, Element> {
  readonly timeoutMs: number
  readonly unmatched: string
  left!: ValueState<number>
  right!: ValueState<number>
  timer!: ValueState<number>

  constructor(timeoutMs: number, unmatched: string) {
    super()
    this.timeoutMs = timeoutMs
    this.unmatched = unmatched
  }

  override open(): void {
    const context = this.getRuntimeContext()
    this.left = context.getState(new ValueStateDescriptor<number>('left'))
    this.right = context.getState(new ValueStateDescriptor<number>('right'))
    this.timer = context.getState(new ValueStateDescriptor<number>('timer'))
  }

  processElement1(element: Element, context: CoContext, out: Out): void {
    this.forget(context)
    this.left.update(amountOf(element))
    if (this.match(context, out)) return
    const timer = (context.timestamp() ?? 0) + this.timeoutMs
    context.timerService().registerEventTimeTimer(timer)
    this.timer.update(timer)
  }

  processElement2(element: Element, context: CoContext, out: Out): void {
    this.right.update(amountOf(element))
    if (this.match(context, out)) this.forget(context)
  }

  override onTimer(timestamp: number, context: KeyedOnTimerContext<KeyValue>): void {
    const unmatched = { key: context.getCurrentKey(), timer: timestamp, left: this.left.value() }
    context.output(new OutputTag<Element>(this.unmatched), unmatched)
    this.left.clear()
    this.timer.clear()
  }

  private match(context: CoContext, out: Out): boolean {
    const left = this.left.value()
    const right = this.right.value()
    if (left === null || right === null) return false
    out.collect({ key: context.getCurrentKey(), left, right })
    this.left.clear()
    this.right.clear()
    return true
  }

  private forget(context: CoContext): void {
    const timer = this.timer.value()
    if (timer === null) return
    context.timerService().deleteEventTimeTimer(timer)
    this.timer.clear()
  }
}

export function coFunction({ fn }: GoldenOperator): CoFunction {
  const { name, timeoutMs, sideOutput } = fn as {
    readonly name: string
    readonly timeoutMs?: number
    readonly sideOutput?: string
  }
  if (name === 'joinLatest') return new JoinLatest()
  if (name === 'matchOrTimeout') return new MatchOrTimeout(timeoutMs!, sideOutput ?? 'unmatched')
  return notYet(`co-process function ${name}`)
}

/** Emits what an interval join found; `keyField` is what both sides are keyed by. */
export class JoinPair extends ProcessJoinFunction<Element, Element, Element> {
  readonly keyField: string

  constructor(keyField: string) {
    super()
    this.keyField = keyField
  }

  processElement(left: Element, right: Element, context: ProcessJoinContext, out: Out): void {
    out.collect({
      key: fieldOf(left, this.keyField),
      left: amountOf(left),
      right: amountOf(right),
      leftTimestamp: context.getLeftTimestamp(),
      rightTimestamp: context.getRightTimestamp(),
    })
  }
}

export const rulesDescriptor = () => new MapStateDescriptor<string, number>('rules')

interface Rule {
  readonly rule: string
  readonly min: number | null
}

export class ApplyRules extends KeyedBroadcastProcessFunction<KeyValue, Element, Element, Element> {
  seen!: ValueState<number>

  override open(): void {
    this.seen = this.getRuntimeContext().getState(new ValueStateDescriptor<number>('seen'))
  }

  processElement(element: Element, context: KeyedReadOnlyBroadcastContext<KeyValue>, out: Out): void {
    const seen = (this.seen.value() ?? 0) + 1
    this.seen.update(seen)
    const v = amountOf(element)
    const rules = context.getBroadcastState(rulesDescriptor()).entries()
    const matched = rules.filter(([, min]) => v >= min).map(([rule]) => rule)
    out.collect({ key: context.getCurrentKey(), v, seen, matched: matched.sort() })
  }

  processBroadcastElement(element: Element, context: BroadcastContext): void {
    const { rule, min } = element as Rule
    const rules = context.getBroadcastState(rulesDescriptor())
    if (min === null) rules.remove(rule)
    else rules.put(rule, min)
  }
}
