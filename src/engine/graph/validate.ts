/**
 * What a person can get wrong in a StreamGraph. The first problem found is returned, its path `operators.<uid>…`.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type { StreamEdge, StreamGraph, StreamNode } from '../api/stream-graph.ts'
import { MAX_PARALLELISM_MAX } from './key-groups.ts'
import { topologicalOrder } from './topology.ts'

type Check = Result<null>
const FINE: Check = ok(null)

export function validateStreamGraph(graph: StreamGraph): Check {
  return firstProblem([
    () => checkSources(graph),
    () => checkUids(graph),
    () => checkInputs(graph),
    () => checkCycles(graph),
    ...graph.nodes.map(node => () => checkParallelism(node)),
    ...graph.nodes.map(node => () => checkKeys(node)),
    ...graph.nodes.map(node => () => checkEdges(graph, node)),
  ])
}

function firstProblem(checks: readonly (() => Check)[]): Check {
  for (const check of checks) {
    const result = check()
    if (!result.ok) return result
  }
  return FINE
}

const pathOf = (node: StreamNode, field?: string) =>
  `operators.${node.uid}${field === undefined ? '' : `.${field}`}`

function checkSources(graph: StreamGraph): Check {
  if (graph.nodes.some(node => node.role === 'source')) return FINE
  return fail(
    'no-sources',
    'operators',
    `expected at least one source, got ${graph.nodes.length} operators and no source`,
  )
}

function checkUids(graph: StreamGraph): Check {
  const seen = new Set<string>()
  for (const node of graph.nodes) {
    if (seen.has(node.uid)) return fail('duplicate-uid', pathOf(node), `duplicate uid: ${node.uid}`)
    seen.add(node.uid)
  }
  return FINE
}

function checkInputs(graph: StreamGraph): Check {
  const ids = new Set(graph.nodes.map(node => node.id))
  for (const node of graph.nodes) {
    const unknown = node.inputs.find(edge => !ids.has(edge.source))
    if (unknown !== undefined)
      return fail('unknown-input', pathOf(node), `unknown input: node ${unknown.source}`)
    const isSource = node.role === 'source'
    if (isSource && node.inputs.length > 0)
      return fail('source-input', pathOf(node), 'expected a source without inputs')
    if (!isSource && node.inputs.length === 0)
      return fail('no-input', pathOf(node), 'expected an input, got none')
  }
  return FINE
}

function checkCycles(graph: StreamGraph): Check {
  const arrows = graph.nodes.flatMap(node => node.inputs.map(edge => [edge.source, node.id] as const))
  const order = topologicalOrder(
    graph.nodes.map(node => node.id),
    arrows,
  )
  return order === null
    ? fail('cycle', 'operators', 'expected a graph without cycles, got one that feeds itself')
    : FINE
}

function checkParallelism(node: StreamNode): Check {
  const { parallelism } = node
  const maxParallelism = node.maxParallelism === -1 ? MAX_PARALLELISM_MAX : node.maxParallelism
  if (!isCount(maxParallelism) || maxParallelism > MAX_PARALLELISM_MAX) {
    const expected = `expected a max parallelism from 1 to ${MAX_PARALLELISM_MAX}`
    return fail('max-parallelism', pathOf(node, 'maxParallelism'), `${expected}, got ${maxParallelism}`)
  }
  if (isCount(parallelism) && parallelism <= maxParallelism) return FINE
  const expected = `expected a parallelism from 1 to the max parallelism ${maxParallelism}`
  return fail('parallelism', pathOf(node, 'parallelism'), `${expected}, got ${parallelism}`)
}

const isCount = (value: number) => Number.isInteger(value) && value >= 1

function checkKeys(node: StreamNode): Check {
  const keyless = node.inputs.find(edge => edge.key === null && edge.partitioner !== 'BROADCAST')
  if (node.keyed === true && keyless !== undefined) {
    return fail(
      'not-keyed',
      pathOf(node),
      `expected a keyBy before ${node.name}, which uses the state of a key`,
    )
  }
  const hashed = node.inputs.find(edge => edge.partitioner === 'HASH' && edge.key === null)
  return hashed === undefined
    ? FINE
    : fail('not-keyed', pathOf(node), 'expected a key selector on a HASH input')
}

function checkEdges(graph: StreamGraph, node: StreamNode): Check {
  return firstProblem(node.inputs.map(edge => () => checkEdge(graph, node, edge)))
}

function checkEdge(graph: StreamGraph, node: StreamNode, edge: StreamEdge): Check {
  const upstream = graph.nodes.find(other => other.id === edge.source)!
  if (edge.partitioner === 'FORWARD' && upstream.parallelism !== node.parallelism) {
    const expected = `expected the parallelism of ${upstream.uid}, ${upstream.parallelism}, behind a forward`
    return fail('forward-parallelism', pathOf(node, 'parallelism'), `${expected}, got ${node.parallelism}`)
  }
  if (edge.partitioner === 'CUSTOM' && edge.partition === undefined)
    return fail(
      'no-partitioner',
      pathOf(node, 'inputs'),
      'expected a partitioner on a CUSTOM input, got none',
    )
  return FINE
}
