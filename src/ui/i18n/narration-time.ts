/** Watermarks, timers and late records, told in both languages. */
import type { EventTime } from '../../base/time.ts'
import { en } from './en.ts'
import type { Facts } from './facts.ts'
import { eventTime } from './format.ts'
import { listed, listedZh, tidy } from './lists.ts'
import { say, strong, type Sentence, type Strong } from './sentence.ts'
import { zh } from './zh.ts'

type Tell = (facts: Facts) => Sentence

const isEnd = (time: EventTime): boolean => time === Number.POSITIVE_INFINITY
const isTime = (time: EventTime): boolean => Number.isFinite(time)

const at = (time: EventTime): Strong => strong(eventTime(time, en.eventTime))

const dueEn = ({ due, windows }: Facts): Sentence => {
  if (due === 0) return []
  if (due === null) return say` Timers are due, and fire first.`
  const what = windows ? 'timers of windows' : 'timers'
  return due === 1 ? say` One timer is due, and fires first.` : say` ${due} ${what} are due, and fire first.`
}

const received: Tell = facts => {
  const { actor, from, reason, heldBy, lowest, inputs, watermark } = facts
  const takes = isEnd(facts.eventTime)
    ? say`${strong(actor)} takes the watermark of the end from ${strong(from)}`
    : say`${strong(actor)} takes watermark ${at(facts.eventTime)} from ${strong(from)}`
  if (reason !== 'advances') {
    return heldBy.length === 0
      ? say`${takes}; its own stays where it is.`
      : say`${takes}; its own stays at ${at(watermark)}, held back by ${listed(heldBy)}.`
  }
  if (inputs < 2) return say`${takes}, its only input.${dueEn(facts)}`
  return isTime(lowest)
    ? say`${takes}. The lowest of its ${inputs} inputs is now ${at(lowest)}.${dueEn(facts)}`
    : say`${takes}. It was the last to wait for.${dueEn(facts)}`
}

const status: Tell = ({ actor, from, reason, idle, catchingUp, watermark }) => {
  if (reason === 'idle') {
    return idle
      ? say`The channel ${strong(from)} of ${strong(actor)} is idle. So are all the others: ${strong(actor)} is idle, too.`
      : say`The channel ${strong(from)} of ${strong(actor)} is idle: it no longer holds the watermark back.`
  }
  return catchingUp
    ? say`The channel ${strong(from)} of ${strong(actor)} is active again. It counts once it has caught up with ${at(watermark)}.`
    : say`The channel ${strong(from)} of ${strong(actor)} is active again: it counts for the watermark.`
}

const advanced: Tell = ({ actor, eventTime: time, role, inputs, nextTimer }) => {
  if (isEnd(time))
    return say`The watermark of the end has passed ${strong(actor)}: every event-time timer has fired.`
  if (role === 'source')
    return say`${strong(actor)} sends watermark ${at(time)}: it expects nothing earlier any more.`
  const lowest = inputs > 1 ? `, the lowest of its ${inputs} inputs` : ''
  const next = nextTimer === null ? say`` : say` The next timer waits for ${at(nextTimer)}.`
  return say`The watermark of ${strong(actor)} rises to ${at(time)}${lowest}: nothing earlier is expected.${next}`
}

const forwarded: Tell = ({ actor, eventTime: time, idle, role }) => {
  if (idle) return say`${strong(actor)} is idle and says so: those behind it need not wait for its watermark.`
  if (role === 'source') {
    return isTime(time)
      ? say`${strong(actor)} has seen nothing later: its watermark stays at ${at(time)}.`
      : say`${strong(actor)} has no watermark to send yet.`
  }
  return isTime(time)
    ? say`${strong(actor)} passes on what it was told; its watermark stays at ${at(time)}.`
    : say`${strong(actor)} passes on what it was told; its watermark stays where it is.`
}

const timerFired: Tell = ({ actor, key, eventTime: time, reason, effect, windows }) => {
  const whose = key === '' ? say`A timer` : say`The timer of key ${strong(key)}`
  const what = effect === '' ? '' : `: ${tidy(effect, '$1 is now $2', ', ')}`
  if (reason !== 'event time') {
    return say`${whose} for ${at(time)} fires at ${strong(actor)}, by the clock${what}.`
  }
  const why = isEnd(time) ? 'with the end of the input' : 'since the watermark has reached it'
  return windows
    ? say`${whose} for ${at(time)} fires at ${strong(actor)}, ${why}${effect === '' ? ': its window is let go' : what}.`
    : say`${whose} for ${at(time)} fires at ${strong(actor)}, ${why}${what}.`
}

export const narrationTimeEn = {
  WatermarkReceived: received,
  WatermarkStatusReceived: status,
  WatermarkAdvanced: advanced,
  WatermarkForwarded: forwarded,
  TimerFired: timerFired,
  EndOfInputReached: ({ actor }) =>
    say`${strong(actor)} has read everything. The watermark of the end goes out, so that all that still waits for event time fires.`,
} as const satisfies Record<string, Tell>

