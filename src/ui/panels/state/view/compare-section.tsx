/** Three state backends beside one another, at the same cut of the same job. */
import { useEffect } from 'react'
import type { Frame, Scene } from '../../../../engine/api/frame.ts'
import {
  COMPARED_BACKENDS,
  compareAtCursor,
  compareNow,
  comparison,
  cutAt,
  giveUpComparison,
  stateOf,
  type BackendAtCut,
  type Column,
  type ComparedBackend,
  type StateComparison,
} from '../../../../store/comparison.ts'
import { actorName } from '../../../../store/scene.ts'
import { session } from '../../../../store/session.ts'
import { useStore } from 'zustand'
import { bytes, duration, grouped } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { classes } from '../../../kit/classes.ts'
import { useSession } from '../../../kit/hooks.ts'
import { BackendDrawing, isBeingWritten } from './backend-drawing.tsx'
import styles from './compare-section.module.css'
import { compareTexts } from './compare-text.ts'

/** Differences that are listed. */
const DIFFERENCES_MAX = 8

interface SectionProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly actor: number
}

export function CompareSection({ scene, frame, actor }: SectionProps) {
  const text = useTexts(compareTexts)
  const columns = useStore(comparison, state => state.columns)
  const playing = useSession(state => state.playback.playing)
  const task = actorName(scene, actor)
  const { step, branch } = frame.cursor
  useEffect(() => {
    if (!playing) compareAtCursor(task)
  }, [task, step, branch, playing])
  useEffect(() => giveUpComparison, [])
  const first = columns.get('hashmap')
  const writing = first?.type === 'done' && isBeingWritten(first.at.phase) ? first.at.checkpoint : 0
  const isRunning = [...columns.values()].some(({ type }) => type === 'running')
  const isGivenUp = [...columns.values()].some(({ type }) => type === 'given-up')
  return (
    <section className={styles.section} aria-labelledby="compare-title" aria-busy={isRunning}>
      <div className={styles.head}>
        <h2 id="compare-title" className={styles.title}>
          {text.title(task)}
          {writing > 0 && text.during(writing)}
        </h2>
        <output className={styles.where}>
          {playing ? text.whilePlaying : whereText(text, scene, frame, actor, isRunning)}
        </output>
        {isRunning && (
          <Button look="outline" onClick={giveUpComparison}>
            {text.cancel}
          </Button>
        )}
        {isGivenUp && !isRunning && (
          <Button look="outline" onClick={() => compareNow(task)}>
            {text.again}
          </Button>
        )}
      </div>
      {columns.size > 0 && (
        <div className={styles.columns}>
          {COMPARED_BACKENDS.map(backend => (
            <BackendColumn
              key={backend}
              backend={backend}
              isOwn={scene.settings.stateBackend === backend}
              column={columns.get(backend) ?? { type: 'running', before: null }}
              state={stateOf(columns, backend)}
            />
          ))}
        </div>
      )}
    </section>
  )
}

function whereText(
  text: ReturnType<typeof useTexts<typeof compareTexts.en>>,
  scene: Scene,
  frame: Frame,
  actor: number,
  isRunning: boolean,
): string {
  const { state } = session.getState()
  const cut = state === null ? null : cutAt(state.spec, scene, frame, actor)
  if (cut === null) return text.noCut
  if (isRunning) return text.running
  return cut.type === 'step' ? text.sameStep(grouped(cut.step)) : text.sameCheckpoint(cut.checkpoint)
}

interface ColumnProps {
  readonly backend: ComparedBackend
  readonly isOwn: boolean
  readonly column: Column
  readonly state: StateComparison | null
}

function BackendColumn({ backend, isOwn, column, state }: ColumnProps) {
  const text = useTexts(compareTexts)
  return (
    <article
      className={classes(styles.column, isOwn && styles.own)}
      data-backend={backend}
      aria-labelledby={`column-${backend}`}
    >
      <h3 id={`column-${backend}`} className={styles.name}>
        {backend} <span className={styles.like}>{text.like[backend]}</span>
        {isOwn && <span className={styles.pill}>{text.thisRun}</span>}
      </h3>
      <ColumnBody backend={backend} column={column} state={state} isOwn={isOwn} />
    </article>
  )
}

function ColumnBody({ backend, column, state, isOwn }: ColumnProps) {
  const text = useTexts(compareTexts)
  switch (column.type) {
    case 'running':
      if (column.before === null) return <p className={styles.note}>{text.columnRunning}</p>
      return (
        <>
          <p className={styles.note}>{text.stillBefore(grouped(column.before.step))}</p>
          <AtCut backend={backend} at={column.before} state={null} isOwn={isOwn} />
        </>
      )
    case 'given-up':
      return <p className={styles.note}>{text.givenUp}</p>
    case 'problem':
      return (
        <p className={styles.failed}>
          <span aria-hidden="true">✕ </span>
          {text.problem(column.problem.message)}
        </p>
      )
    case 'done':
      return <AtCut backend={backend} at={column.at} state={state} isOwn={isOwn} />
  }
}

