/** The selected task in one line, or with the reason why it waits and the channels it waits for. */
import type { Frame, Scene, TaskFrame } from '../../../engine/api/frame.ts'
import {
  actorName,
  barrierPlace,
  inputsOf,
  partOf,
  recordsIn,
  type BarrierPlace,
} from '../../../store/scene.ts'
import { useLanguage, useText, useTexts } from '../../i18n/texts.ts'
import { waitingSentence } from '../../i18n/waiting.ts'
import { useFrame, useScene, useSession } from '../../kit/hooks.ts'
import { LifecycleBadge } from '../../kit/lifecycle-badge.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import table from '../../kit/table.module.css'
import { taskTexts } from '../../panels/task/text.ts'
import styles from './sheet-summary.module.css'

export function SheetSummary({ full }: { readonly full: boolean }) {
  const text = useTexts(taskTexts)
  const scene = useScene()
  const frame = useFrame()
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  const task = frame?.tasks.find(one => one.actor === selected)
  if (scene === null || frame === null || task === undefined)
    return <p className={styles.none}>{text.nothing}</p>
  return (
    <div className={styles.summary}>
      <div className={styles.words}>
        <Heading scene={scene} task={task} />
        {full && <Reason scene={scene} task={task} />}
      </div>
      {full && <Channels scene={scene} frame={frame} actor={task.actor} />}
    </div>
  )
}

interface TaskProps {
  readonly scene: Scene
  readonly task: TaskFrame
}

function Heading({ scene, task }: TaskProps) {
  const phases = useText().phases
  const part = partOf(task)
  return (
    <h2 className={styles.heading}>
      {actorName(scene, task.actor)}
      <LifecycleBadge state={task.state} />
      {part !== null && (
        <span className={part.phase === 'aligning' ? styles.waits : styles.phase}>
          {phases[part.phase](part.barriersSeen, part.barriersTotal)}
        </span>
      )}
    </h2>
  )
}

function Reason({ scene, task }: TaskProps) {
  const language = useLanguage()
  const sentence = waitingSentence(task, scene, language)
  return sentence === null ? null : (
    <p className={styles.reason}>
      <SentenceView sentence={sentence} />
    </p>
  )
}

interface ChannelsProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly actor: number
}

function Channels({ scene, frame, actor }: ChannelsProps) {
  const text = useTexts(taskTexts)
  const inputs = inputsOf(scene, actor)
  const words: Readonly<Record<BarrierPlace, string>> = {
    blocked: text.blocked,
    arrived: text.arrived,
    'on-its-way': text.onItsWay,
    'not-here': '–',
  }
  const pending = frame.coordinator.checkpoints.find(one => one.status === 'pending')?.id ?? 0
  if (inputs.length === 0) return null
  return (
    <table className={`${table.table} ${styles.channels}`}>
      <thead>
        <tr>
          <th scope="col">{text.channel}</th>
          <th scope="col">{pending > 0 ? text.barrierNumber(pending) : text.barrier}</th>
          <th scope="col">{text.queued}</th>
        </tr>
      </thead>
      <tbody>
        {inputs.slice(0, 3).map(channel => {
          const shown = frame.channels[channel.index]
          if (shown === undefined) return null
          const place = barrierPlace(frame, channel, pending)
          return (
            <tr key={channel.index}>
              <th scope="row">{actorName(scene, channel.from)}</th>
              <td>{words[place]}</td>
              <td>{recordsIn(shown)}</td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
