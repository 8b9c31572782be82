/** What the CheckpointCoordinator remembers; part of the JobManager's world. Times in µs; -1: not yet. */
import type { SharedFile } from './shared-state.ts'
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import type { CheckpointOrigin, SnapshotType } from '../api/snapshot-type.ts'
import type { AckMetrics } from '../kernel/rpc.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import type { FailureManagerState } from './failure-manager.ts'
import type { CheckpointRequest } from './request-decider.ts'

export interface CoordinatorState {
  /** Periodic triggering is on: all tasks run. */
  scheduling: boolean
  /** Number of the timer that counts; older ones are ignored. */
  timer: number
  nextTriggerAt: number
  nextId: number
  queue: readonly SnapshotRequest[]
  /** Requests so far. */
  requests: number
  pending: readonly PendingCheckpoint[]
  /** The completed checkpoint store, oldest first: what the job can be restored from. */
  completed: CompletedCheckpoint[]
  /** Files that checkpoints share, by id; left out as long as none does. */
  shared?: Record<string, SharedFile>
  /** They are nobody's but the person's who asked for them: no restart uses one, nor one that was to stop the job. */
  savepoints: CompletedCheckpoint[]
  lastCompletionAt: number
  failures: FailureManagerState
  /** What the job is to fail of, as soon as the message in hand is dealt with; null: nothing. */
  jobFailure: string | null
  /** The last checkpoints that were given up; acks for them are late, for others unknown. */
  expired: readonly number[]
  /** Discards that storage has not answered yet. */
  cleaning: number
  /** A stop with savepoint is under way, and what it waits for. */
  stopping: 'no' | 'savepoint' | 'tasks'
  /** Why the next checkpoint cannot be triggered; a fault sets it. */
  triggerFault: CheckpointFailureReason | null
  /** What sources have read since the last checkpoint was triggered, as far as they reported it. */
  progress: { readonly records: number; readonly bytes: number }
  history: CheckpointHistory[]
  counts: { triggered: number; completed: number; failed: number; restored: number }
  finalTriggered: boolean
}

export interface SnapshotRequest extends CheckpointRequest {
  readonly origin: CheckpointOrigin
  readonly snapshot: SnapshotType
}

export interface PendingCheckpoint {
  readonly id: number
  readonly triggeredAt: number
  readonly triggeredEvent: number
  readonly origin: CheckpointOrigin
  readonly snapshot: SnapshotType
  /** Tasks whose ack is needed, and who hear of its completion. */
  readonly waitFor: readonly number[]
  /** Tasks that had finished when it was triggered. */
  readonly finished: readonly number[]
  acks: SubtaskAck[]
  /** All acks are in and `_metadata` is being written. */
  finalizing: boolean
}

export interface SubtaskAck {
  readonly task: number
  readonly at: number
  readonly metrics: AckMetrics
  readonly state: SubtaskState
}

export interface CompletedCheckpoint {
  readonly id: number
  readonly triggeredAt: number
  readonly completedAt: number
  /** Flink's getStateSize(): of all state it refers to, uploaded with it or before, and without `_metadata`. */
  readonly bytes: number
  readonly snapshot: SnapshotType
  /** Below the directory of the job, or for a savepoint its own: `chk-3`. */
  readonly path: string
  /** By task index; finished tasks keep what they acknowledged last. */
  readonly states: readonly (SubtaskState | null)[]
  /** Tasks of vertices all of whose tasks had finished. */
  readonly fullyFinished: readonly number[]
  /** The job was started from it: union lists are dealt out in it already. */
  readonly dealtOut?: boolean
  /** The job was started from it without claiming it: Flink never deletes it. */
  readonly unclaimed?: boolean
}

export interface CheckpointHistory {
  readonly id: number
  readonly triggeredAt: number
  readonly triggeredEvent: number
  readonly origin: CheckpointOrigin
  readonly snapshot: SnapshotType
  status: 'pending' | 'completed' | 'aborted'
  endedAt: number
  endedEvent: number
  reason: CheckpointFailureReason | null
  /** Where it is stored; null until it has completed. */
  path: string | null
  discarded: boolean
  waitFor: readonly number[]
  acks: readonly { readonly task: number; readonly at: number; readonly metrics: AckMetrics }[]
}
