/** Whether a task has transactions at all, and the words for it. */
import type { Subject } from '../../engine/api/command.ts'
import { JOB_REFUSALS_EN, JOB_REFUSALS_ZH, needsJob } from './job.ts'

export const TRANSACTION_REFUSALS_EN = {
  ...JOB_REFUSALS_EN,
  'no-transactions': 'The task commits no transactions.',
} as const

export const TRANSACTION_REFUSALS_ZH = {
  ...JOB_REFUSALS_ZH,
  'no-transactions': '该任务不提交事务。',
} as const

export function needsTransactions(subject: Subject): keyof typeof TRANSACTION_REFUSALS_EN | null {
  const over = needsJob(subject)
  if (over !== null) return over
  const { scene, task } = subject
  const actor = scene.actors.find(other => other.index === task?.actor)
  const vertex = scene.vertices.find(other => other.index === actor?.vertex)
  return vertex?.sinks.some(sink => sink.transactional) === true ? null : 'no-transactions'
}
