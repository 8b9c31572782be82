/** Flink's CheckpointFailureReason: its sentence, and whether it counts against the tolerable failures. */

/** Sentences by the names of the reasons. */
export const FAILURE_REASONS: Readonly<Record<string, string>> = {
  PERIODIC_SCHEDULER_SHUTDOWN: 'Periodic checkpoint scheduler is shut down.',
  TOO_MANY_CHECKPOINT_REQUESTS: 'The maximum number of queued checkpoint requests exceeded',
  MINIMUM_TIME_BETWEEN_CHECKPOINTS:
    'The minimum time between checkpoints is still pending. Checkpoint will be triggered after the minimum time.',
  NOT_ALL_REQUIRED_TASKS_RUNNING: 'Not all required tasks are currently running.',
  IO_EXCEPTION: 'An Exception occurred while triggering the checkpoint. IO-problem detected.',
  CHECKPOINT_ASYNC_EXCEPTION: 'Asynchronous task checkpoint failed.',
  CHECKPOINT_EXPIRED: 'Checkpoint expired before completing.',
  CHECKPOINT_SUBSUMED: 'Checkpoint has been subsumed.',
  CHECKPOINT_DECLINED: 'Checkpoint was declined.',
  CHECKPOINT_DECLINED_TASK_NOT_READY: 'Checkpoint was declined (tasks not ready)',
  CHECKPOINT_DECLINED_TASK_CLOSING: 'Checkpoint was declined (task is closing)',
  CHECKPOINT_DECLINED_SUBSUMED:
    'Checkpoint was canceled because a barrier from newer checkpoint was received.',
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: 'Task received cancellation from one of its inputs',
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: 'Checkpoint was declined because one input stream is finished',
  CHECKPOINT_COORDINATOR_SHUTDOWN: 'CheckpointCoordinator shutdown.',
  CHECKPOINT_COORDINATOR_SUSPEND: 'Checkpoint Coordinator is suspending.',
  JOB_FAILOVER_REGION: 'FailoverRegion is restarting.',
  TASK_FAILURE: 'Task has failed.',
  TASK_CHECKPOINT_FAILURE: 'Task local checkpoint failure.',
  FINALIZE_CHECKPOINT_FAILURE: 'Failure to finalize checkpoint.',
  TRIGGER_CHECKPOINT_FAILURE: 'Trigger checkpoint failure.',
}

const COUNTED: ReadonlySet<string> = new Set([
  'IO_EXCEPTION',
  'CHECKPOINT_ASYNC_EXCEPTION',
  'CHECKPOINT_EXPIRED',
  'CHECKPOINT_DECLINED',
  'FINALIZE_CHECKPOINT_FAILURE',
])

/** The sentence of a reason; a reason that Flink doesn't have is its own sentence. */
export const failureMessage = (reason: string): string => FAILURE_REASONS[reason] ?? reason

export const isCounted = (reason: string): boolean => COUNTED.has(reason)
