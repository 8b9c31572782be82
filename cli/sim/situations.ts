/** Situations that a simulation should reach at least sometimes: what was never reached was never tested. */
import {
  CHECKPOINT_FAILURE_REASONS,
  type CheckpointFailureReason,
} from '../../src/engine/api/checkpoint-failure-reason.ts'
import type { Run } from '../../src/engine/index.ts'
import { TRACE_KINDS, type TraceRow } from '../../src/engine/api/trace.ts'
import { COMMAND_NAMES } from './random-command.ts'
import type { Traits } from './random-time.ts'
import { MOMENT_NAMES } from './time-situations.ts'

const has = (rows: readonly TraceRow[], kind: TraceRow['kind'], reason?: string): boolean =>
  rows.some(row => row.kind === kind && (reason === undefined || row.reason === reason))

/** Reasons that only a setting of its own, or nothing in a simulated cluster, brings about. */
const UNREACHED: readonly CheckpointFailureReason[] = [
  'PERIODIC_SCHEDULER_SHUTDOWN',
  'TOO_MANY_CHECKPOINT_REQUESTS',
  'MINIMUM_TIME_BETWEEN_CHECKPOINTS',
  'BLOCKING_OUTPUT_EXIST',
  'CHANNEL_STATE_SHARED_STREAM_EXCEPTION',
  'CHECKPOINT_DECLINED',
  'CHECKPOINT_DECLINED_TASK_NOT_READY',
  'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM',
  'CHECKPOINT_COORDINATOR_SHUTDOWN',
  'JOB_FAILOVER_REGION',
  'TASK_FAILURE',
]

const REASONS: ReadonlySet<string> = new Set(
  CHECKPOINT_FAILURE_REASONS.filter(reason => !UNREACHED.includes(reason)),
)

const taskFailure = (row: TraceRow): string => (row.kind === 'TaskFailed' ? (row.reason ?? '') : '')

/** What a task says of the fault that it died of. */
const STRUCK: readonly (readonly [string, RegExp])[] = [
  ['a failure in the synchronous part', /the synchronous part of checkpoint/],
  ['a restore that fails', /the state cannot be restored/],
  ['a restore from storage that fails', /the storage does not answer/],
  ['a restore without its file', /no such file/],
  ['a restore from a corrupt file', /its checksum does not match/],
  ['a poison record', /the function cannot take the record/],
  ['a commit that is tried too often', /after \d+ retries/],
  ['a commit that fails for no known reason', /^IOException: Failed to commit [^ ]+$/],
  ['a commit that can never be done', /^FlinkRuntimeException: Committing/],
]

