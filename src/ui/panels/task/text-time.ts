/** The words of event time in the task tab. */
import type { TimerRow } from '../../../engine/api/frame.ts'
import type { InputWatermark } from '../../../store/watermarks.ts'
import { listed, listedZh } from '../../i18n/lists.ts'
import { say, strong, type Sentence } from '../../i18n/sentence.ts'
import { defineTexts } from '../../i18n/texts.ts'

const roles: Readonly<Record<InputWatermark['role'], string>> = {
  counts: 'counts',
  'holds-back': 'the lowest',
  idle: 'idle',
  'catching-up': 'catching up',
}

const domains: Readonly<Record<TimerRow['domain'], string>> = {
  'event time': 'event',
  'processing time': 'processing',
}

const en = {
  title: 'Event time',
  watermark: 'watermark',
  channel: 'channel',
  counts: 'for the minimum',
  roles,
  domains,
  lateDropped: 'late records dropped',
  pendingMarks: 'watermarks and timers it goes on with first',
  heldBack: (senders: readonly string[], time: string): Sentence =>
    say`Held back by ${listed(senders)}: ${strong(time)}. The others are ahead.`,
  onlyInput: (sender: string): Sentence => say`It has one input, ${strong(sender)}, and follows it.`,
  allAlike: 'All inputs that count are at the same watermark.',
  allIdle: 'All its inputs are idle, so it is idle, too.',
  sourceIdle: 'Its partitions are idle, so it holds nobody back.',
  idle: (senders: readonly string[]): Sentence =>
    senders.length === 1
      ? say`${listed(senders)} is idle and does not count.`
      : say`${listed(senders)} are idle and do not count.`,
  catchingUp: (senders: readonly string[]): Sentence =>
    senders.length === 1
      ? say`${listed(senders)} was idle and counts again once it has caught up.`
      : say`${listed(senders)} were idle and count again once they have caught up.`,
  timers: 'Timers, the next first',
  key: 'key',
  firesAt: 'set for',
  domain: 'clock',
  moreTimers: (count: number): string => `and ${count} more`,
  splitIdle: 'idle',
}

const zh: typeof en = {
  title: '事件时间',
  watermark: '水位线',
  channel: '通道',
  counts: '取最小值时',
  roles: { counts: '计入', 'holds-back': '最低', idle: '空闲', 'catching-up': '追赶中' },
  domains: { 'event time': '事件', 'processing time': '处理' },
  lateDropped: '丢弃的迟到记录',
  pendingMarks: '先要处理的水位线与定时器',
  heldBack: (senders, time) => say`受 ${listedZh(senders)} 限制：${strong(time)}。其余通道在它之前。`,
  onlyInput: sender => say`它只有一个输入 ${strong(sender)}，跟随它的水位线。`,
  allAlike: '所有计入的输入水位线相同。',
  allIdle: '它的所有输入都空闲，因此它也空闲。',
  sourceIdle: '它的分区都空闲，不限制任何下游。',
  idle: senders => say`${listedZh(senders)} 空闲，不计入。`,
  catchingUp: senders => say`${listedZh(senders)} 曾空闲，追上之后重新计入。`,
  timers: '定时器，最先触发的在前',
  key: '键',
  firesAt: '设定时间',
  domain: '时钟',
  moreTimers: count => `另有 ${count} 个`,
  splitIdle: '空闲',
}

export const taskTimeTexts = defineTexts(en, zh)
