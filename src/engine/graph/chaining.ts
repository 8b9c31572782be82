/**
 * Whether two nodes run in one task: all the conditions of Flink's StreamingJobGraphGenerator.isChainable (2.3), in
 * its order. The exchange mode is not among them, since Weir has no batch mode.
 */
import { unreachable } from '../../base/assert.ts'
import type { StreamEdge, StreamNode } from '../api/stream-graph.ts'

export interface ChainingRules {
  readonly enabled: boolean
  /** `chain-operators-with-different-max-parallelism`. */
  readonly differentMaxParallelism: boolean
}

export function isChainable(
  upstream: StreamNode,
  edge: StreamEdge,
  downstream: StreamNode,
  rules: ChainingRules,
): boolean {
  return (
    downstream.inputs.length === 1 &&
    rules.enabled &&
    upstream.slotSharingGroup === downstream.slotSharingGroup &&
    upstream.chaining !== 'NEVER' &&
    acceptsChaining(upstream, downstream) &&
    upstream.parallelism === downstream.parallelism &&
    (rules.differentMaxParallelism || upstream.maxParallelism === downstream.maxParallelism) &&
    edge.partitioner === 'FORWARD'
  )
}

function acceptsChaining(upstream: StreamNode, downstream: StreamNode): boolean {
  switch (downstream.chaining) {
    case 'ALWAYS':
      return true
    case 'HEAD':
    case 'NEVER':
      return false
    case 'HEAD_WITH_SOURCES':
      return upstream.role === 'source'
    default:
      return unreachable(downstream.chaining)
  }
}
