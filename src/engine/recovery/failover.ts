/**
 * The JobManager's side of life: submission, failures, restarts. All tasks form one failover region, as in any job
 * with a keyBy. Counterpart of Flink's DefaultScheduler and its restart strategies.
 */
import { assert } from '../../base/assert.ts'
import type { ExecutionState, JobStatus } from '../api/frame.ts'
import { startScheduling, stopScheduling } from '../checkpoint/coordinator.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { restoredState } from './union-state.ts'
import { backoffTime, canRestart, notifyFailure } from './restart-strategy.ts'

const TERMINAL: readonly ExecutionState[] = ['FINISHED', 'CANCELED', 'FAILED']

export function isJobOver(status: JobStatus): boolean {
  return status === 'FINISHED' || status === 'FAILED' || status === 'CANCELED'
}

function setStatus(sim: Sim, jobManager: JobManagerActor, status: JobStatus): void {
  jobManager.status = status
  if (isJobOver(status)) jobManager.inbox.dropTimers(jobManager.index)
  row(sim, 'JobStatusChanged', { reason: status })
}

function setState(sim: Sim, jobManager: JobManagerActor, task: number, state: ExecutionState): void {
  const execution = jobManager.executions[task - 1]!
  execution.state = state
  row(sim, 'ExecutionStateChanged', { peer: task, reason: state, amount: execution.attempt })
}

export function onSubmit(sim: Sim, jobManager: JobManagerActor): void {
  assert(jobManager.status === 'CREATED', 'a job is submitted once')
  setStatus(sim, jobManager, 'RUNNING')
  deployAll(sim, jobManager)
}

function deployAll(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const latest = coordinator.completed[coordinator.completed.length - 1]
  jobManager.attempt += 1
  coordinator.finalTriggered = false
  if (latest !== undefined) {
    coordinator.counts.restored += 1
    jobManager.restoredAt = sim.world.now
  }
  jobManager.restoredFrom = latest?.id ?? 0
  for (const { actor } of sim.plan.tasks) {
    jobManager.executions[actor - 1] = { state: 'CREATED', attempt: jobManager.attempt, dataEnded: false }
    for (const state of ['CREATED', 'SCHEDULED', 'DEPLOYING'] as const)
      setState(sim, jobManager, actor, state)
    send(sim, jobManager, actor, sim.plan.settings.rpcLatency, {
      type: 'deploy',
      attempt: jobManager.attempt,
      checkpoint: latest?.id ?? 0,
      state: latest === undefined ? null : restoredState(sim.plan, latest, actor),
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
    failover(sim, jobManager, message.errorText ?? 'unknown failure')
    return
  }
  setState(sim, jobManager, task, state)
  afterStateChange(sim, jobManager)
}

function afterStateChange(sim: Sim, jobManager: JobManagerActor): void {
  const states = jobManager.executions.map(execution => execution.state)
  const inState = (...wanted: ExecutionState[]) => states.every(state => wanted.includes(state))
  if (jobManager.status === 'RUNNING') {
    if (inState('FINISHED')) {
      stopScheduling(sim, jobManager)
      setStatus(sim, jobManager, 'FINISHED')
    } else if (inState('RUNNING', 'FINISHED')) startScheduling(sim, jobManager)
  } else if (inState(...TERMINAL)) afterAllEnded(sim, jobManager)
}

function afterAllEnded(sim: Sim, jobManager: JobManagerActor): void {
  if (jobManager.status === 'FAILING') setStatus(sim, jobManager, 'FAILED')
  else if (jobManager.status === 'CANCELLING') setStatus(sim, jobManager, 'CANCELED')
  else if (jobManager.status === 'RESTARTING' && jobManager.restartReady) restart(sim, jobManager)
}

function restart(sim: Sim, jobManager: JobManagerActor): void {
  jobManager.restartAt = -1
  jobManager.restartReady = false
  setStatus(sim, jobManager, 'RUNNING')
  deployAll(sim, jobManager)
}

/** A failure of a task, or one checkpoint failure too many: restart all from the last completed checkpoint, or fail. */
export function failover(sim: Sim, jobManager: JobManagerActor, errorText: string): void {
  const { restart: strategy } = sim.plan.settings
  jobManager.errorText = errorText
  stopScheduling(sim, jobManager)
  if (jobManager.status !== 'RUNNING' && jobManager.status !== 'RESTARTING') {
    afterStateChange(sim, jobManager)
    return
  }
  const { now } = sim.world
  const { restarts } = jobManager
  notifyFailure(strategy, restarts, now, jobManager.rng)
  if (canRestart(strategy, restarts, now)) {
    const delay = backoffTime(strategy, restarts, now)
    jobManager.restartAt = now + Math.max(1, delay)
    jobManager.restartReady = false
    setStatus(sim, jobManager, 'RESTARTING')
    row(sim, 'RestartScheduled', {
      duration: delay,
      amount: restarts.attempts,
      total: strategy.type === 'fixed-delay' ? strategy.attempts : 0,
    })
    jobManager.restartNumber += 1
    timer(sim, jobManager, jobManager.restartAt, { type: 'restart', attempt: jobManager.restartNumber })
  } else setStatus(sim, jobManager, 'FAILING')
  cancelAll(sim, jobManager)
  afterStateChange(sim, jobManager)
}

function cancelAll(sim: Sim, jobManager: JobManagerActor): void {
  for (const { actor } of sim.plan.tasks) {
    const execution = jobManager.executions[actor - 1]!
    if (TERMINAL.includes(execution.state) || execution.state === 'CANCELING') continue
    setState(sim, jobManager, actor, 'CANCELING')
    send(sim, jobManager, actor, sim.plan.settings.rpcLatency, { type: 'cancel', attempt: execution.attempt })
  }
}

export function onRestartDue(sim: Sim, jobManager: JobManagerActor, number: number): void {
  if (jobManager.status !== 'RESTARTING' || number !== jobManager.restartNumber) {
    row(sim, 'Housekeeping', { reason: 'old restart' })
    return
  }
  jobManager.restartReady = true
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
  setStatus(sim, jobManager, 'CANCELLING')
  cancelAll(sim, jobManager)
  afterStateChange(sim, jobManager)
}
