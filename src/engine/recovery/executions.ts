/** The JobManager's book of executions, one for each subtask, and the status of the job they make up. */
import type { ExecutionState, JobStatus } from '../api/frame.ts'
import { isOver } from '../api/job-status.ts'
import { discardAtEnd } from '../checkpoint/completion.ts'
import { row, type Sim } from '../kernel/sim.ts'
import type { Execution, JobManagerActor } from '../kernel/world.ts'

const TERMINAL: readonly ExecutionState[] = ['FINISHED', 'CANCELED', 'FAILED']

export const isTerminal = (state: ExecutionState): boolean => TERMINAL.includes(state)

export const newExecution = (attempt: number): Execution => ({
  state: 'CREATED',
  attempt,
  dataEnded: false,
  taskManager: -1,
  incarnation: -1,
})

export const allTasks = (sim: Sim): number[] => sim.plan.tasks.map(task => task.actor)

export function executionOf(jobManager: JobManagerActor, task: number): Execution {
  return jobManager.executions[task - 1]!
}

/** `amount`: how many tasks it is about. */
export function setStatus(sim: Sim, jobManager: JobManagerActor, status: JobStatus, amount = 0): void {
  jobManager.status = status
  if (isOver(status)) jobManager.inbox.dropTimers(jobManager.index)
  row(sim, 'JobStatusChanged', { reason: status, amount })
  if (status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED')
    discardAtEnd(sim, jobManager, status)
}

export function setState(sim: Sim, jobManager: JobManagerActor, task: number, state: ExecutionState): void {
  const execution = executionOf(jobManager, task)
  execution.state = state
  row(sim, 'ExecutionStateChanged', { peer: task, reason: state, amount: execution.attempt })
}
