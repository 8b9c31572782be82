/** What tasks say when a fault of ours strikes them: some failures pass, others come again after every restart. */

const PASSING: readonly RegExp[] = [
  /^Artificial failure$/,
  /^Stop-with-savepoint failed\.$/,
  /^The process of .* has ended\.$/,
  /^The JobManager that is responsible for the job has lost the leadership\.$/,
  /^Connection unexpectedly closed by the remote TaskManager of /,
  /^ArtificialFailure: the synchronous part of checkpoint \d+ fails$/,
  /^ArtificialFailure: the state cannot be restored$/,
  /^Could not restore the state: .*: the storage does not answer$/,
  // What the loss of a process makes of tasks.
  /^The process of taskmanager-\d+ has ended\.$/,
  /^The JobManager that is responsible for the job has lost the leadership\.$/,
  /^The heartbeat of the JobManager timed out\.$/,
  /^Connection unexpectedly closed by the remote TaskManager of /,
  /^another attempt takes its place$/,
  /^IOException: Failed to commit \d+ committables after \d+ retries$/,
  /^IOException: Failed to commit [\w-]+$/,
]

/** Poison is read again, and what was lost stays lost. */
export const LASTING_FAILURES: readonly RegExp[] = [
  /^ArtificialFailure: the function cannot take the record at offset \d+$/,
  /^Could not restore the state: .*: (no such file|the file is corrupt, its checksum does not match)$/,
  /^FlinkRuntimeException: Committing [\w-]+ failed: (aborted|unknown-transaction)$/,
]

export const isPassing = (reason: string): boolean => PASSING.some(text => text.test(reason))
