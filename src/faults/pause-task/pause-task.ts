/**
 * The thread of a task stands still for a while, as in a long garbage collection. Timers of processing time that come
 * due in the meantime fire when it goes on.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const pauseTask = defineCommand({
  kind: 'pause-task',
  group: 'task',
  target: 'task',
  parameters: [{ name: 'durationMs', type: 'duration', default: 1000, min: 0.001, max: 9_007_199_254_740 }],
  effect: ({ durationMs }) => ({ actor: 'task', type: 'pause-task', duration: millis(durationMs) }),
  refusal: needsRunning,
  texts: {
    en: {
      name: 'Pause {target} for {durationMs}',
      menu: 'Pause a task',
      does: 'Its thread stands still for {durationMs}, as in a long garbage collection.',
      told: 'You pause {target} for {durationMs}: its thread stands still, as in a long garbage collection.',
      parameters: { durationMs: 'Duration' },
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '让 {target} 暂停 {durationMs}',
      menu: '暂停任务',
      does: '它的线程停住 {durationMs}，如同一次很长的垃圾回收。',
      told: '你让 {target} 暂停 {durationMs}：它的线程停住，如同一次很长的垃圾回收。',
      parameters: { durationMs: '时长' },
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
