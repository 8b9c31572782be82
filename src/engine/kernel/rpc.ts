/**
 * Everything one actor can say to another, and to itself. Bodies are immutable; those about a task carry the
 * attempt they mean, so that a late one can be told from a new one.
 */
import type { StagedRecord } from '../api/operator.ts'
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import type { StoredSnapshot } from './world.ts'
import type { ExecutionState } from '../api/frame.ts'
import type { SlotPlace } from '../cluster/slots.ts'
import type { CheckpointOptions } from '../checkpoint/options.ts'
import type { ChannelItem } from '../network/buffer.ts'
import type { SubtaskState } from '../state/subtask-state.ts'
import type {
  BrokerEffect,
  JobManagerEffect,
  StorageEffect,
  TaskEffect,
  TaskManagerEffect,
} from '../api/effect.ts'

export type Rpc = TaskRpc | JobManagerRpc | StorageRpc | BrokerRpc | TaskManagerRpc

export type TaskRpc =
  | {
      readonly type: 'deploy'
      readonly attempt: number
      readonly checkpoint: number
      readonly state: SubtaskState | null
      /** All tasks of its vertex had finished in that checkpoint. */
      readonly finished: boolean
      readonly taskManager: number
      readonly incarnation: number
      readonly session: number
      /** Where the tasks run that it exchanges records with, by their index. */
      readonly peers: Readonly<Record<number, SlotPlace>>
      /** The checkpoint has data in flight, of this task or another. */
      readonly inFlight?: true
    }
  | HostRpc
  | IsolationRpc
  /** Its own timer: a connection has been interrupted for too long. */
  | {
      readonly type: 'connection-timeout'
      readonly attempt: number
      readonly channel: number
      readonly until: number
    }
  | { readonly type: 'connection-reset'; readonly attempt: number; readonly channel: number }
  | { readonly type: 'cancel'; readonly attempt: number }
  | CancellationTimer
  | {
      readonly type: 'item'
      readonly attempt: number
      readonly channel: number
      readonly item: ChannelItem
      /** Buffers that wait behind it at the sender; told only where buffers are debloated. */
      readonly backlog?: number
    }
  | {
      readonly type: 'buffer-size'
      readonly attempt: number
      readonly channel: number
      readonly size: number
    }
  | { readonly type: 'debloat'; readonly attempt: number }
  | { readonly type: 'credit'; readonly attempt: number; readonly channel: number; readonly count: number }
  | {
      readonly type: 'resume'
      readonly attempt: number
      readonly channel: number
      readonly checkpoint: number
    }
  /** The receiver has taken all records of the channel. */
  | { readonly type: 'records-processed'; readonly attempt: number; readonly channel: number }
  | TaskMail
  | { readonly type: 'stored'; readonly attempt: number; readonly checkpoint: number }
  | { readonly type: 'fetched'; readonly attempt: number; readonly checkpoint: number }
  | StorageFailure
  /** `prepare-refused`: the transaction had been open for too long, and is aborted. */
  | {
      readonly type: 'prepared' | 'prepare-refused'
      readonly attempt: number
      readonly transaction: string
    }
  | {
      readonly type: 'committed'
      readonly attempt: number
      readonly transaction: string
      readonly number: number
      readonly answer: CommitAnswer
    }
  /** Its own timer: a commit has had no answer. */
  | {
      readonly type: 'commit-timeout'
      readonly attempt: number
      readonly transaction: string
      readonly number: number
    }
  | { readonly type: 'flush'; readonly attempt: number }
  | { readonly type: 'wake'; readonly attempt: number }
  | { readonly type: 'command'; readonly effect: TaskEffect }

/** About one attempt of a task; what comes before that attempt is kept for it. */
export type AttemptRpc = Exclude<
  TaskRpc,
  HostRpc | IsolationRpc | CancellationTimer | { readonly type: 'deploy' | 'command' }
>

/** Timers of a task that was told to cancel, and whose user function has not returned. */
export type CancellationTimer =
  | { readonly type: 'function-returned' | 'cancellation-timeout'; readonly attempt: number }
  | { readonly type: 'interrupt'; readonly attempt: number; readonly since: number }

/** From a TaskManager to the tasks in it, whichever these are. */
export interface HostRpc {
  readonly type: 'host'
  readonly taskManager: number
  readonly incarnation: number
  /** Its process has died, or has lost the leader of `session`, or hears nothing of it. */
  readonly event: 'died' | 'disconnected' | 'timed-out'
  readonly session: number
}

/** To all tasks: other TaskManagers cannot reach this process until then. */
export interface IsolationRpc {
  readonly type: 'isolated'
  readonly taskManager: number
  readonly incarnation: number
  readonly until: number
}

/** What the broker says to a commit. By Flink's CommitRequest: all but the first two are failures, with a reason known or not. */
export type CommitAnswer =
  'committed' | 'already-committed' | 'retry-later' | 'aborted' | 'unknown-transaction' | 'unknown-reason'

/** What waits in the mailbox until no record is in hand: RPCs of the JobManager, and the task's own clock. */
export type TaskMail =
  | { readonly type: 'clock'; readonly attempt: number }
  | {
      readonly type: 'trigger'
      readonly attempt: number
      readonly checkpoint: number
      readonly triggeredAt: number
      readonly options: CheckpointOptions
    }
  /** An alignment, or the way of a barrier through an output queue, has taken as long as it may. */
  | {
      readonly type: 'input-timeout' | 'output-timeout'
      readonly attempt: number
      readonly checkpoint: number
    }
  | {
      readonly type: 'complete'
      readonly attempt: number
      readonly checkpoint: number
      /** The newest checkpoint that had to leave the store for it; 0: none. */
      readonly subsumed: number
    }
  | {
      readonly type: 'abort'
      readonly attempt: number
      readonly checkpoint: number
      /** The newest checkpoint the job can be restored from; 0: none. */
      readonly latestCompleted: number
    }

