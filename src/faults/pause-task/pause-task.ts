/**
 * The thread of a task stands still for a while, as in a long garbage collection. Timers of processing time that come
 * due in the meantime fire when it goes on.
 */
import { millis } from '../../base/time.ts'
import type { FaultDefinition } from '../../engine/api/fault.ts'

/** Where the command does not say. */
const DURATION_MS = 1000

export const pauseTask: FaultDefinition = {
  kind: 'pause-task',
  effect: ({ durationMs = DURATION_MS }) => ({ type: 'pause-task', duration: millis(durationMs) }),
  refusal(task) {
    if (task.state === 'FINISHED') return 'task-has-finished'
    return task.state === 'RUNNING' ? null : 'task-is-down'
  },
}
