/**
 * The JobManager's side of life: submission, failures, restarts. A failure restarts the region of the task that
 * failed, from the last completed checkpoint; other regions run on. Counterpart of Flink's DefaultScheduler.
 */
import { isOver } from '../api/job-status.ts'
import { assert } from '../../base/assert.ts'
import type { ExecutionState } from '../api/frame.ts'
import { schedule, stopWaiting } from '../cluster/deploy.ts'
import { startScheduling, stopScheduling } from '../checkpoint/coordinator.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor, PendingRestart } from '../kernel/world.ts'
import { allTasks, executionOf, isTerminal, setState, setStatus } from './executions.ts'
import { tasksToRestart } from './regions.ts'
import { backoffTime, canRestart, notifyFailure } from './restart-strategy.ts'

export function onSubmit(sim: Sim, jobManager: JobManagerActor): void {
  assert(jobManager.status === 'CREATED', 'a job is submitted once')
  setStatus(sim, jobManager, 'RUNNING')
  schedule(sim, jobManager, allTasks(sim))
}

export function onExecutionState(
  sim: Sim,
  jobManager: JobManagerActor,
  message: Extract<JobManagerRpc, { type: 'execution-state' }>,
): void {
  const { task, attempt, state } = message
  const execution = executionOf(jobManager, task)
  // A task that is being cancelled may still report that it runs.
  const isLate = isTerminal(execution.state) || (execution.state === 'CANCELING' && !isTerminal(state))
  if (attempt !== execution.attempt || isLate) {
    row(sim, 'MessageIgnored', { reason: `execution state ${state}`, peer: task })
    return
  }
  if (state === 'FAILED') {
    noteFailure(sim, jobManager, task, message.errorText ?? 'unknown failure', message.recoverable)
    return
  }
  setState(sim, jobManager, task, state)
  afterStateChange(sim, jobManager)
}

/** An execution that has not ended failed, as the task says or as the loss of its TaskManager does. */
export function noteFailure(
  sim: Sim,
  jobManager: JobManagerActor,
  task: number,
  errorText: string,
  recoverable = true,
): void {
  const execution = executionOf(jobManager, task)
  assert(!isTerminal(execution.state), 'what has ended cannot fail')
  // As in Flink, a task that fails while it is being cancelled has been cancelled.
  if (execution.state === 'CANCELING') {
    setState(sim, jobManager, task, 'CANCELED')
    afterStateChange(sim, jobManager)
    return
  }
  row(sim, 'FailureNoticed', { peer: task, reason: errorText })
  setState(sim, jobManager, task, 'FAILED')
  failover(sim, jobManager, { task, errorText, recoverable })
}

function afterStateChange(sim: Sim, jobManager: JobManagerActor): void {
  const { status } = jobManager
  const inState = (...wanted: ExecutionState[]) =>
    jobManager.executions.every(({ state }) => wanted.includes(state))
  if (status === 'RUNNING' || status === 'RESTARTING') {
    if (inState('FINISHED')) {
      stopScheduling(sim, jobManager)
      setStatus(sim, jobManager, 'FINISHED')
      return
    }
    startDueRestarts(sim, jobManager)
    if (jobManager.status === 'RUNNING' && inState('RUNNING', 'FINISHED')) startScheduling(sim, jobManager)
  } else if (jobManager.executions.every(({ state }) => isTerminal(state))) afterAllEnded(sim, jobManager)
}

function afterAllEnded(sim: Sim, jobManager: JobManagerActor): void {
  if (jobManager.status === 'FAILING') setStatus(sim, jobManager, 'FAILED')
  else if (jobManager.status === 'CANCELLING') setStatus(sim, jobManager, 'CANCELED')
}

/** A restart begins when its delay has passed and all its tasks have ended. */
function startDueRestarts(sim: Sim, jobManager: JobManagerActor): void {
  const hasEnded = (task: number) => isTerminal(executionOf(jobManager, task).state)
  for (const restart of jobManager.pendingRestarts) {
    if (!restart.due || !restart.tasks.every(hasEnded)) continue
    jobManager.pendingRestarts = jobManager.pendingRestarts.filter(other => other !== restart)
    if (jobManager.pendingRestarts.length === 0) setStatus(sim, jobManager, 'RUNNING')
    schedule(sim, jobManager, restart.tasks)
  }
}

interface Failure {
  /** 0: it is no task's, such as one checkpoint failure too many. */
  readonly task: number
  readonly errorText: string
  readonly recoverable: boolean
}

/** A task failed: its region is restarted, or the job fails. */
function failover(sim: Sim, jobManager: JobManagerActor, failure: Failure): void {
  const states = jobManager.executions.map(execution => execution.state)
  // Behind its savepoint a job ends as a whole or restarts as a whole: regions that have ended have not read all there is.
  const isStopping = jobManager.coordinator.stopping === 'tasks'
  const strategy = isStopping ? 'full' : sim.plan.settings.failover
  const tasks = tasksToRestart(strategy, sim.plan.regions, states, failure.task)
  restartOrFail(sim, jobManager, tasks, failure)
}

