/**
 * Which requested checkpoint is triggered next, and when. The queue is plain data; nothing here acts. Flink's
 * CheckpointRequestDecider.
 */
import { assert } from '../../base/assert.ts'

export interface CheckpointRequest {
  readonly periodic: boolean
  readonly savepoint: boolean
  /** It starts whatever is pending: savepoints of jobs with aligned checkpoints. */
  readonly forced: boolean
  readonly requestedAt: number
  /** Tells requests of one moment apart, the earlier first. */
  readonly number: number
}

export interface DeciderInput {
  readonly queue: readonly CheckpointRequest[]
  readonly pending: number
  readonly maxConcurrent: number
  readonly minPause: number
  readonly lastCompletionAt: number
  readonly now: number
}

export type Decision =
  | { readonly type: 'wait' }
  | { readonly type: 'execute'; readonly request: CheckpointRequest }
  /** The head came within the minimum pause: it is dropped, and periodic triggering goes on `delay` from now. */
  | { readonly type: 'too-early'; readonly request: CheckpointRequest; readonly delay: number }

export const QUEUE_MAX = 1000

/** Savepoints first, then what is forced, then what a person asked for, then the earlier. */
function compare(a: CheckpointRequest, b: CheckpointRequest): number {
  return (
    Number(b.savepoint) - Number(a.savepoint) ||
    Number(b.forced) - Number(a.forced) ||
    Number(a.periodic) - Number(b.periodic) ||
    a.requestedAt - b.requestedAt ||
    a.number - b.number
  )
}

/** The queue with one more request, and the one that no longer fits: TOO_MANY_CHECKPOINT_REQUESTS; null: all fit. */
export function enqueue(
  queue: readonly CheckpointRequest[],
  request: CheckpointRequest,
): { readonly queue: CheckpointRequest[]; readonly refused: CheckpointRequest | null } {
  const last = queue[queue.length - 1]
  if (queue.length >= QUEUE_MAX && last !== undefined && !last.periodic)
    return { queue: [...queue], refused: request }
  const longer = [...queue, request].sort(compare)
  const refused = longer.length > QUEUE_MAX ? longer.pop()! : null
  assert(longer.length <= QUEUE_MAX, 'the queue is bounded')
  return { queue: longer, refused }
}

export function decide(input: DeciderInput): Decision {
  const { queue, pending, maxConcurrent, minPause, lastCompletionAt, now } = input
  const head = queue[0]
  if (head === undefined) return { type: 'wait' }
  if (pending >= maxConcurrent) return head.forced ? { type: 'execute', request: head } : { type: 'wait' }
  const delay = lastCompletionAt + minPause - now
  if (!head.forced && head.periodic && delay > 0) return { type: 'too-early', request: head, delay }
  return { type: 'execute', request: head }
}
