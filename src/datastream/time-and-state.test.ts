import { describe, expect, test } from 'vitest'
import { elements } from '../connectors/elements/source.ts'
import type { SourceParams } from '../engine/api/operator.ts'
import { ValueStateDescriptor } from './descriptors.ts'
import { StreamExecutionEnvironment } from './environment.ts'
import { DataStreamError } from './error.ts'
import { extremeRecord, extremeValue, sumOf } from './keyed-aggregations.ts'
import { StateTtlConfig } from './state-ttl.ts'
import { AscendingTimestampsWatermarks, type WatermarksWithIdleness } from './watermark-generators.ts'
import { WatermarkStrategy } from './watermark-strategy.ts'

function problemOf(build: () => unknown): string {
  try {
    build()
    return 'none'
  } catch (error) {
    if (!(error instanceof DataStreamError)) throw error
    return `${error.problem.code} ${error.problem.path}: ${error.problem.message}`
  }
}

describe('watermark strategies', () => {
  test('a source has what its strategy says, and nothing where it says nothing', () => {
    const env = new StreamExecutionEnvironment()
    const source = elements([1])
    env.fromSource(source, WatermarkStrategy.noWatermarks(), 'plain')
    env.fromSource(source, WatermarkStrategy.forMonotonousTimestamps<number>().withIdleness(500), 'timed')
    const [plain, timed] = env.getStreamGraph().nodes.map(node => node.params as SourceParams)
    expect(plain).not.toHaveProperty('watermarks')
    const generator = timed!.watermarks!.generator as unknown as WatermarksWithIdleness<number>
    expect([generator.timeoutMs, generator.generator]).toEqual([500, new AscendingTimestampsWatermarks()])
  })

  test('an assigner alone is enough, and outlives withIdleness', () => {
    const assign = (value: number) => value
    const strategy = WatermarkStrategy.forMonotonousTimestamps<number>().withTimestampAssigner(assign)
    expect(strategy.withIdleness(1).params.assignTimestamp).toBe(assign)
    const none = WatermarkStrategy.noWatermarks<number>().withTimestampAssigner(assign)
    expect(none.params).toEqual({ generator: null, assignTimestamp: assign })
  })

  test('the interval of an assigner in the middle is the config’s', () => {
    const intervalOf = (env: StreamExecutionEnvironment) => {
      env.fromElements(1).assignTimestampsAndWatermarks(WatermarkStrategy.forMonotonousTimestamps())
      const node = env.getStreamGraph().nodes[1]!
      return [node.name, node.stateful, (node.params as { intervalMs: number }).intervalMs]
    }
    expect(intervalOf(new StreamExecutionEnvironment())).toEqual(['Timestamps/Watermarks', false, 200])
    expect(intervalOf(new StreamExecutionEnvironment().setAutoWatermarkInterval(0))[2]).toBe(0)
    const config = { 'pipeline.auto-watermark-interval': '1 s' }
    expect(intervalOf(new StreamExecutionEnvironment(config))[2]).toBe(1000)
  })

  test('an assigner in the middle is as parallel as what is before it', () => {
    const env = new StreamExecutionEnvironment({ 'parallelism.default': '4' })
    const numbers = env.fromElements(1)
    numbers.assignTimestampsAndWatermarks(WatermarkStrategy.noWatermarks())
    numbers
      .map(n => n)
      .setParallelism(3)
      .assignTimestampsAndWatermarks(WatermarkStrategy.noWatermarks())
    expect(env.getStreamGraph().nodes.map(node => node.parallelism)).toEqual([1, 1, 3, 3])
  })

  test('what cannot be waited for is refused, and so is an assigner that remembers', () => {
    expect(problemOf(() => WatermarkStrategy.forBoundedOutOfOrderness(-1))).toMatch(/at least 0, got -1/)
    expect(problemOf(() => WatermarkStrategy.noWatermarks().withIdleness(0))).toMatch(/at least 1, got 0/)
    const config = { 'pipeline.auto-watermark-interval': 'soon' }
    expect(problemOf(() => new StreamExecutionEnvironment(config).getStreamGraph())).toMatch(
      /^config pipeline.auto-watermark-interval: .*got soon/,
    )
    let last = 0
    const counting = WatermarkStrategy.noWatermarks<number>().withTimestampAssigner(() => ++last)
    const env = new StreamExecutionEnvironment()
    env.fromSource(elements([1]), counting, 'source')
    expect(problemOf(() => env.getStreamGraph())).toMatch(/^state-cannot-travel .*assigns to last/)
  })
})

