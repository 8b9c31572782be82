/** The rows of an operator over all its subtasks, and one key in full: its value over time, and at the cuts. */
import { useEffect, useRef, useState } from 'react'
import { subtaskOfKeyGroup } from '../../../../base/key-group-range.ts'
import type { Frame, StateRow, VertexScene } from '../../../../engine/api/frame.ts'
import { loadLog, seek } from '../../../../store/driver.ts'
import { select } from '../../../../store/session.ts'
import { duration, moment } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { EmptyState } from '../../../kit/section.tsx'
import table from '../../../kit/table.module.css'
import { useElementSize } from '../../../kit/use-element-size.ts'
import { cutsOf, historiesOf, historyKey, valueAt, type KeyHistories } from './key-history.ts'
import { viewTexts } from './view-text.ts'
import styles from './keys-section.module.css'
import { ValueChart } from './value-chart.tsx'

const ROWS_MAX = 6
const HISTORY_ROWS_MAX = 20_000

/** A row with the task that has it. */
export interface OwnedRow extends StateRow {
  readonly actor: number
}

const idOf = ({ operator, state, namespace, key }: StateRow): string =>
  `${operator} ${state} ${namespace} ${key}`

interface KeysProps {
  readonly frame: Frame
  readonly vertex: VertexScene
  readonly rows: readonly OwnedRow[]
  readonly wanted: number
}

export function KeysSection({ frame, vertex, rows, wanted }: KeysProps) {
  const text = useTexts(viewTexts)
  const [prefix, setPrefix] = useState('')
  const [chosen, choose] = useState<string | null>(null)
  const histories = useHistories(frame)
  const found = rows.filter(({ key }) => key.startsWith(prefix))
  const row = found.find(one => idOf(one) === chosen) ?? found[0]
  return (
    <div className={styles.keys}>
      <section className={styles.list} aria-labelledby="keys-title">
        <div className={styles.head}>
          <h2 id="keys-title" className={styles.title}>
            {text.keys}
          </h2>
          <label className={styles.filter}>
            <span className="visually-hidden">{text.filter}</span>
            <input
              type="search"
              value={prefix}
              placeholder={text.filter}
              spellCheck={false}
              onChange={event => setPrefix(event.target.value)}
            />
          </label>
        </div>
        {found.length === 0 ? (
          <EmptyState>{rows.length === 0 ? text.noKeys : text.noMatch(prefix)}</EmptyState>
        ) : (
          <KeyTable
            {...{ frame, vertex, wanted, histories }}
            rows={found}
            shown={row === undefined ? null : idOf(row)}
            onChoose={one => {
              choose(idOf(one))
              select({ type: 'task', actor: one.actor })
            }}
          />
        )}
      </section>
      {row !== undefined && <InFull frame={frame} vertex={vertex} row={row} histories={histories} />}
    </div>
  )
}

/** All changes of values that the trace still has, read again when the cursor rests elsewhere. */
function useHistories(frame: Frame): KeyHistories {
  const { step, branch } = frame.cursor
  const [histories, setHistories] = useState<KeyHistories>(new Map())
  useEffect(() => {
    let isLive = true
    const timer = setTimeout(() => {
      void loadLog({ fromStep: 1, toStep: step, kinds: ['RecordProcessed'], limit: HISTORY_ROWS_MAX }).then(
        rows => {
          if (isLive) setHistories(historiesOf(rows))
        },
      )
    }, 120)
    return () => {
      isLive = false
      clearTimeout(timer)
    }
  }, [step, branch])
  return histories
}

interface TableProps extends KeysProps {
  readonly histories: KeyHistories
  readonly shown: string | null
  readonly onChoose: (row: OwnedRow) => void
}

