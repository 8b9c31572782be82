/**
 * Weir's own checkpoint statistics as Flink's REST interface answers them: the same fields, the same units. Inside,
 * times are exact; only here they become whole milliseconds, a duration between two moments being the difference of
 * what two clocks show. What Weir does not model has the value that Flink gives where it is off.
 */
import { parseDuration } from '../../base/duration.ts'
import type { CheckpointFrame, Frame, Scene, SubtaskCheckpointFrame } from '../../engine/api/frame.ts'
import type { Config } from '../../engine/api/spec.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { failureMessage } from '../flink-log/failure-reasons.ts'
import type {
  CheckpointAnswer,
  CheckpointConfigAnswer,
  CheckpointsAnswer,
  CheckpointSubtasksAnswer,
  CompletedCheckpointAnswer,
  CompletedSubtaskAnswer,
  FailedCheckpointAnswer,
  SubtaskAnswer,
  TaskCheckpoint,
} from './checkpoint-answers.ts'
import { pastOf, type CheckpointPast, type Past } from './checkpoint-past.ts'
import { vertexId } from './executions.ts'
import { distributionOf, withoutPercentiles, ZEROS } from './distribution.ts'

/** A run up to one step. `rows` are all of STATISTICS_KINDS from its first step on. */
export interface StatisticsData {
  readonly scene: Scene
  readonly epochMs: number
  /** What was asked for; the settings of the scene are what came of it. */
  readonly config: Config
  readonly coordinator: Frame['coordinator']
  readonly restoredFrom: number
  readonly rows: readonly TraceRow[]
}

/** web.checkpoints.history */
const HISTORY_MAX = 10
const MICROS_PER_MS = 1000
/** What Flink says of checkpoints that the JobManager keeps in its memory. */
const EXTERNAL_PATH = '<checkpoint-not-externally-addressable>'

const BACKENDS: Readonly<Record<string, string>> = {
  hashmap: 'HashMapStateBackend',
  rocksdb: 'EmbeddedRocksDBStateBackend',
  forst: 'ForStStateBackend',
}
const STORAGES: Readonly<Record<string, string>> = {
  jobmanager: 'JobManagerCheckpointStorage',
  filesystem: 'FileSystemCheckpointStorage',
}

/** Of a duration in µs; -1: not known. */
const millis = (micros: number): number => (micros < 0 ? -1 : Math.floor(micros / MICROS_PER_MS))

const moment = (data: StatisticsData, time: number): number => (time < 0 ? -1 : data.epochMs + millis(time))

/** From the trigger to an ack, or to its failure, as two clocks show them; -1 without an ack. */
const untilAck = (triggeredAt: number, ackedAt: number): number =>
  ackedAt < 0 ? -1 : Math.max(0, millis(ackedAt) - millis(triggeredAt))

// One checkpoint

type Tasks = CheckpointAnswer['tasks']

function common(data: StatisticsData, past: CheckpointPast, tasks: Tasks) {
  const subtasks = data.scene.vertices.reduce((sum, vertex) => sum + vertex.parallelism, 0)
  const finished = subtasks - past.waitedFor
  const ackedAt = latestAck(past, finished)
  return {
    id: past.id,
    is_savepoint: past.snapshot.savepointFormat !== null,
    savepointFormat: past.snapshot.savepointFormat,
    trigger_timestamp: moment(data, past.triggeredAt),
    latest_ack_timestamp: moment(data, ackedAt),
    checkpointed_size: past.bytes,
    state_size: past.stateBytes,
    end_to_end_duration: untilAck(past.triggeredAt, past.status === 'FAILED' ? past.endedAt : ackedAt),
    alignment_buffered: 0,
    processed_data: past.processed,
    persisted_data: past.persisted,
    num_subtasks: subtasks,
    num_acknowledged_subtasks: finished + past.acknowledged,
    checkpoint_type: typeOf(past),
    tasks,
  } as const
}

function typeOf({ snapshot, unaligned }: CheckpointPast): CheckpointAnswer['checkpoint_type'] {
  if (snapshot.savepointFormat !== null) return snapshot.synchronous ? 'SYNC_SAVEPOINT' : 'SAVEPOINT'
  return unaligned ? 'UNALIGNED_CHECKPOINT' : 'CHECKPOINT'
}

