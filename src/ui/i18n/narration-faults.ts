/** Sentences about messages that do not come as they should, in both languages. */
import type { Facts } from './facts.ts'
import { say, strong, type Sentence } from './sentence.ts'

const en: Readonly<Record<string, string>> = {
  trigger: 'trigger',
  ack: 'acknowledgement',
  decline: 'decline',
  complete: 'notification of completion',
  abort: 'notification of an abort',
  commit: 'commit request',
  committed: 'answer to a commit',
}

const zh: Readonly<Record<string, string>> = {
  trigger: '触发消息',
  ack: '确认',
  decline: '拒绝消息',
  complete: '完成通知',
  abort: '中止通知',
  commit: '提交请求',
  committed: '提交的答复',
}

export function tamperedEn({ actor, peer, effect, reason, duration }: Facts): Sentence {
  const message = say`The ${en[effect] ?? effect} from ${strong(actor)} to ${strong(peer)}`
  switch (reason) {
    case 'drop':
      return say`${message} is lost on the way.`
    case 'delay':
      return say`${message} comes ${duration} late.`
    default:
      return say`${message} goes out twice.`
  }
}

export function tamperedZh({ actor, peer, effect, reason, duration }: Facts): Sentence {
  const message = say`${strong(actor)} 发给 ${strong(peer)} 的${zh[effect] ?? effect}`
  switch (reason) {
    case 'drop':
      return say`${message}在途中丢失。`
    case 'delay':
      return say`${message}晚到 ${duration}。`
    default:
      return say`${message}被发送了两次。`
  }
}