function AtCut({ backend, at, state, isOwn }: FactsProps) {
  const text = useTexts(compareTexts)
  return (
    <>
      {at.views.length === 0 && <p className={styles.note}>{text.closed}</p>}
      {at.views.map(({ operator, view }) => (
        <BackendDrawing
          key={operator}
          view={view}
          rows={at.taskRows}
          usedBy={at.blocks}
          writing={isBeingWritten(at.phase) ? at.checkpoint : 0}
        />
      ))}
      <Facts backend={backend} at={at} state={state} isOwn={isOwn} />
    </>
  )
}

interface FactsProps {
  readonly backend: ComparedBackend
  readonly at: BackendAtCut
  readonly state: StateComparison | null
  readonly isOwn: boolean
}

function Facts({ backend, at, state, isOwn }: FactsProps) {
  const text = useTexts(compareTexts)
  const { cost } = at
  return (
    <dl className={styles.facts}>
      <dt>{text.state}</dt>
      <dd>
        <State state={state} backend={backend} at={at} />
      </dd>
      <dt>{text.writes}</dt>
      <dd>
        {text.writesWhat[backend]}
        {cost !== null && <> {text.written(bytes(cost.written), bytes(cost.size), cost.checkpoint)}</>}
      </dd>
      <dt>{text.simulated}</dt>
      <dd>
        <strong>
          {[accessText(text, at), snapshotText(text, at)].filter(part => part !== '').join(' · ')}
        </strong>
      </dd>
      {at.views.length > 0 && (
        <>
          <dt>{text.copies}</dt>
          <dd>{copiesText(text, at)}</dd>
          <dt>{text.amplification}</dt>
          <dd>{amplificationText(text, at)}</dd>
        </>
      )}
      <dt>{text.measured}</dt>
      <dd>
        {text.measuredStep(at.measured.microsPerStep.toFixed(1), grouped(at.measured.steps))}
        {backend === 'database' && isOwn && <RealRows />}
        <br />
        <span className={styles.note}>{text.measuredNote}</span>
      </dd>
    </dl>
  )
}

function State({
  state,
  backend,
  at,
}: {
  readonly state: StateComparison | null
  readonly backend: ComparedBackend
  readonly at: BackendAtCut
}) {
  const text = useTexts(compareTexts)
  if (backend === 'hashmap') return text.reference(at.rowCount)
  if (state === null) return text.stateUnknown
  switch (state.type) {
    case 'same':
      return (
        <span className={styles.same}>
          <span aria-hidden="true">✓ </span>
          {text.same(state.rows)}
        </span>
      )
    case 'elsewhere':
      return text.elsewhere
    case 'different':
      return (
        <div className={styles.failed} role="alert">
          <span aria-hidden="true">✕ </span>
          {text.different(state.rows.length)}
          <ul className={styles.differences}>
            {state.rows.slice(0, DIFFERENCES_MAX).map(({ name, expected, found }) => (
              <li key={name}>
                <strong>{name}</strong>: {expected ?? text.noRow} ≠ {found ?? text.noRow}
              </li>
            ))}
          </ul>
        </div>
      )
  }
}

/** What the browser's own database holds of this run. */
function RealRows() {
  const text = useTexts(compareTexts)
  const rows = useSession(state => state.rows)
  if (rows === null || rows.state !== 'following' || rows.transactions === 0) return null
  return <> · {text.commit(rows.lastRows, rows.lastMs.toFixed(1))}</>
}

type Words = typeof compareTexts.en

const countsOf = ({ views }: BackendAtCut): Readonly<Record<string, number>> => {
  const sums: Record<string, number> = {}
  for (const { view } of views)
    for (const [name, count] of Object.entries(view.type === 'heap' ? {} : view.counts))
      sums[name] = (sums[name] ?? 0) + count
  return sums
}

const isHeap = ({ views }: BackendAtCut): boolean => views.every(({ view }) => view.type === 'heap')

function accessText(text: Words, at: BackendAtCut): string {
  if (at.views.length === 0) return ''
  if (isHeap(at)) return text.accessFree
  const { gets = 0, puts = 0, micros = 0 } = countsOf(at)
  return gets + puts === 0 ? '' : text.access((micros / (gets + puts)).toFixed(1))
}

function snapshotText(text: Words, { cost, checkpoint }: BackendAtCut): string {
  if (cost !== null) return text.snapshot(duration(cost.sync), duration(cost.async))
  return checkpoint === 0 ? text.noSnapshot : text.snapshotUnknown(checkpoint)
}

function copiesText(text: Words, at: BackendAtCut): string {
  if (isHeap(at)) return text.noCopies
  const { serialised = 0, deserialised = 0 } = countsOf(at)
  return text.serialised(serialised, deserialised)
}

function amplificationText(text: Words, at: BackendAtCut): string {
  if (isHeap(at)) return text.inPlace
  const { gets = 0, puts = 0, blockReads = 0, cacheHits = 0, rowReads = 0, rowsFlushed = 0 } = countsOf(at)
  const ratio = (part: number, whole: number) => (whole === 0 ? '–' : (part / whole).toFixed(2))
  const levels = at.views.flatMap(({ view }) => (view.type === 'levels' ? [view.writeAmplification] : []))
  if (levels.length > 0) {
    const most = Math.max(...levels)
    return text.levelsAmplification(ratio(blockReads + cacheHits, gets), most.toFixed(2))
  }
  return text.rowsAmplification(ratio(rowReads, gets), ratio(rowsFlushed, puts))
}
