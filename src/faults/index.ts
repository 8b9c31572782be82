/** Every fault there is, in the order of the page's menu. A new one is a folder beside these and a line here. */
import type { CommandDefinition } from '../engine/api/command.ts'
import { killJobManager } from './kill-jobmanager/kill-jobmanager.ts'
import { killTaskManager } from './kill-taskmanager/kill-taskmanager.ts'
import { killTask } from './kill-task/kill-task.ts'
import { pauseTask } from './pause-task/pause-task.ts'
import { slowTask } from './slow-task/slow-task.ts'

export const faults: readonly CommandDefinition[] = [
  killTask,
  slowTask,
  pauseTask,
  killTaskManager,
  killJobManager,
]
