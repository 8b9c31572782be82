/**
 * The broker aborts what a task has prepared, as when `weir.sink.transaction-timeout` has passed: a restart that took
 * too long, or a timeout shorter than a checkpoint. The checkpoint counts on them all the same.
 */
import { defineCommand } from '../../engine/api/command.ts'
import {
  needsTransactions,
  TRANSACTION_REFUSALS_EN,
  TRANSACTION_REFUSALS_ZH,
} from '../shared/transactions.ts'

export const expireTransactions = defineCommand({
  kind: 'expire-transactions',
  group: 'transaction',
  target: 'task',
  parameters: [],
  effect: () => ({ actor: 'broker', type: 'expire-transactions' }),
  refusal(subject) {
    const none = needsTransactions(subject)
    return none ?? (subject.task?.sink?.prepared.length === 0 ? 'nothing-prepared' : null)
  },
  texts: {
    en: {
      name: 'The transactions of {target} expire',
      menu: 'Let transactions expire',
      does: 'The broker aborts what it has prepared, as after the transaction timeout.',
      told: 'You let the prepared transactions of {target} expire.',
      parameters: {},
      refusals: { ...TRANSACTION_REFUSALS_EN, 'nothing-prepared': 'It has no prepared transaction now.' },
    },
    zh: {
      name: '让 {target} 的事务过期',
      menu: '让事务过期',
      does: 'broker 中止它已预提交的事务，如同事务超时。',
      told: '你让 {target} 已预提交的事务过期。',
      parameters: {},
      refusals: { ...TRANSACTION_REFUSALS_ZH, 'nothing-prepared': '它现在没有已预提交的事务。' },
    },
  },
})