export interface AckMetrics {
  /** µs; see Flink's CheckpointMetrics. */
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  /** Written for this checkpoint. */
  readonly bytes: number
  /** Bytes taken during the alignment, and bytes of in-flight data in the snapshot. */
  readonly processed: number
  readonly persisted: number
  readonly unaligned: boolean
  /** All that the part refers to; left out where it is as much as was written. */
  readonly stateBytes?: number
}

/** The storage could not do it; `problem` names the file. */
export type StorageFailure =
  | {
      readonly type: 'store-failed'
      readonly attempt: number
      readonly checkpoint: number
      readonly problem: string
    }
  | {
      readonly type: 'fetch-failed'
      readonly attempt: number
      readonly checkpoint: number
      readonly problem: string
    }

export type JobManagerRpc =
  | { readonly type: 'submit' }
  | {
      readonly type: 'execution-state'
      readonly task: number
      readonly attempt: number
      readonly state: ExecutionState
      readonly errorText: string | null
      /** Another attempt may come to another end. */
      readonly recoverable: boolean
    }
  | {
      readonly type: 'ack'
      readonly task: number
      readonly attempt: number
      readonly checkpoint: number
      readonly metrics: AckMetrics
      readonly state: SubtaskState
    }
  | {
      readonly type: 'decline'
      readonly task: number
      readonly attempt: number
      readonly checkpoint: number
      readonly reason: CheckpointFailureReason
    }
  | { readonly type: 'end-of-data'; readonly task: number; readonly attempt: number }
  | {
      readonly type: 'source-progress'
      readonly task: number
      readonly attempt: number
      readonly records: number
      readonly bytes: number
    }
  | { readonly type: 'metadata-written'; readonly checkpoint: number; readonly path: string }
  | { readonly type: 'metadata-failed'; readonly checkpoint: number }
  | { readonly type: 'discarded'; readonly checkpoint: number }
  | { readonly type: 'register'; readonly taskManager: number; readonly incarnation: number }
  | { readonly type: 'task-manager-lost'; readonly taskManager: number; readonly incarnation: number }
  | {
      readonly type: 'silence'
      readonly taskManager: number
      readonly incarnation: number
      readonly lastHeard: number
    }
  | { readonly type: 'silence-timeout'; readonly number: number }
  | { readonly type: 'heartbeat'; readonly taskManager: number; readonly incarnation: number }
  | { readonly type: 'slot-timeout'; readonly number: number }
  | { readonly type: 'leader-elected'; readonly session: number }
  | { readonly type: 'checkpoint-timer'; readonly timer: number }
  | { readonly type: 'checkpoint-timeout'; readonly checkpoint: number }
  | { readonly type: 'restart'; readonly number: number }
  | { readonly type: 'command'; readonly effect: JobManagerEffect; readonly target: number }

export type TaskManagerRpc =
  | { readonly type: 'command'; readonly effect: TaskManagerEffect }
  | { readonly type: 'heartbeat-request'; readonly incarnation: number }
  | { readonly type: 'heartbeat-timeout'; readonly at: number }
  | { readonly type: 'start-process'; readonly incarnation: number; readonly session: number }
  /** Its own timer: other TaskManagers can reach it again. */
  | { readonly type: 'isolation-over'; readonly incarnation: number }
  /** A task of it cannot be cancelled. */
  | { readonly type: 'fatal-error'; readonly incarnation: number }
  | { readonly type: 'process-started'; readonly incarnation: number }
  | { readonly type: 'job-manager-lost'; readonly session: number }
  | { readonly type: 'leader'; readonly session: number }

export type StorageRpc =
  | { readonly type: 'store'; readonly attempt: number; readonly checkpoint: number; readonly bytes: number }
  | { readonly type: 'fetch'; readonly attempt: number; readonly checkpoint: number; readonly bytes: number }
  | {
      readonly type: 'store-metadata'
      readonly checkpoint: number
      readonly bytes: number
      readonly path: string
      readonly savepoint: boolean
    }
  | { readonly type: 'discard'; readonly checkpoint: number; readonly bytes: number; readonly path: string }
  /** Its own timer: a write is done. `losses`: as many as there had been when it began. */
  | {
      readonly type: 'written'
      readonly to: number
      readonly attempt: number
      readonly checkpoint: number
      readonly losses: number
      /** What the `_metadata` makes of it; null: it is a file of a task. */
      readonly snapshot: StoredSnapshot | null
    }
  | { readonly type: 'command'; readonly effect: StorageEffect; readonly target: number }

export type BrokerRpc =
  | {
      readonly type: 'prepare'
      readonly attempt: number
      readonly transaction: string
      readonly sink: string
      readonly subtask: number
      readonly checkpoint: number
      readonly records: readonly StagedRecord[]
      /** When it had its first record; null: it has no timeout. */
      readonly begunAt: number | null
    }
  /** `number` tells the answer to one request from that to another. */
  | {
      readonly type: 'commit'
      readonly attempt: number
      readonly transaction: string
      readonly number: number
    }
  /** Its own timer: the transaction had its first record too long ago. */
  | { readonly type: 'transaction-timeout'; readonly transaction: string }
  | { readonly type: 'command'; readonly effect: BrokerEffect; readonly target: number }
  | {
      readonly type: 'rollback'
      readonly sink: string
      readonly subtask: number
      readonly attempt: number
      readonly keep: readonly string[]
    }
