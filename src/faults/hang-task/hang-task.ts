/**
 * The user function of a task does not return for a while, and swallows interrupts, as a call into foreign code may.
 * It cannot be cancelled in the meantime; longer than `task.cancellation.timeout` it takes its TaskManager with it.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const hangTask = defineCommand({
  kind: 'hang-task',
  group: 'task',
  target: 'task',
  parameters: [
    { name: 'durationMs', type: 'duration', default: 300_000, min: 0.001, max: 9_007_199_254_740 },
  ],
  effect: ({ durationMs }) => ({ actor: 'task', type: 'hang-task', duration: millis(durationMs) }),
  refusal: needsRunning,
  texts: {
    en: {
      name: 'Hang {target} for {durationMs}',
      menu: 'Hang a task',
      does: 'Its user function does not return for {durationMs} and swallows interrupts, so that the task cannot be cancelled. After task.cancellation.timeout its TaskManager ends itself.',
      told: 'You let {target} hang for {durationMs}: its user function does not return and swallows interrupts.',
      parameters: { durationMs: 'Duration' },
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '让 {target} 挂起 {durationMs}',
      menu: '挂起任务',
      does: '它的用户函数在 {durationMs} 内不返回并吞掉中断，因此任务无法取消。超过 task.cancellation.timeout 后，其 TaskManager 自行终止。',
      told: '你让 {target} 挂起 {durationMs}：它的用户函数不返回，并吞掉中断。',
      parameters: { durationMs: '时长' },
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
