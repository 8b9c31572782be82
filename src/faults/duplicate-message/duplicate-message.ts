/** The next message of a kind to or from a task arrives twice. The second one must change nothing. */
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

export const duplicateMessage = defineCommand({
  kind: 'duplicate-message',
  group: 'message',
  target: 'task',
  parameters: [MESSAGE],
  effect: ({ message }) => tamperWith(message, 'duplicate', 0),
  refusal: messageRefusal,
  texts: {
    en: {
      name: 'Double the next {message} of {target}',
      menu: 'Double a message',
      does: 'The next {message} arrives twice. The second one must change nothing.',
      told: 'You see to it that the next {message} of {target} arrives twice.',
      parameters: { message: 'Message' },
      options: MESSAGE_OPTIONS_EN,
      refusals: MESSAGE_REFUSALS_EN,
    },
    zh: {
      name: '让 {target} 的下一条{message}到达两次',
      menu: '重复消息',
      does: '下一条{message}到达两次。第二次不应改变任何东西。',
      told: '你让 {target} 的下一条{message}到达两次。',
      parameters: { message: '消息' },
      options: MESSAGE_OPTIONS_ZH,
      refusals: MESSAGE_REFUSALS_ZH,
    },
  },
})
