/**
 * StreamGraph → JobGraph, by the rules of Flink's StreamingJobGraphGenerator: nodes that can be chained become one
 * vertex, which is one task per subtask. The result is plain data in topological order; what a person got wrong
 * comes back as a problem.
 */
import { assert, ensure } from '../../base/assert.ts'
import { ok, type Result } from '../../base/result.ts'
import type { KeySelection, Partitioner, StreamEdge, StreamGraph, StreamNode } from '../api/stream-graph.ts'
import { isChainable } from './chaining.ts'
import { defaultMaxParallelism } from './key-groups.ts'
import { topologicalOrder } from './topology.ts'
import { validateStreamGraph } from './validate.ts'

export interface JobGraph {
  readonly jobName: string
  /** In topological order; of those that are ready, the one whose head was made first comes first. */
  readonly vertices: readonly JobVertex[]
  readonly edges: readonly JobEdge[]
  readonly config: Readonly<Record<string, string>>
}

export interface JobVertex {
  readonly index: number
  /** Flink's task name, `Source: src -> split -> (main: Writer, odd: Writer)`. */
  readonly name: string
  /** Names its subtasks, `count-1`: the uid of its head where that is a plain word. Unique in the job. */
  readonly shortName: string
  readonly role: 'source' | 'operator' | 'sink'
  readonly parallelism: number
  readonly maxParallelism: number
  /** The chain, head first, each node before those chained to it. */
  readonly nodes: readonly StreamNode[]
  /** For each of `nodes`, those chained to it, in the order in which they get its records. */
  readonly chained: readonly (readonly ChainLink[])[]
  /** The longest way from a source, in vertices. */
  readonly layer: number
}

export interface ChainLink {
  readonly node: number
  /** Place of that node in the vertex's `nodes`. */
  readonly position: number
  /** It reads this side output; null: the main output. */
  readonly tag: string | null
  readonly input: number
}

/** A network connection of two vertices. */
export interface JobEdge {
  readonly index: number
  readonly from: number
  readonly fromNode: number
  readonly to: number
  readonly toNode: number
  readonly input: number
  readonly partitioner: Partitioner
  readonly pattern: 'POINTWISE' | 'ALL_TO_ALL'
  readonly tag: string | null
  readonly key: KeySelection | null
  /** A custom partitioner: the subtask for a value. */
  readonly partition: ((value: never, parallelism: number) => number) | null
}

interface OutEdge {
  readonly edge: StreamEdge
  readonly target: StreamNode
}

interface Chains {
  readonly nodes: ReadonlyMap<number, StreamNode>
  readonly outputs: ReadonlyMap<number, readonly OutEdge[]>
  readonly chained: (out: OutEdge) => boolean
}

const DIFFERENT_MAX_PARALLELISM = 'pipeline.operator-chaining.chain-operators-with-different-max-parallelism'

export function buildJobGraph(graph: StreamGraph): Result<JobGraph> {
  const valid = validateStreamGraph(graph)
  if (!valid.ok) return valid
  const chains = findChains(graph)
  const headOf = new Map<number, number>()
  const heads = graph.nodes.filter(node => !node.inputs.some(edge => chains.chained({ edge, target: node })))
  for (const head of heads) for (const node of chainOf(head, chains)) headOf.set(node.id, head.id)
  const order = orderHeads(graph, heads, headOf)
  const shortNames = nameShortly(order)
  const placeOf = new Map(order.map((head, index) => [head.id, index]))
  const vertexOf = (node: number) => ensure(placeOf.get(ensure(headOf.get(node), 'head')), 'vertex')
  const edges = buildEdges(order, chains, vertexOf)
  const layers = layersOf(order.length, edges)
  const vertices = order.map((head, index) =>
    buildVertex(head, chains, { index, shortName: shortNames[index]!, layer: layers[index]! }),
  )
  assert(
    vertices.reduce((sum, vertex) => sum + vertex.nodes.length, 0) === graph.nodes.length,
    'every node has one vertex',
  )
  return ok({ jobName: graph.jobName, vertices, edges, config: graph.config })
}

function findChains(graph: StreamGraph): Chains {
  const nodes = new Map(graph.nodes.map(node => [node.id, node]))
  const outputs = new Map<number, OutEdge[]>(graph.nodes.map(node => [node.id, []]))
  for (const target of graph.nodes) {
    for (const edge of target.inputs)
      ensure(outputs.get(edge.source), 'source of an edge').push({ edge, target })
  }
  const rules = {
    enabled: graph.chainingEnabled,
    differentMaxParallelism: graph.config[DIFFERENT_MAX_PARALLELISM] !== 'false',
  }
  const chained = (out: OutEdge) =>
    isChainable(ensure(nodes.get(out.edge.source), 'source'), out.edge, out.target, rules)
  return { nodes, outputs, chained }
}

