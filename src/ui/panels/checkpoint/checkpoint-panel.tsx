/** One checkpoint of the last ten: what decided its duration, and every subtask's part in it. */
import type { CheckpointFrame, CoordinatorFrame, Scene } from '../../../engine/api/frame.ts'
import { select, session } from '../../../store/session.ts'
import { clock } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { classes } from '../../kit/classes.ts'
import { useScene, useSession } from '../../kit/hooks.ts'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'
import styles from './checkpoint-panel.module.css'
import { CheckpointSummary } from './checkpoint-summary.tsx'
import { FailureCount } from './failure-count.tsx'
import { NoCheckpoint } from './no-checkpoint.tsx'
import { SubtaskTable } from './subtask-table.tsx'
import { checkpointTexts } from './text.ts'

export function CheckpointPanel() {
  const text = useTexts(checkpointTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const chosen = useSession(state => (state.selection?.type === 'checkpoint' ? state.selection.id : -1))
  if (scene === null || frame === null) return null
  const { coordinator, cursor } = frame
  const shown = coordinator.checkpoints.find(one => one.id === chosen) ?? coordinator.checkpoints[0]
  if (shown === undefined) return <NoCheckpoint enabled={coordinator.enabled} />
  return (
    <>
      <History checkpoints={coordinator.checkpoints} shown={shown.id} />
      <Shown scene={scene} checkpoint={shown} now={cursor.time} />
      <p className={styles.more}>
        <Button look="outline" keyHint="2" onClick={() => showInFull(shown.id)}>
          {text.inFull}
        </Button>
      </p>
      <Counts coordinator={coordinator} />
    </>
  )
}

interface ShownProps {
  readonly scene: Scene
  readonly checkpoint: CheckpointFrame
  readonly now: number
}

function Shown({ scene, checkpoint, now }: ShownProps) {
  return (
    <>
      <CheckpointSummary scene={scene} checkpoint={checkpoint} now={now} />
      <SubtaskTable scene={scene} checkpoint={checkpoint} />
    </>
  )
}

/** In the Checkpoints view, with its phases drawn to scale. */
function showInFull(id: number): void {
  select({ type: 'checkpoint', id })
  session.setState({ view: 'checkpoints' })
}

const GLYPHS: Readonly<Record<CheckpointFrame['status'], string>> = {
  pending: '◔',
  completed: '✓',
  aborted: '✕',
}

interface HistoryProps {
  readonly checkpoints: readonly CheckpointFrame[]
  readonly shown: number
}

function History({ checkpoints, shown }: HistoryProps) {
  const text = useTexts(checkpointTexts)
  return (
    <ul className={styles.history} aria-label={text.history}>
      {checkpoints.map(checkpoint => (
        <li key={checkpoint.id}>
          <button
            type="button"
            className={classes(
              styles.chip,
              styles[checkpoint.status],
              checkpoint.id === shown && styles.shown,
            )}
            aria-pressed={checkpoint.id === shown}
            aria-label={`${text.title(checkpoint.id)}, ${text.status[checkpoint.status]}`}
            onClick={() => select({ type: 'checkpoint', id: checkpoint.id })}
          >
            <span aria-hidden="true">
              {GLYPHS[checkpoint.status]} {checkpoint.id}
            </span>
          </button>
        </li>
      ))}
    </ul>
  )
}

function Counts({ coordinator }: { readonly coordinator: CoordinatorFrame }) {
  const text = useTexts(checkpointTexts)
  const { counts, failures, nextTriggerAt } = coordinator
  return (
    <Section title={text.counts}>
      <Facts>
        <Fact label={text.triggered} value={counts.triggered} />
        <Fact label={text.completed} value={counts.completed} />
        <Fact label={text.failed} value={counts.failed} />
        <Fact label={text.restored} value={counts.restored} />
      </Facts>
      <FailureCount failures={failures} />
      {nextTriggerAt >= 0 && <p className={styles.next}>{text.next(clock(nextTriggerAt))}</p>}
    </Section>
  )
}
