/** Situations that a simulation should reach at least sometimes: what was never reached was never tested. */
import type { Run } from '../../src/engine/index.ts'
import type { TraceRow } from '../../src/engine/api/trace.ts'
import { FAILURE_REASONS } from '../../src/interop/flink-log/failure-reasons.ts'
import { COMMAND_NAMES } from './random-command.ts'
import type { Traits } from './random-time.ts'
import { MOMENT_NAMES } from './time-situations.ts'

const has = (rows: readonly TraceRow[], kind: TraceRow['kind'], reason?: string): boolean =>
  rows.some(row => row.kind === kind && (reason === undefined || row.reason === reason))

const REASONS: ReadonlySet<string> = new Set(Object.keys(FAILURE_REASONS))

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
    rows =>
      rows.some(
        row =>
          row.kind === 'CheckpointTriggered' &&
          rows.some(other => other.kind === 'TaskFinished' && other.step < row.step),
      ),
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

export function noteSituations(run: Run, traits: Traits): void {
  const rows = run.rows(1, run.step)
  for (const [name, seen] of SITUATIONS) if (seen(rows, run)) traits.add(name)
  for (const { reason } of rows) if (reason !== null && REASONS.has(reason)) traits.add(reasonName(reason))
}