describe('time to live', () => {
  test('goes with the descriptor', () => {
    const config = StateTtlConfig.newBuilder(1000)
      .updateTtlOnReadAndWrite()
      .returnExpiredIfNotCleanedUp()
      .disableCleanupInBackground()
      .build()
    expect(new ValueStateDescriptor('v').enableTimeToLive(config)).toMatchObject({
      kind: 'value',
      ttl: { ttlMs: 1000, updateType: 'OnReadAndWrite', visibility: 'ReturnExpiredIfNotCleanedUp' },
    })
    expect(new ValueStateDescriptor('v').ttl).toBeNull()
  })

  test('can be disabled, and is positive', () => {
    expect(StateTtlConfig.newBuilder(1).setUpdateType('Disabled').build().settings()).toBeNull()
    expect(problemOf(() => StateTtlConfig.newBuilder(0))).toMatch(/positive whole number of ms, got 0/)
  })
})

describe('partitioners', () => {
  test('a custom one chooses by the key, and is checked as user code', () => {
    const env = new StreamExecutionEnvironment()
    const words = env.fromElements('a', 'bc')
    words
      .partitionCustom(
        (length: number, n) => length % n,
        word => word.length,
      )
      .print()
      .setParallelism(3)
    const edge = env.getStreamGraph().nodes[1]!.inputs[0]!
    expect([edge.partitioner, edge.partition!('abcd' as never, 3)]).toEqual(['CUSTOM', 1])
    let next = 0
    words.partitionCustom({ partition: (_: string, n: number) => next++ % n }, word => word).print()
    expect(problemOf(() => env.getStreamGraph())).toMatch(/^state-cannot-travel .*assigns to next/)
  })

  test('a later one takes its place, and a keyed stream takes none', () => {
    const env = new StreamExecutionEnvironment()
    const custom = env.fromElements('a').partitionCustom(
      () => 0,
      word => word,
    )
    custom.rebalance().print()
    custom.keyBy(word => word).print()
    const edges = env.getStreamGraph().nodes.flatMap(node => node.inputs)
    expect(edges.map(edge => [edge.partitioner, 'partition' in edge])).toEqual([
      ['REBALANCE', false],
      ['HASH', false],
    ])
    expect(problemOf(() => custom.keyBy(word => word).rebalance())).toMatch(
      /Cannot override partitioning for KeyedStream/,
    )
  })
})

describe('running aggregates', () => {
  const [one, two] = [
    { v: 3, by: 'first' },
    { v: 1, by: 'second' },
  ]

  test('sum, min and max change one field of the first record', () => {
    expect(sumOf<typeof one>('v')(one!, two!)).toEqual({ v: 4, by: 'first' })
    expect(extremeValue<typeof one>('min', 'v')(one!, two!)).toEqual({ v: 1, by: 'first' })
    expect(extremeValue<typeof one>('max', 'v')(one!, two!)).toBe(one)
    expect(sumOf<number>(undefined)(1, 2)).toBe(3)
  })

  test('minBy and maxBy give the whole record, and of equals the first or the last', () => {
    expect(extremeRecord<typeof one>('min', 'v', true)(one!, two!)).toBe(two)
    expect(extremeRecord<typeof one>('max', 'v', true)(one!, two!)).toBe(one)
    const equal = { v: 3, by: 'equal' }
    expect(extremeRecord<typeof one>('max', 'v', true)(one!, equal)).toBe(one)
    expect(extremeRecord<typeof one>('max', 'v', false)(one!, equal)).toBe(equal)
  })

  test('are called Keyed Aggregation, as in Flink', () => {
    const env = new StreamExecutionEnvironment()
    env
      .fromElements({ k: 'a', v: 1 })
      .keyBy(({ k }) => k)
      .sum('v')
    expect(env.getStreamGraph().nodes[1]).toMatchObject({ name: 'Keyed Aggregation', kind: 'reduce' })
  })
})
