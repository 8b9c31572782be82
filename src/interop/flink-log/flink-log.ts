/**
 * The run as the log of a Flink 2.3 JobManager: the line, or the lines, that it writes for a row of the trace, in the
 * layout of Flink's own log4j configuration and in UTC. Rows of which a JobManager writes nothing — records, barriers
 * in tasks, transactions — have no line. Texts are those of CheckpointCoordinator, CheckpointFailureManager,
 * Execution, DefaultExecutionGraph and DefaultScheduler; of a stack trace only its first line is there.
 */
import { log4jTimestamp } from '../../base/civil.ts'
import type { ExecutionState, JobStatus, Scene, VertexScene } from '../../engine/api/frame.ts'
import type { TraceRow } from '../../engine/api/trace.ts'
import { typeText } from './checkpoint-types.ts'
import { failureMessage } from './failure-reasons.ts'
import { jobIds, operatorId, type JobIds } from './flink-ids.ts'
import { isExecutionState, isJobStatus, LogPast } from './log-past.ts'

const COORDINATOR = 'org.apache.flink.runtime.checkpoint.CheckpointCoordinator'
const FAILURE_MANAGER = 'org.apache.flink.runtime.checkpoint.CheckpointFailureManager'
const EXECUTION_GRAPH = 'org.apache.flink.runtime.executiongraph.ExecutionGraph'
const JOB_MASTER = 'org.apache.flink.runtime.jobmaster.JobMaster'

const CHECKPOINT_EXCEPTION = 'org.apache.flink.runtime.checkpoint.CheckpointException'

const MICROS_PER_MS = 1000
const wholeMillis = (time: number): number => Math.floor(time / MICROS_PER_MS)

interface SceneIds extends JobIds {
  readonly vertices: readonly string[]
}

const idsOfScenes = new WeakMap<Scene, SceneIds>()

/** Ids are hashes; a page asks for the same scene's line by line. */
function idsOf(scene: Scene): SceneIds {
  const known = idsOfScenes.get(scene)
  if (known !== undefined) return known
  const vertices = scene.vertices.map(vertex => operatorId(vertex.operators[0]?.uid ?? vertex.name))
  const ids = { ...jobIds(scene.jobId), vertices }
  idsOfScenes.set(scene, ids)
  return ids
}

/** Writes the lines of a run's rows, given to it one after the other in their order. */
class JobManagerLog {
  readonly #scene: Scene
  readonly #epochMs: number
  readonly #ids: SceneIds
  readonly #past = new LogPast()

  constructor(scene: Scene, epochMs: number) {
    this.#scene = scene
    this.#epochMs = epochMs
    this.#ids = idsOf(scene)
  }

  /** What the JobManager writes for `row`; null when nothing. */
  write(row: TraceRow): string | null {
    const lines = this.#linesOf(row)
    this.#past.note(row)
    return lines.length === 0 ? null : lines.join('\n')
  }

  #linesOf(row: TraceRow): string[] {
    switch (row.kind) {
      case 'JobStatusChanged':
        return isJobStatus(row.reason) ? this.#statusChanged(row, row.reason) : []
      case 'ExecutionStateChanged':
        return isExecutionState(row.reason) ? this.#stateChanged(row, row.reason) : []
      case 'CheckpointTriggered':
        return [this.#triggered(row)]
      case 'CheckpointCompleted':
        return [this.#completed(row)]
      case 'CheckpointAborted':
        return this.#aborted(row, row.reason ?? 'CHECKPOINT_EXPIRED')
      case 'CheckpointDeclined':
        return this.#isJobManager(row) ? [this.#declined(row)] : []
      case 'MessageIgnored':
        return this.#isJobManager(row) ? this.#ignored(row) : []
      case 'CommandApplied':
        return this.#asked(row)
      default:
        return []
    }
  }

  #isJobManager({ actor }: TraceRow): boolean {
    return this.#scene.actors.some(({ index, kind }) => index === actor && kind === 'jobmanager')
  }

