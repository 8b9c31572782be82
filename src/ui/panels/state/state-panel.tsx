/** Every row of keyed state of one task, found by the beginning of its key. Only the rows in sight are drawn. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import type { Scene, StateRow, TaskFrame } from '../../../engine/api/frame.ts'
import { refreshFrame, seek } from '../../../store/driver.ts'
import { actorName } from '../../../store/scene.ts'
import { select, session } from '../../../store/session.ts'
import { eventTime, type EventTimeWords } from '../../i18n/format.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useScene, useSession } from '../../kit/hooks.ts'
import { EmptyState } from '../../kit/section.tsx'
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'
import { HeldApart } from './held-apart.tsx'
import styles from './state-panel.module.css'
import { stateTexts } from './text.ts'

const ROW_PX = 28

export function StatePanel() {
  const text = useTexts(stateTexts)
  const scene = useScene()
  const frame = useCalmFrame(CALM_MS)
  const selected = useSession(state => (state.selection?.type === 'task' ? state.selection.actor : -1))
  const prefix = useSession(state => state.stateFilter)
  const keyed = frame?.tasks.filter(task => task.keyGroups !== null || task.operatorState.length > 0) ?? []
  const task = keyed.find(one => one.actor === selected) ?? keyed[0]
  const actor = task?.actor ?? -1
  const playing = useSession(state => state.playback.playing)
  // All rows of this task come with the frame only while this tab asks for them, and time stands still.
  useEffect(() => {
    if (actor >= 0 && actor !== selected) select({ type: 'task', actor })
    const timer = setTimeout(refreshFrame, 80)
    return () => clearTimeout(timer)
  }, [actor, prefix, selected, playing])
  if (scene === null) return null
  if (frame === null || task === undefined) return <EmptyState>{text.none}</EmptyState>
  return (
    <div className={styles.panel}>
      <Controls scene={scene} keyed={keyed} task={task} prefix={prefix} />
      <HeldApart scene={scene} task={task} storage={frame.storage} />
      <Rows
        key={actor}
        rows={task.stateRows}
        prefix={prefix}
        name={actorName(scene, actor)}
        now={task.eventTime.processingTime}
      />
    </div>
  )
}

interface ControlsProps {
  readonly scene: Scene
  readonly keyed: readonly TaskFrame[]
  readonly task: TaskFrame
  readonly prefix: string
}

function Controls({ scene, keyed, task, prefix }: ControlsProps) {
  const text = useTexts(stateTexts)
  return (
    <div className={styles.controls}>
      <label className={styles.label}>
        {text.task}
        <select
          className={styles.input}
          value={task.actor}
          onChange={event => select({ type: 'task', actor: Number(event.target.value) })}
        >
          {keyed.map(one => (
            <option key={one.actor} value={one.actor}>
              {actorName(scene, one.actor)}
            </option>
          ))}
        </select>
      </label>
      <label className={styles.label}>
        {text.filter}
        <input
          type="search"
          className={styles.input}
          value={prefix}
          spellCheck={false}
          onChange={event => session.setState({ stateFilter: event.target.value })}
        />
      </label>
      <p className={styles.count}>
        {text.rows(
          task.stateRows.length,
          prefix === '' ? Math.max(task.keyCount, task.stateRows.length) : task.keyCount,
        )}
        <br />
        {text.caption}
      </p>
    </div>
  )
}

interface RowsProps {
  readonly rows: readonly StateRow[]
  readonly prefix: string
  readonly name: string
  /** Processing time, which decides what has expired. */
  readonly now: number
}

type Item =
  | { readonly type: 'state'; readonly id: string; readonly row: StateRow }
  | { readonly type: 'row'; readonly id: string; readonly row: StateRow }

/** Rows of one state beside one another under its name; a single state needs none. */
function itemsOf(rows: readonly StateRow[]): readonly Item[] {
  const states = new Map<string, StateRow[]>()
  for (const row of rows) {
    const id = `${row.operator} ${row.state}`
    states.set(id, [...(states.get(id) ?? []), row])
  }
  return [...states].flatMap(([id, own]) => [
    ...(states.size > 1 && own[0] !== undefined ? [{ type: 'state' as const, id, row: own[0] }] : []),
    ...own.map(row => ({ type: 'row' as const, id: `${id} ${row.namespace} ${row.key}`, row })),
  ])
}

