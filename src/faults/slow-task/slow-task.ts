/**
 * A record costs this task several times as much from now on, until the task is restarted: skewed data, a slow disk,
 * a user function that calls out. Backpressure and long alignment are what follows; nothing is lost by it.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const slowTask = defineCommand({
  kind: 'slow-task',
  group: 'task',
  target: 'task',
  parameters: [{ name: 'factor', type: 'factor', default: 8, min: 2, max: 1000 }],
  effect: ({ factor }) => ({ actor: 'task', type: 'slow-task', factor }),
  refusal(subject) {
    const down = needsRunning(subject)
    return down ?? (subject.task?.slowFactor === 1 ? null : 'task-is-slow')
  },
  texts: {
    en: {
      name: 'Slow down {target}',
      menu: 'Slow down a task',
      does: 'A record costs it {factor} times as much until it restarts. Nothing is lost by it.',
      told: 'You make {target} {factor} times slower.',
      parameters: { factor: 'Times slower' },
      refusals: { ...TASK_REFUSALS_EN, 'task-is-slow': 'The task already works slower.' },
    },
    zh: {
      name: '放慢 {target}',
      menu: '放慢任务',
      does: '在重启之前，每条记录的开销变为 {factor} 倍。不会丢失任何数据。',
      told: '你让 {target} 放慢到 {factor} 倍。',
      parameters: { factor: '放慢倍数' },
      refusals: { ...TASK_REFUSALS_ZH, 'task-is-slow': '任务已经放慢。' },
    },
  },
})
