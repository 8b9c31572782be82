/**
 * What a command can do to the world, addressed to the actor that carries it out. The list is closed: a new entry is
 * a change of the engine, with a handler and a test of what it leaves alone.
 */

export type CommandEffect = TaskEffect | TaskManagerEffect | JobManagerEffect

/** On the task that the command is aimed at. Times in µs. */
export type TaskEffect = { readonly actor: 'task' } & (
  | {
      /** The task thread dies as if it had thrown `message`. */ readonly type: 'fail-task'
      readonly message: string
    }
  | {
      /** Every record costs `factor` times as much from now on. */ readonly type: 'slow-task'
      readonly factor: number
    }
  | {
      /** The task thread does nothing for `duration`, once what it has in hand is done. */
      readonly type: 'pause-task'
      readonly duration: number
    }
)

/** On the TaskManager that the command is aimed at. */
export type TaskManagerEffect = { readonly actor: 'taskmanager' } & {
  /** Its process is gone at once, and all tasks in it. */ readonly type: 'kill-process'
}

export type JobManagerEffect = { readonly actor: 'jobmanager' } & (
  | { readonly type: 'trigger-checkpoint' }
  | { readonly type: 'cancel-job' }
  | { readonly type: 'kill-process' }
)
