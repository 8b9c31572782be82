/**
 * The rows the log shows: those round the cursor, or those of the whole branch that hold the words searched for. They
 * come in pieces, so that neither reading nor searching a long log keeps the page from drawing.
 */
import { useEffect, useMemo, useRef, useState } from 'react'
import type { Scene } from '../../../engine/api/frame.ts'
import type { TraceRow } from '../../../engine/api/trace.ts'
import { loadLog } from '../../../store/driver.ts'
import { useSession } from '../../kit/hooks.ts'
import { CALM_MS, useCalmFrame } from '../../kit/use-calm-frame.ts'

const STEPS_ROUND_CURSOR = 400
const ROWS_MAX = 4000
const STEPS_AT_ONCE = 1000
const FOUND_MAX = 2000
/** The cursor may run; its surroundings are read this often. */
const READ_EVERY_MS = 250

export interface LogRows {
  readonly rows: readonly TraceRow[]
  readonly from: number
  readonly to: number
  /** More was found than is shown. */
  readonly truncated: boolean
}

const NOWHERE = { step: 0, head: 0, branch: 0 }

interface Kept extends LogRows {
  readonly scene: Scene | null
  readonly branch: number
}

function reaches(there: Kept, step: number, head: number): boolean {
  const margin = STEPS_ROUND_CURSOR / 4
  return (
    there.from <= Math.max(1, step - margin) && there.to >= Math.min(head, step + margin) && there.to <= head
  )
}

/** The rows round the cursor; null while nothing has been read. */
export function useRowsRoundCursor(): LogRows | null {
  const [kept, setKept] = useState<Kept | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const { step, head, branch } = useCalmFrame(CALM_MS)?.cursor ?? NOWHERE
  const scene = useSession(state => state.scene)
  // Another run, or another branch, has another log.
  const there = kept?.scene === scene && kept.branch === branch ? kept : null
  const enough = head === 0 || (there !== null && reaches(there, step, head))
  const wanted = useRef({ step, head, branch, scene })
  useEffect(() => {
    wanted.current = { step, head, branch, scene }
    if (enough) return
    timer.current ??= setTimeout(
      () => {
        timer.current = null
        const now = wanted.current
        const from = Math.max(1, now.step - STEPS_ROUND_CURSOR)
        const to = Math.min(now.head, now.step + STEPS_ROUND_CURSOR)
        void loadLog({ fromStep: from, toStep: to, kinds: null, limit: ROWS_MAX }).then(rows =>
          setKept({ rows, from, to, truncated: false, branch: now.branch, scene: now.scene }),
        )
      },
      there === null ? 0 : READ_EVERY_MS,
    )
  }, [enough, there, step, head, branch, scene])
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current)
      timer.current = null
    },
    [],
  )
  return there
}

/** The rows of the branch that `holds` accepts, piece by piece; null when nothing is searched. */
export function useFoundRows(holds: ((row: TraceRow) => boolean) | null): LogRows | null {
  const { head, branch } = useCalmFrame(CALM_MS)?.cursor ?? NOWHERE
  const scene = useSession(state => state.scene)
  // One search has one identity; it goes on where it was when the branch grows.
  const search = useMemo(() => ({ holds, branch, scene }), [holds, branch, scene])
  const [found, setFound] = useState<{ readonly search: typeof search; readonly log: LogRows } | null>(null)
  const progress = useRef({ search, log: NOTHING })
  useEffect(() => {
    const accept = search.holds
    if (accept === null) return undefined
    let given = true
    if (progress.current.search !== search) progress.current = { search, log: NOTHING }
    const go = async () => {
      for (;;) {
        const { log } = progress.current
        if (log.to >= head || log.truncated) return
        const to = Math.min(head, log.to + STEPS_AT_ONCE)
        const rows = await loadLog({
          fromStep: log.to + 1,
          toStep: to,
          kinds: null,
          limit: STEPS_AT_ONCE * 8,
        })
        if (!given) return
        const all = [...log.rows, ...rows.filter(accept)]
        const next = { rows: all.slice(0, FOUND_MAX), from: 1, to, truncated: all.length > FOUND_MAX }
        progress.current = { search, log: next }
        setFound({ search, log: next })
      }
    }
    void go()
    return () => {
      given = false
    }
  }, [search, head])
  if (holds === null) return null
  return found?.search === search ? found.log : NOTHING
}

const NOTHING: LogRows = { rows: [], from: 1, to: 0, truncated: false }
