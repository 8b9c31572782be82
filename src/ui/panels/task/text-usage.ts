/** The words for how a thread spends its time. */
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  title: 'Thread',
  thread: 'its time',
  perSecond: 'per second',
  sinceStart: 'this attempt',
  busy: 'busy',
  idle: 'idle',
  backPressured: 'backpressured',
  rate: (ms: number): string => `${ms} ms/s`,
  records: (received: string, sent: string): string =>
    `numRecordsIn ${received}, numRecordsOut ${sent} in this attempt. The rates look back one to two simulated seconds; Flink’s gauges look back a minute.`,
}

const zh: typeof en = {
  title: '线程',
  thread: '时间去向',
  perSecond: '每秒',
  sinceStart: '本次尝试',
  busy: '繁忙',
  idle: '空闲',
  backPressured: '反压',
  rate: ms => `${ms} ms/s`,
  records: (received, sent) =>
    `本次尝试中 numRecordsIn 为 ${received}，numRecordsOut 为 ${sent}。速率取最近一到两秒的模拟时间；Flink 的指标取最近一分钟。`,
}

export const usageTexts = defineTexts(en, zh)