  /** Flink's pattern `%d{yyyy-MM-dd HH:mm:ss,SSS} %-5p %-60c %x - %m%n`. */
  #line(row: TraceRow, level: 'INFO' | 'WARN', logger: string, message: string, exception?: string): string {
    const stamp = log4jTimestamp(this.#timestamp(row.time))
    const line = `${stamp} ${level.padEnd(5)} ${logger.padEnd(60)} [] - ${message}`
    return exception === undefined ? line : `${line}\n${exception}`
  }

  #timestamp(time: number): number {
    return this.#epochMs + wholeMillis(time)
  }

  // Checkpoints

  #triggered(row: TraceRow): string {
    const { jobId } = this.#scene
    const message = `Triggering checkpoint ${row.checkpoint} (type=${typeText(row.effect)}) @ ${this.#timestamp(row.time)} for job ${jobId}.`
    return this.#line(row, 'INFO', COORDINATOR, message)
  }

  #completed(row: TraceRow): string {
    const duration = wholeMillis(row.time) - wholeMillis(row.time - Math.max(0, row.duration))
    const figures = `${row.amount} bytes, checkpointDuration=${duration} ms, finalizationTime=0 ms`
    const message = `Completed checkpoint ${row.checkpoint} for job ${this.#scene.jobId} (${figures}).`
    return this.#line(row, 'INFO', COORDINATOR, message)
  }

  #aborted(row: TraceRow, reason: string): string[] {
    const { jobId } = this.#scene
    if (reason === 'NOT_ALL_REQUIRED_TASKS_RUNNING') return [this.#notTriggered(row)]
    const failures = this.#past.failures
    const warning = this.#line(
      row,
      'WARN',
      FAILURE_MANAGER,
      `Failed to trigger or complete checkpoint ${row.checkpoint === 0 ? 'UNKNOWN_CHECKPOINT_ID' : row.checkpoint} for job ${jobId}. (${failures} consecutive failed attempts so far)`,
      `${CHECKPOINT_EXCEPTION}: ${failureMessage(reason)}`,
    )
    if (reason !== 'CHECKPOINT_EXPIRED') return [warning]
    const message = `Checkpoint ${row.checkpoint} of job ${jobId} expired before completing.`
    return [this.#line(row, 'INFO', COORDINATOR, message), warning]
  }

  #notTriggered(row: TraceRow): string {
    const { jobId } = this.#scene
    const idle = this.#tasks().find(task => !this.#past.isRunning(task)) ?? -1
    const why = `Checkpoint triggering task ${this.#taskName(idle)} of job ${jobId} is not being executed at the moment. Aborting checkpoint.`
    const reason = `Failure reason: ${failureMessage('NOT_ALL_REQUIRED_TASKS_RUNNING')}`
    const message = `Failed to trigger checkpoint for job ${jobId} since ${why} ${reason}.`
    return this.#line(row, 'INFO', FAILURE_MANAGER, message)
  }

  #declined(row: TraceRow): string {
    const task = this.#attemptId(row.peer, this.#past.attemptOf(row.peer))
    const where = `by task ${task} of job ${this.#scene.jobId} at ${this.#ids.location(row.peer)}`
    return this.#line(row, 'INFO', COORDINATOR, `Decline checkpoint ${row.checkpoint} ${where}.`)
  }

  #ignored(row: TraceRow): string[] {
    if (row.reason === 'ack') return this.#lateAck(row)
    return row.reason === 'ack UNKNOWN' ? [this.#unknownAck(row)] : []
  }

  #unknownAck(row: TraceRow): string {
    const task = this.#attemptId(row.peer, this.#past.attemptOf(row.peer))
    const where = `for task ${task} of job ${this.#scene.jobId} at ${this.#ids.location(row.peer)}`
    const why = `because the task's execution attempt id was unknown. Discarding the state handle to avoid lingering state.`
    return this.#line(
      row,
      'WARN',
      COORDINATOR,
      `Could not acknowledge the checkpoint ${row.checkpoint} ${where}, ${why}`,
    )
  }

  /** What a person asks of the scheduler. */
  #asked(row: TraceRow): string[] {
    const what =
      row.reason === 'trigger-savepoint'
        ? 'savepoint'
        : row.reason === 'stop-with-savepoint'
          ? 'stop-with-savepoint'
          : null
    if (what === null) return []
    return [this.#line(row, 'INFO', JOB_MASTER, `Triggering ${what} for job ${this.#scene.jobId}.`)]
  }

  #lateAck(row: TraceRow): string[] {
    if (!this.#past.hasExpired(row.checkpoint)) return []
    const task = this.#attemptId(row.peer, this.#past.attemptOf(row.peer))
    const where = `from task ${task} of job ${this.#scene.jobId} at ${this.#ids.location(row.peer)}`
    const message = `Received late message for now expired checkpoint attempt ${row.checkpoint} ${where}.`
    return [this.#line(row, 'WARN', COORDINATOR, message)]
  }

  // The job

  #statusChanged(row: TraceRow, status: JobStatus): string[] {
    const { jobName, jobId } = this.#scene
    const before = this.#past.statusBefore(status, row)
    const exception = status === 'FAILING' ? this.#suppressed() : undefined
    const message = `Job ${jobName} (${jobId}) switched from state ${before} to ${status}.`
    const line = this.#line(row, 'INFO', EXECUTION_GRAPH, message, exception)
    return [...this.#before(row, status), line, ...this.#after(row, status, before)]
  }

  #before(row: TraceRow, status: JobStatus): string[] {
    if (!this.#past.isComplete) return []
    if (status === 'FAILING') return this.#globalFailure(row)
    return status === 'RESTARTING' ? [...this.#globalFailure(row), this.#recovering(row)] : []
  }

  #after(row: TraceRow, status: JobStatus, before: JobStatus): string[] {
    if (status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED') return this.#stopping(row)
    const isRestart = status === 'RUNNING' && before === 'RESTARTING'
    return isRestart && this.#past.isComplete ? this.#restoring(row) : []
  }

  #stopping(row: TraceRow): string[] {
    if (this.#scene.settings.checkpointIntervalMs < 0) return []
    return [
      this.#line(row, 'INFO', COORDINATOR, `Stopping checkpoint coordinator for job ${this.#scene.jobId}.`),
    ]
  }

  #suppressed(): string {
    const { restartStrategy, restartAttempts, restartDelayMs } = this.#scene.settings
    const limits = `maxNumberRestartAttempts=${restartAttempts}, backoffTimeMS=${restartDelayMs}`
    const strategy =
      restartStrategy === 'none'
        ? 'NoRestartBackoffTimeStrategy'
        : `FixedDelayRestartBackoffTimeStrategy(${limits})`
    return `org.apache.flink.runtime.JobException: Recovery is suppressed by ${strategy}`
  }

  /** A failure that is of no task: too many checkpoints failed. */
  #globalFailure(row: TraceRow): string[] {
    if (this.#past.failed !== null) return []
    const latest = `The latest checkpoint failed due to ${failureMessage(this.#past.failureReason)}`
    const advice =
      'view the Checkpoint History tab or the Job Manager log to find out why continuous checkpoints failed.'
    const exception = `org.apache.flink.util.FlinkRuntimeException: Exceeded checkpoint tolerable failure threshold. ${latest}, ${advice}`
    return [this.#line(row, 'INFO', JOB_MASTER, 'Trying to recover from a global failure.', exception)]
  }

  #recovering(row: TraceRow): string {
    const count = `${this.#tasks().length} tasks will be restarted to recover`
    const { failed } = this.#past
    const attempt = failed === null ? '' : this.#attemptId(failed.task, this.#past.attemptOf(failed.task))
    const from = failed === null ? 'from a global failure' : `the failed task ${attempt}`
    return this.#line(row, 'INFO', JOB_MASTER, `${count} ${from}.`)
  }

  #restoring(row: TraceRow): string[] {
    const { jobId } = this.#scene
    const { completed } = this.#past
    if (completed === null)
      return [this.#line(row, 'INFO', COORDINATOR, 'No checkpoint found during restore.')]
    const place = `for ${jobId} located at <checkpoint-not-externally-addressable>`
    const from = `${completed.name} ${completed.checkpoint} @ ${this.#timestamp(completed.triggeredAt)} ${place}`
    return [
      this.#line(row, 'INFO', COORDINATOR, `Restoring job ${jobId} from ${from}.`),
      this.#line(row, 'INFO', COORDINATOR, 'No master state to restore'),
    ]
  }

  // Tasks

  #stateChanged(row: TraceRow, state: ExecutionState): string[] {
    if (state === 'CREATED') return []
    const { peer: task, amount: attempt } = row
    const change = `switched from ${this.#past.stateBefore(task, state)} to ${state}`
    const subject = `${this.#taskName(task)} (${this.#attemptId(task, attempt)})`
    const line =
      state === 'FAILED'
        ? this.#failed(row, subject, change)
        : this.#line(row, 'INFO', EXECUTION_GRAPH, `${subject} ${change}.`)
    if (state === 'DEPLOYING') return [line, this.#deploying(row)]
    const hasResults = this.#scene.channels.some(({ from }) => from === task)
    if ((state !== 'CANCELED' && state !== 'FAILED') || !hasResults) return [line]
    const message = `Discarding the results produced by task execution ${this.#attemptId(task, attempt)}.`
    return [line, this.#line(row, 'INFO', EXECUTION_GRAPH, message)]
  }

  #failed(row: TraceRow, subject: string, change: string): string {
    const { failed } = this.#past
    const exception = failed?.task === row.peer ? `java.lang.Exception: ${failed.text}` : undefined
    const message = `${subject} ${change} on ${this.#ids.location(row.peer)}.`
    return this.#line(row, 'INFO', EXECUTION_GRAPH, message, exception)
  }

  #deploying(row: TraceRow): string {
    const { peer: task, amount: attempt } = row
    const { subtask, vertex } = this.#actor(task)
    const ids = `with attempt id ${this.#attemptId(task, attempt)} and vertex id ${this.#ids.vertices[vertex] ?? ''}_${subtask}`
    const slot = `to ${this.#ids.location(task)} with allocation id ${this.#ids.allocation(task)}`
    const message = `Deploying ${this.#taskName(task)} (attempt #${attempt}) ${ids} ${slot}`
    return this.#line(row, 'INFO', EXECUTION_GRAPH, message)
  }

  #tasks(): number[] {
    return this.#scene.actors.filter(({ kind }) => kind === 'task').map(({ index }) => index)
  }

  #actor(task: number): { readonly vertex: number; readonly subtask: number } {
    return this.#scene.actors.find(({ index }) => index === task) ?? { vertex: -1, subtask: 0 }
  }

  #vertex(task: number): VertexScene | undefined {
    return this.#scene.vertices[this.#actor(task).vertex]
  }

  /** `count -> out: Writer (1/3)` */
  #taskName(task: number): string {
    const vertex = this.#vertex(task)
    return `${vertex?.name ?? 'unknown'} (${this.#actor(task).subtask + 1}/${vertex?.parallelism ?? 1})`
  }

  /** ExecutionAttemptID: execution graph, vertex, subtask, attempt. */
  #attemptId(task: number, attempt: number): string {
    const { vertex, subtask } = this.#actor(task)
    return `${this.#ids.executionGraph}_${this.#ids.vertices[vertex] ?? ''}_${subtask}_${attempt}`
  }
}

/**
 * For each row what a JobManager writes. The rows stand in their order and begin with the run, for the state a task
 * comes from, attempts and the checkpoint to restore are found in the rows before.
 */
export function flinkLog(
  rows: readonly TraceRow[],
  scene: Scene,
  epochMs: number,
): readonly (string | null)[] {
  const log = new JobManagerLog(scene, epochMs)
  return rows.map(row => log.write(row))
}

/** What a JobManager writes for one row: its own line, everything before it taken to be as it usually is. */
export function flinkLogLine(row: TraceRow, scene: Scene, epochMs: number): string | null {
  return new JobManagerLog(scene, epochMs).write(row)
}
