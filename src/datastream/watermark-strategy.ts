/** How a stream gets its timestamps and watermarks, put together by its author; Flink's WatermarkStrategy. */
import type { WatermarkGenerator, WatermarkParams } from '../engine/api/event-time.ts'
import { refuse } from './error.ts'
import {
  AscendingTimestampsWatermarks,
  BoundedOutOfOrdernessWatermarks,
  NoWatermarksGenerator,
  WatermarksWithIdleness,
} from './watermark-generators.ts'

/** Event time in ms of a record; `recordTimestamp` is the one it comes with, null where it has none. */
export type TimestampAssigner<T> = (value: T, recordTimestamp: number | null) => number

/** A strategy does not change: each `with…` gives another one. */
export class WatermarkStrategy<T> {
  readonly #generator: WatermarkGenerator<T> | null
  readonly #assigner: TimestampAssigner<T> | null

  private constructor(generator: WatermarkGenerator<T> | null, assigner: TimestampAssigner<T> | null) {
    this.#generator = generator
    this.#assigner = assigner
  }

  static noWatermarks<T>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>(null, null)
  }

  static forMonotonousTimestamps<T>(): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>(new AscendingTimestampsWatermarks(), null)
  }

  static forBoundedOutOfOrderness<T>(maxOutOfOrdernessMs: number): WatermarkStrategy<T> {
    checkDuration('forBoundedOutOfOrderness', maxOutOfOrdernessMs, 0)
    return new WatermarkStrategy<T>(new BoundedOutOfOrdernessWatermarks(maxOutOfOrdernessMs), null)
  }

  /** Each split gets its own copy of what `create` makes. */
  static forGenerator<T>(create: () => WatermarkGenerator<T>): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>(create(), null)
  }

  withTimestampAssigner(assigner: TimestampAssigner<T>): WatermarkStrategy<T> {
    return new WatermarkStrategy<T>(this.#generator, assigner)
  }

  /** A split without records for longer than this holds nobody up, even where it has no watermarks of its own. */
  withIdleness(timeoutMs: number): WatermarkStrategy<T> {
    checkDuration('withIdleness', timeoutMs, 1)
    const generator = this.#generator ?? new NoWatermarksGenerator()
    return new WatermarkStrategy<T>(new WatermarksWithIdleness<T>(generator, timeoutMs), this.#assigner)
  }

  get params(): WatermarkParams {
    return { generator: this.#generator, assignTimestamp: this.#assigner }
  }

  /** The author's code, to be checked. */
  get functions(): readonly unknown[] {
    return [this.#generator, this.#assigner].filter(part => part !== null)
  }
}

function checkDuration(path: string, ms: number, least: number): void {
  if (Number.isSafeInteger(ms) && ms >= least) return
  refuse('watermark-strategy', path, `expected a whole number of ms of at least ${least}, got ${ms}`)
}
