/**
 * The checkpoint family of Flink's REST interface: CheckpointingStatistics, CheckpointStatistics,
 * TaskCheckpointStatisticsWithSubtaskDetails, CheckpointConfigInfo, and what answers a trigger. No field may be
 * missing, none unknown.
 */
import { refuse, type Place } from '../problems.ts'
import { dictionary, fields, integer, list, nullable, oneOf, optional, type Reader } from '../readers.ts'
import { anyText, count, distribution, flag, flinkId, measure, only, tagged } from './rest-readers.ts'

const VERTICES_MAX = 100_000

const STATUSES = ['IN_PROGRESS', 'COMPLETED', 'FAILED'] as const

const taskShape = {
  id: count,
  status: oneOf(STATUSES),
  latest_ack_timestamp: measure,
  checkpointed_size: count,
  state_size: count,
  end_to_end_duration: measure,
  alignment_buffered: count,
  processed_data: count,
  persisted_data: count,
  num_subtasks: count,
  num_acknowledged_subtasks: count,
}
const taskCheckpoint = fields(taskShape)
export type TaskCheckpoint = ReturnType<typeof taskCheckpoint>

/** Its names are vertices. */
const tasks: Reader<Readonly<Record<string, TaskCheckpoint>>> = (value, at) => {
  const read = dictionary(taskCheckpoint, VERTICES_MAX)(value, at)
  for (const id of Object.keys(read)) flinkId(id, at)
  return read
}

const checkpointShape = {
  id: count,
  is_savepoint: flag,
  savepointFormat: nullable(oneOf(['CANONICAL', 'NATIVE'] as const)),
  trigger_timestamp: count,
  latest_ack_timestamp: measure,
  checkpointed_size: count,
  state_size: count,
  end_to_end_duration: measure,
  alignment_buffered: count,
  processed_data: count,
  persisted_data: count,
  num_subtasks: count,
  num_acknowledged_subtasks: count,
  checkpoint_type: oneOf(['CHECKPOINT', 'UNALIGNED_CHECKPOINT', 'SAVEPOINT', 'SYNC_SAVEPOINT'] as const),
  tasks,
}
const completedCheckpoint = fields({
  className: only('completed'),
  status: only('COMPLETED'),
  ...checkpointShape,
  external_path: nullable(anyText),
  discarded: flag,
})
const failedCheckpoint = fields({
  className: only('failed'),
  status: only('FAILED'),
  ...checkpointShape,
  failure_timestamp: measure,
  failure_message: nullable(anyText),
})
const pendingCheckpoint = fields({
  className: only('in_progress'),
  status: only('IN_PROGRESS'),
  ...checkpointShape,
})
export type CompletedCheckpointAnswer = ReturnType<typeof completedCheckpoint>
export type FailedCheckpointAnswer = ReturnType<typeof failedCheckpoint>
export type CheckpointAnswer =
  CompletedCheckpointAnswer | FailedCheckpointAnswer | ReturnType<typeof pendingCheckpoint>

/** `/jobs/:jobid/checkpoints/details/:checkpointid`; in lists `tasks` is empty. */
export const checkpointAnswer: Reader<CheckpointAnswer> = tagged<CheckpointAnswer>('className', {
  completed: completedCheckpoint,
  failed: failedCheckpoint,
  in_progress: pendingCheckpoint,
})

/** `/jobs/:jobid/checkpoints` */
export const checkpointsAnswer = fields({
  counts: fields({ restored: count, total: count, in_progress: count, completed: count, failed: count }),
  summary: fields({
    checkpointed_size: distribution,
    state_size: distribution,
    end_to_end_duration: distribution,
    alignment_buffered: distribution,
    processed_data: distribution,
    persisted_data: distribution,
  }),
  latest: fields({
    completed: nullable(completedCheckpoint),
    savepoint: nullable(completedCheckpoint),
    failed: nullable(failedCheckpoint),
    restored: nullable(
      fields({
        id: count,
        restore_timestamp: measure,
        is_savepoint: flag,
        external_path: nullable(anyText),
      }),
    ),
  }),
  history: list(checkpointAnswer),
})
export type CheckpointsAnswer = ReturnType<typeof checkpointsAnswer>