const isSavepoint = (past: CheckpointPast): boolean => past.snapshot.savepointFormat !== null

/** Where a snapshot lies, as far as it lies anywhere. */
function externalPath({ scene, config }: StatisticsData, past: CheckpointPast): string {
  const folder = config['execution.checkpointing.dir'] ?? config['state.checkpoints.dir'] ?? ''
  if (isSavepoint(past)) {
    const own = config['execution.checkpointing.savepoint-dir'] ?? config['state.savepoints.dir'] ?? folder
    return `${own}/${past.path ?? ''}`
  }
  const kept = STORAGES[scene.settings.checkpointStorage] === STORAGES['filesystem']
  return kept ? `${folder}/${scene.jobId}/chk-${past.id}` : EXTERNAL_PATH
}

/** Subtasks that have finished count as acknowledged with the trigger. */
const latestAck = (past: CheckpointPast, finished: number): number =>
  past.latestAckAt < 0 && finished > 0 ? past.triggeredAt : past.latestAckAt

const completedAnswer = (
  data: StatisticsData,
  past: CheckpointPast,
  tasks: Tasks = {},
): CompletedCheckpointAnswer => ({
  className: 'completed',
  status: 'COMPLETED',
  ...common(data, past, tasks),
  external_path: externalPath(data, past),
  discarded: past.discarded,
})

const failedAnswer = (
  data: StatisticsData,
  past: CheckpointPast,
  tasks: Tasks = {},
): FailedCheckpointAnswer => ({
  className: 'failed',
  status: 'FAILED',
  ...common(data, past, tasks),
  failure_timestamp: moment(data, past.endedAt),
  failure_message: past.reason === null ? null : failureMessage(past.reason),
})

function answerOf(data: StatisticsData, past: CheckpointPast, tasks: Tasks = {}): CheckpointAnswer {
  switch (past.status) {
    case 'COMPLETED':
      return completedAnswer(data, past, tasks)
    case 'FAILED':
      return failedAnswer(data, past, tasks)
    case 'IN_PROGRESS':
      return { className: 'in_progress', status: 'IN_PROGRESS', ...common(data, past, tasks) }
  }
}

// All of them

function summaryOf(completed: readonly CheckpointPast[]): CheckpointsAnswer['summary'] {
  return {
    checkpointed_size: distributionOf(completed.map(past => past.bytes)),
    state_size: distributionOf(completed.map(past => past.stateBytes)),
    end_to_end_duration: distributionOf(completed.map(past => untilAck(past.triggeredAt, past.latestAckAt))),
    alignment_buffered: ZEROS,
    processed_data: distributionOf(completed.map(past => past.processed)),
    persisted_data: distributionOf(completed.map(past => past.persisted)),
  }
}

/**
 * What did not complete in this run came from outside. Flink takes it for a savepoint, unless the run has claimed it
 * and so treats it as one of its own checkpoints.
 */
function restoredAnswer(data: StatisticsData, past: Past): CheckpointsAnswer['latest']['restored'] {
  const { restoredFrom: id, config } = data
  if (id === 0) return null
  const own = past.completed.find(other => other.id === id)
  return {
    id,
    restore_timestamp: moment(data, past.deployedAt),
    is_savepoint:
      own === undefined ? config['execution.state-recovery.claim-mode'] !== 'CLAIM' : isSavepoint(own),
    external_path: own === undefined ? EXTERNAL_PATH : externalPath(data, own),
  }
}

function checkpointsAnswerOf(data: StatisticsData, past: Past): CheckpointsAnswer {
  const { counts } = data.coordinator
  const completed = past.completed.findLast(one => !isSavepoint(one))
  const savepoint = past.completed.findLast(isSavepoint)
  const failed = past.failed.at(-1)
  return {
    counts: {
      restored: counts.restored,
      total: counts.triggered,
      in_progress: past.checkpoints.filter(other => other.status === 'IN_PROGRESS').length,
      completed: counts.completed,
      failed: counts.failed,
    },
    summary: summaryOf(past.completed),
    latest: {
      completed: completed === undefined ? null : completedAnswer(data, completed),
      savepoint: savepoint === undefined ? null : completedAnswer(data, savepoint),
      failed: failed === undefined ? null : failedAnswer(data, failed),
      restored: restoredAnswer(data, past),
    },
    history: past.checkpoints
      .slice(-HISTORY_MAX)
      .reverse()
      .map(other => answerOf(data, other)),
  }
}

