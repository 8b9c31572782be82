import { describe, expect, test } from 'vitest'
import { buildJobGraph } from '../engine/graph/job-graph.ts'
import type { StreamGraph } from '../engine/api/stream-graph.ts'
import { DataStreamError } from './error.ts'
import { StreamExecutionEnvironment } from './environment.ts'
import { KeyedProcessFunction, ProcessFunction, RichMapFunction } from './functions.ts'
import { OutputTag } from './output-tag.ts'
import { CollectSink, TransactionalSink } from './sinks.ts'
import { elements, WatermarkStrategy } from './sources.ts'
import { Types } from './types.ts'

const identity = <T>(value: T): T => value

class Count extends KeyedProcessFunction<string, string, number> {
  processElement(): void {}
}

function jobOf(graph: StreamGraph) {
  const job = buildJobGraph(graph)
  if (!job.ok) throw new Error(job.error.message)
  return job.value
}

const vertexNames = (env: StreamExecutionEnvironment) =>
  jobOf(env.getStreamGraph()).vertices.map(vertex => vertex.name)

function problemOf(build: () => unknown): string {
  try {
    build()
  } catch (error) {
    if (error instanceof DataStreamError) return `${error.problem.code}: ${error.problem.message}`
    throw error
  }
  return 'none'
}

describe('what becomes of a pipeline', () => {
  test('names are as in Flink', () => {
    const env = new StreamExecutionEnvironment()
    const words = env
      .fromElements('a', 'b')
      .map(word => word)
      .name('words')
    words
      .keyBy(word => word)
      .process(new Count())
      .name('count')
      .sinkTo(new TransactionalSink())
      .name('out')
    words.print()
    expect(vertexNames(env)).toEqual([
      'Source: Collection Source -> words -> Sink: Print to Std. Out',
      'count -> out: Writer -> out: Committer',
    ])
  })

  test('uids are as given, else made from names, each once; a committer has its own', () => {
    const env = new StreamExecutionEnvironment()
    const source = env.fromElements(1).uid('map')
    source.map(identity).map(identity).name('Größer als 3!').sinkTo(new TransactionalSink()).uid('out')
    const nodes = env.getStreamGraph().nodes
    expect(nodes.map(node => node.uid)).toEqual([
      'map',
      'map-2',
      'größer-als-3',
      'out',
      'Sink Committer: out',
    ])
    expect(nodes[3]!.params).toEqual({ uid: 'out' })
    expect(nodes[4]!.params).toEqual({ writerUid: 'out', checkpointing: false })
  })

  test('a stream is forwarded between equal parallelisms and rebalanced between others', () => {
    const env = new StreamExecutionEnvironment({ 'parallelism.default': '2' })
    env.fromElements(1).map(identity).map(identity).map(identity).setParallelism(3)
    const partitioners = env.getStreamGraph().nodes.flatMap(node => node.inputs.map(edge => edge.partitioner))
    expect(partitioners).toEqual(['REBALANCE', 'FORWARD', 'REBALANCE'])
  })

  test('a union feeds its reader from all its streams, a side output by its tag', () => {
    const env = new StreamExecutionEnvironment()
    class Split extends ProcessFunction<number, number> {
      processElement(): void {}
    }
    const late = new OutputTag<string>('late')
    const split = env.fromElements(1).union(env.fromElements(2)).process(new Split())
    split.getSideOutput(late).sinkTo(new CollectSink())
    const [, , process, sink] = env.getStreamGraph().nodes
    expect(process!.inputs.map(edge => edge.source)).toEqual([1, 2])
    expect(sink!.inputs.map(edge => [edge.source, edge.tag])).toEqual([[3, 'late']])
  })

  test('keys carry their type; without one it is a string or a boolean', () => {
    const env = new StreamExecutionEnvironment()
    const source = env.fromElements('a')
    source.keyBy(word => word.length, Types.INT).map(identity)
    source.keyBy(word => word).map(identity)
    source.keyBy(word => [word, 1] as const, Types.TUPLE(Types.STRING, Types.INT)).map(identity)
    source.keyBy({ getKey: (word: string) => word.length }, Types.LONG).map(identity)
    const keys = env.getStreamGraph().nodes.flatMap(node => node.inputs.map(edge => edge.key))
    expect(keys.map(key => key?.type)).toEqual(['INT', 'STRING_OR_BOOLEAN', 'TUPLE2_STRING_INT', 'LONG'])
    expect(keys[3]!.selector('abc' as never)).toBe(3)
  })

  test('chaining follows the switches of operators and of the environment', () => {
    const env = new StreamExecutionEnvironment()
    env
      .fromElements(1)
      .map(identity)
      .name('a')
      .startNewChain()
      .map(identity)
      .name('b')
      .disableChaining()
      .print()
    expect(vertexNames(env)).toEqual(['Source: Collection Source', 'a', 'b', 'Sink: Print to Std. Out'])
    const apart = new StreamExecutionEnvironment().disableOperatorChaining()
    apart.fromElements(1).map(identity)
    expect(vertexNames(apart)).toEqual(['Source: Collection Source', 'Map'])
  })

  test('a slot sharing group is inherited where all inputs agree', () => {
    const env = new StreamExecutionEnvironment()
    const own = env.fromElements(1).slotSharingGroup('own')
    own.map(identity).map(identity)
    own.union(env.fromElements(2)).map(identity)
    const groups = env.getStreamGraph().nodes.map(node => node.slotSharingGroup)
    expect(groups).toEqual(['own', 'own', 'own', 'default', 'default'])
  })

  test('what the program says stands above the config', () => {
    const env = new StreamExecutionEnvironment({ 'parallelism.default': '4', 'weir.network.latency': '2 ms' })
    env
      .setParallelism(2)
      .setMaxParallelism(64)
      .enableCheckpointing(100)
      .fromSource(elements([1]), WatermarkStrategy.noWatermarks(), 's')
    const { config, nodes } = env.getStreamGraph()
    expect(nodes[0]).toMatchObject({ parallelism: 2, maxParallelism: 64, name: 'Source: s', uid: 's' })
    expect(config).toMatchObject({
      'weir.network.latency': '2 ms',
      'execution.checkpointing.interval': '100 ms',
      'execution.checkpointing.mode': 'EXACTLY_ONCE',
    })
  })
})

