/**
 * Pairs of records of one key whose timestamps are within an interval of each other; Flink's IntervalJoinOperator.
 * Each side is kept by timestamp until the watermark says that nothing of the other side can match it any more.
 */
import { Shared } from '../../base/copy.ts'
import { EVENT_TIME_MIN, plusWrapping, type EventTime } from '../../base/time.ts'
import type { ProcessJoinContext, ProcessJoinFunction } from '../../datastream/co-functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Timer, TimerService } from '../../engine/api/event-time.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import type { MapState } from '../../engine/api/state.ts'
import { TimestampedCollector } from '../shared/function-context.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface Joiner {
  processElement(left: unknown, right: unknown, context: ProcessJoinContext, out: TimestampedCollector): void
}

/** Records of one side and key by their timestamp. */
type Buffer = MapState<number, unknown[]>

/** Flink's names of the buffers, and of the namespaces of the timers that empty them. */
const LEFT_BUFFER = { kind: 'map', name: 'LEFT_BUFFER' } as const
const RIGHT_BUFFER = { kind: 'map', name: 'RIGHT_BUFFER' } as const
const CLEANUP_LEFT = 'CLEANUP_LEFT'
const CLEANUP_RIGHT = 'CLEANUP_RIGHT'

class JoinContext extends Shared implements ProcessJoinContext {
  #left = 0
  #right = 0
  #out: Collector | null = null

  forPair(left: EventTime, right: EventTime, out: Collector): this {
    this.#left = left
    this.#right = right
    this.#out = out
    return this
  }

  getLeftTimestamp(): number {
    return this.#left
  }

  getRightTimestamp(): number {
    return this.#right
  }

  getTimestamp(): number {
    return Math.max(this.#left, this.#right)
  }

  output(tag: { readonly id: string }, value: unknown): void {
    this.#out!.output(tag.id, value, this.getTimestamp())
  }
}

class IntervalJoinOperator extends UserFunctionOperator<Joiner> {
  readonly lower: number
  readonly upper: number
  readonly leftLateTag: string | null
  readonly rightLateTag: string | null
  private timers!: TimerService
  private left!: Buffer
  private right!: Buffer
  private readonly context = new JoinContext()
  private readonly collector = new TimestampedCollector()

  constructor(joiner: Joiner, { lower, upper, leftLateTag, rightLateTag }: IntervalJoinParams) {
    super(joiner)
    this.lower = lower
    this.upper = upper
    this.leftLateTag = leftLateTag
    this.rightLateTag = rightLateTag
  }

  override open(context: OperatorContext): void {
    this.timers = context.timers
    this.left = context.runtime.getMapState<number, unknown[]>(LEFT_BUFFER)
    this.right = context.runtime.getMapState<number, unknown[]>(RIGHT_BUFFER)
    super.open(context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    const time = meaningful(timestamp)
    if (time < this.timers.currentWatermark()) return sideOutput(this.leftLateTag, value, time, out)
    addTo(this.left, value, time)
    for (const [other, values] of entriesAround(this.right, time, this.lower, this.upper)) {
      for (const right of values) this.join(value, right, time, other, out)
    }
    this.timers.registerEventTimeTimer(plusWrapping(time, Math.max(this.upper, 0)), CLEANUP_LEFT)
  }

  processElement2(value: unknown, timestamp: EventTime | null, out: Collector): void {
    const time = meaningful(timestamp)
    if (time < this.timers.currentWatermark()) return sideOutput(this.rightLateTag, value, time, out)
    addTo(this.right, value, time)
    for (const [other, values] of entriesAround(this.left, time, -this.upper, -this.lower)) {
      for (const left of values) this.join(left, value, other, time, out)
    }
    this.timers.registerEventTimeTimer(plusWrapping(time, Math.max(-this.lower, 0)), CLEANUP_RIGHT)
  }

  private join(left: unknown, right: unknown, leftTime: number, rightTime: number, out: Collector): void {
    const context = this.context.forPair(leftTime, rightTime, out)
    this.userFunction.processElement(left, right, context, this.collector.at(context.getTimestamp(), out))
  }

  /** The inverse of the cleanup times above. */
  onEventTime({ timestamp, namespace }: Timer): void {
    if (namespace === CLEANUP_LEFT) this.left.remove(plusWrapping(timestamp, -Math.max(this.upper, 0)))
    else this.right.remove(plusWrapping(timestamp, -Math.max(-this.lower, 0)))
  }
}

function meaningful(timestamp: EventTime | null): EventTime {
  if (timestamp !== null && timestamp !== EVENT_TIME_MIN) return timestamp
  throw new Error(
    'Long.MIN_VALUE timestamp: Elements used in interval stream joins need to have timestamps meaningful timestamps.',
  )
}

function sideOutput(tag: string | null, value: unknown, timestamp: EventTime, out: Collector): void {
  if (tag !== null) out.output(tag, value, timestamp)
}

function addTo(buffer: Buffer, value: unknown, timestamp: EventTime): void {
  buffer.put(timestamp, [...(buffer.get(timestamp) ?? []), value])
}

/** Around the end of time the bounds are as the arithmetic of a long has them: none is between, if one is behind it. */
function entriesAround(buffer: Buffer, time: EventTime, lower: number, upper: number): [number, unknown[]][] {
  const [from, to] = [plusWrapping(time, lower), plusWrapping(time, upper)]
  return buffer.entries().filter(([timestamp]) => timestamp >= from && timestamp <= to)
}

export interface IntervalJoinParams {
  readonly function: ProcessJoinFunction<never, never, unknown>
  /** left + lower ≤ right ≤ left + upper, both inclusive, in ms. */
  readonly lower: number
  readonly upper: number
  /** Side outputs of late records; null: they are dropped. */
  readonly leftLateTag: string | null
  readonly rightLateTag: string | null
}

export const intervalJoin = defineOperator<IntervalJoinParams>({
  kind: 'interval-join',
  create: params => new IntervalJoinOperator(instantiate<Joiner>(params.function, 'processElement'), params),
})
