/**
 * The JobManager's side of life: submission, failures, restarts. A failure restarts the region of the task that
 * failed, from the last completed checkpoint; other regions run on. Counterpart of Flink's DefaultScheduler.
 */
import { assert } from '../../base/assert.ts'
import type { ExecutionState, JobStatus } from '../api/frame.ts'
import { discardAtEnd } from '../checkpoint/completion.ts'
import { startScheduling, stopScheduling } from '../checkpoint/coordinator.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor, PendingRestart } from '../kernel/world.ts'
import { tasksToRestart } from './regions.ts'
import { restoredState } from './union-state.ts'
import { backoffTime, canRestart, notifyFailure } from './restart-strategy.ts'

const TERMINAL: readonly ExecutionState[] = ['FINISHED', 'CANCELED', 'FAILED']

export function isJobOver(status: JobStatus): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED'
}

/** `amount`: how many tasks it is about. */
function setStatus(sim: Sim, jobManager: JobManagerActor, status: JobStatus, amount = 0): void {
  jobManager.status = status
  if (isJobOver(status)) jobManager.inbox.dropTimers(jobManager.index)
  row(sim, 'JobStatusChanged', { reason: status, amount })
  if (status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED')
    discardAtEnd(sim, jobManager, status)
}

function setState(sim: Sim, jobManager: JobManagerActor, task: number, state: ExecutionState): void {
  const execution = jobManager.executions[task - 1]!
  execution.state = state
  row(sim, 'ExecutionStateChanged', { peer: task, reason: state, amount: execution.attempt })
}

const allTasks = (sim: Sim): number[] => sim.plan.tasks.map(task => task.actor)

export function onSubmit(sim: Sim, jobManager: JobManagerActor): void {
  assert(jobManager.status === 'CREATED', 'a job is submitted once')
  setStatus(sim, jobManager, 'RUNNING')
  deploy(sim, jobManager, allTasks(sim))
}

/** New attempts of `tasks`, with the state of the last completed checkpoint. */
function deploy(sim: Sim, jobManager: JobManagerActor, tasks: readonly number[]): void {
  const { coordinator } = jobManager
  const latest = coordinator.completed[coordinator.completed.length - 1]
  jobManager.attempt += 1
  coordinator.finalTriggered = false
  if (latest !== undefined) {
    coordinator.counts.restored += 1
    jobManager.restoredAt = sim.world.now
  }
  jobManager.restoredFrom = latest?.id ?? 0
  for (const task of tasks) {
    const attempt = jobManager.executions[task - 1]!.attempt + 1
    jobManager.executions[task - 1] = { state: 'CREATED', attempt, dataEnded: false }
    for (const state of ['CREATED', 'SCHEDULED', 'DEPLOYING'] as const) setState(sim, jobManager, task, state)
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
      type: 'deploy',
      attempt,
      checkpoint: latest?.id ?? 0,
      state: latest === undefined ? null : restoredState(sim.plan, latest, task),
      finished: latest?.fullyFinished.includes(task) ?? false,
    })
  }
}

export function onExecutionState(
  sim: Sim,
  jobManager: JobManagerActor,
  message: Extract<JobManagerRpc, { type: 'execution-state' }>,
): void {
  const { task, attempt, state } = message
  const execution = jobManager.executions[task - 1]!
  if (attempt !== execution.attempt || TERMINAL.includes(execution.state)) {
    row(sim, 'MessageIgnored', { reason: `execution state ${state}`, peer: task })
    return
  }
  // A task that is being cancelled may still report that it runs.
  if (execution.state === 'CANCELING' && !TERMINAL.includes(state)) {
    row(sim, 'MessageIgnored', { reason: `execution state ${state}`, peer: task })
    return
  }
  // As in Flink, a task that fails while it is being cancelled has been cancelled.
  if (state === 'FAILED' && execution.state === 'CANCELING') {
    setState(sim, jobManager, task, 'CANCELED')
    afterStateChange(sim, jobManager)
    return
  }
  if (state === 'FAILED') {
    row(sim, 'FailureNoticed', { peer: task, reason: message.errorText })
    setState(sim, jobManager, task, state)
    failover(sim, jobManager, task, message.errorText ?? 'unknown failure')
    return
  }
  setState(sim, jobManager, task, state)
  afterStateChange(sim, jobManager)
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
  } else if (inState(...TERMINAL)) afterAllEnded(sim, jobManager)
}

function afterAllEnded(sim: Sim, jobManager: JobManagerActor): void {
  if (jobManager.status === 'FAILING') setStatus(sim, jobManager, 'FAILED')
  else if (jobManager.status === 'CANCELLING') setStatus(sim, jobManager, 'CANCELED')
}

/** A restart begins when its delay has passed and all its tasks have ended. */
function startDueRestarts(sim: Sim, jobManager: JobManagerActor): void {
  const hasEnded = (task: number) => TERMINAL.includes(jobManager.executions[task - 1]!.state)
  for (const restart of jobManager.pendingRestarts) {
    if (!restart.due || !restart.tasks.every(hasEnded)) continue
    jobManager.pendingRestarts = jobManager.pendingRestarts.filter(other => other !== restart)
    if (jobManager.pendingRestarts.length === 0) setStatus(sim, jobManager, 'RUNNING')
    deploy(sim, jobManager, restart.tasks)
  }
}

/** A task failed: its region is restarted, or the job fails. */
export function failover(sim: Sim, jobManager: JobManagerActor, task: number, errorText: string): void {
  const states = jobManager.executions.map(execution => execution.state)
  const tasks = tasksToRestart(sim.plan.settings.failover, sim.plan.regions, states, task)
  restartOrFail(sim, jobManager, tasks, errorText)
}

/** A failure that is no task's, such as one checkpoint failure too many: all tasks are restarted, or the job fails. */
export function failGlobally(sim: Sim, jobManager: JobManagerActor, errorText: string): void {
  restartOrFail(sim, jobManager, allTasks(sim), errorText)
}

function restartOrFail(
  sim: Sim,
  jobManager: JobManagerActor,
  tasks: readonly number[],
  errorText: string,
): void {
  const { restart: strategy } = sim.plan.settings
  jobManager.errorText = errorText
  stopScheduling(sim, jobManager)
  if (jobManager.status !== 'RUNNING' && jobManager.status !== 'RESTARTING') {
    afterStateChange(sim, jobManager)
    return
  }
  notifyFailure(strategy, jobManager.restarts, sim.world.now, jobManager.rng)
  if (canRestart(strategy, jobManager.restarts, sim.world.now)) {
    scheduleRestart(sim, jobManager, tasks)
    cancel(sim, jobManager, tasks)
  } else {
    jobManager.pendingRestarts = []
    setStatus(sim, jobManager, 'FAILING')
    cancel(sim, jobManager, allTasks(sim))
  }
  afterStateChange(sim, jobManager)
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

function cancel(sim: Sim, jobManager: JobManagerActor, tasks: readonly number[]): void {
  for (const task of tasks) {
    const execution = jobManager.executions[task - 1]!
    if (TERMINAL.includes(execution.state) || execution.state === 'CANCELING') continue
    setState(sim, jobManager, task, 'CANCELING')
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, { type: 'cancel', attempt: execution.attempt })
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
  if (isJobOver(jobManager.status)) {
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
