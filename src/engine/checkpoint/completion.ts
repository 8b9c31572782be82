/**
 * From the first ack to the completed checkpoint: acks are taken or refused, `_metadata` is written, older checkpoints
 * are subsumed, tasks are told. Counterpart of `receiveAcknowledgeMessage` and `completePendingCheckpoint` in Flink's
 * CheckpointCoordinator.
 */
import { assert } from '../../base/assert.ts'
import { Hasher } from '../../base/hash.ts'
import { ackText } from '../api/ack-facts.ts'
import { isSavepoint, isSynchronous } from '../api/snapshot-type.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import { row, send, type Sim } from '../kernel/sim.ts'
import type { CompletedCheckpoint, JobManagerActor } from '../kernel/world.ts'
import { withoutInFlight } from '../state/subtask-state.ts'
import { abortPending, settle } from './abort.ts'
import { fullyFinished, partlyFinishedUnion } from './checkpoint-plan.ts'
import {
  isDiscardedAtEnd,
  isDiscardedOnSubsumption,
  pathOf,
  subsume,
  type JobEnd,
} from './checkpoint-store.ts'
import { updateHistory } from './coordinator-history.ts'
import type { PendingCheckpoint } from './coordinator-state.ts'
import { onCheckpointSuccess } from './failure-manager.ts'
import { registerShared, unregisterUnused } from './shared-state.ts'

const METADATA_BYTES = 512
/** Hex digits of a savepoint's directory that no other has. */
const SUFFIX_LENGTH = 12

type Ack = Extract<JobManagerRpc, { type: 'ack' }>

export const pendingOf = (jobManager: JobManagerActor, id: number): PendingCheckpoint | null =>
  jobManager.coordinator.pending.find(pending => pending.id === id) ?? null

/** Why an ack does not count, by Flink's names; null: it does. That of one that was given up is merely late. */
function refusalOf(jobManager: JobManagerActor, pending: PendingCheckpoint | null, ack: Ack): string | null {
  const { checkpoint, task, attempt } = ack
  if (pending === null)
    return jobManager.coordinator.expired.includes(checkpoint) ? 'ack' : 'ack unknown checkpoint'
  if (attempt !== jobManager.executions[task - 1]!.attempt || !pending.waitFor.includes(task))
    return 'ack UNKNOWN'
  return pending.acks.some(other => other.task === task) ? 'ack DUPLICATE' : null
}

/** Returns whether the checkpoint was given up by it. */
export function onAck(sim: Sim, jobManager: JobManagerActor, ack: Ack): boolean {
  const { checkpoint, task, metrics, state } = ack
  const pending = pendingOf(jobManager, checkpoint)
  const refusal = refusalOf(jobManager, pending, ack)
  if (pending === null || refusal !== null) {
    row(sim, 'MessageIgnored', { reason: refusal, checkpoint, peer: task })
    return false
  }
  pending.acks.push({
    task,
    at: sim.world.now,
    metrics,
    state: isSavepoint(pending.snapshot) ? state : registerShared(jobManager.coordinator, checkpoint, state),
  })
  updateHistory(jobManager, checkpoint, {
    acks: pending.acks.map(({ task: by, at, metrics: measured }) => ({ task: by, at, metrics: measured })),
  })
  row(sim, 'AckReceived', {
    checkpoint,
    peer: task,
    amount: pending.acks.length,
    total: pending.waitFor.length,
    effect: ackText(metrics),
  })
  if (pending.acks.length < pending.waitFor.length) return false
  return !finalize(sim, jobManager, pending)
}

/** All acks are in. Returns whether `_metadata` is being written. */
function finalize(sim: Sim, jobManager: JobManagerActor, pending: PendingCheckpoint): boolean {
  if (partlyFinishedUnion(sim.plan, pending) !== null) {
    abortPending(sim, jobManager, pending, 'CHECKPOINT_DECLINED_TASK_CLOSING')
    return false
  }
  pending.finalizing = true
  send(sim, jobManager, sim.plan.storage, sim.plan.settings.storageLatency, {
    type: 'store-metadata',
    checkpoint: pending.id,
    bytes: METADATA_BYTES,
    path: storagePath(sim, pending),
    savepoint: isSavepoint(pending.snapshot),
  })
  return true
}

function storagePath(sim: Sim, { id, snapshot }: PendingCheckpoint): string {
  const { jobId } = sim.plan
  const suffix = new Hasher().string(jobId).string('savepoint').number(id).hex().slice(0, SUFFIX_LENGTH)
  return pathOf(snapshot, id, jobId, suffix)
}

/** `_metadata` is written: from here on the checkpoint exists. Returns whether it was still wanted. */
export function onMetadataWritten(
  sim: Sim,
  jobManager: JobManagerActor,
  { checkpoint, path }: Extract<JobManagerRpc, { type: 'metadata-written' }>,
): boolean {
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null) {
    row(sim, 'MessageIgnored', { reason: 'metadata-written', checkpoint })
    discard(sim, jobManager, { id: checkpoint, path })
    return false
  }
  assert(pending.acks.length === pending.waitFor.length, 'a complete checkpoint has all its acks')
  complete(sim, jobManager, pending)
  return true
}

/** The storage could not write it: the checkpoint never existed. */
export function onMetadataFailed(sim: Sim, jobManager: JobManagerActor, checkpoint: number): boolean {
  const pending = pendingOf(jobManager, checkpoint)
  if (pending === null) {
    row(sim, 'MessageIgnored', { reason: 'metadata-failed', checkpoint })
    return false
  }
  abortPending(sim, jobManager, pending, 'FINALIZE_CHECKPOINT_FAILURE')
  return true
}

