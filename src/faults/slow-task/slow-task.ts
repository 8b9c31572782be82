/**
 * A record costs this task eight times as much from now on, until the task is restarted: skewed data, a slow disk,
 * a user function that calls out. Backpressure and long alignment are what follows; nothing is lost by it.
 */
import type { FaultDefinition } from '../../engine/api/fault.ts'

const FACTOR = 8

export const slowTask: FaultDefinition = {
  kind: 'slow-task',
  effect: () => ({ type: 'slow-task', factor: FACTOR }),
  refusal(task) {
    if (task.state === 'FINISHED') return 'task-has-finished'
    if (task.state !== 'RUNNING') return 'task-is-down'
    return task.slowFactor === 1 ? null : 'task-is-slow'
  },
}
