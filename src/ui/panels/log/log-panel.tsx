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
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'
import { LogEntry } from './log-entry.tsx'
import styles from './log-panel.module.css'
import { logTexts } from './text.ts'
import { isRecordRow } from './record-kinds.ts'
import { useFoundRows, useRowsRoundCursor } from './use-log-rows.ts'

export function LogPanel() {
  const text = useTexts(logTexts)
  const scene = useScene()
  const words = useSession(state => state.logFilter).trim()
  const head = useCalmFrame(CALM_MS)?.cursor.head ?? 0
  const [records, setRecords] = useState(true)
  const round = useRowsRoundCursor()
  const found = useFoundRows(useMatcher(scene, words, records))
  const shownRound = useMemo(
    () => (records ? round?.rows : round?.rows.filter(row => !isRecordRow(row))) ?? [],
    [round, records],
  )
  const rows = found?.rows ?? shownRound
  const done = found === null ? round !== null : found.to >= head || found.truncated
  return (
    <div className={styles.panel}>
      <div className={styles.controls}>
        <SearchField />
        <label className={styles.check}>
          <input type="checkbox" checked={records} onChange={event => setRecords(event.target.checked)} />
          {text.records}
        </label>
        <p className={styles.note} aria-live="polite">
          {found === null
            ? round === null
              ? text.loading
              : text.shown(rows.length, round.from, round.to)
            : text.found(rows.length, found.truncated)}
        </p>
      </div>
      {scene !== null && done && rows.length === 0 && (
        <EmptyState>{words === '' ? text.empty : text.noMatch(words)}</EmptyState>
      )}
      {scene !== null && rows.length > 0 && <Rows rows={rows} scene={scene} />}
    </div>
  )
}

function SearchField() {
  const text = useTexts(logTexts)
  const words = useSession(state => state.logFilter)
  return (
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
  )
}

/** Whether a row holds all the words: in our sentence, in Flink's line or in the name of the event. */
function useMatcher(
  scene: Scene | null,
  words: string,
  records: boolean,
): ((row: TraceRow) => boolean) | null {
  const language = useLanguage()
  const epochMs = useSession(state => state.state?.spec.epochMs ?? 0)
  return useMemo(() => {
    if (scene === null || words === '') return null
    const wanted = words.toLowerCase().split(/\s+/)
    return row => {
      if (!records && isRecordRow(row)) return false
      const line = flinkLogLine(row, scene, epochMs) ?? ''
      const haystack = `${plain(narrate(row, scene, null, language))} ${row.kind} ${line}`.toLowerCase()
      return wanted.every(word => haystack.includes(word))
    }
  }, [scene, words, records, language, epochMs])
}

interface RowsProps {
  readonly rows: readonly TraceRow[]
  readonly scene: Scene
}

function Rows({ rows, scene }: RowsProps) {
  const text = useTexts(logTexts)
  const language = useLanguage()
  const epochMs = useSession(state => state.state?.spec.epochMs ?? 0)
  const step = useCalmFrame(CALM_MS)?.cursor.step ?? 0
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
