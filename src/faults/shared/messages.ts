/** What the three faults of a message have in common: which message, who sends it, when there will be none. */
import type { Subject } from '../../engine/api/command.ts'
import type { CommandEffect, TamperedMessage, TamperEffect } from '../../engine/api/effect.ts'
import { needsJob } from './job.ts'
import { needsTransactions, TRANSACTION_REFUSALS_EN, TRANSACTION_REFUSALS_ZH } from './transactions.ts'

/** By kind: the actor that sends it, to or from the task. */
const SENDERS = {
  trigger: 'jobmanager',
  ack: 'task',
  decline: 'task',
  complete: 'jobmanager',
  abort: 'jobmanager',
  commit: 'task',
  committed: 'broker',
} as const satisfies Readonly<Record<TamperedMessage, CommandEffect['actor']>>

export const MESSAGE = {
  name: 'message',
  type: 'choice',
  options: ['trigger', 'ack', 'decline', 'complete', 'abort', 'commit', 'committed'],
  default: 'ack',
} as const

export const tamperWith = (
  message: TamperedMessage,
  how: TamperEffect['how'],
  delay: number,
): CommandEffect => ({ actor: SENDERS[message], type: 'tamper', message, how, delay })

export const MESSAGE_REFUSALS_EN = {
  ...TRANSACTION_REFUSALS_EN,
  'task-has-finished': 'The task has finished: it sends and hears nothing more.',
  'not-a-source': 'Only sources are triggered by a message; barriers reach the other tasks.',
} as const

export const MESSAGE_REFUSALS_ZH = {
  ...TRANSACTION_REFUSALS_ZH,
  'task-has-finished': '任务已完成：它不再收发消息。',
  'not-a-source': '只有 source 由消息触发；其他任务由屏障触发。',
} as const

export function messageRefusal(
  subject: Subject,
  { message }: { readonly message: TamperedMessage },
): keyof typeof MESSAGE_REFUSALS_EN | null {
  const over = needsJob(subject)
  if (over !== null) return over
  const { task, scene } = subject
  if (task === null || task.state === 'FINISHED') return 'task-has-finished'
  const actor = scene.actors.find(other => other.index === task.actor)
  const vertex = scene.vertices.find(other => other.index === actor?.vertex)
  if (message === 'trigger' && vertex?.role !== 'source') return 'not-a-source'
  return message === 'commit' || message === 'committed' ? needsTransactions(subject) : null
}

const en = {
  trigger: 'trigger',
  ack: 'acknowledgement',
  decline: 'decline',
  complete: 'notification of completion',
  abort: 'notification of an abort',
  commit: 'commit request',
  committed: 'answer to a commit',
} as const

const zh: Readonly<Record<keyof typeof en, string>> = {
  trigger: '触发消息',
  ack: '确认',
  decline: '拒绝消息',
  complete: '完成通知',
  abort: '中止通知',
  commit: '提交请求',
  committed: '提交的答复',
}

export const MESSAGE_OPTIONS_EN = { message: en }
export const MESSAGE_OPTIONS_ZH = { message: zh }
