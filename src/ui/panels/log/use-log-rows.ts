/**
 * The rows the log shows: those round the cursor, or, while something is searched, those of the whole branch. They
 * are read again only when the cursor leaves what is there.
 */
import { useEffect, useState } from 'react'
import type { Scene } from '../../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../../engine/api/trace.ts'
import { loadLog } from '../../../store/driver.ts'
import { useSession } from '../../kit/hooks.ts'

const STEPS_ROUND_CURSOR = 400
const ROWS_MAX = 4000
const SEARCH_ROWS_MAX = 20_000
const SETTLE_MS = 120

/** Events of single records; without them the log is that of the job. */
const RECORD_KINDS: readonly TraceKind[] = [
  'RecordRead',
  'RecordProcessed',
  'OutputsQueued',
  'BufferArrived',
  'CreditArrived',
  'BufferFlushed',
  'Housekeeping',
]

export const isRecordRow = (row: TraceRow): boolean => RECORD_KINDS.includes(row.kind)

export interface LogRows {
  readonly scene: Scene | null
  readonly rows: readonly TraceRow[]
  readonly from: number
  readonly to: number
  readonly branch: number
  readonly truncated: boolean
  readonly searched: boolean
}

interface Wanted {
  readonly from: number
  readonly to: number
  readonly branch: number
  readonly searched: boolean
}

/** What has to be read, or null when what is there will do. */
function wantedRange(
  there: LogRows | null,
  step: number,
  head: number,
  branch: number,
  search: boolean,
): Wanted | null {
  if (search) {
    const enough = there !== null && there.branch === branch && there.searched && there.to >= head
    return enough ? null : { from: 1, to: head, branch, searched: true }
  }
  const from = Math.max(1, step - STEPS_ROUND_CURSOR)
  const to = Math.min(head, step + STEPS_ROUND_CURSOR)
  if (there === null || there.branch !== branch || there.truncated)
    return { from, to, branch, searched: false }
  const margin = STEPS_ROUND_CURSOR / 4
  const before = there.from <= Math.max(1, step - margin)
  const after = there.to >= Math.min(head, step + margin)
  return before && after && there.to <= head ? null : { from, to, branch, searched: false }
}

export function useLogRows(search: boolean): LogRows | null {
  const [kept, setLog] = useState<LogRows | null>(null)
  const step = useSession(state => state.frame?.cursor.step ?? 0)
  const head = useSession(state => state.frame?.cursor.head ?? 0)
  const branch = useSession(state => state.frame?.cursor.branch ?? 0)
  const scene = useSession(state => state.scene)
  // Another run has another log.
  const log = kept?.scene === scene ? kept : null
  useEffect(() => {
    const wanted = wantedRange(log, step, head, branch, search)
    if (wanted === null || head === 0) return undefined
    let given = true
    const timer = setTimeout(() => {
      const limit = wanted.searched ? SEARCH_ROWS_MAX : ROWS_MAX
      void loadLog({ fromStep: wanted.from, toStep: wanted.to, kinds: null, limit }).then(rows => {
        if (given) setLog({ ...wanted, scene, rows, truncated: rows.length >= limit })
      })
    }, SETTLE_MS)
    return () => {
      given = false
      clearTimeout(timer)
    }
  }, [log, step, head, branch, search, scene])
  return log
}
