/**
 * Which failures of checkpoints are tolerated, and which one is too many: Flink's CheckpointFailureManager. Failures in
 * a row are counted, each checkpoint once; a success begins anew. State is plain; nothing here acts on the job.
 */
import { assert } from '../../base/assert.ts'
import { failureFacts, type CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'

export interface FailureManagerState {
  /** Counted failures since the last success. */
  consecutive: number
  /** Checkpoints that were counted since then. */
  counted: number[]
  /** The newest checkpoint or savepoint that completed; 0: none has. */
  lastSucceeded: number
}

export interface CheckpointFailure {
  /** Null: it had no id yet. */
  readonly checkpoint: number | null
  readonly of: 'checkpoint' | 'savepoint' | 'synchronous-savepoint'
  readonly reason: CheckpointFailureReason
  /** A task reported it; otherwise it happened at the JobManager. */
  readonly onTask: boolean
}

/** Tolerating so many means: never count. */
export const UNLIMITED = 2_147_483_647

export function newFailureManager(): FailureManagerState {
  return { consecutive: 0, counted: [], lastSucceeded: 0 }
}

/** What the job fails of, as Flink words it; null: it goes on. */
export function onCheckpointFailure(
  state: FailureManagerState,
  failure: CheckpointFailure,
  tolerable: number,
): string | null {
  assert(tolerable >= 0, 'the tolerable number is not negative')
  const { message, preFlight } = failureFacts(failure.reason)
  if (preFlight || !failure.onTask) {
    // Who asked for a savepoint is told of it; a restart of the job would not help.
    if (failure.of !== 'checkpoint') return null
  } else if (failure.of === 'synchronous-savepoint') return message
  return isOneTooMany(state, failure, tolerable) ? tooManyFailures(message) : null
}

function isOneTooMany(state: FailureManagerState, failure: CheckpointFailure, tolerable: number): boolean {
  const { checkpoint, reason } = failure
  if (checkpoint !== null && checkpoint <= state.lastSucceeded) return false
  if (tolerable === UNLIMITED) return false
  const isNew = checkpoint === null || !state.counted.includes(checkpoint)
  if (failureFacts(reason).counted && isNew) {
    state.consecutive += 1
    if (checkpoint !== null) state.counted = [...state.counted, checkpoint]
  }
  if (state.consecutive <= tolerable) return false
  clear(state)
  return true
}

export function onCheckpointSuccess(state: FailureManagerState, checkpoint: number): void {
  if (checkpoint <= state.lastSucceeded) return
  state.lastSucceeded = checkpoint
  clear(state)
}

function clear(state: FailureManagerState): void {
  state.consecutive = 0
  state.counted = []
}

const tooManyFailures = (message: string): string =>
  `Exceeded checkpoint tolerable failure threshold. The latest checkpoint failed due to ${message}, view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.`
