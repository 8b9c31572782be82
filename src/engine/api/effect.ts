/**
 * What a command can do to the world, addressed to the actor that carries it out. The list is closed: a new entry is
 * a change of the engine, with a handler and a test of what it leaves alone. Times in µs.
 */

import type { SavepointFormat } from './snapshot-type.ts'

export type CommandEffect = TaskEffect | TaskManagerEffect | JobManagerEffect | StorageEffect | BrokerEffect

/** On the task that the command is aimed at. */
export type TaskEffect = { readonly actor: 'task' } & (
  | {
      /** The task thread dies as if it had thrown `message`. */
      readonly type: 'fail-task'
      readonly message: string
    }
  | {
      /** Every record costs `factor` times as much from now on. */
      readonly type: 'slow-task'
      readonly factor: number
    }
  | {
      /** The task thread does nothing for `duration`, once what it has in hand is done. */
      readonly type: 'pause-task'
      readonly duration: number
    }
  | {
      /** The user function does not return for `duration`, whatever interrupts it. */
      readonly type: 'hang-task'
      readonly duration: number
    }
  | {
      /** The user function throws at the next record, and whenever that record is read again. */
      readonly type: 'poison-record'
    }
  | {
      /** A record is lost before the task takes it, once: the next one, or that of this place in the source log. */
      readonly type: 'drop-record'
      readonly record: { readonly partition: number; readonly offset: number } | null
    }
  | {
      /** The task fails in its next phase of this kind. */
      readonly type: 'fail-phase'
      readonly phase: TaskPhase
    }
  | TamperEffect
)

/** On the TaskManager that the command is aimed at. */
export type TaskManagerEffect = { readonly actor: 'taskmanager' } & (
  | {
      /** Its process is gone at once, and all tasks in it. */ readonly type: 'kill-process'
    }
  | {
      /** It and the JobManager cannot reach each other for `duration`. */ readonly type: 'cut-off'
      readonly duration: number
    }
  | {
      /** It and other TaskManagers cannot reach each other for `duration`. */ readonly type: 'isolate'
      readonly duration: number
    }
)

export type TaskPhase = 'sync' | 'async' | 'restore'

export type JobManagerEffect = { readonly actor: 'jobmanager' } & (
  | { readonly type: 'trigger-checkpoint' }
  | { readonly type: 'trigger-savepoint'; readonly format: SavepointFormat }
  | { readonly type: 'stop-with-savepoint'; readonly format: SavepointFormat; readonly drain: boolean }
  | { readonly type: 'cancel-job' }
  | {
      /** The next checkpoint is given up while it is triggered. */
      readonly type: 'fail-trigger'
      readonly reason: 'IO_EXCEPTION' | 'TRIGGER_CHECKPOINT_FAILURE'
    }
  | { readonly type: 'kill-process' }
  | {
      /** The target dies of the next checkpoint that completes, before it hears of it. */
      readonly type: 'fail-before-notify'
      readonly message: string
    }
  | TamperEffect
)

export type StorageEffect = { readonly actor: 'storage' } & (
  | {
      /** Everything takes `factor` times as long for `duration`. */
      readonly type: 'slow-storage'
      readonly factor: number
      readonly duration: number
    }
  | {
      /** Every request that is dealt with in `duration` fails. */
      readonly type: 'fail-storage'
      readonly duration: number
    }
  | {
      /** What was written is gone, and what is being written with it. */
      readonly type: 'lose-storage'
    }
  | {
      /** The last file that the target wrote can no longer be read. */
      readonly type: 'corrupt-file'
    }
)

export type BrokerEffect = { readonly actor: 'broker' } & (
  | TamperEffect
  | {
      /** The next commits of the target get this answer and are not done. */
      readonly type: 'answer-commits'
      readonly answer: 'retry-later' | 'unknown-transaction' | 'unknown-reason'
      readonly times: number
    }
  | {
      /** Prepared transactions of the target are aborted, as if their timeout had passed. */
      readonly type: 'expire-transactions'
    }
)

/** What is done to the next message of this kind that the actor sends to, or from, the target of the command. */
export interface TamperEffect {
  readonly type: 'tamper'
  readonly message: TamperedMessage
  readonly how: 'drop' | 'delay' | 'duplicate'
  readonly delay: number
}

export type TamperedMessage = 'trigger' | 'ack' | 'decline' | 'complete' | 'abort' | 'commit' | 'committed'