/** The nodes of the chain that begins at `head`, depth first. */
function chainOf(head: StreamNode, chains: Chains): StreamNode[] {
  const children = chainedOutputs(head, chains).map(out => out.target)
  return [head, ...children.flatMap(child => chainOf(child, chains))]
}

function chainedOutputs(node: StreamNode, chains: Chains): OutEdge[] {
  return ensure(chains.outputs.get(node.id), 'outputs').filter(chains.chained)
}

function orderHeads(
  graph: StreamGraph,
  heads: readonly StreamNode[],
  headOf: ReadonlyMap<number, number>,
): StreamNode[] {
  const byId = new Map(heads.map(head => [head.id, head]))
  const arrows = graph.nodes.flatMap(node =>
    node.inputs.map(
      edge => [ensure(headOf.get(edge.source), 'head'), ensure(headOf.get(node.id), 'head')] as const,
    ),
  )
  const between = arrows.filter(([from, to]) => from !== to)
  const order = ensure(
    topologicalOrder(
      heads.map(head => head.id),
      between,
    ),
    'an order of the vertices',
  )
  return order.map(id => ensure(byId.get(id), 'head'))
}

function buildVertex(
  head: StreamNode,
  chains: Chains,
  place: { readonly index: number; readonly shortName: string; readonly layer: number },
): JobVertex {
  const nodes = chainOf(head, chains)
  const positions = new Map(nodes.map((node, position) => [node.id, position]))
  const chained = nodes.map(node =>
    chainedOutputs(node, chains).map(({ edge, target }) => ({
      node: target.id,
      position: ensure(positions.get(target.id), 'position in the chain'),
      tag: edge.tag,
      input: edge.input,
    })),
  )
  return {
    ...place,
    name: chainName(head, chains),
    role: head.role,
    parallelism: head.parallelism,
    maxParallelism:
      head.maxParallelism === -1 ? defaultMaxParallelism(head.parallelism) : head.maxParallelism,
    nodes,
    chained,
  }
}

/** Flink's createChainedName. */
function chainName(node: StreamNode, chains: Chains): string {
  const names = chainedOutputs(node, chains).map(out => chainName(out.target, chains))
  if (names.length === 0) return node.name
  return `${node.name} -> ${names.length === 1 ? names[0] : `(${names.join(', ')})`}`
}

function buildEdges(
  order: readonly StreamNode[],
  chains: Chains,
  vertexOf: (node: number) => number,
): JobEdge[] {
  const outs = order.flatMap(head =>
    chainOf(head, chains).flatMap(node =>
      ensure(chains.outputs.get(node.id), 'outputs').filter(out => !chains.chained(out)),
    ),
  )
  return outs.map(({ edge, target }, index) => ({
    index,
    from: vertexOf(edge.source),
    fromNode: edge.source,
    to: vertexOf(target.id),
    toNode: target.id,
    input: edge.input,
    partitioner: edge.partitioner,
    pattern: isPointwise(edge.partitioner) ? 'POINTWISE' : 'ALL_TO_ALL',
    tag: edge.tag,
    key: edge.key,
    partition: edge.partition ?? null,
  }))
}

/** Flink's StreamPartitioner.isPointwise. */
function isPointwise(partitioner: Partitioner): boolean {
  return partitioner === 'FORWARD' || partitioner === 'RESCALE'
}

/** Edges come with their senders in topological order, so one pass is enough. */
function layersOf(count: number, edges: readonly JobEdge[]): number[] {
  const layers = new Array<number>(count).fill(0)
  for (const edge of edges) layers[edge.to] = Math.max(layers[edge.to]!, layers[edge.from]! + 1)
  return layers
}

function nameShortly(heads: readonly StreamNode[]): string[] {
  const taken = new Set<string>()
  return heads.map(head => {
    const word = plainWord(head.uid)
    let name = word
    for (let n = 2; taken.has(name); n++) name = `${word}-${n}`
    taken.add(name)
    return name
  })
}

/** A name that stands in a command target and on the page: no spaces, no signs. */
function plainWord(uid: string): string {
  if (/^[\p{L}\p{N}_.-]+$/u.test(uid)) return uid
  const word = uid.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '')
  return word === '' ? 'vertex' : word.toLowerCase()
}
