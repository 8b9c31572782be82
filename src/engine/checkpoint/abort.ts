/**
 * How a checkpoint ends without being complete: the statistics have it, the failure manager judges it, and the tasks
 * that were to take it hear of it. Counterpart of `abortPendingCheckpoint` in Flink's CheckpointCoordinator.
 */
import { assert } from '../../base/assert.ts'
import { failureFacts, type CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import { isSavepoint, isSynchronous, type SnapshotType } from '../api/snapshot-type.ts'
import { row, send, type Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import { updateHistory } from './coordinator-history.ts'
import type { PendingCheckpoint } from './coordinator-state.ts'
import { onCheckpointFailure, type CheckpointFailure } from './failure-manager.ts'

/** Flink's NUM_GHOST_CHECKPOINT_IDS. */
const EXPIRED_MAX = 16

/** `task`: the one that reported the failure; null: it happened at the JobManager. */
export function abortPending(
  sim: Sim,
  jobManager: JobManagerActor,
  pending: PendingCheckpoint,
  reason: CheckpointFailureReason,
  task: number | null = null,
): void {
  const { coordinator } = jobManager
  const { id, acks, waitFor } = pending
  assert(coordinator.pending.includes(pending), 'a checkpoint is given up while it is pending')
  settle(jobManager, pending)
  coordinator.counts.failed += 1
  if (isSynchronous(pending.snapshot)) coordinator.stopping = 'no'
  const { now } = sim.world
  updateHistory(jobManager, id, { status: 'aborted', endedAt: now, endedEvent: jobManager.events, reason })
  row(sim, 'CheckpointAborted', { checkpoint: id, reason, amount: acks.length, total: waitFor.length })
  coordinator.expired = [...coordinator.expired, id].slice(-EXPIRED_MAX)
  const failure = { checkpoint: id, of: kindOf(pending.snapshot), reason, onTask: task !== null }
  const jobFailure = jobFailureOf(sim, jobManager, failure, task)
  coordinator.jobFailure ??= jobFailure
  tellAborted(sim, jobManager, pending)
}

/** It fails before it has an id: the statistics count it, and know no more of it. */
export function failToTrigger(
  sim: Sim,
  jobManager: JobManagerActor,
  snapshot: SnapshotType,
  reason: CheckpointFailureReason,
): void {
  assert(failureFacts(reason).preFlight, 'a checkpoint without id fails before its flight')
  const { coordinator } = jobManager
  coordinator.counts.failed += 1
  coordinator.counts.triggered += 1
  row(sim, 'CheckpointAborted', { reason })
  const failure = { checkpoint: null, of: kindOf(snapshot), reason, onTask: false }
  const jobFailure = jobFailureOf(sim, jobManager, failure, null)
  coordinator.jobFailure ??= jobFailure
}

export function settle(jobManager: JobManagerActor, settled: PendingCheckpoint): void {
  const { coordinator } = jobManager
  coordinator.pending = coordinator.pending.filter(pending => pending.id !== settled.id)
}

function kindOf(snapshot: SnapshotType): CheckpointFailure['of'] {
  if (isSynchronous(snapshot)) return 'synchronous-savepoint'
  return isSavepoint(snapshot) ? 'savepoint' : 'checkpoint'
}

/** What the job is to fail of; null: it goes on. A task that has died meanwhile has failed it already. */
function jobFailureOf(
  sim: Sim,
  { coordinator, executions }: JobManagerActor,
  failure: CheckpointFailure,
  task: number | null,
): string | null {
  const verdict = onCheckpointFailure(coordinator.failures, failure, sim.plan.settings.tolerableFailures)
  const isAlive = task === null || ['RUNNING', 'INITIALIZING'].includes(executions[task - 1]!.state)
  return isAlive ? verdict : null
}

function tellAborted(sim: Sim, jobManager: JobManagerActor, { id, waitFor }: PendingCheckpoint): void {
  const { completed } = jobManager.coordinator
  const latest = completed[completed.length - 1]?.id ?? 0
  for (const task of waitFor) {
    const { state, attempt } = jobManager.executions[task - 1]!
    if (state !== 'RUNNING') continue
    send(sim, jobManager, task, sim.plan.settings.rpcLatency, {
      type: 'abort',
      attempt,
      checkpoint: id,
      latestCompleted: latest,
    })
  }
}
