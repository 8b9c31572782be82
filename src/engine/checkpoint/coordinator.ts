/**
 * The CheckpointCoordinator: when a checkpoint is triggered, who must acknowledge it, when it is complete, when it
 * is given up. Rules of Flink's CheckpointCoordinator; which request is next is the request decider's to say.
 */
import { assert, ensure } from '../../base/assert.ts'
import type { JobManagerRpc, Rpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { CheckpointHistory, JobManagerActor, PendingCheckpoint } from '../kernel/world.ts'
import { decide, enqueue, type CheckpointRequest } from './request-decider.ts'

/** web.checkpoints.history */
const HISTORY_MAX = 10
const METADATA_BYTES = 512

/** All tasks run: periodic triggering begins, the first time after the minimum pause. */
export function startScheduling(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const { checkpointInterval, minPause } = sim.plan.settings
  if (checkpointInterval === null || coordinator.scheduling) return
  coordinator.scheduling = true
  setTriggerTimer(sim, jobManager, sim.world.now + Math.max(1, minPause))
}

export function stopScheduling(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  coordinator.scheduling = false
  coordinator.timer += 1
  coordinator.nextTriggerAt = -1
  coordinator.queue = []
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

/** A request joins the queue; one that no longer fits is refused and leaves no trace in the statistics. */
export function requestCheckpoint(
  sim: Sim,
  jobManager: JobManagerActor,
  origin: 'periodic' | 'manual',
): void {
  const { coordinator } = jobManager
  coordinator.requests += 1
  const { queue, refused } = enqueue(coordinator.queue, {
    periodic: origin === 'periodic',
    savepoint: false,
    forced: false,
    requestedAt: sim.world.now,
    number: coordinator.requests,
  })
  coordinator.queue = queue
  if (refused !== null) row(sim, 'Housekeeping', { reason: 'too many requests' })
  triggerNext(sim, jobManager)
}

function triggerNext(sim: Sim, jobManager: JobManagerActor): void {
  const { coordinator } = jobManager
  const { minPause, maxConcurrent } = sim.plan.settings
  const { queue, pending, lastCompletionAt } = coordinator
  const decision = decide({
    queue,
    pending: pending.length,
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

function trigger(sim: Sim, jobManager: JobManagerActor, request: CheckpointRequest): void {
  const { coordinator } = jobManager
  const plan = checkpointPlan(sim, jobManager)
  if (plan === null) {
    coordinator.counts.failed += 1
    coordinator.counts.triggered += 1
    row(sim, 'CheckpointAborted', { reason: 'NOT_ALL_REQUIRED_TASKS_RUNNING' })
    return
  }
  const id = coordinator.nextId
  coordinator.nextId += 1
  const { now } = sim.world
  const manual = !request.periodic
  const { waitFor } = plan
  const triggeredEvent = jobManager.events
  const pending = { id, triggeredAt: now, triggeredEvent, manual, waitFor, acks: [], finalizing: false }
  coordinator.pending = [...coordinator.pending, pending]
  coordinator.counts.triggered += 1
  remember(jobManager, pending)
  row(sim, 'CheckpointTriggered', {
    checkpoint: id,
    amount: plan.trigger.length,
    total: waitFor.length,
    reason: manual ? 'manual' : 'periodic',
  })
  timer(sim, jobManager, now + sim.plan.settings.checkpointTimeout, {
    type: 'checkpoint-timeout',
    checkpoint: id,
  })
  for (const task of plan.trigger) {
    tellTask(sim, jobManager, task, {
      type: 'trigger',
      attempt: attemptOf(jobManager, task),
      checkpoint: id,
      triggeredAt: now,
    })
  }
}

const attemptOf = (jobManager: JobManagerActor, task: number): number =>
  jobManager.executions[task - 1]!.attempt

function tellTask(sim: Sim, jobManager: JobManagerActor, task: number, body: Rpc): void {
  send(sim, jobManager, task, sim.plan.settings.rpcLatency, body)
}

/** DefaultCheckpointPlanCalculator: running tasks acknowledge; those without a running producer are triggered. */
function checkpointPlan(
  sim: Sim,
  jobManager: JobManagerActor,
): { trigger: number[]; waitFor: number[] } | null {
  const state = (task: number) => jobManager.executions[task - 1]!.state
  const tasks = sim.plan.tasks.map(task => task.actor)
  if (tasks.some(task => state(task) !== 'RUNNING' && state(task) !== 'FINISHED')) return null
  const waitFor = tasks.filter(task => state(task) === 'RUNNING')
  if (waitFor.length === 0) return null
  const { completed } = jobManager.coordinator
  const stored = (task: number) => completed[completed.length - 1]?.states[task - 1]?.parts
  // A task that has finished can only stand in the checkpoint with a state from behind its last record.
  if (tasks.some(task => state(task) === 'FINISHED' && stored(task)?.endOfData !== true)) return null
  const trigger = waitFor.filter(task =>
    sim.plan.task(task).inputs.every(channel => state(channel.from) === 'FINISHED'),
  )
  return { trigger, waitFor }
}

function remember(jobManager: JobManagerActor, pending: PendingCheckpoint): void {
  const { coordinator } = jobManager
  const { id, triggeredAt, triggeredEvent, manual, waitFor } = pending
  const entry: CheckpointHistory = {
    id,
    triggeredAt,
    triggeredEvent,
    manual,
    waitFor,
    status: 'pending',
    endedAt: -1,
    endedEvent: -1,
    reason: null,
    acks: [],
  }
  coordinator.history = [entry, ...coordinator.history].slice(0, HISTORY_MAX)
}

function updateHistory(jobManager: JobManagerActor, id: number, change: Partial<CheckpointHistory>): void {
  const { coordinator } = jobManager
  coordinator.history = coordinator.history.map(entry => (entry.id === id ? { ...entry, ...change } : entry))
}

const pendingOf = (jobManager: JobManagerActor, id: number): PendingCheckpoint | null =>
  jobManager.coordinator.pending.find(pending => pending.id === id) ?? null

function settle(jobManager: JobManagerActor, settled: PendingCheckpoint): void {
  const { coordinator } = jobManager
  coordinator.pending = coordinator.pending.filter(pending => pending.id !== settled.id)
}

export function onAck(
  sim: Sim,
  jobManager: JobManagerActor,
  ack: Extract<JobManagerRpc, { type: 'ack' }>,
): void {
  const { checkpoint, task, metrics, state } = ack
  const pending = pendingOf(jobManager, checkpoint)
  const isKnown = pending !== null && ack.attempt === attemptOf(jobManager, task)
  if (!isKnown || pending.acks.some(other => other.task === task)) {
    row(sim, 'MessageIgnored', { reason: 'ack', checkpoint, peer: task })
    return
  }
  assert(pending.waitFor.includes(task), 'only tasks of the plan acknowledge')
  pending.acks.push({ task, at: sim.world.now, metrics, state })
  updateHistory(jobManager, checkpoint, {
    acks: pending.acks.map(({ task: by, at, metrics: measured }) => ({ task: by, at, metrics: measured })),
  })
  row(sim, 'AckReceived', {
    checkpoint,
    peer: task,
    amount: pending.acks.length,
    total: pending.waitFor.length,
  })
  if (pending.acks.length < pending.waitFor.length) return
  pending.finalizing = true
  send(sim, jobManager, sim.plan.storage, sim.plan.settings.storageLatency, {
    type: 'store-metadata',
    checkpoint,
    bytes: METADATA_BYTES,
  })
}

/** `_metadata` is written: from here on the checkpoint exists. */
export function onMetadataWritten(sim: Sim, jobManager: JobManagerActor, checkpoint: number): void {
  const { coordinator } = jobManager
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null) {
    row(sim, 'MessageIgnored', { reason: 'metadata-written', checkpoint })
    return
  }
  assert(pending.acks.length === pending.waitFor.length, 'a complete checkpoint has all its acks')
  assert(
    coordinator.completed.every(other => other.id < checkpoint),
    'ids of completed checkpoints rise',
  )
  complete(sim, jobManager, pending)
  triggerNext(sim, jobManager)
}

function complete(sim: Sim, jobManager: JobManagerActor, pending: PendingCheckpoint): void {
  const { coordinator } = jobManager
  const { now } = sim.world
  const { id, triggeredAt, acks } = pending
  const before = coordinator.completed[coordinator.completed.length - 1]
  const states = sim.plan.tasks.map(
    task => acks.find(ack => ack.task === task.actor)?.state ?? before?.states[task.actor - 1] ?? null,
  )
  const bytes = acks.reduce((sum, ack) => sum + ack.metrics.bytes, METADATA_BYTES)
  settle(jobManager, pending)
  coordinator.completed.push({ id, triggeredAt, completedAt: now, bytes, states })
  coordinator.counts.completed += 1
  coordinator.lastCompletionAt = now
  coordinator.consecutiveFailures = 0
  updateHistory(jobManager, id, { status: 'completed', endedAt: now, endedEvent: jobManager.events })
  row(sim, 'CheckpointCompleted', { checkpoint: id, amount: bytes, duration: now - triggeredAt })
  while (coordinator.completed.length > sim.plan.settings.retained) {
    row(sim, 'CheckpointSubsumed', { checkpoint: coordinator.completed.shift()!.id })
  }
  for (const older of coordinator.pending.filter(other => other.id < id))
    abortPending(sim, jobManager, older, 'CHECKPOINT_SUBSUMED')
  for (const task of pending.waitFor)
    tellTask(sim, jobManager, task, {
      type: 'complete',
      attempt: attemptOf(jobManager, task),
      checkpoint: id,
    })
}

export function abortPending(
  sim: Sim,
  jobManager: JobManagerActor,
  pending: PendingCheckpoint,
  reason: string,
): void {
  const { coordinator } = jobManager
  assert(coordinator.pending.includes(pending), 'a checkpoint is given up while it is pending')
  settle(jobManager, pending)
  coordinator.counts.failed += 1
  updateHistory(jobManager, pending.id, {
    status: 'aborted',
    endedAt: sim.world.now,
    endedEvent: jobManager.events,
    reason,
  })
  row(sim, 'CheckpointAborted', {
    checkpoint: pending.id,
    reason,
    amount: pending.acks.length,
    total: pending.waitFor.length,
  })
  for (const task of pending.waitFor) {
    if (jobManager.executions[task - 1]!.state !== 'RUNNING') continue
    tellTask(sim, jobManager, task, {
      type: 'abort',
      attempt: attemptOf(jobManager, task),
      checkpoint: pending.id,
    })
  }
}

/** Returns whether the failure is one too many: the job then fails over. */
export function onTimeout(sim: Sim, jobManager: JobManagerActor, checkpoint: number): boolean {
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null) {
    row(sim, 'Housekeeping', { reason: 'timeout of a settled checkpoint' })
    return false
  }
  abortPending(sim, jobManager, pending, 'CHECKPOINT_EXPIRED')
  return countFailure(sim, jobManager)
}

function countFailure(sim: Sim, jobManager: JobManagerActor): boolean {
  const { coordinator } = jobManager
  coordinator.consecutiveFailures += 1
  if (coordinator.consecutiveFailures > sim.plan.settings.tolerableFailures) {
    coordinator.consecutiveFailures = 0
    return true
  }
  triggerNext(sim, jobManager)
  return false
}

/** Declines for reasons of alignment are not counted against the job. */
export function onDecline(
  sim: Sim,
  jobManager: JobManagerActor,
  message: Extract<JobManagerRpc, { type: 'decline' }>,
): void {
  const { checkpoint, reason, task } = message
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null || message.attempt !== attemptOf(jobManager, task)) {
    row(sim, 'MessageIgnored', { reason: 'decline', checkpoint, peer: task })
    return
  }
  row(sim, 'CheckpointDeclined', { checkpoint, reason, peer: task })
  abortPending(sim, jobManager, pending, reason)
  triggerNext(sim, jobManager)
}

/** All sources of this attempt are at their end: one more checkpoint makes the last results safe. */
export function onEndOfData(sim: Sim, jobManager: JobManagerActor, task: number, attempt: number): void {
  if (attempt !== attemptOf(jobManager, task)) {
    row(sim, 'MessageIgnored', { reason: 'end-of-data', peer: task })
    return
  }
  const { coordinator } = jobManager
  jobManager.executions[task - 1]!.dataEnded = true
  row(sim, 'Housekeeping', { reason: 'end of data', peer: task })
  const sources = sim.plan.tasks.filter(other => other.vertex.role === 'source')
  const ended = sources.every(source => jobManager.executions[source.actor - 1]!.dataEnded)
  if (!ended || coordinator.finalTriggered || !coordinator.scheduling) return
  coordinator.finalTriggered = true
  requestCheckpoint(sim, jobManager, 'manual')
}
