/** The State view: key groups now and at another parallelism, the keys, one key in full, and the backends compared. */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Frame, Scene, VertexScene } from '../../../../engine/api/frame.ts'
import { PARALLELISM_SHOWN_MAX, planRescale } from '../../../../store/rescale.ts'
import { actorName, taskActors } from '../../../../store/scene.ts'
import { select, session } from '../../../../store/session.ts'
import { refreshFrame } from '../../../../store/driver.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { useScene, useSession } from '../../../kit/hooks.ts'
import { EmptyState } from '../../../kit/section.tsx'
import { CALM_MS, useCalmFrame } from '../../../kit/use-calm-frame.ts'
import { useElementSize } from '../../../kit/use-element-size.ts'
import { Ribbon } from '../key-groups.tsx'
import { stateTexts } from '../text.ts'
import { CompareSection } from './compare-section.tsx'
import { KeysSection, type OwnedRow } from './keys-section.tsx'
import { AwayNotice, RowsNotice } from './rows-notice.tsx'
import styles from './state-view.module.css'
import { viewTexts } from './view-text.ts'

const LABEL_WIDTH = 56
const PINS_MAX = 12

export function StateView() {
  const text = useTexts(viewTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  // All rows come with the frame only while they are looked at.
  useEffect(() => {
    const timer = setTimeout(refreshFrame, 0)
    return () => clearTimeout(timer)
  }, [])
  if (scene === null || frame === null) return <main className={styles.view} aria-label={text.view} />
  const keyed = frame.tasks.filter(task => task.keyGroups !== null).map(task => task.actor)
  const actor = keyed.includes(selected) ? selected : keyed[0]
  const vertex = scene.vertices[scene.actors.find(one => one.index === actor)?.vertex ?? -1]
  return (
    <main className={styles.view} id="flow" tabIndex={-1} aria-label={text.view}>
      {actor === undefined || vertex === undefined ? (
        <EmptyState>{text.none}</EmptyState>
      ) : (
        <Body key={vertex.index} {...{ scene, frame, vertex, actor, keyed }} />
      )}
    </main>
  )
}

interface BodyProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly vertex: VertexScene
  readonly actor: number
  readonly keyed: readonly number[]
}

function Body({ scene, frame, vertex, actor, keyed }: BodyProps) {
  const { maxParallelism, parallelism } = vertex
  const most = Math.min(PARALLELISM_SHOWN_MAX, maxParallelism)
  const [wanted, setWanted] = useState(() =>
    parallelism < most ? parallelism + 1 : Math.max(1, parallelism - 1),
  )
  const rows = useMemo(() => rowsOf(scene, frame, vertex), [scene, frame, vertex])
  const isDatabase = scene.settings.stateBackend === 'database'
  const hasAway = useSession(({ away }) => away !== null && away.state !== 'off')
  return (
    <>
      <KeyGroups {...{ scene, vertex, rows, wanted, most, actor, keyed }} onWant={setWanted} />
      <KeysSection frame={frame} vertex={vertex} rows={rows} wanted={wanted} />
      <CompareSection scene={scene} frame={frame} actor={actor} />
      {(hasAway || isDatabase) && (
        <div className={styles.rowsKept}>
          <AwayNotice />
          {isDatabase && <RowsNotice />}
        </div>
      )}
    </>
  )
}

/** Rows of all subtasks, the last changed first. */
function rowsOf(scene: Scene, frame: Frame, vertex: VertexScene): readonly OwnedRow[] {
  const own = new Set(
    taskActors(scene)
      .filter(actor => actor.vertex === vertex.index)
      .map(actor => actor.index),
  )
  return frame.tasks
    .filter(task => own.has(task.actor))
    .flatMap(task => task.stateRows.map(row => ({ ...row, actor: task.actor })))
    .toSorted((a, b) => b.changedStep - a.changedStep)
}

interface KeyGroupsProps {
  readonly scene: Scene
  readonly vertex: VertexScene
  readonly rows: readonly OwnedRow[]
  readonly wanted: number
  readonly most: number
  readonly actor: number
  readonly keyed: readonly number[]
  readonly onWant: (parallelism: number) => void
}

function Choices({ scene, vertex, wanted, most, actor, keyed, onWant }: Omit<KeyGroupsProps, 'rows'>) {
  const text = useTexts(viewTexts)
  const words = useTexts(stateTexts)
  return (
    <>
      <label className={styles.choice}>
        {text.task}
        <select value={actor} onChange={event => select({ type: 'task', actor: Number(event.target.value) })}>
          {keyed.map(one => (
            <option key={one} value={one}>
              {actorName(scene, one)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.choice}>
        {words.compare} p = {vertex.parallelism} →
        <select
          value={wanted}
          aria-label={words.parallelism}
          onChange={event => onWant(Number(event.target.value))}
        >
          {Array.from({ length: most }, (_, i) => i + 1).map(p => (
            <option key={p} value={p}>
              p = {p}
            </option>
          ))}
        </select>
      </label>
    </>
  )
}

function KeyGroups({ scene, vertex, rows, wanted, most, actor, keyed, onWant }: KeyGroupsProps) {
  const text = useTexts(viewTexts)
  const words = useTexts(stateTexts)
  const box = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(box)
  const { maxParallelism, parallelism, shortName } = vertex
  const groups = rows.map(row => row.keyGroup)
  const plan = planRescale(maxParallelism, parallelism, wanted, groups)
  const ranges = plan.from.map(([first, last], i) => `${shortName}-${i} ${first}–${last}`).join(', ')
  const pins = [...new Map(rows.map(({ key, keyGroup }) => [key, { key, keyGroup }])).values()].slice(
    0,
    PINS_MAX,
  )
  return (
    <section className={styles.groups} aria-labelledby="groups-title">
      <div className={styles.head}>
        <h2 id="groups-title" className={styles.title}>
          {text.keyGroups}
        </h2>
        <p className={styles.formula}>
          {words.formula(maxParallelism)} · <code>keyGroup = murmur(hash(key)) % {maxParallelism}</code> ·{' '}
          <code>subtask = keyGroup × p / {maxParallelism}</code>
        </p>
        <Choices {...{ scene, vertex, wanted, most, actor, keyed, onWant }} />
      </div>
      <p className="visually-hidden">{words.ribbonLabel(shortName, ranges)}</p>
      <div ref={box} className={styles.ribbon}>
        {width > 0 && (
          <Ribbon
            plan={plan}
            width={width}
            labelWidth={width > 480 ? LABEL_WIDTH : 0}
            name={shortName}
            pins={pins}
            compare
          />
        )}
      </div>
      <p className={styles.moved}>
        <span>
          {words.moved(plan.movedGroups, maxParallelism, parallelism, wanted)}{' '}
          {words.anyWorks(maxParallelism)}
        </span>
        <Button look="outline" onClick={() => session.setState({ dialog: 'key-groups' })}>
          {words.openKeyGroups}
        </Button>
      </p>
    </section>
  )
}
