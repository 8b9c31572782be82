/**
 * The CheckpointCoordinator: when a checkpoint is triggered, and how a job is stopped with a savepoint. Rules of
 * Flink's CheckpointCoordinator; which request is next is the request decider's to say, who takes part the plan's.
 */
import { assert, ensure } from '../../base/assert.ts'
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import {
  CHECKPOINT,
  FULL_CHECKPOINT,
  isSavepoint,
  type CheckpointOrigin,
  type SavepointFormat,
  type SnapshotType,
} from '../api/snapshot-type.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { abortPending, failToTrigger } from './abort.ts'
import { checkpointPlan, type CheckpointPlan } from './checkpoint-plan.ts'
import { pendingOf } from './completion.ts'
import { remember } from './coordinator-history.ts'
import { optionsOf } from './options.ts'
import type { PendingCheckpoint, SnapshotRequest } from './coordinator-state.ts'
import { progressDue } from './progress-trigger.ts'
import { decide, enqueue } from './request-decider.ts'

/** All tasks run: periodic triggering begins, the first time after the minimum pause. */
export function startScheduling(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const { checkpointInterval, minPause } = sim.plan.settings
  if (checkpointInterval === null || coordinator.scheduling || coordinator.stopping !== 'no') return
  coordinator.scheduling = true
  coordinator.progress = { records: 0, bytes: 0 }
  setTriggerTimer(sim, jobManager, sim.world.now + Math.max(1, minPause))
}

/** Tasks are no longer all running: what is pending is given up, what is queued refused. */
export function stopScheduling(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const { queue } = coordinator
  coordinator.scheduling = false
  coordinator.timer += 1
  coordinator.nextTriggerAt = -1
  coordinator.queue = []
  coordinator.stopping = 'no'
  for (const { snapshot, origin } of queue)
    if (isSavepoint(snapshot))
      row(sim, 'CheckpointRefused', { reason: 'CHECKPOINT_COORDINATOR_SUSPEND', effect: origin })
  for (const pending of coordinator.pending)
    abortPending(sim, jobManager, pending, 'CHECKPOINT_COORDINATOR_SUSPEND')
}

function setTriggerTimer(sim: Sim, jobManager: JobManagerActor, at: number): void {
  const { coordinator } = jobManager
  coordinator.timer += 1
  coordinator.nextTriggerAt = at
  timer(sim, jobManager, at, { type: 'checkpoint-timer', timer: coordinator.timer })
}

/** Fixed rate, not fixed delay: the next trigger is one interval after this one was due. */
export function onTriggerTimer(sim: Sim, jobManager: JobManagerActor, number: number): void {
  const { coordinator } = jobManager
  if (number !== coordinator.timer || !coordinator.scheduling) {
    row(sim, 'Housekeeping', { reason: 'old timer' })
    return
  }
  const interval = ensure(sim.plan.settings.checkpointInterval, 'the checkpoint interval')
  setTriggerTimer(sim, jobManager, coordinator.nextTriggerAt + interval)
  requestCheckpoint(sim, jobManager, 'periodic')
}

export function requestCheckpoint(sim: Sim, jobManager: JobManagerActor, origin: CheckpointOrigin): void {
  request(sim, jobManager, origin, CHECKPOINT)
}

export function requestSavepoint(sim: Sim, jobManager: JobManagerActor, format: SavepointFormat): void {
  request(sim, jobManager, 'manual', { kind: 'savepoint', format, after: 'none' })
}

/** Periodic triggering stops first, so that nothing but the savepoint is committed before the job ends. */
export function stopWithSavepoint(
  sim: Sim,
  jobManager: JobManagerActor,
  format: SavepointFormat,
  drain: boolean,
): void {
  const { coordinator } = jobManager
  stopScheduling(sim, jobManager)
  coordinator.stopping = 'savepoint'
  request(sim, jobManager, 'stop', { kind: 'savepoint', format, after: drain ? 'terminate' : 'suspend' })
}

