/** What the tests of all operators need of each: a small pipeline with the operator in it. */
import type { DataStream, SingleOutputStreamOperator } from '../../datastream/data-stream.ts'
import type { StreamExecutionEnvironment } from '../../datastream/environment.ts'
import type { Sink } from '../../datastream/sinks.ts'
import { partitionedLog, WatermarkStrategy } from '../../datastream/sources.ts'

export interface OperatorExample {
  /** Kind of the operator. */
  readonly kind: string
  /** Builds the pipeline; the operator has the uid `tested`, the sink behind it `out`. */
  build(env: StreamExecutionEnvironment, sink: Sink<unknown>): void
}

/**
 * `build` returns the operator's results. The bag of all results must not depend on how records of different splits
 * interleave: that changes with the parallelism and after every restore.
 */
export function exampleOf<R>(
  kind: string,
  build: (env: StreamExecutionEnvironment) => SingleOutputStreamOperator<R>,
): OperatorExample {
  return { kind, build: (env, sink) => void build(env).uid('tested').sinkTo(sink).uid('out') }
}

export interface Item {
  readonly key: string
  readonly n: number
  /** Event time in ms, rising. */
  readonly time: number
}

/** Forty items of seven keys. All items of a key are in one of the splits, so that their order is fixed. */
const ITEMS: readonly Item[] = Array.from({ length: 40 }, (_, n) => ({
  key: 'abcdefg'.charAt((n * n + 3 * n) % 7),
  n,
  time: n * 10,
}))

export interface ItemsOptions {
  readonly uid?: string
  readonly startUs?: number
  readonly watermarks?: WatermarkStrategy<Item>
  readonly items?: readonly Item[]
}

/** A source that reads them over 80 ms. */
export function itemsOf(env: StreamExecutionEnvironment, options: ItemsOptions = {}): DataStream<Item> {
  const { uid = 'items', startUs = 0, items = ITEMS } = options
  const log = partitionedLog(items, {
    topic: uid,
    partitions: 3,
    keyOf: ({ key }) => key,
    timestampOf: ({ time }) => time,
    arrivals: { intervalUs: 2000, startUs },
  })
  const watermarks = options.watermarks ?? WatermarkStrategy.forBoundedOutOfOrderness<Item>(5)
  return env.fromSource(log, watermarks, uid).uid(uid)
}

export const keyOf = (item: Item): string => item.key
