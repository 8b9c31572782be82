/**
 * A job of which only the shape is known, as from the statistics of a cluster: vertices, parallelism and edges are
 * those of the shape. Each vertex passes its records on; one with keyed state fills its rows and writes some again.
 */
import {
  CollectSink,
  type Collector,
  type DataStream,
  dataGenerator,
  type KeyedProcessContext,
  KeyedProcessFunction,
  refuse,
  type StreamExecutionEnvironment,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import type { ShapeInput, VertexShape } from '../../engine/api/job-shape.ts'
import { definePipeline } from '../define.ts'
import { TEACHING_CONFIG } from '../shared/teaching-config.ts'
import { EXAMPLE_SHAPE } from './example-shape.ts'
import { keyedRows, ROWS_EACH } from './keys.ts'
import { readShape } from './read-shape.ts'

const TEXT_MAX = 1_000_000

/** A record is its number at its source. */
type Streams = ReadonlyMap<string, DataStream<number>>

class HoldRows extends KeyedProcessFunction<string, number, number> {
  readonly rowsOf: (key: string) => number
  readonly rewrites: number
  held: readonly ValueState<number>[] = []

  constructor(rowsOf: (key: string) => number, rewrites: number) {
    super()
    this.rowsOf = rowsOf
    this.rewrites = rewrites
  }

  override open(): void {
    const names = Array.from({ length: ROWS_EACH }, (_, i) => `held-${i}`)
    this.held = names.map(name =>
      this.getRuntimeContext().getState(new ValueStateDescriptor(name, Types.INT)),
    )
  }

  processElement(record: number, context: KeyedProcessContext<string>, out: Collector<number>): void {
    const rows = this.held.slice(0, this.rowsOf(context.getCurrentKey()))
    // The first one counts the records of the key.
    const seen = rows[0]!.value() ?? 0
    const [from, count] = seen === 0 ? [0, rows.length] : [seen * this.rewrites, this.rewrites]
    for (let i = 0; i < Math.min(rows.length, count); i++) rows[(from + i) % rows.length]!.update(record)
    rows[0]!.update(seen + 1)
    out.collect(record)
  }
}

function shipped(stream: DataStream<number>, ship: ShapeInput['ship']): DataStream<number> {
  switch (ship) {
    case 'FORWARD':
      return stream.forward()
    case 'REBALANCE':
      return stream.rebalance()
    case 'RESCALE':
      return stream.rescale()
    case 'BROADCAST':
      return stream.broadcast()
    case 'GLOBAL':
      return stream.global()
    case 'SHUFFLE':
      return stream.shuffle()
    case 'HASH':
      return stream
  }
}

function inputOf(vertex: VertexShape, streams: Streams): DataStream<number> {
  const [first, ...others] = vertex.inputs.map(({ from, ship }) => shipped(streams.get(from)!, ship))
  return others.length === 0 ? first! : first!.union(...others)
}

function sourceOf(env: StreamExecutionEnvironment, vertex: VertexShape, limit: number): DataStream<number> {
  const { name, parallelism, maxParallelism, records, ratePerSecond } = vertex
  const numbers = dataGenerator(index => index, {
    count: Math.min(records, limit),
    ratePerSecond: Math.max(ratePerSecond, 0.001),
    partitions: parallelism,
    topic: name,
  })
  return env
    .fromSource(numbers, WatermarkStrategy.noWatermarks(), name)
    .uid(name)
    .setParallelism(parallelism)
    .setMaxParallelism(maxParallelism)
}

function operatorOf(vertex: VertexShape, streams: Streams): DataStream<number> {
  const { name, parallelism, maxParallelism, rewrites, inputs } = vertex
  const input = inputOf(vertex, streams)
  const { keyOf, rowsOf } = keyedRows(vertex)
  const isKeyed = inputs.every(({ ship }) => ship === 'HASH')
  const made = isKeyed
    ? input.keyBy(record => keyOf(record)).process(new HoldRows(rowsOf, rewrites))
    : input.map(record => record)
  return made
    .name(name)
    .uid(name)
    .setParallelism(parallelism)
    .setMaxParallelism(maxParallelism)
    .startNewChain()
}

function addSink(vertex: VertexShape, stream: DataStream<number>): void {
  const isAlone = vertex.sink.startsWith('alone')
  const sink = vertex.sink.endsWith('transactional')
    ? new TransactionalSink<number>()
    : new CollectSink<number>()
  const label = isAlone ? vertex.name : 'sink'
  const added = stream
    .sinkTo(sink)
    .name(label)
    .uid(isAlone ? vertex.name : `${vertex.name}-sink`)
    .setParallelism(vertex.parallelism)
    .setMaxParallelism(vertex.maxParallelism)
  if (isAlone) added.startNewChain()
}

export const fromStatistics = definePipeline({
  id: 'from-statistics',
  title: { en: 'From a cluster’s statistics', zh: '由集群统计重建' },
  description: {
    en: 'A job of which only the shape is known: vertices, parallelism, edges, state and pace. Statistics of a real cluster, opened in the Checkpoints view, are rebuilt as such a run.',
    zh: '只知道形状的作业：顶点、并行度、边、状态大小与速率。在检查点视图中打开真实集群的统计后，可重建为这样的运行。',
  },
  lookFor: {
    en: 'One subtask of the join holds more than half of the state: its part of a checkpoint takes longest. Slow it down, and the others wait for its barrier.',
    zh: 'join 的一个子任务持有一半以上的状态：检查点中它的部分耗时最长。把它放慢，其他任务就要等它的屏障。',
  },
  source: { en: 'Numbers, made up at a steady pace.', zh: '以恒定速率产生的数字。' },
  acceptsText: false,
  defaultText: null,
  defaultConfig: { ...TEACHING_CONFIG, 'weir.state.row-bytes': '20000' },
  build(env, workload) {
    const text = workload.text ?? EXAMPLE_SHAPE
    if (text.length > TEXT_MAX)
      refuse('workload', 'workload.text', `expected at most ${TEXT_MAX} characters, got ${text.length}`)
    const streams = new Map<string, DataStream<number>>()
    for (const vertex of readShape(text).vertices) {
      const isAlone = vertex.sink.startsWith('alone')
      const stream = isAlone
        ? aloneInput(vertex, streams)
        : vertex.inputs.length === 0
          ? sourceOf(env, vertex, workload.limit ?? vertex.records)
          : operatorOf(vertex, streams)
      if (!isAlone) streams.set(vertex.name, stream)
      if (vertex.sink !== 'none') addSink(vertex, stream)
    }
  },
})

function aloneInput(vertex: VertexShape, streams: Streams): DataStream<number> {
  const { keyOf } = keyedRows(vertex)
  const input = inputOf(vertex, streams)
  return vertex.inputs.every(({ ship }) => ship === 'HASH') ? input.keyBy(record => keyOf(record)) : input
}
