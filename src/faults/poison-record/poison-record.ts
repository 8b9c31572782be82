/**
 * The user function throws at the next record of a task, and at that same record whenever it is read again. A restart
 * does not help: the job goes round in circles until its restart strategy gives up.
 */
import { defineCommand } from '../../engine/api/command.ts'
import { needsRunning, TASK_REFUSALS_EN, TASK_REFUSALS_ZH } from '../shared/task.ts'

export const poisonRecord = defineCommand({
  kind: 'poison-record',
  group: 'record',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'task', type: 'poison-record' }),
  refusal: needsRunning,
  texts: {
    en: {
      name: 'Poison the next record of {target}',
      menu: 'Poison a record',
      does: 'The function throws at the next record, and whenever that record is read again.',
      told: 'You poison the next record of {target}: its function cannot take it.',
      parameters: {},
      refusals: TASK_REFUSALS_EN,
    },
    zh: {
      name: '让 {target} 的下一条记录有毒',
      menu: '有毒记录',
      does: '函数在下一条记录上抛出异常，以后每次再读到它也一样。',
      told: '你让 {target} 的下一条记录有毒：它的函数无法处理。',
      parameters: {},
      refusals: TASK_REFUSALS_ZH,
    },
  },
})
