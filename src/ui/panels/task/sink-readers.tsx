/** What readers of a sink see: the committed records, the uncommitted ones, the table or the part files. */
import { useEffect, useState } from 'react'
import type { Frame, VertexScene } from '../../../engine/api/frame.ts'
import type { PartFile, SinkView, TableRow, WrittenRecord } from '../../../engine/api/sink-view.ts'
import { readSinkView } from '../../../store/sink-view.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useSession } from '../../kit/hooks.ts'
import { Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import styles from './sink-readers.module.css'
import { sinkTexts } from './text-sink.ts'

const RECORDS_MAX = 5
const ROWS_MAX = 8

export function SinkReaders({ frame, vertex }: { readonly frame: Frame; readonly vertex: VertexScene }) {
  return vertex.sinks.map(sink => <OneSink key={sink.uid} frame={frame} uid={sink.uid} name={sink.name} />)
}

/** Asked for while time stands still; a later answer is for a later step. */
function useSinkView(uid: string, frame: Frame): SinkView | null {
  const [view, setView] = useState<SinkView | null>(null)
  const playing = useSession(state => state.playback.playing)
  const { step, branch } = frame.cursor
  useEffect(() => {
    if (playing) return
    let isCurrent = true
    readSinkView(uid, ROWS_MAX).then(
      answer => isCurrent && setView(answer),
      () => isCurrent && setView(null),
    )
    return () => {
      isCurrent = false
    }
  }, [uid, step, branch, playing])
  return view
}

interface OneSinkProps {
  readonly frame: Frame
  readonly uid: string
  readonly name: string
}

function OneSink({ frame, uid, name }: OneSinkProps) {
  const text = useTexts(sinkTexts)
  const view = useSinkView(uid, frame)
  if (view === null) return null
  const { committed, uncommitted, table: rows, parts, counts } = view
  if (committed.length + uncommitted.length + rows.length + parts.length === 0) return null
  return (
    <Section title={text.title(name)}>
      {rows.length > 0 && <UpsertTable rows={rows} />}
      {parts.length > 0 && <Parts parts={parts} />}
      {rows.length === 0 && parts.length === 0 && (
        <>
          <Records label={text.committed} records={committed} count={counts.read_committed} />
          {counts.read_uncommitted > counts.read_committed && (
            <Records label={text.uncommitted} records={uncommitted} count={counts.read_uncommitted} />
          )}
        </>
      )}
    </Section>
  )
}

const valueText = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '')

interface RecordsProps {
  readonly label: string
  readonly records: readonly WrittenRecord[]
  readonly count: number
}

/** The last ones, and how many there are. */
function Records({ label, records, count }: RecordsProps) {
  const text = useTexts(sinkTexts)
  const last = records.slice(-RECORDS_MAX)
  return (
    <>
      <p className={table.muted}>
        {label} · {text.count(count)}
      </p>
      <ul className={styles.records}>
        {last.map((record, i) => (
          <li key={count - last.length + i}>{valueText(record.value)}</li>
        ))}
      </ul>
    </>
  )
}

function UpsertTable({ rows }: { readonly rows: readonly TableRow[] }) {
  const text = useTexts(sinkTexts)
  return (
    <>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.key}</th>
            <th scope="col">{text.value}</th>
            <th scope="col">{text.writes}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={String(row.key)}>
              <th scope="row">{String(row.key)}</th>
              <td>{valueText(row.value)}</td>
              <td>{row.writes}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Parts({ parts }: { readonly parts: readonly PartFile[] }) {
  const text = useTexts(sinkTexts)
  const shown = parts.slice(-ROWS_MAX)
  return (
    <table className={table.table}>
      <thead>
        <tr>
          <th scope="col">{text.part}</th>
          <th scope="col">{text.status}</th>
          <th scope="col">{text.records}</th>
        </tr>
      </thead>
      <tbody>
        {shown.map(part => (
          <tr key={part.name}>
            <th scope="row">{part.name}</th>
            <td className={part.status === 'finished' ? table.ok : table.wait}>{text.states[part.status]}</td>
            <td>{part.records.length}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
