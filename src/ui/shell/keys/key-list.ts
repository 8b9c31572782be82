/**
 * Every key of the page, once: the same list is listened to and shown in Help. `single` marks keys that are one
 * printable character, which a reader can switch off (WCAG 2.1.4).
 */
import type { ChannelFrame } from '../../../engine/api/frame.ts'
import { cancelComputation, seek, seekNext, stepBy } from '../../../store/driver.ts'
import { seekNeighbour } from '../../../store/neighbour.ts'
import { nudgeSpeed, togglePlaying } from '../../../store/playback.ts'
import { openConfig } from '../../../store/config.ts'
import { act, undo } from '../../../store/run-commands.ts'
import { setProjector } from '../../../store/choices.ts'
import { select, session, showToast } from '../../../store/session.ts'
import { actorName } from '../../../store/scene.ts'
import { defineTexts } from '../../i18n/texts.ts'
import { commandTexts } from '../commands/text.ts'

export type KeyAction =
  | 'play'
  | 'forward'
  | 'back'
  | 'nextOfKind'
  | 'previousOfKind'
  | 'first'
  | 'last'
  | 'slower'
  | 'faster'
  | 'checkpoint'
  | 'savepoint'
  | 'kill'
  | 'slow'
  | 'drop'
  | 'palette'
  | 'neighbourAhead'
  | 'neighbourBack'
  | 'stage'
  | 'checkpoints'
  | 'state'
  | 'guarantees'
  | 'search'
  | 'table'
  | 'config'
  | 'storage'
  | 'keys'
  | 'undo'
  | 'escape'

export interface KeyBinding {
  readonly action: KeyAction
  /** In the notation of tinykeys. */
  readonly keys: readonly string[]
  /** As they are printed. */
  readonly shown: readonly string[]
  readonly single?: boolean
  readonly inProjector?: boolean
  /** Works while a cluster's statistics are shown in place of the run. */
  readonly overImport?: boolean
}

export const KEYS: readonly KeyBinding[] = [
  { action: 'play', keys: ['Space'], shown: ['Space'], inProjector: true },
  { action: 'play', keys: ['.'], shown: ['.'], single: true, inProjector: true },
  { action: 'forward', keys: ['ArrowRight', 'PageDown'], shown: ['→', 'PageDown'], inProjector: true },
  { action: 'forward', keys: ['j'], shown: ['j'], single: true },
  { action: 'back', keys: ['ArrowLeft', 'PageUp'], shown: ['←', 'PageUp'], inProjector: true },
  { action: 'back', keys: ['k'], shown: ['k'], single: true },
  { action: 'nextOfKind', keys: ['Shift+ArrowRight'], shown: ['Shift →'] },
  { action: 'previousOfKind', keys: ['Shift+ArrowLeft'], shown: ['Shift ←'] },
  { action: 'first', keys: ['Home'], shown: ['Home'] },
  { action: 'last', keys: ['End'], shown: ['End'] },
  { action: 'slower', keys: ['['], shown: ['['], single: true },
  { action: 'faster', keys: [']'], shown: [']'], single: true },
  { action: 'checkpoint', keys: ['b'], shown: ['B'], single: true, inProjector: true },
  { action: 'savepoint', keys: ['s'], shown: ['S'], single: true },
  { action: 'kill', keys: ['Shift+K'], shown: ['Shift K'], single: true },
  { action: 'slow', keys: ['Shift+D'], shown: ['Shift D'], single: true },
  { action: 'drop', keys: ['Shift+P'], shown: ['Shift P'], single: true },
  { action: 'neighbourBack', keys: ['Shift+<', '<'], shown: ['<'], single: true },
  { action: 'neighbourAhead', keys: ['Shift+>', '>'], shown: ['>'], single: true },
  { action: 'search', keys: ['/'], shown: ['/'], single: true },
  { action: 'table', keys: ['t'], shown: ['T'], single: true },
  { action: 'stage', keys: ['1'], shown: ['1'], single: true, overImport: true },
  { action: 'checkpoints', keys: ['2'], shown: ['2'], single: true, overImport: true },
  { action: 'state', keys: ['3'], shown: ['3'], single: true },
  { action: 'guarantees', keys: ['4'], shown: ['4'], single: true },
  { action: 'config', keys: ['c'], shown: ['C'], single: true },
  { action: 'storage', keys: ['Shift+S'], shown: ['Shift S'], single: true },
  { action: 'keys', keys: ['Shift+?', '?'], shown: ['?'], single: true, overImport: true },
  { action: 'palette', keys: ['$mod+k'], shown: ['Ctrl K', '⌘ K'] },
  { action: 'undo', keys: ['$mod+z'], shown: ['Ctrl Z', '⌘ Z'] },
  { action: 'escape', keys: ['Escape'], shown: ['Esc'], inProjector: true, overImport: true },
]

const en: Readonly<Record<KeyAction, string>> = {
  play: 'play or pause',
  forward: 'next event',
  back: 'previous event',
  nextOfKind: 'next of the kind chosen in Next',
  previousOfKind: 'previous of that kind',
  first: 'first step',
  last: 'last step reached',
  slower: 'slower',
  faster: 'faster',
  checkpoint: 'checkpoint (projector: blank screen)',
  savepoint: 'savepoint',
  kill: 'kill the selected task',
  slow: 'slow down the selected task',
  drop: 'drop the selected record, or the next one on its way to the selected task',
  palette: 'everything that can be done, by its name',
  neighbourAhead: 'next event on the same lane',
  neighbourBack: 'previous event on the same lane',
  stage: 'the Stage',
  checkpoints: 'the Checkpoints view',
  state: 'the State view',
  guarantees: 'the Guarantees view',
  search: 'search the log',
  table: 'the space–time diagram as a table',
  config: 'configuration',
  storage: 'storage',
  keys: 'this list',
  undo: 'undo the last action',
  escape: 'close, clear the selection, leave the projector, stop computing',
}

