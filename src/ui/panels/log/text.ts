/** The words of the log tab. */
import { grouped } from '../../i18n/format.ts'
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  search: 'Search the log',
  records: 'Records',
  label: 'Log of this run',
  loading: 'Reading the log',
  empty: 'Nothing has happened yet.',
  noMatch: (words: string): string => `No entry contains “${words}”.`,
  shown: (count: number, from: number, to: number): string =>
    `${grouped(count)} entries, steps ${grouped(from)}–${grouped(to)}`,
  found: (count: number, more: boolean): string =>
    more ? `The first ${grouped(count)} entries found` : `${grouped(count)} entries found`,
}

const zh: typeof en = {
  search: '搜索日志',
  records: '记录',
  label: '此次运行的日志',
  loading: '正在读取日志',
  empty: '还没有发生任何事。',
  noMatch: words => `没有条目包含“${words}”。`,
  shown: (count, from, to) => `${grouped(count)} 条，步骤 ${grouped(from)}–${grouped(to)}`,
  found: (count, more) => (more ? `找到的前 ${grouped(count)} 条` : `找到 ${grouped(count)} 条`),
}

export const logTexts = defineTexts(en, zh)
