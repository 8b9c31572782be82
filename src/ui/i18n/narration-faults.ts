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

export function commitRefusedEn({ peer, effect, reason }: Facts): Sentence {
  switch (reason) {
    case 'retry-later':
      return say`The broker asks ${strong(peer)} to commit ${effect} later.`
    case 'aborted':
      return say`The broker has aborted ${effect} already: it cannot be committed any more.`
    case 'unknown-transaction':
      return say`The broker does not know ${effect}: it cannot be committed any more.`
    default:
      return say`The broker fails to commit ${effect} and cannot say why.`
  }
}

export function commitRefusedZh({ peer, effect, reason }: Facts): Sentence {
  switch (reason) {
    case 'retry-later':
      return say`broker 让 ${strong(peer)} 稍后再提交 ${effect}。`
    case 'aborted':
      return say`broker 已中止 ${effect}：它再也无法提交。`
    case 'unknown-transaction':
      return say`broker 不认识 ${effect}：它再也无法提交。`
    default:
      return say`broker 提交 ${effect} 失败，且说不出原因。`
  }
}

export function commitAnsweredEn({ actor, effect, reason }: Facts): Sentence {
  switch (reason) {
    case 'committed':
      return say`${strong(actor)} hears that ${effect} is committed, and goes on.`
    case 'already-committed':
      return say`${strong(actor)} hears that ${effect} had been committed before, and goes on.`
    case 'timeout':
      return say`${strong(actor)} has no answer about ${effect}. It may be committed or not; ${strong(actor)} asks again, since committing twice changes nothing.`
    case 'retry-later':
      return say`${strong(actor)} is to try again with ${effect}.`
    case 'unknown-reason':
      return say`${strong(actor)} hears that ${effect} was not committed, and not why.`
    default:
      return say`${strong(actor)} hears that ${effect} can never be committed: its results are lost.`
  }
}

export function commitAnsweredZh({ actor, effect, reason }: Facts): Sentence {
  switch (reason) {
    case 'committed':
      return say`${strong(actor)} 得知 ${effect} 已提交，继续工作。`
    case 'already-committed':
      return say`${strong(actor)} 得知 ${effect} 之前已提交，继续工作。`
    case 'timeout':
      return say`${strong(actor)} 没有收到关于 ${effect} 的答复：它可能已提交，也可能没有；${strong(actor)} 再次请求，重复提交不改变结果。`
    case 'retry-later':
      return say`${strong(actor)} 需要再次尝试提交 ${effect}。`
    case 'unknown-reason':
      return say`${strong(actor)} 得知 ${effect} 没有提交，原因不明。`
    default:
      return say`${strong(actor)} 得知 ${effect} 再也无法提交：其结果已丢失。`
  }
}
