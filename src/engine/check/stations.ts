/**
 * Where records are counted: the vertices that hold state or a sink. Between them only stateless functions run, so
 * what leaves one station fixes what must arrive at the next.
 */
import type { StreamNode } from '../api/stream-graph.ts'
import type { JobEdge, JobGraph, JobVertex } from '../graph/job-graph.ts'

export interface Station {
  readonly vertex: JobVertex
  /** It holds keyed state: what it makes of a record depends on the records before. */
  readonly stateful: boolean
  /** Sinks of its chain; a transactional one stands for its committer too. */
  readonly sinks: readonly { readonly node: StreamNode; readonly transactional: boolean }[]
  /** Every record comes from the sources through stateless functions alone. */
  readonly first: boolean
  /** What one subtask of a station above sends to one of its own stays in order on the way. */
  readonly inOrder: boolean
  /** Source vertices it gets records from. */
  readonly sources: readonly number[]
}

/** In topological order. */
export function stationsOf(graph: JobGraph): Station[] {
  const nodes = graph.vertices.flatMap(vertex => vertex.nodes)
  const isSink = (id: number) => nodes.some(node => node.id === id && node.role === 'sink')
  const isCommitter = (node: StreamNode) =>
    node.role === 'sink' && node.inputs.every(edge => isSink(edge.source))
  const hasCommitter = (node: StreamNode) =>
    nodes.some(other => isCommitter(other) && other.inputs.some(edge => edge.source === node.id))
  const found = graph.vertices.flatMap(vertex => {
    const stateful = vertex.nodes.some(node => node.stateful && node.role === 'operator')
    const writers = vertex.nodes.filter(node => node.role === 'sink' && !isCommitter(node))
    const sinks = writers.map(node => ({ node, transactional: hasCommitter(node) }))
    return stateful || sinks.length > 0 ? [{ vertex, stateful, sinks }] : []
  })
  const holdsState = new Set(found.filter(station => station.stateful).map(station => station.vertex.index))
  return found.map(station => {
    const above = verticesAbove(graph, station.vertex.index)
    const sources = [...above, station.vertex.index].filter(index => graph.vertices[index]!.role === 'source')
    return {
      ...station,
      first: !above.some(index => holdsState.has(index)),
      inOrder: keepsOrder(graph, station.vertex.index, holdsState),
      sources,
    }
  })
}

/** No stateless function stands in between that the records of one subtask reach by several of its own. */
function keepsOrder(graph: JobGraph, vertex: number, holdsState: ReadonlySet<number>): boolean {
  const between = graph.edges.filter(edge => edge.to === vertex && !holdsState.has(edge.from))
  return between.every(({ from }) => {
    const inputs = graph.edges.filter(edge => edge.to === from)
    const isOne = graph.vertices[from]!.parallelism === 1
    return (
      (isOne || inputs.every(({ partitioner }) => partitioner === 'FORWARD')) &&
      keepsOrder(graph, from, holdsState)
    )
  })
}

function verticesAbove(graph: JobGraph, vertex: number): number[] {
  const direct = graph.edges.filter(edge => edge.to === vertex).map(edge => edge.from)
  return [...new Set(direct.flatMap(from => [from, ...verticesAbove(graph, from)]))]
}

/** A committer takes committables, which are no records. */
export function carriesRecords(graph: JobGraph, edge: JobEdge): boolean {
  return graph.vertices[edge.from]!.nodes.every(node => node.id !== edge.fromNode || node.role !== 'sink')
}
