/** The phases of the checkpoint at one task, in the order in which they happen there. */
import type {
  CheckpointPhase,
  Frame,
  SubtaskCheckpointFrame,
  TaskFrame,
  VertexScene,
} from '../../../engine/api/frame.ts'
import { timeLeft, type TimeLeft } from '../../../store/alignment-timer.ts'
import { duration, moment } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { Section } from '../../kit/section.tsx'
import { SentenceView } from '../../kit/sentence-view.tsx'
import { TimeoutRing } from '../../marks/timeout-ring.tsx'
import styles from './checkpoint-here.module.css'
import { taskTexts } from './text.ts'

type Part = 'start' | 'alignment' | 'prepare' | 'sync' | 'async' | 'ack'
type Progress = 'done' | 'current' | 'later'

const PARTS: readonly Part[] = ['start', 'alignment', 'prepare', 'sync', 'async', 'ack']

const PART_OF_PHASE: Readonly<Record<CheckpointPhase, Part | 'after'>> = {
  waiting: 'start',
  aligning: 'alignment',
  preparing: 'prepare',
  sync: 'sync',
  async: 'async',
  'ack-in-flight': 'ack',
  acknowledged: 'after',
  aborted: 'after',
}

interface HereProps {
  readonly frame: Frame
  readonly task: TaskFrame
  readonly role: VertexScene['role']
}

export function CheckpointHere({ frame, task, role }: HereProps) {
  const text = useTexts(taskTexts)
  const here = task.checkpoint
  const checkpoint = frame.coordinator.checkpoints.find(one => one.id === task.checkpointId)
  if (here === null || checkpoint === undefined) return null
  // Sources have no input channel, so nothing is aligned there.
  const parts = role === 'source' ? PARTS.filter(part => part !== 'alignment') : PARTS
  return (
    <Section title={text.checkpointAt(checkpoint.id)}>
      <ol className={styles.phases}>
        {parts.map(part => (
          <PhaseRow
            key={part}
            part={part}
            progress={progressOf(part, here)}
            value={valueOf(part, here, frame.cursor.time, checkpoint.triggeredAt)}
          />
        ))}
      </ol>
      {task.alignmentTimer !== null && <Timer timer={timeLeft(task.alignmentTimer, frame.cursor.time)} />}
    </Section>
  )
}

function Timer({ timer: { timer, left, share } }: { readonly timer: TimeLeft }) {
  const text = useTexts(taskTexts)
  return (
    <p className={styles.timer}>
      <svg width="18" height="18" viewBox="0 0 18 18" aria-hidden="true">
        <TimeoutRing x={9} y={9} r={7} left={share} />
      </svg>
      <span>
        <SentenceView
          sentence={text.timer[timer.side](duration(left), moment(timer.until), timer.checkpoint)}
        />
      </span>
    </p>
  )
}

interface RowProps {
  readonly part: Part
  readonly progress: Progress
  readonly value:
    { readonly micros: number; readonly runs: boolean } | 'in-flight' | { readonly at: number } | null
}

function PhaseRow({ part, progress, value }: RowProps) {
  const text = useTexts(taskTexts)
  return (
    <li className={classes(styles.phase, styles[progress])}>
      <span className={styles.dot} aria-hidden="true" />
      <span className={styles.name}>{text.phases[part]}</span>
      <span className="visually-hidden">{text[progress]}</span>
      <span className={styles.value}>
        {value === null && '–'}
        {value === 'in-flight' && text.ackInFlight}
        {value !== null && typeof value === 'object' && 'at' in value && text.ackedAt(moment(value.at))}
        {value !== null && typeof value === 'object' && 'micros' in value && (
          <>
            {duration(value.micros)}
            {value.runs && ' …'}
          </>
        )}
      </span>
    </li>
  )
}

function progressOf(part: Part, here: SubtaskCheckpointFrame): Progress {
  if (here.phase === 'aborted') return measured(part, here) >= 0 ? 'done' : 'later'
  const current = PART_OF_PHASE[here.phase]
  if (current === 'after') return 'done'
  const order = PARTS.indexOf(part) - PARTS.indexOf(current)
  return order < 0 ? 'done' : order === 0 ? 'current' : 'later'
}

function measured(part: Part, here: SubtaskCheckpointFrame): number {
  switch (part) {
    case 'start':
      return here.startDelay
    case 'alignment':
      return here.alignment
    case 'sync':
    case 'prepare':
      return here.sync
    case 'async':
      return here.async
    case 'ack':
      return here.ackedAt
  }
}

/** A finished part has its duration; of the one under way it is known when it began. */
function valueOf(
  part: Part,
  here: SubtaskCheckpointFrame,
  now: number,
  triggeredAt: number,
): RowProps['value'] {
  if (part === 'prepare') return null
  if (part === 'ack') {
    if (here.phase === 'ack-in-flight') return 'in-flight'
    return here.ackedAt >= 0 ? { at: here.ackedAt } : null
  }
  const micros = measured(part, here)
  if (micros >= 0) return { micros, runs: false }
  if (progressOf(part, here) !== 'current') return null
  if (part === 'start') return { micros: now - triggeredAt, runs: true }
  if (part === 'alignment' && here.startDelay >= 0) {
    return { micros: now - triggeredAt - here.startDelay, runs: true }
  }
  const began = part === 'sync' ? here.cutTime : here.cutTime + Math.max(0, here.sync)
  return here.cutTime >= 0 ? { micros: now - began, runs: true } : null
}