/** A failure that is no task's: all tasks are restarted, or the job fails. */
export function failGlobally(sim: Sim, jobManager: JobManagerActor, errorText: string): void {
  restartOrFail(sim, jobManager, allTasks(sim), { task: 0, errorText, recoverable: true })
}

function restartOrFail(
  sim: Sim,
  jobManager: JobManagerActor,
  tasks: readonly number[],
  failure: Failure,
): void {
  const { restart: strategy } = sim.plan.settings
  const { now } = sim.world
  jobManager.errorText = failure.errorText
  stopScheduling(sim, jobManager)
  if (jobManager.status !== 'RUNNING' && jobManager.status !== 'RESTARTING') {
    afterStateChange(sim, jobManager)
    return
  }
  remember(sim, jobManager, tasks.length, failure)
  notifyFailure(strategy, jobManager.restarts, now, jobManager.rng)
  if (failure.recoverable && canRestart(strategy, jobManager.restarts, now)) {
    scheduleRestart(sim, jobManager, tasks)
    cancel(sim, jobManager, tasks)
  } else {
    jobManager.pendingRestarts = []
    setStatus(sim, jobManager, 'FAILING')
    cancel(sim, jobManager, allTasks(sim))
  }
  afterStateChange(sim, jobManager)
}

/** The exception history: what each restart, or the end of the job, was for; newest first. */
function remember(sim: Sim, jobManager: JobManagerActor, restarted: number, failure: Failure): void {
  const { task, errorText } = failure
  const entry = { at: sim.world.now, task, restarted, errorText }
  jobManager.exceptions = [entry, ...jobManager.exceptions].slice(0, sim.plan.settings.exceptionHistory)
}

function scheduleRestart(sim: Sim, jobManager: JobManagerActor, tasks: readonly number[]): void {
  const { restart: strategy } = sim.plan.settings
  const { restarts } = jobManager
  const { now } = sim.world
  const delay = backoffTime(strategy, restarts, now)
  jobManager.restartRequests += 1
  const restart = { number: jobManager.restartRequests, at: now + Math.max(1, delay), due: false, tasks }
  jobManager.pendingRestarts = [...withoutTasks(jobManager.pendingRestarts, tasks), restart]
  if (jobManager.status !== 'RESTARTING') setStatus(sim, jobManager, 'RESTARTING', tasks.length)
  row(sim, 'RestartScheduled', {
    duration: delay,
    amount: restarts.attempts,
    total: strategy.type === 'fixed-delay' ? strategy.attempts : 0,
  })
  timer(sim, jobManager, restart.at, { type: 'restart', number: restart.number })
}

/** The latest restart of a task is the one that counts. */
function withoutTasks(restarts: readonly PendingRestart[], tasks: readonly number[]): PendingRestart[] {
  return restarts
    .map(restart => ({ ...restart, tasks: restart.tasks.filter(task => !tasks.includes(task)) }))
    .filter(restart => restart.tasks.length > 0)
}

/** What has no task yet is cancelled at once. */
function cancel(sim: Sim, jobManager: JobManagerActor, tasks: readonly number[]): void {
  stopWaiting(jobManager, tasks)
  for (const task of tasks) {
    const { state, attempt } = executionOf(jobManager, task)
    if (isTerminal(state) || state === 'CANCELING') continue
    if (state === 'CREATED' || state === 'SCHEDULED') setState(sim, jobManager, task, 'CANCELED')
    else {
      setState(sim, jobManager, task, 'CANCELING')
      send(sim, jobManager, task, sim.plan.settings.rpcLatency, { type: 'cancel', attempt })
    }
  }
}

export function onRestartDue(sim: Sim, jobManager: JobManagerActor, number: number): void {
  if (!jobManager.pendingRestarts.some(restart => restart.number === number)) {
    row(sim, 'Housekeeping', { reason: 'old restart' })
    return
  }
  jobManager.pendingRestarts = jobManager.pendingRestarts.map(restart =>
    restart.number === number ? { ...restart, due: true } : restart,
  )
  row(sim, 'Housekeeping', { reason: 'restart delay passed' })
  afterStateChange(sim, jobManager)
}

export function onCancelJob(sim: Sim, jobManager: JobManagerActor): void {
  if (isOver(jobManager.status)) {
    row(sim, 'MessageIgnored', { reason: 'cancel-job' })
    return
  }
  // It has not been submitted yet, and now never will be.
  if (jobManager.status === 'CREATED') {
    setStatus(sim, jobManager, 'CANCELED')
    return
  }
  stopScheduling(sim, jobManager)
  jobManager.pendingRestarts = []
  setStatus(sim, jobManager, 'CANCELLING')
  cancel(sim, jobManager, allTasks(sim))
  afterStateChange(sim, jobManager)
}
