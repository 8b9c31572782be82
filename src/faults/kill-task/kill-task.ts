/**
 * The task thread dies, as if its user function had thrown. Flink fails the subtask, and with it its pipelined
 * region; the JobManager learns of it by a message, so there is a gap between the death and the reaction.
 * Nothing else is touched: the other tasks run on until they are cancelled.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { needsThread, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const killTask = defineCommand({
  kind: 'kill-task',
  group: 'task',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'task', type: 'fail-task', message: 'Artificial failure' }),
  refusal: needsThread,
  texts: {
    en: {
      name: 'Kill {target}',
      menu: 'Kill a task',
      does: 'Its thread dies as if its function had thrown; the JobManager hears of it by a message.',
      told: 'You kill {target}.',
      parameters: {},
      refusals: { ...TASK_REFUSALS_EN, 'task-is-down': 'You can’t kill a task that is already down.' },
    },
    zh: {
      name: '终止 {target}',
      menu: '终止任务',
      does: '它的线程像用户函数抛出异常一样终止；JobManager 通过消息得知。',
      told: '你终止了 {target}。',
      parameters: {},
      refusals: { ...TASK_REFUSALS_ZH, 'task-is-down': '任务已停止，无法再次终止。' },
    },
  },
})
