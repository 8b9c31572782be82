/** What a CheckpointCoordinator begins with: that of a job that is submitted, and that of one with a new leader. */
import type { CompletedCheckpoint, CoordinatorState } from './coordinator-state.ts'
import { newFailureManager } from './failure-manager.ts'

/** `start`: the state the job starts from, as from a savepoint. */
export function newCoordinator(start: CompletedCheckpoint | null): CoordinatorState {
  return {
    scheduling: false,
    timer: 0,
    nextTriggerAt: -1,
    nextId: start === null ? 1 : start.id + 1,
    queue: [],
    requests: 0,
    pending: [],
    completed: start === null ? [] : [start],
    savepoints: [],
    lastCompletionAt: -1,
    failures: newFailureManager(),
    jobFailure: null,
    expired: [],
    cleaning: 0,
    stopping: 'no',
    triggerFault: null,
    progress: { records: 0, bytes: 0 },
    history: [],
    counts: { triggered: 0, completed: 0, failed: 0, restored: 0 },
    finalTriggered: false,
  }
}

/** What another leader finds in the high-availability store: the counter of ids and the completed checkpoints. */
export function forgetCoordinator(coordinator: CoordinatorState): void {
  const { timer, requests, nextId, completed, savepoints } = coordinator
  Object.assign(coordinator, newCoordinator(null), {
    timer: timer + 1,
    requests,
    nextId,
    completed,
    savepoints,
  })
}
