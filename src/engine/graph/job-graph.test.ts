import { describe, expect, test } from 'vitest'
import type { StreamEdge, StreamGraph, StreamNode } from '../api/stream-graph.ts'
import { buildJobGraph, type JobGraph } from './job-graph.ts'

const edge = (source: number, change: Partial<StreamEdge> = {}): StreamEdge => ({
  source,
  partitioner: 'FORWARD',
  tag: null,
  input: 0,
  key: null,
  ...change,
})

const hash = (source: number) =>
  edge(source, { partitioner: 'HASH', key: { selector: value => value, type: 'STRING' } })

function node(
  id: number,
  uid: string,
  inputs: readonly StreamEdge[],
  change: Partial<StreamNode> = {},
): StreamNode {
  const role = inputs.length === 0 ? 'source' : 'operator'
  return {
    id,
    uid,
    name: role === 'source' ? `Source: ${uid}` : uid,
    kind: 'map',
    role,
    params: null,
    parallelism: 1,
    maxParallelism: 128,
    chaining: 'ALWAYS',
    slotSharingGroup: 'default',
    inputs,
    stateful: false,
    ...change,
  }
}

const graphOf = (nodes: readonly StreamNode[], change: Partial<StreamGraph> = {}): StreamGraph => ({
  jobName: 'job',
  nodes,
  chainingEnabled: true,
  config: {},
  ...change,
})

function build(nodes: readonly StreamNode[], change: Partial<StreamGraph> = {}): JobGraph {
  const result = buildJobGraph(graphOf(nodes, change))
  if (!result.ok) throw new Error(result.error.message)
  return result.value
}

const names = (graph: JobGraph) => graph.vertices.map(vertex => vertex.name)

describe('chaining', () => {
  const pair = (change: Partial<StreamNode>, first: Partial<StreamNode> = {}) =>
    names(build([node(1, 'a', [], first), node(2, 'b', [edge(1)], change)])).length

  test('joins what is forwarded in one vertex, named as Flink names it', () => {
    const chain = [node(1, 'src', []), node(2, 'm', [edge(1)]), node(3, 'out: Writer', [edge(2)])]
    expect(names(build(chain))).toEqual(['Source: src -> m -> out: Writer'])
  })

  test('writes several outputs in brackets, in the order of their consumers', () => {
    const split = [node(1, 'src', []), node(2, 'split', [edge(1)])]
    const sinks = ['main', 'odd', 'big'].map((uid, i) =>
      node(3 + i, uid, [edge(2, { tag: i === 0 ? null : uid })]),
    )
    const graph = build([...split, ...sinks, node(6, 'tail', [edge(4)])])
    expect(names(graph)).toEqual(['Source: src -> split -> (main, odd -> tail, big)'])
    const vertex = graph.vertices[0]!
    expect(vertex.nodes.map(member => member.uid)).toEqual(['src', 'split', 'main', 'odd', 'tail', 'big'])
    expect(vertex.chained[1]!.map(link => [vertex.nodes[link.position]!.uid, link.tag])).toEqual([
      ['main', null],
      ['odd', 'odd'],
      ['big', 'big'],
    ])
  })

  test('is asked for by every condition', () => {
    expect(pair({})).toBe(1)
    expect(pair({ chaining: 'HEAD' })).toBe(2)
    expect(pair({ chaining: 'NEVER' })).toBe(2)
    expect(pair({ chaining: 'HEAD_WITH_SOURCES' })).toBe(1)
    expect(pair({}, { chaining: 'HEAD' })).toBe(1)
    expect(pair({}, { chaining: 'NEVER' })).toBe(2)
    expect(pair({ slotSharingGroup: 'other' })).toBe(2)
    expect(pair({ inputs: [edge(1, { partitioner: 'REBALANCE' })] })).toBe(2)
    expect(pair({ inputs: [edge(1), edge(1)] })).toBe(2)
    expect(pair({ inputs: [edge(1, { partitioner: 'REBALANCE' })], parallelism: 2 })).toBe(2)
    expect(pair({ maxParallelism: 64 })).toBe(1)
  })

  test('heads with sources are chained to a source only', () => {
    const chain = [
      node(1, 'a', []),
      node(2, 'b', [edge(1)]),
      node(3, 'c', [edge(2)], { chaining: 'HEAD_WITH_SOURCES' }),
    ]
    expect(names(build(chain))).toEqual(['Source: a -> b', 'c'])
  })

  test('can be switched off, and off for other max parallelisms', () => {
    const chain = [node(1, 'a', []), node(2, 'b', [edge(1)], { maxParallelism: 64 })]
    expect(names(build(chain, { chainingEnabled: false }))).toEqual(['Source: a', 'b'])
    const key = 'pipeline.operator-chaining.chain-operators-with-different-max-parallelism'
    expect(names(build(chain, { config: { [key]: 'false' } }))).toEqual(['Source: a', 'b'])
  })
})

