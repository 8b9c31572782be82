/**
 * The next message of a kind to or from a task comes late. Two actors talk in order, so what the same sender tells
 * the same receiver afterwards waits behind it.
 */
import { millis } from '../../base/time.ts'
import { defineCommand } from '../../engine/api/command.ts'
import {
  MESSAGE,
  MESSAGE_OPTIONS_EN,
  MESSAGE_OPTIONS_ZH,
  MESSAGE_REFUSALS_EN,
  MESSAGE_REFUSALS_ZH,
  messageRefusal,
  tamperWith,
} from '../shared/messages.ts'

export const delayMessage = defineCommand({
  kind: 'delay-message',
  group: 'message',
  target: 'task',
  parameters: [MESSAGE, { name: 'delayMs', type: 'duration', default: 200, min: 0.001, max: 3_600_000 }],
  effect: ({ message, delayMs }) => tamperWith(message, 'delay', millis(delayMs)),
  refusal: messageRefusal,
  texts: {
    en: {
      name: 'Delay the next {message} of {target} by {delayMs}',
      menu: 'Delay a message',
      does: 'The next {message} comes {delayMs} late, and what follows on the same way waits behind it.',
      told: 'You see to it that the next {message} of {target} comes {delayMs} late.',
      parameters: { message: 'Message', delayMs: 'Delay' },
      options: MESSAGE_OPTIONS_EN,
      refusals: MESSAGE_REFUSALS_EN,
    },
    zh: {
      name: '让 {target} 的下一条{message}延迟 {delayMs}',
      menu: '延迟消息',
      does: '下一条{message}晚到 {delayMs}，同一路径上的后续消息排在它后面。',
      told: '你让 {target} 的下一条{message}晚到 {delayMs}。',
      parameters: { message: '消息', delayMs: '延迟' },
      options: MESSAGE_OPTIONS_ZH,
      refusals: MESSAGE_REFUSALS_ZH,
    },
  },
})
