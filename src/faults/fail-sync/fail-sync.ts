/** The synchronous part of a task's next snapshot throws. In Flink that fails the task, not only the checkpoint. */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const failSync = defineCommand({
  kind: 'fail-sync',
  group: 'checkpoint',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'task', type: 'fail-phase', phase: 'sync' }),
  refusal: needsRunning,
  texts: {
    en: {
      name: 'The next sync part of {target} fails',
      menu: 'Fail in the sync part',
      does: 'Its next snapshot throws in the synchronous part: the task fails, whatever is tolerated.',
      told: 'You see to it that the next snapshot of {target} throws in its synchronous part.',
      parameters: {},
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '{target} 的下一次同步阶段失败',
      menu: '同步阶段失败',
      does: '下一次快照在同步阶段抛出异常：任务失败，无论容忍多少次。',
      told: '你让 {target} 的下一次快照在同步阶段抛出异常。',
      parameters: {},
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