// Its vertices and subtasks

/** A subtask that had finished has nothing more to store. */
const finishedPart = (frame: CheckpointFrame, actor: number): SubtaskPart => ({
  actor,
  ackedAt: frame.triggeredAt,
  startDelay: 0,
  alignment: 0,
  sync: 0,
  async: 0,
  bytes: 0,
  stateBytes: 0,
  processed: 0,
  persisted: 0,
  unaligned: false,
})

type SubtaskPart = Pick<
  SubtaskCheckpointFrame,
  | 'actor'
  | 'ackedAt'
  | 'startDelay'
  | 'alignment'
  | 'sync'
  | 'async'
  | 'bytes'
  | 'stateBytes'
  | 'processed'
  | 'persisted'
  | 'unaligned'
>

/** The parts of the subtasks of a vertex, by their index. */
function partsOf({ scene }: StatisticsData, frame: CheckpointFrame, vertex: number): SubtaskPart[] {
  return scene.actors
    .filter(actor => actor.vertex === vertex)
    .sort((a, b) => a.subtask - b.subtask)
    .map(({ index }) => frame.subtasks.find(other => other.actor === index) ?? finishedPart(frame, index))
}

function taskAnswer(
  data: StatisticsData,
  frame: CheckpointFrame,
  parts: readonly SubtaskPart[],
): TaskCheckpoint {
  const acked = parts.filter(part => part.ackedAt >= 0)
  const ackedAt = acked.reduce((latest, part) => Math.max(latest, part.ackedAt), -1)
  const sum = (of: (part: SubtaskPart) => number) => acked.reduce((total, part) => total + of(part), 0)
  const bytes = sum(part => part.bytes)
  const statuses = { pending: 'IN_PROGRESS', completed: 'COMPLETED', aborted: 'FAILED' } as const
  return {
    id: frame.id,
    status: statuses[frame.status],
    latest_ack_timestamp: moment(data, ackedAt),
    checkpointed_size: bytes,
    state_size: sum(part => part.stateBytes),
    end_to_end_duration: untilAck(frame.triggeredAt, ackedAt),
    alignment_buffered: 0,
    processed_data: sum(part => part.processed),
    persisted_data: sum(part => part.persisted),
    num_subtasks: parts.length,
    num_acknowledged_subtasks: acked.length,
  }
}

function subtaskAnswer(
  data: StatisticsData,
  frame: CheckpointFrame,
  part: SubtaskPart,
  index: number,
): SubtaskAnswer {
  if (part.ackedAt < 0) return { className: 'pending', index, status: 'pending_or_failed' }
  return {
    className: 'completed',
    index,
    status: 'completed',
    ack_timestamp: moment(data, part.ackedAt),
    end_to_end_duration: untilAck(frame.triggeredAt, part.ackedAt),
    checkpointed_size: part.bytes,
    state_size: part.stateBytes,
    checkpoint: { sync: millis(part.sync), async: millis(part.async) },
    alignment: {
      buffered: 0,
      processed: part.processed,
      persisted: part.persisted,
      duration: millis(part.alignment),
    },
    start_delay: millis(part.startDelay),
    unaligned_checkpoint: part.unaligned,
    aborted: false,
  }
}

