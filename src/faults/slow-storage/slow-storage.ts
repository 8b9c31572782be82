/** Checkpoint storage takes several times as long for a while: long asynchronous parts, and timeouts if it lasts. */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from '../shared/job.ts'

export const slowStorage = defineCommand({
  kind: 'slow-storage',
  group: 'storage',
  target: null,
  parameters: [
    { name: 'factor', type: 'factor', default: 20, min: 2, max: 10_000 },
    { name: 'durationMs', type: 'duration', default: 1000, min: 1, max: 3_600_000 },
  ],
  effect: ({ factor, durationMs }) => ({
    actor: 'storage',
    type: 'slow-storage',
    factor,
    duration: millis(durationMs),
  }),
  refusal: needsJob,
  texts: {
    en: {
      name: 'Slow down storage {factor} times for {durationMs}',
      menu: 'Slow down storage',
      does: 'What reaches it within {durationMs} takes {factor} times as long.',
      told: 'You make storage {factor} times slower for {durationMs}.',
      parameters: { factor: 'Times slower', durationMs: 'Duration' },
      refusals: JOB_REFUSALS_EN,
    },
    zh: {
      name: '让存储在 {durationMs} 内放慢到 {factor} 倍',
      menu: '放慢存储',
      does: '{durationMs} 内到达的请求用时变为 {factor} 倍。',
      told: '你让存储在 {durationMs} 内放慢到 {factor} 倍。',
      parameters: { factor: '放慢倍数', durationMs: '时长' },
      refusals: JOB_REFUSALS_ZH,
    },
  },
})
