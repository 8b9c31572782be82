/**
 * The task thread dies, as if its user function had thrown. Flink fails the subtask, and with it its pipelined
 * region; the JobManager learns of it by a message, so there is a gap between the death and the reaction.
 * Nothing else is touched: the other tasks run on until they are cancelled.
 */
import type { FaultDefinition } from '../../engine/api/fault.ts'

export const killTask: FaultDefinition = {
  kind: 'kill-task',
  effect: () => ({ type: 'fail-task', message: 'Artificial failure' }),
  refusal(task) {
    if (task.state === 'FINISHED') return 'task-has-finished'
    const hasThread = task.state === 'INITIALIZING' || task.state === 'RUNNING'
    return hasThread ? null : 'task-is-down'
  },
}
