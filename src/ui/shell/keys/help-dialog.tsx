/** Keys and settings: what every key does, and what a reader can change about keys, motion and detail. */
import type { ReactNode } from 'react'
import { choose } from '../../../store/choices.ts'
import type { Detail, MotionChoice } from '../../../store/preferences.ts'
import { session } from '../../../store/session.ts'
import { defineTexts, useTexts } from '../../i18n/texts.ts'
import { Kbd } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { usePreferences, useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import styles from './help-dialog.module.css'
import { KEYS, keyTexts, type KeyAction } from './key-list.ts'

const helpTexts = defineTexts(
  {
    keys: 'Keys',
    settings: 'Settings',
    single: 'Keys that are a single character work',
    singleNote: 'Switch them off if you use speech input. They never work inside a text field.',
    motion: 'Motion',
    motions: { system: 'as the system', full: 'full', reduced: 'reduced' },
    motionNote: 'Reduced: nothing travels; what changed fades in.',
    detail: 'Detail',
    details: { auto: 'fold long queues', all: 'draw everything' },
    flow: 'In the flow',
    flowKeys: [
      ['← → ↑ ↓', 'between tasks and channels, along the edges'],
      ['Enter', 'inspect'],
    ],
    spaceTime: 'In the space–time diagram',
    spaceTimeKeys: [
      ['W A S D', 'zoom and pan'],
      ['+ −', 'zoom'],
      ['F', 'fit the selection, then everything'],
      ['Alt ↑ ↓', 'taller, lower'],
    ],
  },
  {
    keys: '按键',
    settings: '设置',
    single: '启用单字符按键',
    singleNote: '如使用语音输入，请关闭。它们在文本框中从不生效。',
    motion: '动画',
    motions: { system: '跟随系统', full: '完整', reduced: '减少' },
    motionNote: '减少：没有移动，只有变化之处淡入。',
    detail: '细节',
    details: { auto: '折叠长队列', all: '全部绘制' },
    flow: '在数据流中',
    flowKeys: [
      ['← → ↑ ↓', '沿边在任务与通道之间移动'],
      ['Enter', '检查'],
    ],
    spaceTime: '在时空图中',
    spaceTimeKeys: [
      ['W A S D', '缩放与平移'],
      ['+ −', '缩放'],
      ['F', '适应所选，再适应全部'],
      ['Alt ↑ ↓', '调高、调低'],
    ],
  },
)

const close = () => session.setState({ dialog: null })

export function HelpDialog() {
  const text = useTexts(shellTexts)
  const open = useSession(state => state.dialog === 'help')
  return (
    <Dialog open={open} onClose={close} title={text.help} closeLabel={text.close}>
      <Settings />
      <KeyTable />
    </Dialog>
  )
}

const MOTIONS: readonly MotionChoice[] = ['system', 'full', 'reduced']
const DETAILS: readonly Detail[] = ['auto', 'all']

function Settings() {
  const text = useTexts(helpTexts)
  const { singleKeyShortcuts, motion, detail } = usePreferences()
  return (
    <section className={styles.section}>
      <h3 className={styles.heading}>{text.settings}</h3>
      <label className={styles.line}>
        <input
          type="checkbox"
          checked={singleKeyShortcuts}
          onChange={event => choose({ singleKeyShortcuts: event.target.checked })}
        />
        <span>
          {text.single}
          <span className={styles.note}>{text.singleNote}</span>
        </span>
      </label>
      <Choice label={text.motion} note={text.motionNote}>
        <select value={motion} onChange={event => choose({ motion: event.target.value as MotionChoice })}>
          {MOTIONS.map(value => (
            <option key={value} value={value}>
              {text.motions[value]}
            </option>
          ))}
        </select>
      </Choice>
      <Choice label={text.detail}>
        <select value={detail} onChange={event => choose({ detail: event.target.value as Detail })}>
          {DETAILS.map(value => (
            <option key={value} value={value}>
              {text.details[value]}
            </option>
          ))}
        </select>
      </Choice>
    </section>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly note?: string
  readonly children: ReactNode
}

function Choice({ label, note, children }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <span>
        {label}
        {note !== undefined && <span className={styles.note}>{note}</span>}
      </span>
      {children}
    </label>
  )
}

/** Keys that do the same stand in one row. */
function byAction(): readonly (readonly [KeyAction, readonly string[]])[] {
  const rows = new Map<KeyAction, string[]>()
  for (const { action, shown } of KEYS) rows.set(action, [...(rows.get(action) ?? []), ...shown])
  return [...rows]
}

function KeyTable() {
  const text = useTexts(helpTexts)
  const words = useTexts(keyTexts)
  return (
    <>
      <section className={styles.section}>
        <h3 className={styles.heading}>{text.keys}</h3>
        <dl className={styles.keys}>
          {byAction().map(([action, shown]) => (
            <KeyRow key={action} shown={shown} words={words[action]} />
          ))}
        </dl>
      </section>
      <section className={styles.section}>
        <h3 className={styles.heading}>{text.flow}</h3>
        <dl className={styles.keys}>
          {text.flowKeys.map(([key = '', what = '']) => (
            <KeyRow key={key} shown={[key]} words={what} />
          ))}
        </dl>
      </section>
      <section className={styles.section}>
        <h3 className={styles.heading}>{text.spaceTime}</h3>
        <dl className={styles.keys}>
          {text.spaceTimeKeys.map(([key = '', what = '']) => (
            <KeyRow key={key} shown={[key]} words={what} />
          ))}
        </dl>
      </section>
    </>
  )
}

function KeyRow({ shown, words }: { readonly shown: readonly string[]; readonly words: string }) {
  return (
    <div className={styles.row}>
      <dt>
        {shown.map(key => (
          <Kbd key={key} spoken>
            {key}
          </Kbd>
        ))}
      </dt>
      <dd>{words}</dd>
    </div>
  )
}