function Rows({ rows, prefix, name, now }: RowsProps) {
  const text = useTexts(stateTexts)
  const scroller = useRef<HTMLDivElement>(null)
  const items = useMemo(() => itemsOf(rows), [rows])
  const list = useVirtualizer({
    count: items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    overscan: 12,
  })
  if (rows.length === 0) return <EmptyState>{prefix === '' ? text.empty : text.noMatch(prefix)}</EmptyState>
  const inSight = list.getVirtualItems()
  const above = inSight[0]?.start ?? 0
  const below = list.getTotalSize() - (inSight.at(-1)?.end ?? 0)
  return (
    <div ref={scroller} className={styles.scroll}>
      <table className={styles.table} aria-label={text.label(name)} aria-rowcount={items.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col">{text.key}</th>
            <th scope="col" className={styles.value}>
              {text.value}
            </th>
            <th scope="col">{text.keyGroup}</th>
            <th scope="col">{text.changed}</th>
          </tr>
        </thead>
        <tbody>
          <Space height={above} />
          {inSight.map(item => {
            const shown = items[item.index]
            if (shown === undefined) return null
            const common = { row: shown.row, index: item.index, measure: list.measureElement }
            return shown.type === 'state' ? (
              <StateName key={shown.id} {...common} />
            ) : (
              <Row key={shown.id} {...common} now={now} />
            )
          })}
          <Space height={below} />
        </tbody>
      </table>
    </div>
  )
}

/** Stands for the rows out of sight, so that the scroll bar is right. */
function Space({ height }: { readonly height: number }) {
  return height <= 0 ? null : <tr aria-hidden="true" style={{ height }} />
}

interface RowProps {
  readonly row: StateRow
  readonly index: number
  /** Values may need several lines. */
  readonly measure: (element: HTMLElement | null) => void
}

function Row({ row, index, measure, now }: RowProps & { readonly now: number }) {
  const shared = useText()
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="row" className={styles.key} title={`${row.operator} · ${row.state}`}>
        {row.key}
        {row.namespace !== '' && (
          <span className={styles.window}>{namespaceText(row.namespace, shared.eventTime)}</span>
        )}
      </th>
      <td className={styles.value}>
        {row.value}
        <Ttl row={row} now={now} />
      </td>
      <td>{row.keyGroup}</td>
      <td>
        <button type="button" className={styles.step} onClick={() => seek(row.changedStep)}>
          {row.changedStep}
        </button>
      </td>
    </tr>
  )
}

/** A window by its two ends; other namespaces as they are. */
function namespaceText(namespace: string, words: EventTimeWords): string {
  const ends = /^(-?\d+),(-?\d+)$/.exec(namespace)
  return ends === null
    ? namespace
    : `[${eventTime(Number(ends[1]), words)}, ${eventTime(Number(ends[2]), words)})`
}

function StateName({ row, index, measure }: RowProps) {
  const text = useTexts(stateTexts)
  return (
    <tr ref={measure} data-index={index} aria-rowindex={index + 2}>
      <th scope="rowgroup" colSpan={4} className={styles.stateName}>
        {text.stateOf(row.operator, row.state, text.kinds[row.kind])}
      </th>
    </tr>
  )
}

/** How long a value lives; one that has expired and is still there is hatched. */
function Ttl({ row, now }: { readonly row: StateRow; readonly now: number }) {
  const text = useTexts(stateTexts)
  const shared = useText()
  if (row.ttl === null) return null
  const { lastAccess, expiresAt } = row.ttl
  const [last, at] = [eventTime(lastAccess, shared.eventTime), eventTime(expiresAt, shared.eventTime)]
  const isExpired = expiresAt <= now
  return (
    <span className={isExpired ? `${styles.ttl} ${styles.expired}` : styles.ttl}>
      {(isExpired ? text.expired(last, at) : text.lives(last, at)).map(words => (
        <span key={words} className={styles.ttlLine}>
          {words}
        </span>
      ))}
    </span>
  )
}
