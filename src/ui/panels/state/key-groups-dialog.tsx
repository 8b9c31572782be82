/** Key groups of one operator, now and at another parallelism, and the restart that makes it so. */
import { useMemo, useRef, useState } from 'react'
import type { Frame, Scene, StateRow, VertexScene } from '../../../engine/api/frame.ts'
import { subtaskOfKeyGroup } from '../../../base/key-group-range.ts'
import {
  newestStart,
  PARALLELISM_SHOWN_MAX,
  planRescale,
  restartWithParallelism,
} from '../../../store/rescale.ts'
import { taskActors } from '../../../store/scene.ts'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Dialog } from '../../kit/dialog.tsx'
import { useScene, useSession } from '../../kit/hooks.ts'
import table from '../../kit/table.module.css'
import { useElementSize } from '../../kit/use-element-size.ts'
import { Ribbon } from './key-groups.tsx'
import styles from './key-groups.module.css'
import { stateTexts } from './text.ts'

const ROWS_MAX = 12
const LABEL_WIDTH = 56

const close = () => session.setState({ dialog: null })

export function KeyGroupsDialog() {
  const text = useTexts(stateTexts)
  const open = useSession(state => state.dialog === 'key-groups')
  const scene = useScene()
  const frame = useSession(state => state.frame)
  const vertex = useKeyedVertex()
  return (
    <Dialog
      open={open && vertex !== null}
      onClose={close}
      title={vertex === null ? text.keyGroups : `${text.keyGroups} · ${vertex.shortName}`}
      closeLabel={text.close}
      wide
    >
      {scene !== null && frame !== null && vertex !== null && (
        <Body key={vertex.index} scene={scene} frame={frame} vertex={vertex} />
      )}
    </Dialog>
  )
}

/** The vertex of the selected task where it has key groups, else the first that has. */
function useKeyedVertex(): VertexScene | null {
  const scene = useScene()
  const frame = useSession(state => state.frame)
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  if (scene === null || frame === null) return null
  const keyed = frame.tasks.filter(task => task.keyGroups !== null).map(task => task.actor)
  const actor = keyed.includes(selected) ? selected : keyed[0]
  const found = scene.actors.find(one => one.index === actor)
  return found === undefined ? null : (scene.vertices[found.vertex] ?? null)
}

interface BodyProps {
  readonly scene: Scene
  readonly frame: Frame
  readonly vertex: VertexScene
}

function Body({ scene, frame, vertex }: BodyProps) {
  const text = useTexts(stateTexts)
  const { maxParallelism, parallelism } = vertex
  const most = Math.min(PARALLELISM_SHOWN_MAX, maxParallelism)
  const [wanted, setWanted] = useState(() =>
    parallelism < most ? parallelism + 1 : Math.max(1, parallelism - 1),
  )
  const rows = useMemo(() => rowsOf(scene, frame, vertex), [scene, frame, vertex])
  const plan = planRescale(
    maxParallelism,
    parallelism,
    wanted,
    rows.map(row => row.keyGroup),
  )
  const box = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(box)
  return (
    <div className={styles.body}>
      <div className={styles.head}>
        <p className={styles.formula}>
          {text.formula(maxParallelism)} · <code>keyGroup = murmur(hash(key)) % {maxParallelism}</code> ·{' '}
          <code>subtask = keyGroup × p / {maxParallelism}</code>
        </p>
        <label className={styles.choice}>
          {text.parallelism}
          <select value={wanted} onChange={event => setWanted(Number(event.target.value))}>
            {Array.from({ length: most }, (_, i) => i + 1).map(p => (
              <option key={p} value={p}>
                {p}
              </option>
            ))}
          </select>
        </label>
      </div>
      <div ref={box} className={styles.ribbon}>
        {width > 0 && (
          <Ribbon
            plan={plan}
            width={width}
            labelWidth={width > 480 ? LABEL_WIDTH : 0}
            name={vertex.shortName}
            pins={pinsOf(rows)}
            compare
          />
        )}
      </div>
      <p data-testid="rescale-words">
        {text.moved(plan.movedGroups, maxParallelism, parallelism, wanted)}{' '}
        {text.movedRows(plan.movedRows, rows.length)} {text.anyWorks(maxParallelism)}
      </p>
      <KeyTable rows={rows} vertex={vertex} wanted={wanted} />
      <Restart frame={frame} parallelism={parallelism} wanted={wanted} />
    </div>
  )
}

/** Rows of all subtasks, the last changed first. */
const rowsOf = (scene: Scene, frame: Frame, vertex: VertexScene): readonly StateRow[] => {
  const own = new Set(
    taskActors(scene)
      .filter(actor => actor.vertex === vertex.index)
      .map(actor => actor.index),
  )
  return frame.tasks
    .filter(task => own.has(task.actor))
    .flatMap(task => task.stateRows)
    .toSorted((a, b) => b.changedStep - a.changedStep)
}

const pinsOf = (rows: readonly StateRow[]) =>
  [...new Map(rows.map(row => [row.key, { key: row.key, keyGroup: row.keyGroup }])).values()].slice(
    0,
    ROWS_MAX,
  )

interface KeyTableProps {
  readonly rows: readonly StateRow[]
  readonly vertex: VertexScene
  readonly wanted: number
}

function KeyTable({ rows, vertex, wanted }: KeyTableProps) {
  const text = useTexts(stateTexts)
  const { maxParallelism, parallelism, shortName } = vertex
  const at = (keyGroup: number, p: number) => `${shortName}-${subtaskOfKeyGroup(maxParallelism, p, keyGroup)}`
  if (rows.length === 0) return <p className={table.muted}>{text.empty}</p>
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.keyGroup}</th>
            <th scope="col">{text.subtask}</th>
            <th scope="col">{text.atParallelism(wanted)}</th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, ROWS_MAX).map(row => {
            const [here, there] = [at(row.keyGroup, parallelism), at(row.keyGroup, wanted)]
            return (
              <tr key={`${row.operator} ${row.state} ${row.namespace} ${row.key}`}>
                <th scope="row">{row.key}</th>
                <td className={styles.value}>{row.value}</td>
                <td>{row.keyGroup}</td>
                <td>{here}</td>
                <td className={here === there ? table.muted : styles.moves}>{there}</td>
              </tr>
            )
          })}
        </tbody>
      </table>
      {rows.length > ROWS_MAX && <p className={table.muted}>{text.moreRows(rows.length - ROWS_MAX)}</p>}
    </>
  )
}

interface RestartProps {
  readonly frame: Frame
  readonly parallelism: number
  readonly wanted: number
}

function Restart({ frame, parallelism, wanted }: RestartProps) {
  const text = useTexts(stateTexts)
  const from = newestStart(frame)
  const unavailable = from === null ? text.noCheckpoint : wanted === parallelism ? text.sameParallelism : null
  return (
    <div className={styles.restart}>
      <Button
        look="solid"
        unavailable={unavailable}
        onClick={() => from !== null && void restartWithParallelism(wanted, from)}
        data-testid="rescale"
      >
        {text.restart(wanted, from?.id ?? 0, from?.isSavepoint === true)}
      </Button>
      <p className={table.muted}>{text.restartNote}</p>
    </div>
  )
}
