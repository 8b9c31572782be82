/** The words of the narration bar. */
import { grouped } from '../../i18n/format.ts'
import { defineTexts } from '../../i18n/texts.ts'

const en = {
  label: 'Narration',
  chip: (step: number): string => `Step ${grouped(step)}`,
  start: 'The job has not started yet. Step forward, or play.',
  why: 'Why?',
  whyTitle: 'Why did this happen?',
  whyNote: 'Each event with the one that caused it, nearest first.',
  began: 'It began here: nothing earlier caused it.',
  replayed: 'replayed',
  goTo: (step: number): string => `Go to step ${step}`,
  and: (count: number): string => `and ${count} more ${count === 1 ? 'event' : 'events'}`,
}

const zh: typeof en = {
  label: '解说',
  chip: step => `步骤 ${grouped(step)}`,
  start: '作业尚未开始。请前进一步，或播放。',
  why: '为什么？',
  whyTitle: '为什么会这样？',
  whyNote: '每个事件与引起它的事件，最近的在前。',
  began: '由此开始：没有更早的原因。',
  replayed: '重放',
  goTo: step => `跳到步骤 ${step}`,
  and: count => `还有 ${count} 个事件`,
}

export const narrationTexts = defineTexts(en, zh)
