/**
 * When a job and its tasks came into which state, from the rows that the JobManager wrote: what Flink's
 * ExecutionGraph keeps as state timestamps. Times in µs.
 */
import type { ExecutionState, JobStatus } from '../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import { isExecutionState, isJobStatus } from '../flink-log/log-past.ts'

export const JOB_KINDS: readonly TraceKind[] = ['JobStatusChanged', 'ExecutionStateChanged']

/** One attempt of a subtask. */
export interface ExecutionPast {
  readonly attempt: number
  state: ExecutionState
  /** When it came into each of the states that it has been in, the oldest first. */
  readonly since: Map<ExecutionState, number>
}

export interface JobPast {
  /** The last time that the job came into a status. */
  readonly since: ReadonlyMap<JobStatus, number>
  /** By actor, the oldest attempt first. */
  readonly executions: ReadonlyMap<number, readonly ExecutionPast[]>
}

export function jobPastOf(rows: readonly TraceRow[]): JobPast {
  const since = new Map<JobStatus, number>()
  const executions = new Map<number, ExecutionPast[]>()
  for (const { kind, reason, time, peer, amount } of rows) {
    if (kind === 'JobStatusChanged' && isJobStatus(reason)) since.set(reason, time)
    if (kind !== 'ExecutionStateChanged' || !isExecutionState(reason)) continue
    const attempts = executions.get(peer) ?? []
    executions.set(peer, attempts)
    note(attempts, amount, reason, time)
  }
  return { since, executions }
}

function note(attempts: ExecutionPast[], attempt: number, state: ExecutionState, time: number): void {
  const last = attempts.at(-1)
  if (last?.attempt !== attempt || state === 'CREATED')
    attempts.push({ attempt, state, since: new Map([[state, time]]) })
  else {
    last.state = state
    last.since.set(state, time)
  }
}
