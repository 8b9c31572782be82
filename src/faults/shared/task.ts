/** Why a fault cannot act on a task, in the words that such faults share. */
import type { Subject } from '../../engine/api/command.ts'

export type TaskRefusal = 'task-is-down' | 'task-has-finished'

export const TASK_REFUSALS_EN: Readonly<Record<TaskRefusal, string>> = {
  'task-is-down': 'The task is not running.',
  'task-has-finished': 'The task has finished.',
}

export const TASK_REFUSALS_ZH: typeof TASK_REFUSALS_EN = {
  'task-is-down': '任务没有在运行。',
  'task-has-finished': '任务已完成。',
}

/** For what needs a task that runs. */
export function needsRunning({ task }: Subject): TaskRefusal | null {
  if (task?.state === 'FINISHED') return 'task-has-finished'
  return task?.state === 'RUNNING' ? null : 'task-is-down'
}

/** For what needs a thread, be it one that still restores. */
export function needsThread(subject: Subject): TaskRefusal | null {
  return subject.task?.state === 'INITIALIZING' ? null : needsRunning(subject)
}
