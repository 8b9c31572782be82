/** What the coordinator tells of its checkpoints later on: the newest ones, as the page and the statistics show them. */
import type { JobManagerActor } from '../kernel/world.ts'
import type { CheckpointHistory, PendingCheckpoint } from './coordinator-state.ts'

/** web.checkpoints.history */
const HISTORY_MAX = 10

export function remember(jobManager: JobManagerActor, pending: PendingCheckpoint): void {
  const { coordinator } = jobManager
  const { id, triggeredAt, triggeredEvent, origin, snapshot, waitFor } = pending
  const entry: CheckpointHistory = {
    id,
    triggeredAt,
    triggeredEvent,
    origin,
    snapshot,
    waitFor,
    status: 'pending',
    endedAt: -1,
    endedEvent: -1,
    reason: null,
    path: null,
    discarded: false,
    acks: [],
  }
  coordinator.history = [entry, ...coordinator.history].slice(0, HISTORY_MAX)
}

export function updateHistory(
  jobManager: JobManagerActor,
  id: number,
  change: Partial<CheckpointHistory>,
): void {
  const { coordinator } = jobManager
  coordinator.history = coordinator.history.map(entry => (entry.id === id ? { ...entry, ...change } : entry))
}