/** What is said of a record that came too late, after what was done with it. */
export const lateEn: Tell = ({ record, actor, watermark }) =>
  say`${strong(record)} is late: the watermark of ${strong(actor)} is already at ${at(watermark)}.`

const atZh = (time: EventTime): Strong => strong(eventTime(time, zh.eventTime))

const dueZh = ({ due, windows }: Facts): Sentence => {
  if (due === 0) return []
  if (due === null) return say`有定时器到期，先行触发。`
  return say`${due} 个${windows ? '窗口' : ''}定时器到期，先行触发。`
}

const receivedZh: Tell = facts => {
  const { actor, from, reason, heldBy, lowest, inputs, watermark } = facts
  const takes = isEnd(facts.eventTime)
    ? say`${strong(actor)} 从 ${strong(from)} 取到结束水位线`
    : say`${strong(actor)} 从 ${strong(from)} 取到水位线 ${atZh(facts.eventTime)}`
  if (reason !== 'advances') {
    return heldBy.length === 0
      ? say`${takes}；它自己的水位线不变。`
      : say`${takes}；它自己的水位线停在 ${atZh(watermark)}，受 ${listedZh(heldBy)} 限制。`
  }
  if (inputs < 2) return say`${takes}，这是它唯一的输入。${dueZh(facts)}`
  return isTime(lowest)
    ? say`${takes}。它的 ${inputs} 个输入中最低的现在是 ${atZh(lowest)}。${dueZh(facts)}`
    : say`${takes}。这是最后一个要等的输入。${dueZh(facts)}`
}

const statusZh: Tell = ({ actor, from, reason, idle, catchingUp, watermark }) => {
  if (reason === 'idle') {
    return idle
      ? say`${strong(actor)} 的通道 ${strong(from)} 空闲。其余通道也都空闲：${strong(actor)} 随之空闲。`
      : say`${strong(actor)} 的通道 ${strong(from)} 空闲：不再限制水位线。`
  }
  return catchingUp
    ? say`${strong(actor)} 的通道 ${strong(from)} 重新活跃。追上 ${atZh(watermark)} 之后才计入。`
    : say`${strong(actor)} 的通道 ${strong(from)} 重新活跃，计入水位线。`
}

const advancedZh: Tell = ({ actor, eventTime: time, role, inputs, nextTimer }) => {
  if (isEnd(time)) return say`结束水位线已通过 ${strong(actor)}：所有事件时间定时器均已触发。`
  if (role === 'source') return say`${strong(actor)} 发出水位线 ${atZh(time)}：不再期待更早的记录。`
  const lowest = inputs > 1 ? `，即 ${inputs} 个输入中的最小值` : ''
  const next = nextTimer === null ? say`` : say`下一个定时器等待 ${atZh(nextTimer)}。`
  return say`${strong(actor)} 的水位线升至 ${atZh(time)}${lowest}：不再期待更早的记录。${next}`
}

const forwardedZh: Tell = ({ actor, eventTime: time, idle, role }) => {
  if (idle) return say`${strong(actor)} 空闲并告知下游：不必等待它的水位线。`
  if (role === 'source') {
    return isTime(time)
      ? say`${strong(actor)} 没有见到更晚的记录：水位线停在 ${atZh(time)}。`
      : say`${strong(actor)} 还没有水位线可发。`
  }
  return isTime(time)
    ? say`${strong(actor)} 转发收到的标记；它的水位线停在 ${atZh(time)}。`
    : say`${strong(actor)} 转发收到的标记；它的水位线不变。`
}

const timerFiredZh: Tell = ({ actor, key, eventTime: time, reason, effect, windows }) => {
  const whose = key === '' ? say`定时器 ${atZh(time)}` : say`键 ${strong(key)} 的定时器 ${atZh(time)}`
  const what = effect === '' ? '' : `：${tidy(effect, '$1 变为 $2', '，')}`
  if (reason !== 'event time') return say`${whose}按时钟在 ${strong(actor)} 上触发${what}。`
  const why = isEnd(time) ? '因输入结束' : '因水位线已到达'
  return windows && effect === ''
    ? say`${whose}${why}在 ${strong(actor)} 上触发：窗口被清除。`
    : say`${whose}${why}在 ${strong(actor)} 上触发${what}。`
}

export const narrationTimeZh: Readonly<Record<keyof typeof narrationTimeEn, Tell>> = {
  WatermarkReceived: receivedZh,
  WatermarkStatusReceived: statusZh,
  WatermarkAdvanced: advancedZh,
  WatermarkForwarded: forwardedZh,
  TimerFired: timerFiredZh,
  EndOfInputReached: ({ actor }) =>
    say`${strong(actor)} 已读完全部记录。它发出结束水位线，让所有仍在等待事件时间的定时器触发。`,
}

export const lateZh: Tell = ({ record, actor, watermark }) =>
  say`${strong(record)} 迟到：${strong(actor)} 的水位线已到 ${atZh(watermark)}。`
