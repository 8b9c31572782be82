/**
 * What a JobManager remembers between two lines of its log: who was in which state, which checkpoint is the latest.
 * It is gathered from the rows; what it hasn't seen it takes to be as it usually is.
 */
import type { ExecutionState, JobStatus } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { isPlainSavepoint, nameOf } from './checkpoint-types.ts'
import { isCounted } from './failure-reasons.ts'

/** Flink remembers so many expired checkpoints; acks for older ones are not worth a line. */
const EXPIRED_MAX = 16

const STATUS_BEFORE: Readonly<Record<JobStatus, JobStatus>> = {
  CREATED: 'CREATED',
  RUNNING: 'CREATED',
  RESTARTING: 'RUNNING',
  FAILING: 'RUNNING',
  FAILED: 'FAILING',
  CANCELLING: 'RUNNING',
  CANCELED: 'CANCELLING',
  FINISHED: 'RUNNING',
  SUSPENDED: 'RUNNING',
}

const STATE_BEFORE: Readonly<Record<ExecutionState, ExecutionState>> = {
  CREATED: 'CREATED',
  SCHEDULED: 'CREATED',
  DEPLOYING: 'SCHEDULED',
  INITIALIZING: 'DEPLOYING',
  RUNNING: 'INITIALIZING',
  FINISHED: 'RUNNING',
  CANCELING: 'RUNNING',
  CANCELED: 'CANCELING',
  FAILED: 'RUNNING',
}

export const isJobStatus = (text: string | null): text is JobStatus =>
  text !== null && Object.hasOwn(STATUS_BEFORE, text)

export const isExecutionState = (text: string | null): text is ExecutionState =>
  text !== null && Object.hasOwn(STATE_BEFORE, text)

export class LogPast {
  #status: JobStatus | null = null
  readonly #states = new Map<number, ExecutionState>()
  readonly #attempts = new Map<number, number>()
  readonly #triggered = new Map<number, { readonly at: number; readonly effect: string | null }>()
  #expired: readonly number[] = []
  #declined = 0
  /** The task whose failure is being handled, and what it died of. */
  failed: { readonly task: number; readonly text: string } | null = null
  completed: { readonly checkpoint: number; readonly triggeredAt: number; readonly name: string } | null =
    null
  /** Why the last checkpoint failed; the reason's name. */
  failureReason = 'CHECKPOINT_EXPIRED'
  /** Consecutive failures that count. */
  failures = 0

  /** Whether the rows began with the run; otherwise only what a row itself tells is known. */
  get isComplete(): boolean {
    return this.#status !== null
  }

  statusBefore(next: JobStatus, row: TraceRow): JobStatus {
    if (this.#status !== null) return this.#status
    // The submission is the first step of every run.
    return next === 'RUNNING' && row.step > 1 ? 'RESTARTING' : STATUS_BEFORE[next]
  }

  stateBefore(task: number, next: ExecutionState): ExecutionState {
    return this.#states.get(task) ?? STATE_BEFORE[next]
  }

  attemptOf(task: number): number {
    return this.#attempts.get(task) ?? 0
  }

  isRunning(task: number): boolean {
    return this.#states.get(task) === 'RUNNING'
  }

  hasExpired(checkpoint: number): boolean {
    return this.#expired.includes(checkpoint)
  }

  note(row: TraceRow): void {
    switch (row.kind) {
      case 'JobStatusChanged':
        if (isJobStatus(row.reason)) this.#status = row.reason
        if (row.reason === 'RUNNING') this.failed = null
        // One failure too many has been acted on; the count begins anew.
        if (row.reason === 'RESTARTING' && this.failed === null) this.failures = 0
        break
      case 'ExecutionStateChanged':
        if (isExecutionState(row.reason)) this.#states.set(row.peer, row.reason)
        this.#attempts.set(row.peer, row.amount)
        break
      case 'FailureNoticed':
        this.failed = { task: row.peer, text: row.reason ?? '' }
        break
      case 'CheckpointDeclined':
        this.#declined = row.checkpoint
        break
      case 'CheckpointTriggered':
        this.#triggered.set(row.checkpoint, { at: row.time, effect: row.effect })
        break
      case 'CheckpointCompleted':
        this.#complete(row)
        break
      case 'CheckpointAborted':
        this.#abort(row)
        break
      default:
    }
  }

  #complete({ checkpoint, time, duration }: TraceRow): void {
    const { at = time - Math.max(0, duration), effect = null } = this.#triggered.get(checkpoint) ?? {}
    this.failures = 0
    if (!isPlainSavepoint(effect)) this.completed = { checkpoint, triggeredAt: at, name: nameOf(effect) }
  }

  #abort({ checkpoint, reason }: TraceRow): void {
    this.#expired = [...this.#expired, checkpoint].slice(-EXPIRED_MAX)
    this.failureReason = reason ?? this.failureReason
    // A savepoint that fails at the JobManager is its asker's affair; one that a task fails was declined before.
    const { effect = null } = this.#triggered.get(checkpoint) ?? {}
    const isCheckpoint = nameOf(effect).endsWith('Checkpoint') || this.#declined === checkpoint
    if (isCounted(this.failureReason) && isCheckpoint) this.failures++
  }
}