function subtasksAnswerOf(
  data: StatisticsData,
  frame: CheckpointFrame,
  vertex: number,
): CheckpointSubtasksAnswer {
  const parts = partsOf(data, frame, vertex)
  const subtasks = parts.map((part, index) => subtaskAnswer(data, frame, part, index))
  const completed = subtasks.filter(
    (subtask): subtask is CompletedSubtaskAnswer => subtask.className === 'completed',
  )
  const over = (field: (subtask: CompletedSubtaskAnswer) => number) =>
    withoutPercentiles(completed.map(field))
  return {
    ...taskAnswer(data, frame, parts),
    summary: {
      checkpointed_size: over(subtask => subtask.checkpointed_size),
      state_size: over(subtask => subtask.state_size),
      end_to_end_duration: over(subtask => subtask.end_to_end_duration),
      checkpoint_duration: {
        sync: over(subtask => subtask.checkpoint.sync),
        async: over(subtask => subtask.checkpoint.async),
      },
      alignment: {
        buffered: ZEROS,
        processed: over(subtask => subtask.alignment.processed),
        persisted: over(subtask => subtask.alignment.persisted),
        duration: over(subtask => subtask.alignment.duration),
      },
      start_delay: over(subtask => subtask.start_delay),
    },
    subtasks,
  }
}

// The configuration

const NOT_RETAINED = 'NO_EXTERNALIZED_CHECKPOINTS'

/** Flink tells the interval and the limit as they were set, also where a minimum pause overrules them. */
function configAnswerOf({ scene, config }: StatisticsData): CheckpointConfigAnswer {
  const { settings } = scene
  const retention = config['execution.checkpointing.externalized-checkpoint-retention'] ?? NOT_RETAINED
  const interval = parseDuration(config['execution.checkpointing.interval'] ?? '')
  const timeout = parseDuration(config['execution.checkpointing.aligned-checkpoint-timeout'] ?? '')
  return {
    mode: settings.mode === 'EXACTLY_ONCE' ? 'exactly_once' : 'at_least_once',
    interval: interval === null ? Math.floor(settings.checkpointIntervalMs) : millis(interval),
    timeout: Math.floor(settings.checkpointTimeoutMs),
    min_pause: Math.floor(settings.minPauseMs),
    max_concurrent: Number(config['execution.checkpointing.max-concurrent-checkpoints'] ?? 1),
    externalization: {
      enabled: retention !== NOT_RETAINED,
      delete_on_cancellation: retention !== 'RETAIN_ON_CANCELLATION',
    },
    state_backend: BACKENDS[settings.stateBackend] ?? settings.stateBackend,
    checkpoint_storage: STORAGES[settings.checkpointStorage] ?? settings.checkpointStorage,
    unaligned_checkpoints: config['execution.checkpointing.unaligned.enabled'] === 'true',
    tolerable_failed_checkpoints: settings.tolerableFailedCheckpoints,
    aligned_checkpoint_timeout: timeout === null ? 0 : millis(timeout),
    checkpoints_after_tasks_finish:
      config['execution.checkpointing.checkpoints-after-tasks-finish'] !== 'false',
    state_changelog_enabled: false,
    changelog_periodic_materialization_interval: 600_000,
    changelog_storage: 'memory',
  }
}

export type StatisticsAnswer =
  | CheckpointsAnswer
  | CheckpointAnswer
  | CheckpointSubtasksAnswer
  | CheckpointConfigAnswer
  | { readonly errors: readonly string[] }

/** Every answer of the checkpoint family, by the path at which Flink gives it. */
export function restStatistics(data: StatisticsData): Readonly<Record<string, StatisticsAnswer>> {
  const { scene, coordinator } = data
  const root = `/jobs/${scene.jobId}/checkpoints`
  if (!coordinator.enabled) {
    const refused = { errors: ['Checkpointing has not been enabled.'] }
    return { [root]: refused, [`${root}/config`]: refused }
  }
  const past = pastOf(data.rows)
  const answers: Record<string, StatisticsAnswer> = {
    [root]: checkpointsAnswerOf(data, past),
    [`${root}/config`]: configAnswerOf(data),
  }
  const ids = scene.vertices.map(vertexId)
  for (const frame of coordinator.checkpoints) {
    const found = past.checkpoints.find(other => other.id === frame.id)
    if (found === undefined) continue
    const details = `${root}/details/${frame.id}`
    const tasks = scene.vertices.map(({ index }) => taskAnswer(data, frame, partsOf(data, frame, index)))
    answers[details] = answerOf(data, found, Object.fromEntries(tasks.map((task, i) => [ids[i]!, task])))
    for (const { index } of scene.vertices) {
      answers[`${details}/subtasks/${ids[index]}`] = subtasksAnswerOf(data, frame, index)
    }
  }
  return answers
}
