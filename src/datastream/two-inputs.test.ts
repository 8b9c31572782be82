import { describe, expect, test } from 'vitest'
import type { StreamGraph } from '../engine/api/stream-graph.ts'
import { BroadcastProcessFunction, KeyedBroadcastProcessFunction } from './broadcast-functions.ts'
import { CoProcessFunction, KeyedCoProcessFunction, ProcessJoinFunction } from './co-functions.ts'
import { MapStateDescriptor } from './descriptors.ts'
import { StreamExecutionEnvironment } from './environment.ts'
import { DataStreamError } from './error.ts'
import { OutputTag } from './output-tag.ts'
import { Types } from './types.ts'

class Both extends CoProcessFunction<string, number, string> {
  processElement1(): void {}
  processElement2(): void {}
}

class BothKeyed extends KeyedCoProcessFunction<string, string, number, string> {
  processElement1(): void {}
  processElement2(): void {}
}

class Rules extends BroadcastProcessFunction<string, number, string> {
  processElement(): void {}
  processBroadcastElement(): void {}
}

class KeyedRules extends KeyedBroadcastProcessFunction<string, string, number, string> {
  processElement(): void {}
  processBroadcastElement(): void {}
}

class Join extends ProcessJoinFunction<string, number, string> {
  processElement(): void {}
}

function streams() {
  const env = new StreamExecutionEnvironment()
  return { env, words: env.fromElements('a'), numbers: env.fromElements(1) }
}

const lastOf = (graph: StreamGraph) => graph.nodes[graph.nodes.length - 1]!
const byText = (value: unknown) => String(value)
const rules = new MapStateDescriptor<string, number>('rules')

function problemOf(build: () => unknown): string {
  try {
    build()
    return 'none'
  } catch (error) {
    if (!(error instanceof DataStreamError)) throw error
    return `${error.problem.code}: ${error.problem.message}`
  }
}

describe('connect', () => {
  test('makes one node with two inputs, whose name says what it is', () => {
    const { env, words, numbers } = streams()
    words.connect(numbers).map({ map1: byText, map2: byText })
    const node = lastOf(env.getStreamGraph())
    expect([node.name, node.kind, node.stateful]).toEqual(['Co-Map', 'co-map', false])
    expect(node.inputs.map(edge => [edge.source, edge.input, edge.key])).toEqual([
      [1, 0, null],
      [2, 1, null],
    ])
  })

  test('keyBy keys both inputs; the state of a key is theirs together', () => {
    const { env, words, numbers } = streams()
    const keyed = words.connect(numbers).keyBy(byText, byText)
    keyed.process(new BothKeyed())
    keyed.process(new Both())
    words.connect(numbers).process(new Both())
    const nodes = env.getStreamGraph().nodes.slice(2)
    expect(nodes.map(node => [node.name, node.kind, node.keyed])).toEqual([
      ['Co-Keyed-Process', 'keyed-co-process', true],
      ['Co-Process', 'keyed-co-process', true],
      ['Co-Process', 'co-process', false],
    ])
    expect(nodes[0]!.inputs.map(edge => edge.partitioner)).toEqual(['HASH', 'HASH'])
  })

  test('refuses keys of two types, and a keyed function without keys', () => {
    const { words, numbers } = streams()
    const one = words.keyBy(word => word.length, Types.INT)
    const other = numbers.keyBy(number => number, Types.LONG)
    expect(problemOf(() => one.connect(other).process(new Both()))).toBe(
      "key-type: Key types if input KeyedStreams don't match: INT and LONG.",
    )
    expect(problemOf(() => words.connect(numbers).process(new BothKeyed()))).toBe(
      'not-keyed: KeyedCoProcessFunction can only be used when both input streams are of type KeyedStream.',
    )
  })
})

describe('broadcast state', () => {
  test('comes in by a broadcast edge, which is the second input and has no key', () => {
    const { env, words, numbers } = streams()
    words.keyBy(byText).connect(numbers.broadcast(rules)).process(new KeyedRules()).setParallelism(2)
    words.connect(numbers.broadcast(rules)).process(new Rules())
    const [keyed, plain] = env.getStreamGraph().nodes.slice(2)
    expect([keyed!.name, plain!.name]).toEqual(['Co-Process-Broadcast-Keyed', 'Co-Process-Broadcast'])
    expect(keyed!.params).toMatchObject({ states: ['rules'] })
    expect(keyed!.inputs.map(edge => [edge.partitioner, edge.input, edge.key === null])).toEqual([
      ['HASH', 0, false],
      ['BROADCAST', 1, true],
    ])
  })

  test('refuses the wrong function for keys or none', () => {
    const { words, numbers } = streams()
    const broadcast = numbers.broadcast(rules)
    expect(problemOf(() => words.connect(broadcast).process(new KeyedRules()))).toMatch(/^not-keyed: /)
    expect(problemOf(() => words.keyBy(byText).connect(broadcast).process(new Rules()))).toMatch(/^keyed: /)
  })
})

describe('intervalJoin', () => {
  test('an exclusive bound is the inclusive one beside it', () => {
    const { env, words, numbers } = streams()
    words
      .keyBy(byText)
      .intervalJoin(numbers.keyBy(byText))
      .between(-5, 7)
      .lowerBoundExclusive()
      .upperBoundExclusive()
      .sideOutputRightLateData(new OutputTag<number>('late'))
      .process(new Join())
    const node = lastOf(env.getStreamGraph())
    expect([node.name, node.inputs.map(edge => edge.input)]).toEqual(['Interval Join', [0, 1]])
    expect(node.params).toMatchObject({ lower: -4, upper: 6, leftLateTag: null, rightLateTag: 'late' })
  })

  test('refuses bounds the wrong way round, half milliseconds and processing time', () => {
    const { words, numbers } = streams()
    const join = words.keyBy(byText).intervalJoin(numbers.keyBy(byText))
    expect(problemOf(() => join.between(2, 1).process(new Join()))).toMatch(/lowerBound <= upperBound/)
    expect(problemOf(() => join.between(0, 0.5))).toMatch(/got 0.5/)
    expect(problemOf(() => join.inProcessingTime())).toMatch(/only supported in event time/)
  })
})
