/** What a task holds: offsets of a source, transactions of a sink, rows of keyed state. */
import type { TaskFrame } from '../../../engine/api/frame.ts'
import { seek } from '../../../store/driver.ts'
import { session } from '../../../store/session.ts'
import { eventTime as formatEventTime } from '../../i18n/format.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { Fact, Facts, Section } from '../../kit/section.tsx'
import table from '../../kit/table.module.css'
import styles from './held-state.module.css'
import { taskTimeTexts } from './text-time.ts'
import { taskTexts } from './text.ts'

const ROWS_MAX = 8

export function SplitTable({ task, eventTime }: { readonly task: TaskFrame; readonly eventTime: boolean }) {
  const text = useTexts(taskTexts)
  const time = useTexts(taskTimeTexts)
  const shared = useText()
  if (task.source === null) return null
  return (
    <Section title={text.offsets}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.partition}</th>
            <th scope="col">{text.nextOffset}</th>
            <th scope="col">{text.end}</th>
            {eventTime && <th scope="col">{time.watermark}</th>}
          </tr>
        </thead>
        <tbody>
          {task.source.splits.map(split => (
            <tr key={split.id}>
              <th scope="row">{split.id}</th>
              <td>{split.offset}</td>
              <td>{split.end}</td>
              {eventTime && (
                <td className={split.idle ? table.muted : undefined}>
                  {split.idle ? `${time.splitIdle} · ` : ''}
                  {formatEventTime(split.watermark, shared.eventTime)}
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}

/** Two offsets that are often taken for one: where a restart reads on, and what the broker was told. */
export function ResumeTable({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(taskTexts)
  const { source } = task
  if (source === null) return null
  const { resumesFrom, replayable, splits } = source
  if (resumesFrom === 0) {
    return (
      <Section title={text.afterFailure}>
        <p className={table.muted}>{replayable ? text.fromTheStart : text.cannotReplay}</p>
      </Section>
    )
  }
  return (
    <Section title={text.afterFailure}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{text.partition}</th>
            <th scope="col">{text.resumesAt}</th>
            <th scope="col">{text.groupOffset}</th>
          </tr>
        </thead>
        <tbody>
          {splits.map(split => (
            <tr key={split.id}>
              <th scope="row">{split.id}</th>
              <td>{split.resumesAt}</td>
              <td>{split.groupOffset < 0 ? '–' : split.groupOffset}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className={styles.note}>{replayable ? text.groupNote(resumesFrom) : text.cannotReplay}</p>
    </Section>
  )
}

export function SinkFacts({ task }: { readonly task: TaskFrame }) {
  const text = useTexts(taskTexts)
  const sink = task.sink
  if (sink === null) return null
  return (
    <Section title={sink.transactional ? text.transactions : text.plainSink}>
      <Facts>
        {sink.open !== null && <Fact label={text.open2(sink.open.checkpoint)} value={sink.open.records} />}
        {sink.prepared.map(one => (
          <Fact key={one.checkpoint} label={text.prepared(one.checkpoint)} value={one.records} />
        ))}
        {sink.transactional && <Fact label={text.committed} value={sink.committed} />}
        {!sink.transactional && <Fact label={text.written} value={sink.written} />}
        {sink.last !== null && <Fact label={text.last} value={sink.last.label} />}
      </Facts>
    </Section>
  )
}

/** Its state went with it; a finished task keeps what it has counted. */
const isDown = ({ state }: TaskFrame): boolean => state === 'FAILED' || state === 'CANCELED'

export function StateTable({ task, backend }: { readonly task: TaskFrame; readonly backend: string }) {
  const text = useTexts(taskTexts)
  const words = useText()
  const rows = task.stateRows.slice(0, ROWS_MAX)
  return (
    <Section title={text.keyedState(backend)}>
      {rows.length === 0 ? (
        <p className={table.muted}>{isDown(task) ? text.keysGone : text.noKeys}</p>
      ) : (
        <table className={table.table}>
          <thead>
            <tr>
              <th scope="col">{text.key}</th>
              <th scope="col">{text.value}</th>
              <th scope="col">{text.keyGroup}</th>
              <th scope="col">{text.changed}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(row => (
              <tr key={`${row.operator} ${row.state} ${row.namespace} ${row.key}`}>
                <th scope="row">{row.key}</th>
                <td>{row.value}</td>
                <td>{row.keyGroup}</td>
                <td>
                  <button type="button" className={table.link} onClick={() => seek(row.changedStep)}>
                    {words.stepNumber(row.changedStep)}
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {task.keyCount > rows.length && (
        <Button onClick={() => session.setState({ inspectorTab: 'state' })}>
          {text.moreKeys(task.keyCount - rows.length)}
        </Button>
      )}
    </Section>
  )
}