describe('refused', () => {
  const env = () => new StreamExecutionEnvironment()

  test('a map that remembers in a captured variable, and a selector that does', () => {
    let count = 0
    const counting = env()
    counting
      .fromElements('a')
      .map(word => `${word}${count++}`)
      .uid('numbered')
    expect(problemOf(() => counting.getStreamGraph())).toMatch(
      /^state-cannot-travel: numbered: .* assigns to count/,
    )
    const selecting = env()
    selecting
      .fromElements('a')
      .keyBy(word => `${word}${count++}`)
      .print()
      .uid('out')
    expect(problemOf(() => selecting.getStreamGraph())).toMatch(/^state-cannot-travel: out: /)
  })

  test('a key of a type without a hash code', () => {
    expect(
      problemOf(() =>
        env()
          .fromElements('a')
          .keyBy(() => 1, Types.GENERIC<number>('Instant')),
      ),
    ).toMatch(/^key-type: expected a key of .*, got Instant/)
  })

  test('a parallelism that is no number', () => {
    expect(
      problemOf(() => env().configure({ 'parallelism.default': 'two' }).fromElements(1).map(identity)),
    ).toMatch(/^config: /)
  })

  test('a rich function asked for its context too early says so', () => {
    class Early extends RichMapFunction<number, number> {
      name = this.getRuntimeContext().getTaskName()
      map(value: number): number {
        return value
      }
    }
    expect(() => new Early()).toThrow('open()')
  })

  test('two equal uids, a forward between different parallelisms', () => {
    const code = (build: (environment: StreamExecutionEnvironment) => void) => {
      const environment = env()
      build(environment)
      const job = buildJobGraph(environment.getStreamGraph())
      return job.ok ? 'fine' : job.error.code
    }
    expect(code(e => e.fromElements(1).uid('x').map(identity).uid('x'))).toBe('duplicate-uid')
    expect(code(e => e.fromElements(1).forward().map(identity).setParallelism(2))).toBe('forward-parallelism')
  })
})
