/**
 * A task dies after the next checkpoint is complete and before it hears of it. The checkpoint counts: the restart
 * begins from it, and what a sink had prepared for it is committed then.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const failBeforeNotify = defineCommand({
  kind: 'fail-before-notify',
  group: 'checkpoint',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'jobmanager', type: 'fail-before-notify', message: 'Artificial failure' }),
  refusal: needsRunning,
  texts: {
    en: {
      name: '{target} dies between completion and notification',
      menu: 'Fail between completion and notification',
      does: 'It dies after the next checkpoint is complete and before it hears of it.',
      told: 'You see to it that {target} dies before it hears of the next complete checkpoint.',
      parameters: {},
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '{target} 在完成与通知之间终止',
      menu: '在完成与通知之间失败',
      does: '下一个检查点完成之后、得知之前，它终止。',
      told: '你让 {target} 在得知下一个检查点完成之前终止。',
      parameters: {},
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