/** Name of the situation, and how it is seen. */
const SITUATIONS: readonly (readonly [string, (rows: readonly TraceRow[], run: Run) => boolean])[] = [
  [
    'a restore from a checkpoint',
    rows => rows.some(row => row.kind === 'StateRestored' && row.checkpoint > 0),
  ],
  [
    'a restart without a checkpoint',
    rows => rows.some(row => row.kind === 'StateRestored' && row.checkpoint === 0 && row.step > 200),
  ],
  [
    'a second restore',
    rows => new Set(rows.filter(row => row.kind === 'TaskDeployed').map(row => row.amount)).size > 2,
  ],
  ['a kill during a restore', rows => killedWhile(rows, 'TaskDeployed', 'TaskStarted')],
  [
    'a kill between prepare and commit',
    rows => killedWhile(rows, 'TransactionPrepared', 'TransactionCommitted'),
  ],
  [
    'a kill while a checkpoint is pending',
    rows => has(rows, 'CheckpointAborted', 'CHECKPOINT_COORDINATOR_SUSPEND'),
  ],
  ['a checkpoint that expired', rows => has(rows, 'CheckpointAborted', 'CHECKPOINT_EXPIRED')],
  ['a checkpoint that was subsumed', rows => has(rows, 'CheckpointSubsumed')],
  ['a decline that comes too late', rows => has(rows, 'MessageIgnored', 'decline')],
  [
    'a decline because a task closes',
    rows => has(rows, 'CheckpointDeclined', 'CHECKPOINT_DECLINED_TASK_CLOSING'),
  ],
  [
    'a cancelled barrier',
    rows => has(rows, 'CheckpointDeclined', 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER'),
  ],
  [
    'tasks not ready for a checkpoint',
    rows => has(rows, 'CheckpointAborted', 'NOT_ALL_REQUIRED_TASKS_RUNNING'),
  ],
  [
    'a commit made twice',
    rows => rows.some(row => row.kind === 'TransactionCommitted' && row.amount === 0 && row.total > 0),
  ],
  ['an aborted transaction', rows => has(rows, 'TransactionAborted')],
  ['a record that is lost', rows => has(rows, 'RecordDropped')],
  ['a message that is lost', rows => has(rows, 'RpcTampered', 'drop')],
  ['a message that is late', rows => has(rows, 'RpcTampered', 'delay')],
  ['a message that comes twice', rows => has(rows, 'RpcTampered', 'duplicate')],
  ['a commit without an answer', rows => has(rows, 'CommitAnswered', 'timeout')],
  ['a commit that had been done before', rows => has(rows, 'CommitAnswered', 'already-committed')],
  ['a commit that is tried again', rows => has(rows, 'CommitAnswered', 'retry-later')],
  ['a commit that comes too late', rows => has(rows, 'CommitAnswered', 'aborted')],
  ['an upload that fails', rows => has(rows, 'CheckpointDeclined', 'CHECKPOINT_ASYNC_EXCEPTION')],
  ...STRUCK.map(
    ([name, text]) =>
      [name, (rows: readonly TraceRow[]) => rows.some(row => text.test(taskFailure(row)))] as const,
  ),
  ['a late ack', rows => has(rows, 'MessageIgnored', 'ack')],
  ['a late notify', rows => has(rows, 'MessageIgnored', 'complete')],
  ['a record for a dead attempt', rows => has(rows, 'MessageIgnored', 'item')],
  ['a channel blocked for alignment', rows => has(rows, 'ChannelBlocked')],
  ['backpressure behind a barrier', rows => rows.some(row => row.kind === 'ResumeArrived' && row.amount > 0)],
  [
    'a failure while another is dealt with',
    rows =>
      rows.filter(row => row.kind === 'FailureNoticed').length >
      rows.filter(row => row.kind === 'RestartScheduled').length,
  ],
  [
    'a checkpoint with finished tasks',
    rows => {
      const finished = rows.find(row => row.kind === 'TaskFinished')?.step ?? Infinity
      return rows.some(row => row.kind === 'CheckpointTriggered' && finished < row.step)
    },
  ],
  ['a checkpoint by records', rows => has(rows, 'CheckpointTriggered', 'records')],
  ['a checkpoint by bytes', rows => has(rows, 'CheckpointTriggered', 'bytes')],
  ['a savepoint', rows => rows.some(row => row.kind === 'CheckpointCompleted' && row.reason !== null)],
  ['a stop with savepoint', rows => has(rows, 'CheckpointTriggered', 'stop')],
  ['a stop with savepoint that failed', rows => has(rows, 'TaskFailed', 'Stop-with-savepoint failed.')],
  [
    'a savepoint beside a checkpoint',
    rows =>
      rows.some((row, i) => row.effect?.startsWith('savepoint') === true && isPending(rows.slice(0, i))),
  ],
  ['a checkpoint that must be full', rows => rows.some(row => row.effect === 'full')],
  ['checkpoints deleted at the end', rows => has(rows, 'CheckpointDiscarded')],
  ['a task deployed as finished', rows => finishedOnRestore(rows)],
  [
    'two acks of one task, or an unknown one',
    rows => rows.some(row => row.reason?.startsWith('ack ') === true),
  ],
  ['a TaskManager that is lost', rows => has(rows, 'TaskManagerLost')],
  ['slots that are missing', rows => has(rows, 'SlotsMissing')],
  ['a heartbeat that does not come', rows => has(rows, 'HeartbeatTimedOut')],
  ['a short cut of the network', rows => has(rows, 'NetworkHealed')],
  ['state read from a local copy', rows => has(rows, 'LocalStateFound')],
  ['another leader', rows => has(rows, 'LeaderElected')],
  [
    'one region restarts and another runs on',
    (rows, run) =>
      rows.some(
        ({ kind, reason, amount }) =>
          kind === 'JobStatusChanged' && reason === 'RESTARTING' && amount < run.plan.tasks.length,
      ),
  ],
  ['a barrier that overtakes records', rows => has(rows, 'BarrierOvertook')],
  [
    'an unaligned checkpoint from the first barrier',
    rows => has(rows, 'UnalignedCheckpointStarted', 'barrier'),
  ],
  ['an alignment that took too long', rows => has(rows, 'AlignmentTimedOut')],
  ['a barrier that waited too long in a queue', rows => has(rows, 'AlignmentTimedOut', 'output')],
  [
    'a restore with records in flight',
    rows => rows.some(row => row.kind === 'InFlightRestored' && row.amount > 0),
  ],
  ['a manual checkpoint', rows => has(rows, 'CheckpointTriggered', 'manual')],
  ['a buffer with several records', rows => rows.some(row => row.kind === 'BufferArrived' && row.amount > 1)],
  ['a restart from a checkpoint with all sources at their end', (rows, run) => restoredAtEnd(rows, run)],
]

const reasonName = (reason: string): string => `reason ${reason}`

/** Every command, every reason for which Flink fails a checkpoint, and all else that is looked for. */
export const SITUATION_NAMES: readonly string[] = [
  ...SITUATIONS.map(([name]) => name),
  ...MOMENT_NAMES,
  ...COMMAND_NAMES,
  ...[...REASONS].map(reasonName),
]

/** A checkpoint was under way behind `rows`. */
function isPending(rows: readonly TraceRow[]): boolean {
  const begun = rows.findLast(row => row.kind === 'CheckpointTriggered')
  const ends: readonly TraceRow['kind'][] = ['CheckpointCompleted', 'CheckpointAborted']
  return (
    begun !== undefined && !rows.some(row => ends.includes(row.kind) && row.checkpoint === begun.checkpoint)
  )
}

/** A task that had finished before a checkpoint was deployed again from it. */
function finishedOnRestore(rows: readonly TraceRow[]): boolean {
  const finished = new Set<number>()
  const lasting = new Set<string>()
  for (const row of rows) {
    if (row.kind === 'TaskFinished') finished.add(row.actor)
    if (row.kind === 'CheckpointTriggered')
      for (const task of finished) lasting.add(`${row.checkpoint} ${task}`)
    if (row.kind === 'TaskDeployed' && lasting.has(`${row.checkpoint} ${row.actor}`)) return true
    if (row.kind === 'TaskDeployed') finished.delete(row.actor)
  }
  return false
}

function killedWhile(rows: readonly TraceRow[], begun: TraceRow['kind'], ended: TraceRow['kind']): boolean {
  let open = 0
  for (const row of rows) {
    if (row.kind === begun) open += 1
    if (row.kind === ended) open -= 1
    if (row.kind === 'TaskFailed' && open > 0) return true
    if (row.kind === 'TaskFailed' || row.kind === 'TaskCanceled') open = Math.max(0, open)
  }
  return false
}

function restoredAtEnd(rows: readonly TraceRow[], run: Run): boolean {
  const restored = rows.findLast(row => row.kind === 'StateRestored' && row.checkpoint > 0)
  return (
    restored !== undefined &&
    !rows.some(row => row.step > restored.step && row.kind === 'RecordRead') &&
    run.jobStatus() === 'FINISHED'
  )
}

/** Rows of records are most of a run's, and few situations ask for them. */
const MINOR: ReadonlySet<TraceRow['kind']> = new Set(
  TRACE_KINDS.filter(kind =>
    /^(Outputs|Credit|Watermark|Housekeeping|BufferFlushed|RecordProcessed)/.test(kind),
  ),
)

const WANTED: ReadonlySet<TraceRow['kind']> = new Set(TRACE_KINDS.filter(kind => !MINOR.has(kind)))

export function noteSituations(run: Run, traits: Traits): void {
  const rows = run.rows(1, run.step, WANTED)
  for (const [name, seen] of SITUATIONS) if (seen(rows, run)) traits.add(name)
  for (const { reason, effect } of rows) {
    if (reason !== null && REASONS.has(reason)) traits.add(reasonName(reason))
    if (effect !== null && REASONS.has(effect)) traits.add(reasonName(effect))
  }
}
