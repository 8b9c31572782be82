/**
 * What faults of ours bring about: what tasks say when they are struck, which failures pass and which come again after
 * every restart, and what may be lost.
 */
import type { LegVerdict } from '../../src/engine/api/verdict.ts'
import type { Run } from '../../src/engine/index.ts'

const PASSING: readonly RegExp[] = [
  /^Artificial failure$/,
  /^Stop-with-savepoint failed\.$/,
  /^The process of .* has ended$/,
  /^The JobManager that is responsible for the job has lost the leadership$/,
  /^Connection unexpectedly closed by the remote TaskManager of /,
  /^ArtificialFailure: the synchronous part of checkpoint \d+ fails$/,
  /^ArtificialFailure: the state cannot be restored$/,
  /^Could not restore the state: .*: the storage does not answer$/,
  // What the loss of a process makes of tasks.
  /^The heartbeat of the JobManager timed out$/,
  /^another attempt takes its place$/,
  /^IOException: Failed to commit \d+ committables after \d+ retries$/,
  /^IOException: Failed to commit [\w/-]+$/,
]

/** Poison is read again, what was lost stays lost, and a timeout that is too short stays too short. */
export const LASTING_FAILURES: readonly RegExp[] = [
  /^ArtificialFailure: the function cannot take the record at offset \d+$/,
  /^Could not restore the state: .*: (no such file|the file is corrupt, its checksum does not match)$/,
  /^InvalidProducerEpochException: transaction [\w/-]+ was open for longer than its timeout$/,
  /^FlinkRuntimeException: Committing [\w/-]+ failed: (aborted|unknown-transaction)$/,
]

export const isPassing = (reason: string): boolean => PASSING.some(text => text.test(reason))

/** The broker gave up a transaction that it had prepared, before the job could commit it. */
export const hasLostCommit = (run: Run): boolean =>
  run.rows(1, run.step, new Set(['TransactionAborted'])).some(row => row.effect === 'expired')

/** Missing may be what the broker gave up, twice there what is committed again behind a stop; a run may have met both. */
export const isBroughtAbout = (run: Run, { verdict, lost, duplicated }: LegVerdict): boolean =>
  (verdict === 'lost' || verdict === 'duplicated') &&
  (lost === 0 || hasLostCommit(run)) &&
  (duplicated === 0 || hasFailedBehindStop(run))

/**
 * The job failed behind the savepoint that was to stop it, and went on from before: what the savepoint had committed
 * is committed again, in Flink too.
 */
function hasFailedBehindStop(run: Run): boolean {
  const ends = run.rows(1, run.step, new Set(['CheckpointTriggered', 'CheckpointCompleted', 'StateRestored']))
  const stops = new Set(
    ends.flatMap(row =>
      row.kind === 'CheckpointTriggered' && row.reason === 'stop' ? [row.checkpoint] : [],
    ),
  )
  const stopped = ends.findIndex(row => row.kind === 'CheckpointCompleted' && stops.has(row.checkpoint))
  return stopped >= 0 && ends.slice(stopped).some(row => row.kind === 'StateRestored')
}

/** Only a command drops records, and the rows of a long run are many. */
export const hasLostRecord = (run: Run): boolean =>
  run.state.spec.commands.some(({ kind }) => kind === 'drop-record') &&
  run.rows(1, run.step, new Set(['RecordDropped'])).length > 0