/** A request joins the queue; one that no longer fits is refused and leaves no trace in the statistics. */
function request(
  sim: Sim,
  jobManager: JobManagerActor,
  origin: CheckpointOrigin,
  snapshot: SnapshotType,
): void {
  const { coordinator } = jobManager
  coordinator.requests += 1
  const { queue, refused } = enqueue(coordinator.queue, {
    periodic: origin === 'periodic',
    savepoint: isSavepoint(snapshot),
    // Only one checkpoint may overtake data at a time; where none does, a savepoint may run beside one.
    forced: isSavepoint(snapshot) && !sim.plan.settings.unaligned,
    requestedAt: sim.world.now,
    number: coordinator.requests,
    origin,
    snapshot,
  })
  coordinator.queue = queue
  if (refused !== null)
    row(sim, 'CheckpointRefused', { reason: 'TOO_MANY_CHECKPOINT_REQUESTS', effect: refused.origin })
  triggerNext(sim, jobManager)
}

export function triggerNext(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const { minPause, maxConcurrent } = sim.plan.settings
  const { queue, pending, lastCompletionAt, cleaning } = coordinator
  // The job is about to fail; no task would take it.
  if (coordinator.jobFailure !== null) return
  const decision = decide({
    queue,
    pending: pending.length,
    cleaning,
    maxConcurrent,
    minPause: lastCompletionAt < 0 ? 0 : minPause,
    lastCompletionAt,
    now: sim.world.now,
  })
  if (decision.type === 'wait') {
    if (queue.length > 0) row(sim, 'Housekeeping', { reason: 'queued' })
    return
  }
  coordinator.queue = queue.filter(other => other !== decision.request)
  if (decision.type === 'execute') trigger(sim, jobManager, decision.request)
  else {
    setTriggerTimer(sim, jobManager, sim.world.now + decision.delay)
    row(sim, 'Housekeeping', { reason: 'minimum pause' })
  }
}

function trigger(sim: Sim, jobManager: JobManagerActor, asked: SnapshotRequest): void {
  const plan = checkpointPlan(sim.plan, jobManager)
  if (plan === null) {
    failToTrigger(sim, jobManager, asked.snapshot, 'NOT_ALL_REQUIRED_TASKS_RUNNING')
    if (asked.origin === 'stop') jobManager.coordinator.stopping = 'no'
    resumeScheduling(sim, jobManager)
    return
  }
  const pending = newPending(sim, jobManager, asked, plan)
  const { triggerFault } = jobManager.coordinator
  if (triggerFault === null) {
    sendTriggers(sim, jobManager, pending, plan)
    return
  }
  jobManager.coordinator.triggerFault = null
  giveUp(sim, jobManager, pending, triggerFault)
}

/** It has an id from here on, and its timeout runs. */
function newPending(
  sim: Sim,
  jobManager: JobManagerActor,
  { origin, snapshot }: SnapshotRequest,
  { trigger: triggered, waitFor, finished }: CheckpointPlan,
): PendingCheckpoint {
  const { coordinator } = jobManager
  const { now } = sim.world
  const id = coordinator.nextId
  coordinator.nextId += 1
  const pending: PendingCheckpoint = {
    id,
    triggeredAt: now,
    triggeredEvent: jobManager.events,
    origin,
    snapshot: mustBeFull(jobManager, snapshot) ? FULL_CHECKPOINT : snapshot,
    waitFor,
    finished,
    acks: [],
    finalizing: false,
  }
  coordinator.pending = [...coordinator.pending, pending]
  coordinator.counts.triggered += 1
  if (!isSavepoint(snapshot)) coordinator.progress = { records: 0, bytes: 0 }
  remember(jobManager, pending)
  row(sim, 'CheckpointTriggered', {
    checkpoint: id,
    amount: triggered.length,
    total: waitFor.length,
    reason: origin,
    effect: snapshotText(pending.snapshot),
  })
  const { checkpointTimeout } = sim.plan.settings
  timer(sim, jobManager, now + checkpointTimeout, { type: 'checkpoint-timeout', checkpoint: id })
  return pending
}

/** A snapshot that is not Flink's own may be deleted any time: nothing may refer to it. */
function mustBeFull({ coordinator }: JobManagerActor, snapshot: SnapshotType): boolean {
  const latest = coordinator.completed[coordinator.completed.length - 1]
  return snapshot.kind === 'checkpoint' && latest?.unclaimed === true
}

