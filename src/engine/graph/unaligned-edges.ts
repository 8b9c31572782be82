/**
 * On which edges a barrier may overtake data. On pointwise and broadcast edges it may not, since what it overtook could
 * not be dealt out again under another parallelism; nor between the operators of a sink. Flink's
 * StreamPartitioner.isSupportsUnalignedCheckpoint and the checks of StreamingJobGraphGenerator.
 */
import { fail, type Result } from '../../base/result.ts'
import type { JobEdge, JobGraph } from './job-graph.ts'

export function supportsUnaligned(edge: JobEdge, graph: JobGraph): boolean {
  if (edge.pattern === 'POINTWISE' || edge.partitioner === 'BROADCAST') return false
  const sender = graph.vertices[edge.from]!.nodes.find(node => node.id === edge.fromNode)
  return sender?.role !== 'sink'
}

/** A partitioner of the user's own cannot promise where data goes after a rescale, so it has to be forced. */
export function unalignedProblem(graph: JobGraph, forced: boolean): Result<never> | null {
  const custom = graph.edges.find(edge => edge.partitioner === 'CUSTOM')
  if (custom === undefined || forced) return null
  const name = graph.vertices[custom.to]!.name
  return fail(
    'config',
    'execution.checkpointing.unaligned.enabled',
    `expected false, as ${name} gets its records by a custom partitioner; execution.checkpointing.unaligned.forced allows it`,
  )
}
