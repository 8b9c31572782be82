/** `left.intervalJoin(right).between(…).process(…)`, after KeyedStream.IntervalJoin and IntervalJoined of Flink. */
import { intervalJoin } from '../operators/interval-join/operator.ts'
import type { ProcessJoinFunction } from './co-functions.ts'
import { checkKeyTypes } from './connected-streams.ts'
import type { DataStream, SingleOutputStreamOperator } from './data-stream.ts'
import { refuse } from './error.ts'
import type { OutputTag } from './output-tag.ts'

export class IntervalJoin<T, S> {
  readonly #left: DataStream<T>
  readonly #right: DataStream<S>

  constructor(left: DataStream<T>, right: DataStream<S>) {
    this.#left = left
    this.#right = right
  }

  inEventTime(): this {
    return this
  }

  inProcessingTime(): never {
    return refuse('event-time', 'intervalJoin', 'Time-bounded stream joins are only supported in event time')
  }

  /** left.timestamp + lower ≤ right.timestamp ≤ left.timestamp + upper, in ms. */
  between(lowerMs: number, upperMs: number): IntervalJoined<T, S> {
    for (const bound of [lowerMs, upperMs]) {
      if (!Number.isSafeInteger(bound)) {
        return refuse('interval', 'between', `expected a whole number of ms, got ${bound}`)
      }
    }
    return new IntervalJoined<T, S>(this.#left, this.#right, lowerMs, upperMs)
  }
}

export class IntervalJoined<T, S> {
  readonly #left: DataStream<T>
  readonly #right: DataStream<S>
  readonly #lower: number
  readonly #upper: number
  #lowerExclusive = false
  #upperExclusive = false
  #leftLateTag: string | null = null
  #rightLateTag: string | null = null

  constructor(left: DataStream<T>, right: DataStream<S>, lower: number, upper: number) {
    this.#left = left
    this.#right = right
    this.#lower = lower
    this.#upper = upper
  }

  lowerBoundExclusive(): this {
    this.#lowerExclusive = true
    return this
  }

  upperBoundExclusive(): this {
    this.#upperExclusive = true
    return this
  }

  sideOutputLeftLateData(tag: OutputTag<T>): this {
    this.#leftLateTag = tag.id
    return this
  }

  sideOutputRightLateData(tag: OutputTag<S>): this {
    this.#rightLateTag = tag.id
    return this
  }

  process<R>(joiner: ProcessJoinFunction<T, S, R>): SingleOutputStreamOperator<R> {
    checkKeyTypes(this.#left, this.#right)
    // In whole milliseconds an exclusive bound is the inclusive one next to it.
    const lower = this.#lower + (this.#lowerExclusive ? 1 : 0)
    const upper = this.#upper - (this.#upperExclusive ? 1 : 0)
    if (this.#lower > this.#upper) {
      return refuse('interval', 'between', 'lowerBound <= upperBound must be fulfilled')
    }
    const [leftLateTag, rightLateTag] = [this.#leftLateTag, this.#rightLateTag]
    return this.#left.transform(
      {
        label: 'Interval Join',
        kind: intervalJoin.kind,
        functions: [joiner],
        paramsOf: () => ({ function: joiner, lower, upper, leftLateTag, rightLateTag }),
        keyed: true,
      },
      this.#right,
    )
  }
}
