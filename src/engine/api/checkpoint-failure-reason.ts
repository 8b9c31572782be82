/**
 * Why a checkpoint was not taken or was given up: Flink's CheckpointFailureReason, complete, with its sentences and
 * flags. A pre-flight failure happens before the checkpoint has an id; a counted one goes against the tolerable number.
 */

interface ReasonFacts {
  readonly message: string
  readonly preFlight: boolean
  readonly counted: boolean
}

const preFlight = (message: string): ReasonFacts => ({ message, preFlight: true, counted: false })
const plain = (message: string): ReasonFacts => ({ message, preFlight: false, counted: false })
const counted = (message: string): ReasonFacts => ({ message, preFlight: false, counted: true })

const REASONS = {
  PERIODIC_SCHEDULER_SHUTDOWN: preFlight('Periodic checkpoint scheduler is shut down.'),
  TOO_MANY_CHECKPOINT_REQUESTS: preFlight('The maximum number of queued checkpoint requests exceeded'),
  MINIMUM_TIME_BETWEEN_CHECKPOINTS: preFlight(
    'The minimum time between checkpoints is still pending. Checkpoint will be triggered after the minimum time.',
  ),
  NOT_ALL_REQUIRED_TASKS_RUNNING: preFlight('Not all required tasks are currently running.'),
  IO_EXCEPTION: {
    message: 'An Exception occurred while triggering the checkpoint. IO-problem detected.',
    preFlight: true,
    counted: true,
  },
  BLOCKING_OUTPUT_EXIST: preFlight('Blocking output edge exists in running tasks.'),
  CHECKPOINT_ASYNC_EXCEPTION: counted('Asynchronous task checkpoint failed.'),
  CHANNEL_STATE_SHARED_STREAM_EXCEPTION: plain(
    'The checkpoint was aborted due to exception of other subtasks sharing the ChannelState file.',
  ),
  CHECKPOINT_EXPIRED: counted('Checkpoint expired before completing.'),
  CHECKPOINT_SUBSUMED: plain('Checkpoint has been subsumed.'),
  CHECKPOINT_DECLINED: counted('Checkpoint was declined.'),
  CHECKPOINT_DECLINED_TASK_NOT_READY: plain('Checkpoint was declined (tasks not ready)'),
  CHECKPOINT_DECLINED_TASK_CLOSING: plain('Checkpoint was declined (task is closing)'),
  CHECKPOINT_DECLINED_SUBSUMED: plain(
    'Checkpoint was canceled because a barrier from newer checkpoint was received.',
  ),
  CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER: plain('Task received cancellation from one of its inputs'),
  CHECKPOINT_DECLINED_INPUT_END_OF_STREAM: plain(
    'Checkpoint was declined because one input stream is finished',
  ),
  CHECKPOINT_COORDINATOR_SHUTDOWN: plain('CheckpointCoordinator shutdown.'),
  CHECKPOINT_COORDINATOR_SUSPEND: plain('Checkpoint Coordinator is suspending.'),
  JOB_FAILOVER_REGION: plain('FailoverRegion is restarting.'),
  TASK_FAILURE: plain('Task has failed.'),
  TASK_CHECKPOINT_FAILURE: plain('Task local checkpoint failure.'),
  UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE: plain('Unknown task for the checkpoint to notify.'),
  FINALIZE_CHECKPOINT_FAILURE: counted('Failure to finalize checkpoint.'),
  TRIGGER_CHECKPOINT_FAILURE: plain('Trigger checkpoint failure.'),
} as const satisfies Readonly<Record<string, ReasonFacts>>

export type CheckpointFailureReason = keyof typeof REASONS

export const CHECKPOINT_FAILURE_REASONS = Object.keys(REASONS) as readonly CheckpointFailureReason[]

export const isFailureReason = (text: string): text is CheckpointFailureReason => Object.hasOwn(REASONS, text)

export const failureFacts = (reason: CheckpointFailureReason): ReasonFacts => REASONS[reason]
