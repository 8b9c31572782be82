/** The newest file of one task can no longer be read. Nobody notices before a restore reads it, which then fails by its name. */
import { defineCommand } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from '../shared/job.ts'

export const corruptFile = defineCommand({
  kind: 'corrupt-file',
  group: 'storage',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'storage', type: 'corrupt-file' }),
  refusal(subject) {
    const over = needsJob(subject)
    if (over !== null) return over
    const { task, storage } = subject
    return storage.files.some(file => file.actor === task?.actor) ? null : 'nothing-stored'
  },
  texts: {
    en: {
      name: 'Corrupt the newest file of {target}',
      menu: 'Corrupt a file',
      does: 'A byte of it is changed. Nobody notices before a restore reads it.',
      told: 'You change a byte in the newest file of {target}.',
      parameters: {},
      refusals: { ...JOB_REFUSALS_EN, 'nothing-stored': 'Storage holds no file of it.' },
    },
    zh: {
      name: '损坏 {target} 的最新文件',
      menu: '损坏文件',
      does: '其中一个字节被改变。在恢复读取它之前没有人会发现。',
      told: '你改变了 {target} 最新文件中的一个字节。',
      parameters: {},
      refusals: { ...JOB_REFUSALS_ZH, 'nothing-stored': '存储中没有它的文件。' },
    },
  },
})
