/**
 * The broker does not do the next commits of a task and says something else. "Later" is tried again as often as
 * `sink.committer.retries` allows; a transaction that the broker does not know is lost or fails the task, as it is set;
 * a failure without a reason fails the task, and the restore commits again.
 */
import { defineCommand } from '../../engine/api/command.ts'
import {
  needsTransactions,
  TRANSACTION_REFUSALS_EN,
  TRANSACTION_REFUSALS_ZH,
} from '../shared/transactions.ts'

export const failCommit = defineCommand({
  kind: 'fail-commit',
  group: 'transaction',
  target: 'task',
  parameters: [
    {
      name: 'answer',
      type: 'choice',
      options: ['retry-later', 'unknown-reason', 'unknown-transaction'],
      default: 'retry-later',
    },
    { name: 'times', type: 'count', default: 1, min: 1, max: 100 },
  ],
  effect: ({ answer, times }) => ({ actor: 'broker', type: 'answer-commits', answer, times }),
  refusal: needsTransactions,
  texts: {
    en: {
      name: 'The next commit of {target} is answered: {answer}',
      menu: 'Fail a commit',
      does: 'The broker does not do it and answers: {answer}. Times: {times}.',
      told: 'You see to it that the next commit of {target} is answered: {answer}.',
      parameters: { answer: 'Answer', times: 'Times' },
      options: {
        answer: {
          'retry-later': 'try again later',
          'unknown-reason': 'failed, nobody knows why',
          'unknown-transaction': 'no such transaction',
        },
      },
      refusals: TRANSACTION_REFUSALS_EN,
    },
    zh: {
      name: '{target} 的下一次提交得到答复：{answer}',
      menu: '提交失败',
      does: 'broker 不执行提交，而是答复：{answer}。次数：{times}。',
      told: '你让 {target} 的下一次提交得到答复：{answer}。',
      parameters: { answer: '答复', times: '次数' },
      options: {
        answer: {
          'retry-later': '稍后重试',
          'unknown-reason': '失败，原因不明',
          'unknown-transaction': '没有这个事务',
        },
      },
      refusals: TRANSACTION_REFUSALS_ZH,
    },
  },
})
