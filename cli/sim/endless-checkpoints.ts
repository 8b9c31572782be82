/** A job waits for a last checkpoint, and by Flink's rules there may never be one: how a run that goes on for ever is told. */
import type { TraceRow } from '../../src/engine/api/trace.ts'
import type { Run } from '../../src/engine/index.ts'

export const STEPS_MAX = 40_000
/** Where the last checkpoint has expired, steps go on until as many have in a row, or the job ends after all. */
export const STEPS_EXPIRED_MAX = 200_000
/**
 * A task that hangs for minutes holds up the job, its checkpoints and its own cancelling. Clocks of other tasks go on,
 * and may need a step every few milliseconds.
 */
export const STEPS_HUNG_MAX = 1_000_000

/** As many failures in a row for an expired checkpoint, and the next will come, too. */
const EXPIRY_FAILURES_MIN = 10

/** A busy job takes many steps in the time that a checkpoint or a hang has. */
export function stepsMaxOf(run: Run): number {
  if (run.state.spec.commands.some(({ kind }) => kind === 'hang-task')) return STEPS_HUNG_MAX
  return checkpointEnds(run).slice(-1).some(hasExpired) ? STEPS_EXPIRED_MAX : STEPS_MAX
}

/** `expiredMin`: as many in a row that ended in this way, and the next will too. */
export function whyCheckpointsNeverEnd(run: Run, expiredMin: number): string | null {
  if (failsByExpiry(run)) return 'the job fails again and again because a checkpoint expires'
  const last = checkpointEnds(run).slice(-expiredMin)
  if (last.length < expiredMin) return null
  if (last.every(hasExpired)) return 'every checkpoint expires'
  return last.every(isOfUnion)
    ? 'a union list waits for a task that has finished, and its sibling restarted'
    : null
}

/**
 * A task stands still until it hears that the savepoint it stops with is complete. Flink says so once, by a message that
 * nobody answers, and no checkpoint follows: where it was lost, the job neither stops nor goes on.
 */
export function hasLostStop(run: Run): boolean {
  const lost = run
    .rows(1, run.step, new Set(['RpcTampered']))
    .filter(row => row.reason === 'drop' && row.effect === 'complete')
  return lost.some(({ peer, checkpoint }) => {
    const task = run.world.actors[peer]!
    return task.kind === 'task' && task.life === 'RUNNING' && task.finish.syncSavepoint === checkpoint
  })
}

/**
 * More checkpoints expire than are tolerated, after every restart. Others complete in between, and yet no task gets to
 * its end: with several at a time it has the next ones in hand when it hears of its last.
 */
function failsByExpiry(run: Run): boolean {
  const rows = run.rows(1, run.step, new Set(['CheckpointAborted', 'JobStatusChanged']))
  const expiries = new Set(rows.filter(hasExpired).map(({ step }) => step))
  const failures = rows.filter(({ reason }) => reason === 'RESTARTING').slice(-EXPIRY_FAILURES_MIN)
  return failures.length === EXPIRY_FAILURES_MIN && failures.every(({ step }) => expiries.has(step))
}

/** One that was refused before it began, or went down with the job, says nothing. */
function checkpointEnds(run: Run): TraceRow[] {
  const ends = run.rows(1, run.step, new Set(['CheckpointAborted', 'CheckpointCompleted']))
  return ends.filter(row => row.checkpoint > 0 && row.reason !== 'CHECKPOINT_COORDINATOR_SUSPEND')
}

const hasExpired = ({ reason }: TraceRow): boolean => reason === 'CHECKPOINT_EXPIRED'

/**
 * All acks are in and the checkpoint cannot be: a task with a union list has finished and a sibling has not, since its
 * region restarted. Flink refuses such a checkpoint, and the sibling waits for one to end: it does so for ever there too.
 */
const isOfUnion = ({ reason, amount, total }: TraceRow): boolean =>
  reason === 'CHECKPOINT_DECLINED_TASK_CLOSING' && amount === total