const zh: typeof en = {
  play: '播放或暂停',
  forward: '下一个事件',
  back: '上一个事件',
  nextOfKind: '下一个所选类型的事件',
  previousOfKind: '上一个该类型的事件',
  first: '第一步',
  last: '已到达的最后一步',
  slower: '减速',
  faster: '加速',
  checkpoint: '检查点（投影时：黑屏）',
  savepoint: '保存点',
  kill: '终止所选任务',
  slow: '放慢所选任务',
  drop: '丢弃所选记录，或发往所选任务的下一条记录',
  palette: '按名称查找所有可做的事',
  neighbourAhead: '同一泳道的下一个事件',
  neighbourBack: '同一泳道的上一个事件',
  stage: '舞台视图',
  checkpoints: '检查点视图',
  state: '状态视图',
  guarantees: '保证视图',
  search: '搜索日志',
  table: '以表格显示时空图',
  config: '配置',
  storage: '存储',
  keys: '本列表',
  undo: '撤销上一个操作',
  escape: '关闭、取消选择、退出投影、停止计算',
}

export const keyTexts = defineTexts(en, zh)

/** What each key does. The event has been judged already: this is its action. */
export function perform(action: KeyAction): void {
  switch (action) {
    case 'play':
      return togglePlaying()
    case 'forward':
      return stepBy(1)
    case 'back':
      return stepBy(-1)
    case 'nextOfKind':
      return seekNext(1)
    case 'previousOfKind':
      return seekNext(-1)
    case 'first':
      return seek(0)
    case 'last':
      return seek(session.getState().frame?.cursor.head ?? 0)
    case 'slower':
      return nudgeSpeed(-1)
    case 'faster':
      return nudgeSpeed(1)
    case 'checkpoint':
      return checkpointOrBlank()
    case 'savepoint':
      return void act('trigger-savepoint', null)
    case 'kill':
      return actOnSelected('kill-task')
    case 'slow':
      return actOnSelected('slow-task')
    case 'drop':
      return dropSelected()
    case 'palette':
      return session.setState({ dialog: 'palette' })
    case 'neighbourAhead':
      return void seekNeighbour(1)
    case 'neighbourBack':
      return void seekNeighbour(-1)
    case 'stage':
    case 'checkpoints':
    case 'state':
    case 'guarantees':
      return session.setState({ view: action })
    case 'search':
      return openSearch()
    case 'table':
      return document.getElementById('space-time-table')?.focus()
    case 'config':
      return openConfig()
    case 'storage':
      return session.setState({ dialog: 'storage' })
    case 'keys':
      return session.setState({ dialog: 'help' })
    case 'undo':
      return void undo()
    case 'escape':
      return escape()
  }
}

function checkpointOrBlank(): void {
  const { preferences, blanked } = session.getState()
  if (preferences.projector) session.setState({ blanked: !blanked })
  else void act('trigger-checkpoint', null)
}

function actOnSelected(kind: string): void {
  const { scene, selection } = session.getState()
  if (scene === null) return
  if (selection?.type === 'task') void act(kind, actorName(scene, selection.actor))
  else showReason('pick')
}

function showReason(reason: 'pick' | 'recordNotUnderWay'): void {
  showToast({ type: 'reason', words: { en: commandTexts.en[reason], zh: commandTexts.zh[reason] } })
}

/** The record that is selected, on the channel it is on; else the next one on its way to the selected task. */
function dropSelected(): void {
  const { scene, frame, selection } = session.getState()
  if (scene === null || frame === null || selection?.type !== 'record') return actOnSelected('drop-record')
  const { partition, offset } = selection
  const channel = scene.channels.find(({ index }) => holds(frame.channels[index], partition, offset))
  if (channel === undefined) return showReason('recordNotUnderWay')
  void act('drop-record', actorName(scene, channel.to), { partition, offset })
}

function holds(channel: ChannelFrame | undefined, partition: number, offset: number): boolean {
  if (channel === undefined) return false
  const items = [...channel.queued, ...channel.inTransit.map(({ item }) => item), ...channel.received]
  return items.some(
    item => item.type === 'record' && item.record.partition === partition && item.record.offset === offset,
  )
}

function openSearch(): void {
  session.setState({ view: 'stage', inspectorTab: 'log', inspectorOpen: true })
  // The tab's panel is there after the next paint.
  requestAnimationFrame(() => document.getElementById('log-search')?.focus())
}

/** One thing per press, the nearest first. */
function escape(): void {
  const { busy, blanked, inspectorOpen, selection, preferences } = session.getState()
  const inInspector = document.activeElement?.closest('[data-inspector-panel]') ?? null
  if (busy !== null) void cancelComputation()
  else if (inInspector !== null) document.querySelector<HTMLElement>('[data-twin-stop]')?.focus()
  else if (blanked) session.setState({ blanked: false })
  else if (preferences.projector) setProjector(false)
  else if (inspectorOpen || selection !== null) {
    select(null)
    session.setState({ inspectorOpen: false })
  }
}