const completedSubtask = fields({
  className: only('completed'),
  index: count,
  status: only('completed'),
  ack_timestamp: measure,
  end_to_end_duration: measure,
  checkpointed_size: count,
  state_size: count,
  checkpoint: fields({ sync: measure, async: measure }),
  alignment: fields({ buffered: measure, processed: measure, persisted: measure, duration: measure }),
  start_delay: measure,
  unaligned_checkpoint: flag,
  aborted: flag,
})
const pendingSubtask = fields({
  className: only('pending'),
  index: count,
  status: only('pending_or_failed'),
})
export type CompletedSubtaskAnswer = ReturnType<typeof completedSubtask>
export type SubtaskAnswer = CompletedSubtaskAnswer | ReturnType<typeof pendingSubtask>

const subtask: Reader<SubtaskAnswer> = tagged<SubtaskAnswer>('className', {
  completed: completedSubtask,
  pending: pendingSubtask,
})

/** `/jobs/:jobid/checkpoints/details/:checkpointid/subtasks/:vertexid` */
export const checkpointSubtasksAnswer = fields({
  ...taskShape,
  summary: fields({
    checkpointed_size: distribution,
    state_size: distribution,
    end_to_end_duration: distribution,
    checkpoint_duration: fields({ sync: distribution, async: distribution }),
    alignment: fields({
      buffered: distribution,
      processed: distribution,
      persisted: distribution,
      duration: distribution,
    }),
    start_delay: distribution,
  }),
  subtasks: list(subtask),
})
export type CheckpointSubtasksAnswer = ReturnType<typeof checkpointSubtasksAnswer>

const LONG_MAX = 2 ** 63

/** Without periodic checkpoints it is the greatest long, which is no safe integer. */
const interval = integer(-1, LONG_MAX)

/** `/jobs/:jobid/checkpoints/config` */
export const checkpointConfigAnswer = fields({
  mode: oneOf(['exactly_once', 'at_least_once'] as const),
  interval,
  timeout: count,
  min_pause: count,
  max_concurrent: integer(1),
  externalization: fields({ enabled: flag, delete_on_cancellation: flag }),
  state_backend: anyText,
  checkpoint_storage: anyText,
  unaligned_checkpoints: flag,
  tolerable_failed_checkpoints: count,
  aligned_checkpoint_timeout: count,
  checkpoints_after_tasks_finish: flag,
  state_changelog_enabled: flag,
  changelog_periodic_materialization_interval: count,
  changelog_storage: anyText,
})
export type CheckpointConfigAnswer = ReturnType<typeof checkpointConfigAnswer>

/** A checkpoint or savepoint was asked for. */
export const triggerAnswer = fields({ 'request-id': flinkId })

const throwable = fields({ class: anyText, 'stack-trace': anyText, 'serialized-throwable': anyText })

const outcomeFields = fields({
  location: optional(anyText),
  'failure-cause': optional(throwable),
  checkpointId: optional(count),
  failureCause: optional(throwable),
})

/** Of a savepoint its place, of a checkpoint its id, or why there is none: one of these. */
const outcome = (value: Parameters<typeof outcomeFields>[0], at: Place) => {
  const read = outcomeFields(value, at)
  const { length } = Object.keys(read)
  return length === 1 ? read : refuse('missing', at, `expected one outcome, got ${length}`)
}

/** What has become of a trigger. */
export const operationAnswer = fields({
  status: fields({ id: oneOf(['IN_PROGRESS', 'COMPLETED'] as const) }),
  operation: optional(nullable(outcome)),
})
