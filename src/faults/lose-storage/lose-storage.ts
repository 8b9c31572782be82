/**
 * What checkpoint storage holds is gone, and what is being written fails. The job runs on; a restore finds no file and
 * the restart fails. Flink does not go back to an older checkpoint by itself: it tries again as its restart strategy says.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from '../shared/job.ts'

export const loseStorage = defineCommand({
  kind: 'lose-storage',
  group: 'storage',
  target: null,
  parameters: [],
  effect: () => ({ actor: 'storage', type: 'lose-storage' }),
  refusal(subject) {
    const over = needsJob(subject)
    if (over !== null) return over
    const { files, writing } = subject.storage
    return files.length === 0 && writing === null ? 'nothing-stored' : null
  },
  texts: {
    en: {
      name: 'Lose what storage holds',
      menu: 'Lose what storage holds',
      does: 'All files are gone, and what is being written fails. A restore from them fails.',
      told: 'You take away all that storage holds.',
      parameters: {},
      refusals: { ...JOB_REFUSALS_EN, 'nothing-stored': 'Storage holds nothing yet.' },
    },
    zh: {
      name: '丢失存储中的内容',
      menu: '丢失存储中的内容',
      does: '所有文件都消失，正在写入的也失败。从它们恢复会失败。',
      told: '你让存储中的内容全部消失。',
      parameters: {},
      refusals: { ...JOB_REFUSALS_ZH, 'nothing-stored': '存储中还没有内容。' },
    },
  },
})
