/** The asynchronous part of a task's next snapshot fails: the task runs on and declines the checkpoint. */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const failAsync = defineCommand({
  kind: 'fail-async',
  group: 'checkpoint',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'task', type: 'fail-phase', phase: 'async' }),
  refusal: needsRunning,
  texts: {
    en: {
      name: 'The next upload of {target} fails',
      menu: 'Fail an upload',
      does: 'Its next snapshot fails in the asynchronous part: the task runs on and declines the checkpoint.',
      told: 'You see to it that the next upload of {target} fails.',
      parameters: {},
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '{target} 的下一次上传失败',
      menu: '上传失败',
      does: '下一次快照在异步阶段失败：任务继续运行，并拒绝该检查点。',
      told: '你让 {target} 的下一次上传失败。',
      parameters: {},
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
