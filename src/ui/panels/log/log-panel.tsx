/** What happened, entry by entry: our sentence, and the line a Flink JobManager would write for the same event. */
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Scene } from '../../../engine/api/frame.ts'
import type { TraceRow } from '../../../engine/api/trace.ts'
import { flinkLogLine } from '../../../interop/flink-log/flink-log.ts'
import { session } from '../../../store/session.ts'
import { narrate } from '../../i18n/narrate.ts'
import { plain } from '../../i18n/sentence.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { useScene, useSession } from '../../kit/hooks.ts'
import { EmptyState } from '../../kit/section.tsx'
import { LogEntry } from './log-entry.tsx'
import styles from './log-panel.module.css'
import { logTexts } from './text.ts'
import { isRecordRow, useLogRows, type LogRows } from './use-log-rows.ts'

export function LogPanel() {
  const text = useTexts(logTexts)
  const scene = useScene()
  const words = useSession(state => state.logFilter)
  const [records, setRecords] = useState(true)
  const log = useLogRows(words.trim() !== '')
  const rows = useShownRows(log, scene, words, records)
  return (
    <div className={styles.panel}>
      <div className={styles.controls}>
        <input
          type="search"
          id="log-search"
          className={styles.search}
          aria-label={text.search}
          placeholder={text.search}
          value={words}
          spellCheck={false}
          onChange={event => session.setState({ logFilter: event.target.value })}
        />
        <label className={styles.check}>
          <input type="checkbox" checked={records} onChange={event => setRecords(event.target.checked)} />
          {text.records}
        </label>
        <p className={styles.note} aria-live="polite">
          {log === null
            ? text.loading
            : words.trim() === ''
              ? text.shown(rows.length, log.from, log.to)
              : text.found(rows.length)}
          {log?.truncated === true && ` · ${text.truncated}`}
        </p>
      </div>
      {scene !== null && log !== null && rows.length === 0 && (
        <EmptyState>{words.trim() === '' ? text.empty : text.noMatch(words.trim())}</EmptyState>
      )}
      {scene !== null && rows.length > 0 && <Rows rows={rows} scene={scene} />}
    </div>
  )
}

/** The rows that hold all the words, in our sentence, in Flink's line or in the name of the event. */
function useShownRows(
  log: LogRows | null,
  scene: Scene | null,
  words: string,
  records: boolean,
): readonly TraceRow[] {
  const language = useLanguage()
  const epochMs = useSession(state => state.state?.spec.epochMs ?? 0)
  return useMemo(() => {
    if (log === null || scene === null) return []
    const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
    return log.rows.filter(row => {
      if (!records && isRecordRow(row)) return false
      if (wanted.length === 0) return true
      const line = flinkLogLine(row, scene, epochMs) ?? ''
      const haystack = `${plain(narrate(row, scene, null, language))} ${row.kind} ${line}`.toLowerCase()
      return wanted.every(word => haystack.includes(word))
    })
  }, [log, scene, words, records, language, epochMs])
}

interface RowsProps {
  readonly rows: readonly TraceRow[]
  readonly scene: Scene
}

function Rows({ rows, scene }: RowsProps) {
  const text = useTexts(logTexts)
  const language = useLanguage()
  const epochMs = useSession(state => state.state?.spec.epochMs ?? 0)
  const step = useSession(state => state.frame?.cursor.step ?? 0)
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => 46,
    overscan: 10,
  })
  const current = useMemo(() => lastAtOrBefore(rows, step), [rows, step])
  useEffect(() => {
    if (current >= 0) list.scrollToIndex(current, { align: 'center' })
  }, [current, list])
  return (
    <div ref={scroller} className={styles.scroll}>
      <ol aria-label={text.label} style={{ position: 'relative', height: list.getTotalSize() }}>
        {list.getVirtualItems().map(item => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <li
              key={item.key}
              ref={list.measureElement}
              data-index={item.index}
              className={styles.item}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <LogEntry
                row={row}
                sentence={narrate(row, scene, null, language)}
                flink={flinkLogLine(row, scene, epochMs)}
                current={row.step === step}
                future={row.step > step}
              />
            </li>
          )
        })}
      </ol>
    </div>
  )
}

function lastAtOrBefore(rows: readonly TraceRow[], step: number): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.step ?? Infinity) <= step) low = middle + 1
    else high = middle
  }
  return low - 1
}