test('vertices come in topological order with layers, edges with ship strategy and pattern', () => {
  const graph = build([
    node(1, 's1', []),
    node(2, 'sink', [edge(3, { partitioner: 'REBALANCE' })], { parallelism: 1, role: 'sink' }),
    node(3, 'count', [hash(1), hash(4)], { parallelism: 3 }),
    node(4, 's2', []),
  ])
  expect(graph.vertices.map(vertex => [vertex.shortName, vertex.layer, vertex.role])).toEqual([
    ['s1', 0, 'source'],
    ['s2', 0, 'source'],
    ['count', 1, 'operator'],
    ['sink', 2, 'sink'],
  ])
  expect(graph.edges.map(({ from, to, partitioner, pattern }) => [from, to, partitioner, pattern])).toEqual([
    [0, 2, 'HASH', 'ALL_TO_ALL'],
    [1, 2, 'HASH', 'ALL_TO_ALL'],
    [2, 3, 'REBALANCE', 'ALL_TO_ALL'],
  ])
})

test('a max parallelism that nobody set is derived from the parallelism', () => {
  const derived = [node(1, 'a', [], { parallelism: 100, maxParallelism: -1 })]
  expect(build(derived).vertices[0]!.maxParallelism).toBe(256)
})

test('a forwarded edge that is not chained is pointwise, and so is a rescaled one; Flink: isPointwise', () => {
  const patternOf = (partitioner: StreamEdge['partitioner']) =>
    build([node(1, 'a', []), node(2, 'b', [edge(1, { partitioner })])], { chainingEnabled: false }).edges.map(
      ({ pattern }) => pattern,
    )
  expect(patternOf('FORWARD')).toEqual(['POINTWISE'])
  expect(patternOf('RESCALE')).toEqual(['POINTWISE'])
  for (const other of ['REBALANCE', 'SHUFFLE', 'BROADCAST', 'GLOBAL'] as const)
    expect(patternOf(other)).toEqual(['ALL_TO_ALL'])
})

test('a vertex is in the layer behind the farthest of its senders', () => {
  const rebalanced = (source: number) => edge(source, { partitioner: 'REBALANCE' })
  const graph = build([
    node(1, 'a', []),
    node(2, 'b', [rebalanced(1)]),
    node(3, 'c', [rebalanced(2), rebalanced(1)]),
    node(4, 'd', [rebalanced(1)]),
    node(5, 'e', [rebalanced(1), rebalanced(3)]),
  ])
  expect(graph.vertices.map(({ shortName, layer }) => `${shortName}${layer}`)).toEqual([
    'a0',
    'b1',
    'c2',
    'd1',
    'e3',
  ])
})

test('short names are plain words, each once', () => {
  const heads = [
    node(1, 'Sink Committer: x', []),
    node(2, 'sink-committer-x', []),
    node(3, '計数', []),
    node(4, '::', []),
    node(5, 'Sink committer x', []),
  ]
  expect(build(heads).vertices.map(vertex => vertex.shortName)).toEqual([
    'sink-committer-x',
    'sink-committer-x-2',
    '計数',
    'vertex',
    'sink-committer-x-3',
  ])
})

describe('what a person got wrong', () => {
  const source = node(1, 'src', [])
  const cases: readonly (readonly [string, readonly StreamNode[], string])[] = [
    ['no-sources', [], 'operators'],
    ['duplicate-uid', [source, node(2, 'src', [edge(1)])], 'operators.src'],
    ['unknown-input', [source, node(2, 'b', [edge(9)])], 'operators.b'],
    ['no-input', [source, node(2, 'b', [], { role: 'operator' })], 'operators.b'],
    ['source-input', [source, node(2, 'b', [edge(1)], { role: 'source' })], 'operators.b'],
    ['cycle', [source, node(2, 'b', [edge(1), edge(3)]), node(3, 'c', [edge(2)])], 'operators'],
    ['parallelism', [source, node(2, 'b', [hash(1)], { parallelism: 129 })], 'operators.b.parallelism'],
    ['parallelism', [source, node(2, 'b', [hash(1)], { parallelism: 0.5 })], 'operators.b.parallelism'],
    [
      'max-parallelism',
      [source, node(2, 'b', [hash(1)], { maxParallelism: 32769 })],
      'operators.b.maxParallelism',
    ],
    ['not-keyed', [source, node(2, 'b', [edge(1)], { keyed: true })], 'operators.b'],
    ['forward-parallelism', [source, node(2, 'b', [edge(1)], { parallelism: 2 })], 'operators.b.parallelism'],
    ['no-partitioner', [source, node(2, 'b', [edge(1, { partitioner: 'CUSTOM' })])], 'operators.b.inputs'],
  ]
  test.each(cases)('%s', (code, nodes, path) => {
    const result = buildJobGraph(graphOf(nodes))
    expect(result.ok ? 'built' : [result.error.code, result.error.path]).toEqual([code, path])
  })
})
