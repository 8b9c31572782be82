/**
 * Checkpoint storage fails for a while. An asynchronous part that cannot write is declined, a checkpoint whose
 * `_metadata` cannot be written is given up, and a task that cannot read its state fails.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from '../shared/job.ts'

export const failStorage = defineCommand({
  kind: 'fail-storage',
  group: 'storage',
  target: null,
  parameters: [{ name: 'durationMs', type: 'duration', default: 200, min: 1, max: 3_600_000 }],
  effect: ({ durationMs }) => ({ actor: 'storage', type: 'fail-storage', duration: millis(durationMs) }),
  refusal: needsJob,
  texts: {
    en: {
      name: 'Storage fails for {durationMs}',
      menu: 'Storage fails',
      does: 'Writes that end and reads that begin within {durationMs} fail.',
      told: 'You let storage fail for {durationMs}.',
      parameters: { durationMs: 'Duration' },
      refusals: JOB_REFUSALS_EN,
    },
    zh: {
      name: '存储失效 {durationMs}',
      menu: '存储失效',
      does: '{durationMs} 内结束的写入和开始的读取都会失败。',
      told: '你让存储失效 {durationMs}。',
      parameters: { durationMs: '时长' },
      refusals: JOB_REFUSALS_ZH,
    },
  },
})