function KeyTable({ frame, vertex, rows, wanted, histories, shown, onChoose }: TableProps) {
  const text = useTexts(viewTexts)
  const { maxParallelism, parallelism, shortName } = vertex
  const at = (keyGroup: number, p: number) => `${shortName}-${subtaskOfKeyGroup(maxParallelism, p, keyGroup)}`
  const newest = frame.storage.completed.at(-1) ?? 0
  const since = (row: OwnedRow) => {
    const cut = cutsOf(frame.coordinator.checkpoints, row.actor).find(
      ({ checkpoint }) => checkpoint === newest,
    )
    const history = histories.get(historyKey(row.actor, row.key))
    const before = cut === undefined || history === undefined ? null : valueAt(history, cut.step)
    return before === null || before === row.value ? '' : `${before} → ${row.value}`
  }
  const changedNow = rows.filter(row => row.changedStep === frame.cursor.step)
  return (
    <>
      <div className={styles.scroll}>
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{text.key}</th>
              <th scope="col">{text.value}</th>
              {newest > 0 && <th scope="col">{text.since(newest)}</th>}
              <th scope="col">{text.keyGroup}</th>
              <th scope="col">{text.subtask}</th>
              <th scope="col">{text.atParallelism(wanted)}</th>
              <th scope="col">{text.changed}</th>
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, ROWS_MAX).map(row => {
              const [here, there] = [at(row.keyGroup, parallelism), at(row.keyGroup, wanted)]
              const id = idOf(row)
              return (
                <tr
                  key={id}
                  className={changedNow.includes(row) ? styles.acting : undefined}
                  aria-current={id === shown || undefined}
                >
                  <th scope="row">
                    <button type="button" className={styles.choose} onClick={() => onChoose(row)}>
                      {row.key}
                      {row.namespace !== '' && <span className={styles.namespace}>{row.namespace}</span>}
                    </button>
                  </th>
                  <td className={styles.value}>{row.value}</td>
                  {newest > 0 && <td className={table.muted}>{since(row)}</td>}
                  <td>{row.keyGroup}</td>
                  <td>{here}</td>
                  <td className={here === there ? table.muted : styles.moves}>{there}</td>
                  <td>
                    <button type="button" className={table.link} onClick={() => seek(row.changedStep)}>
                      {text.step(row.changedStep)}
                    </button>
                  </td>
                </tr>
              )
            })}
          </tbody>
        </table>
      </div>
      {rows.length > ROWS_MAX && <p className={styles.more}>{text.moreRows(rows.length - ROWS_MAX)}</p>}
    </>
  )
}

interface InFullProps {
  readonly frame: Frame
  readonly vertex: VertexScene
  readonly row: OwnedRow
  readonly histories: KeyHistories
}

function InFull({ frame, vertex, row, histories }: InFullProps) {
  const text = useTexts(viewTexts)
  const box = useRef<HTMLDivElement>(null)
  const { width } = useElementSize(box)
  const history = histories.get(historyKey(row.actor, row.key)) ?? []
  const cuts = cutsOf(frame.coordinator.checkpoints, row.actor)
  const completed = cuts.filter(({ checkpoint }) => frame.storage.completed.includes(checkpoint))
  const drawn = history.some(({ value }) => value !== null)
  return (
    <section className={styles.inFull} aria-labelledby="key-title">
      <h2 id="key-title" className={styles.title}>
        {text.inFull(row.key)}
      </h2>
      <div className={styles.detail}>
        <dl className={styles.facts}>
          <dt>{text.keyGroup}</dt>
          <dd>
            {row.keyGroup} <span className={styles.of}>/ {vertex.maxParallelism}</span>
          </dd>
          <dt>{text.value}</dt>
          <dd>{row.value}</dd>
          <dt>{text.changes}</dt>
          <dd>{text.times(history.length)}</dd>
          {completed.slice(-3).map(({ checkpoint, step }) => (
            <FactPair
              key={checkpoint}
              name={text.inCheckpoint(checkpoint)}
              value={valueAt(history, step) ?? (history.length === 0 ? text.notLoaded : text.noValue)}
            />
          ))}
        </dl>
        <div ref={box} className={styles.chart}>
          <p className={styles.caption}>{text.overTime}</p>
          {drawn && width > 0 ? (
            <ValueChart
              history={history}
              cuts={cuts}
              now={frame.cursor.time}
              width={width}
              cutWord={text.cut}
              timeWord={moment}
            />
          ) : (
            <p className={table.muted}>{history.length === 0 ? text.notLoadedLong : text.noNumber}</p>
          )}
          <p className="visually-hidden">
            {history
              .slice(-12)
              .map(({ time, text: value }) => `${duration(time)}: ${value}`)
              .join('; ')}
          </p>
        </div>
      </div>
    </section>
  )
}

function FactPair({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </>
  )
}