/** As the trace has it: null for a plain checkpoint, else `full`, `savepoint CANONICAL`, `suspend NATIVE`. */
function snapshotText(snapshot: SnapshotType): string | null {
  if (snapshot.kind === 'checkpoint') return snapshot.full ? 'full' : null
  return `${snapshot.after === 'none' ? 'savepoint' : snapshot.after} ${snapshot.format}`
}

function sendTriggers(
  sim: Sim,
  jobManager: JobManagerActor,
  { id, triggeredAt, snapshot }: PendingCheckpoint,
  plan: CheckpointPlan,
): void {
  for (const task of plan.trigger) {
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
      type: 'trigger',
      attempt: jobManager.executions[task - 1]!.attempt,
      checkpoint: id,
      triggeredAt,
      options: optionsOf(sim.plan.settings, snapshot),
    })
  }
}

/** A pending checkpoint ends, and the next request may have its turn. */
function giveUp(
  sim: Sim,
  jobManager: JobManagerActor,
  pending: PendingCheckpoint,
  reason: CheckpointFailureReason,
  task: number | null = null,
): void {
  abortPending(sim, jobManager, pending, reason, task)
  onSettled(sim, jobManager)
}

/** A checkpoint is no longer pending. */
export function onSettled(sim: Sim, jobManager: JobManagerActor): void {
  resumeScheduling(sim, jobManager)
  triggerNext(sim, jobManager)
  triggerByProgress(sim, jobManager)
}

/** Weir's own triggers, by what the sources have read. */
export function triggerByProgress(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const due = coordinator.jobFailure === null && progressDue(coordinator, sim.plan.settings, sim.world.now)
  if (due) requestCheckpoint(sim, jobManager, due)
}

/** The job was to be stopped, and there is no savepoint: periodic checkpoints go on, if the tasks do. */
function resumeScheduling(sim: Sim, jobManager: JobManagerActor): void {
  const allRun = jobManager.executions.every(({ state }) => state === 'RUNNING' || state === 'FINISHED')
  if (jobManager.status === 'RUNNING' && allRun) startScheduling(sim, jobManager)
}

export function onTimeout(sim: Sim, jobManager: JobManagerActor, checkpoint: number): void {
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null) row(sim, 'Housekeeping', { reason: 'timeout of a settled checkpoint' })
  else giveUp(sim, jobManager, pending, 'CHECKPOINT_EXPIRED')
}

export function onDecline(
  sim: Sim,
  jobManager: JobManagerActor,
  message: Extract<JobManagerRpc, { type: 'decline' }>,
): void {
  const { checkpoint, reason, task, attempt } = message
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null || attempt !== jobManager.executions[task - 1]!.attempt) {
    row(sim, 'MessageIgnored', { reason: 'decline', checkpoint, peer: task })
    return
  }
  row(sim, 'CheckpointDeclined', { checkpoint, reason, peer: task })
  giveUp(sim, jobManager, pending, reason, task)
}

/** All sources of this attempt are at their end: one more checkpoint makes the last results safe. */
export function onEndOfData(sim: Sim, jobManager: JobManagerActor, task: number, attempt: number): void {
  const { coordinator, executions } = jobManager
  const execution = executions[task - 1]!
  if (attempt !== execution.attempt) {
    row(sim, 'MessageIgnored', { reason: 'end-of-data', peer: task })
    return
  }
  execution.dataEnded = true
  row(sim, 'Housekeeping', { reason: 'end of data', peer: task })
  if (!sim.plan.settings.checkpointsAfterFinish) return
  const sources = sim.plan.tasks.filter(other => other.vertex.role === 'source')
  const ended = sources.every(source => executions[source.actor - 1]!.dataEnded)
  if (!ended || coordinator.finalTriggered || !coordinator.scheduling) return
  coordinator.finalTriggered = true
  assert(coordinator.stopping === 'no', 'a job that is being stopped schedules nothing')
  requestCheckpoint(sim, jobManager, 'end-of-data')
}
