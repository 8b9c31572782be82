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

export interface DeciderInput<R extends CheckpointRequest = CheckpointRequest> {
  readonly queue: readonly R[]
  readonly pending: number
  /** Old checkpoints that are still being deleted. */
  readonly cleaning: number
  readonly maxConcurrent: number
  readonly minPause: number
  readonly lastCompletionAt: number
  readonly now: number
}

export type Decision<R extends CheckpointRequest = CheckpointRequest> =
  | { readonly type: 'wait' }
  | { readonly type: 'execute'; readonly request: R }
  /** The head came within the minimum pause: it is dropped, and periodic triggering goes on `delay` from now. */
  | { readonly type: 'too-early'; readonly request: R; readonly delay: number }

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
export function enqueue<R extends CheckpointRequest>(
  queue: readonly R[],
  request: R,
  max = QUEUE_MAX,
): { readonly queue: R[]; readonly refused: R | null } {
  const last = queue[queue.length - 1]
  if (queue.length >= max && last !== undefined && !last.periodic)
    return { queue: [...queue], refused: request }
  const longer = [...queue, request].sort(compare)
  const refused = longer.length > max ? longer.pop()! : null
  assert(longer.length <= max, 'the queue is bounded')
  return { queue: longer, refused }
}

export function decide<R extends CheckpointRequest>(input: DeciderInput<R>): Decision<R> {
  const { queue, pending, cleaning, maxConcurrent, minPause, lastCompletionAt, now } = input
  const head = queue[0]
  if (head === undefined || cleaning > maxConcurrent) return { type: 'wait' }
  if (pending >= maxConcurrent) return head.forced ? { type: 'execute', request: head } : { type: 'wait' }
  const delay = lastCompletionAt + minPause - now
  if (!head.forced && head.periodic && delay > 0) return { type: 'too-early', request: head, delay }
  return { type: 'execute', request: head }
}