function complete(sim: Sim, jobManager: JobManagerActor, pending: PendingCheckpoint): void {
  const { coordinator } = jobManager
  const { now } = sim.world
  const { id, triggeredAt, snapshot } = pending
  const completed = completedOf(sim, jobManager, pending)
  const { path, bytes } = completed
  settle(jobManager, pending)
  coordinator.counts.completed += 1
  onCheckpointSuccess(coordinator.failures, id)
  coordinator.lastCompletionAt = now
  updateHistory(jobManager, id, { status: 'completed', endedAt: now, endedEvent: jobManager.events, path })
  row(sim, 'CheckpointCompleted', {
    checkpoint: id,
    amount: bytes,
    duration: now - triggeredAt,
    reason: isSavepoint(snapshot) ? path : null,
  })
  // No savepoint is in the store: what fails behind one goes on from the last checkpoint.
  if (isSavepoint(snapshot)) coordinator.savepoints = [...coordinator.savepoints, completed]
  if (isSavepoint(snapshot) && !isSynchronous(snapshot)) return
  if (isSynchronous(snapshot)) coordinator.stopping = 'tasks'
  const subsumed = isSavepoint(snapshot) ? 0 : store(sim, jobManager, completed)
  for (const older of coordinator.pending)
    if (older.id < id && !isSavepoint(older.snapshot))
      abortPending(sim, jobManager, older, 'CHECKPOINT_SUBSUMED')
  killBeforeNotify(sim, jobManager)
  for (const task of pending.waitFor) {
    const { attempt } = jobManager.executions[task - 1]!
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
      type: 'complete',
      attempt,
      checkpoint: id,
      subsumed,
    })
  }
}

/** A fault: what is sent first arrives first, so these tasks die before they hear of the checkpoint. */
function killBeforeNotify(sim: Sim, jobManager: JobManagerActor): void {
  for (const { task, message } of jobManager.failBeforeNotify)
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
      type: 'command',
      effect: { actor: 'task', type: 'fail-task', message },
    })
  jobManager.failBeforeNotify = []
}

function completedOf(sim: Sim, jobManager: JobManagerActor, pending: PendingCheckpoint): CompletedCheckpoint {
  const { completed } = jobManager.coordinator
  const { id, triggeredAt, snapshot, acks, finished } = pending
  const before = completed[completed.length - 1]
  // Of a task that had finished, the state stays as it was, and uses its files for as long.
  const lasting = (task: number) => {
    const state = withoutInFlight(before?.states[task - 1] ?? null)
    return state === null || isSavepoint(snapshot) ? state : registerShared(jobManager.coordinator, id, state)
  }
  const states = sim.plan.tasks.map(
    ({ actor }) => acks.find(ack => ack.task === actor)?.state ?? lasting(actor),
  )
  const onRestore = acks.filter(ack => ack.state.parts.finishedOnRestore === true).map(ack => ack.task)
  return {
    id,
    triggeredAt,
    completedAt: sim.world.now,
    bytes: acks.reduce((sum, { state }) => sum + state.bytes, 0),
    snapshot,
    path: storagePath(sim, pending),
    states,
    fullyFinished: fullyFinished(sim.plan, [...finished, ...onRestore]),
  }
}

/** One more in the store, and the oldest out of it. Returns the newest of those; 0: none had to go. */
function store(sim: Sim, jobManager: JobManagerActor, completed: CompletedCheckpoint): number {
  const { coordinator } = jobManager
  assert(
    coordinator.completed.every(other => other.id < completed.id),
    'ids of completed checkpoints rise',
  )
  const { kept, subsumed } = subsume([...coordinator.completed, completed], sim.plan.settings.retained)
  coordinator.completed = kept
  unregisterUnused(coordinator, kept[0]!.id)
  for (const checkpoint of subsumed) {
    row(sim, 'CheckpointSubsumed', { checkpoint: checkpoint.id })
    if (isDiscardedOnSubsumption(checkpoint)) discard(sim, jobManager, checkpoint)
  }
  return subsumed.reduce((newest, checkpoint) => Math.max(newest, checkpoint.id), 0)
}

/** Its files are deleted; the storage answers when they are. */
function discard(
  sim: Sim,
  jobManager: JobManagerActor,
  { id, path }: Pick<CompletedCheckpoint, 'id' | 'path'>,
): void {
  updateHistory(jobManager, id, { discarded: true })
  jobManager.coordinator.cleaning += 1
  send(sim, jobManager, sim.plan.storage, sim.plan.settings.storageLatency, {
    type: 'discard',
    checkpoint: id,
    bytes: 0,
    path,
  })
}

export function onDiscarded(sim: Sim, jobManager: JobManagerActor, checkpoint: number): void {
  const { coordinator } = jobManager
  // An earlier leader had asked for it.
  if (coordinator.cleaning === 0) {
    row(sim, 'MessageIgnored', { reason: 'discarded', checkpoint })
    return
  }
  coordinator.cleaning -= 1
  row(sim, 'Housekeeping', { reason: 'discarded', checkpoint })
}

/** The job has come to its end: what the retention does not keep is deleted. */
export function discardAtEnd(sim: Sim, jobManager: JobManagerActor, end: JobEnd): void {
  const { retention } = sim.plan.settings
  for (const checkpoint of jobManager.coordinator.completed) {
    if (!isDiscardedAtEnd(checkpoint, retention, end)) continue
    row(sim, 'CheckpointDiscarded', { checkpoint: checkpoint.id, reason: end })
    discard(sim, jobManager, checkpoint)
  }
}
