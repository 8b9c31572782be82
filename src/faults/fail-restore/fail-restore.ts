/** The next restore of a task fails, once: the attempt that is being made is lost, and the restart strategy decides. */
import { defineCommand } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from '../shared/job.ts'

export const failRestore = defineCommand({
  kind: 'fail-restore',
  group: 'checkpoint',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'task', type: 'fail-phase', phase: 'restore' }),
  refusal: needsJob,
  texts: {
    en: {
      name: 'The next restore of {target} fails',
      menu: 'Fail during a restore',
      does: 'It fails while it restores its state, once. The restart counts as another failure.',
      told: 'You see to it that the next restore of {target} fails.',
      parameters: {},
      refusals: JOB_REFUSALS_EN,
    },
    zh: {
      name: '{target} 的下一次恢复失败',
      menu: '恢复期间失败',
      does: '它在恢复状态时失败一次。这次重启算作又一次失败。',
      told: '你让 {target} 的下一次恢复失败。',
      parameters: {},
      refusals: JOB_REFUSALS_ZH,
    },
  },
})
