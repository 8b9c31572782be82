/**
 * The next message of a kind to or from a task is lost on the way. Nobody sends it again: a checkpoint without a
 * trigger or an ack expires, a completion that a task does not hear of is made up for by the next one or by a restore.
 */
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

export const dropMessage = defineCommand({
  kind: 'drop-message',
  group: 'message',
  target: 'task',
  parameters: [MESSAGE],
  effect: ({ message }) => tamperWith(message, 'drop', 0),
  refusal: messageRefusal,
  texts: {
    en: {
      name: 'Drop the next {message} of {target}',
      menu: 'Drop a message',
      does: 'The next {message} is lost on the way. Nobody sends it again.',
      told: 'You see to it that the next {message} of {target} is lost on the way.',
      parameters: { message: 'Message' },
      options: MESSAGE_OPTIONS_EN,
      refusals: MESSAGE_REFUSALS_EN,
    },
    zh: {
      name: '丢弃 {target} 的下一条{message}',
      menu: '丢弃消息',
      does: '下一条{message}在途中丢失，不会重发。',
      told: '你让 {target} 的下一条{message}在途中丢失。',
      parameters: { message: '消息' },
      options: MESSAGE_OPTIONS_ZH,
      refusals: MESSAGE_REFUSALS_ZH,
    },
  },
})
