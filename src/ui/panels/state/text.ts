/** The words of the state tab. */
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  task: 'Task',
  filter: 'Keys that begin with',
  none: 'This pipeline keeps no keyed state.',
  empty: 'No key has a value yet.',
  noMatch: (prefix: string): string => `No key begins with “${prefix}”.`,
  rows: (shown: number, all: number): string => (shown === all ? `${all} rows` : `${shown} of ${all} rows`),
  caption: 'Most recently changed first',
  key: 'key',
  value: 'value',
  keyGroup: 'key group',
  changed: 'changed at step',
  label: (task: string): string => `Keyed state of ${task}`,
}

const zh: typeof en = {
  task: '任务',
  filter: '键的前缀',
  none: '此流水线没有键控状态。',
  empty: '还没有任何键有值。',
  noMatch: prefix => `没有以“${prefix}”开头的键。`,
  rows: (shown, all) => (shown === all ? `${all} 行` : `${shown} / ${all} 行`),
  caption: '最近变更的在前',
  key: '键',
  value: '值',
  keyGroup: '键组',
  changed: '变更步骤',
  label: task => `${task} 的键控状态`,
}

export const stateTexts = defineTexts(en, zh)
