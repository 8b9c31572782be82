/**
 * The same checkpoint as Flink's own pages show it: their columns, their rounding, a row for each operator and under
 * it one for each subtask, with minimum, average and maximum of the subtasks that have acknowledged.
 */
import { ChevronDown, ChevronRight } from 'lucide-react'
import { useState, type ReactNode } from 'react'
import { useTexts } from '../../../i18n/texts.ts'
import { classes } from '../../../kit/classes.ts'
import { flinkBytes, flinkDuration } from './flink-format.ts'
import styles from './flink-columns.module.css'
import { isAcknowledged, type ShownCheckpoint, type ShownPart, type ShownVertex } from './model.ts'
import { viewTexts } from './text.ts'

/** Flink's own words, which stay as they are in every language. */
const COLUMNS = [
  'Name',
  'ID',
  'Acknowledged',
  'End to End Duration',
  'Checkpointed (Full) Data Size',
  'Sync Duration',
  'Async Duration',
  'Processed (persisted) Data',
  'Alignment Duration',
  'Start Delay',
  'Unaligned Checkpoint',
] as const

interface ColumnsProps {
  readonly checkpoint: ShownCheckpoint
  readonly flinkMoment: (micros: number) => string
  readonly copy: ReactNode
}

export function FlinkColumns({ checkpoint, flinkMoment, copy }: ColumnsProps) {
  const text = useTexts(viewTexts)
  return (
    <section aria-label={text.columnsTitle} className={styles.section}>
      <div className={styles.head}>
        <h3 className={styles.title}>{text.columnsTitle}</h3>
        <span className={styles.note}>{text.columnsNote}</span>
        {copy}
      </div>
      <div className={styles.scroll}>
        <table className={styles.table} lang="en">
          <thead>
            <tr>
              {COLUMNS.map(column => (
                <th key={column} scope="col">
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          {checkpoint.vertices.map(vertex => (
            <VertexRows
              key={vertex.id}
              vertex={vertex}
              momentAfter={micros => flinkMoment(checkpoint.triggeredAt + micros)}
            />
          ))}
        </table>
      </div>
    </section>
  )
}

interface VertexProps {
  readonly vertex: ShownVertex
  readonly momentAfter: (micros: number) => string
}

const ms = (micros: number): number => (micros < 0 ? -1 : Math.floor(micros / 1000))
const took = (micros: number): string => flinkDuration(ms(micros))

function VertexRows({ vertex, momentAfter }: VertexProps) {
  const [open, setOpen] = useState(true)
  const Icon = open ? ChevronDown : ChevronRight
  const { parts, acknowledged, total } = vertex
  const share = total === 0 ? 0 : Math.round((acknowledged / total) * 100)
  return (
    <tbody>
      <tr className={styles.vertex}>
        <th scope="rowgroup" colSpan={2}>
          {parts === null ? (
            vertex.name
          ) : (
            <button type="button" className={styles.fold} aria-expanded={open} onClick={() => setOpen(!open)}>
              <Icon size={13} aria-hidden="true" />
              {vertex.name}
            </button>
          )}{' '}
          <span className={styles.share}>
            {acknowledged}/{total} ({share}%)
          </span>
        </th>
        <td>{vertex.latestAckAfter < 0 ? 'n/a' : momentAfter(vertex.latestAckAfter)}</td>
        <td>{vertex.latestAckAfter < 0 ? 'n/a' : took(vertex.latestAckAfter)}</td>
        <td>
          {flinkBytes(vertex.uploaded)} ({flinkBytes(vertex.full)})
        </td>
        <td className={styles.none}>–</td>
        <td className={styles.none}>–</td>
        <td>
          {flinkBytes(vertex.processed)} ({flinkBytes(vertex.persisted)})
        </td>
        <td className={styles.none}>–</td>
        <td className={styles.none}>–</td>
        <td className={styles.none}>–</td>
      </tr>
      {open && parts !== null && <Summary parts={parts.filter(isAcknowledged)} />}
      {open && parts?.map(part => <PartColumns key={part.index} part={part} momentAfter={momentAfter} />)}
    </tbody>
  )
}

/** As in Flink, over the subtasks that have acknowledged; not worth rows for one of them. */
function Summary({ parts }: { readonly parts: readonly ShownPart[] }) {
  if (parts.length < 2) return null
  const over = (values: readonly number[]) => ({
    Minimum: Math.min(...values),
    Average: Math.floor(values.reduce((sum, value) => sum + value, 0) / values.length),
    Maximum: Math.max(...values),
  })
  const durations = (of: (part: ShownPart) => number) => over(parts.map(part => ms(of(part))))
  const sizes = (of: (part: ShownPart) => number) => over(parts.map(of))
  const columns = {
    endToEnd: durations(part => part.ackedAfter),
    uploaded: sizes(part => part.uploaded),
    full: sizes(part => part.full),
    sync: durations(part => part.sync),
    async: durations(part => part.async),
    processed: sizes(part => part.processed),
    persisted: sizes(part => part.persisted),
    alignment: durations(part => part.alignment),
    startDelay: durations(part => part.startDelay),
  }
  return (['Minimum', 'Average', 'Maximum'] as const).map(name => (
    <tr key={name} className={styles.summary}>
      <th scope="row" className={styles.cut} colSpan={3}>
        {name}
      </th>
      <td>{flinkDuration(columns.endToEnd[name])}</td>
      <td>
        {flinkBytes(columns.uploaded[name])} ({flinkBytes(columns.full[name])})
      </td>
      <td>{flinkDuration(columns.sync[name])}</td>
      <td>{flinkDuration(columns.async[name])}</td>
      <td>
        {flinkBytes(columns.processed[name])} ({flinkBytes(columns.persisted[name])})
      </td>
      <td>{flinkDuration(columns.alignment[name])}</td>
      <td>{flinkDuration(columns.startDelay[name])}</td>
      <td className={styles.none}>–</td>
    </tr>
  ))
}

interface PartProps {
  readonly part: ShownPart
  readonly momentAfter: (micros: number) => string
}

function PartColumns({ part, momentAfter }: PartProps) {
  return (
    <tr>
      <th scope="row">
        <span className="visually-hidden">{part.name}</span>
      </th>
      <td>{part.index}</td>
      {isAcknowledged(part) ? (
        <>
          <td>{momentAfter(part.ackedAfter)}</td>
          <td>{took(part.ackedAfter)}</td>
          <td>
            {flinkBytes(part.uploaded)} ({flinkBytes(part.full)})
          </td>
          <td>{took(part.sync)}</td>
          <td>{took(part.async)}</td>
          <td>
            {flinkBytes(part.processed)} ({flinkBytes(part.persisted)})
          </td>
          <td>{took(part.alignment)}</td>
          <td>{took(part.startDelay)}</td>
          <td>{String(part.unaligned)}</td>
        </>
      ) : (
        <td colSpan={9} className={classes(styles.missing)}>
          n/a
        </td>
      )}
    </tr>
  )
}
