/** On a tablet and smaller the inspector is a sheet at the bottom with three heights: a line, a summary, all of it. */
import { useEffect, useRef, useState, type PointerEvent } from 'react'
import { session } from '../../../store/session.ts'
import { useTexts } from '../../i18n/texts.ts'
import { shellTexts } from '../text.ts'
import { Inspector } from './inspector.tsx'
import styles from './inspector-sheet.module.css'
import { SheetSummary } from './sheet-summary.tsx'

const STOPS = ['line', 'summary', 'all'] as const
type Stop = (typeof STOPS)[number]

const LINE_PX = 64
const SUMMARY_PX = 160
const ALL_SHARE = 0.6
const DRAG_PX = 24

const heightOf = (stop: Stop): string =>
  stop === 'line' ? `${LINE_PX}px` : stop === 'summary' ? `${SUMMARY_PX}px` : `${ALL_SHARE * 100}dvh`

/** A window has room for the summary from the start. */
const ROOMY = '(width >= 720px) and (height >= 900px)'

export function InspectorSheet() {
  const text = useTexts(shellTexts).stage
  const [shown, setShown] = useState<Stop>(() => (matchMedia(ROOMY).matches ? 'summary' : 'line'))
  const drag = useRef<number | null>(null)
  useEffect(
    () =>
      session.subscribe((now, before) => {
        // A selection brings at least the summary; putting it away leaves the line.
        if (now.inspectorOpen === before.inspectorOpen && now.selection === before.selection) return
        if (now.inspectorOpen) setShown(stop => (stop === 'line' ? 'summary' : stop))
        else if (before.inspectorOpen) setShown('line')
      }),
    [],
  )
  const go = (by: number) => {
    const next = STOPS[Math.min(STOPS.length - 1, Math.max(0, STOPS.indexOf(shown) + by))] ?? 'line'
    setShown(next)
    session.setState({ inspectorOpen: next !== 'line' })
  }
  const onPointerMove = (event: PointerEvent) => {
    if (drag.current === null) return
    const moved = event.clientY - drag.current
    if (Math.abs(moved) < DRAG_PX) return
    go(moved < 0 ? 1 : -1)
    drag.current = event.clientY
  }
  return (
    <aside className={styles.sheet} style={{ height: heightOf(shown) }} aria-label={text.inspector}>
      <button
        type="button"
        className={styles.handle}
        aria-label={text.sheetSize}
        aria-expanded={shown !== 'line'}
        onClick={() => go(shown === 'all' ? -2 : 1)}
        onKeyDown={event => {
          if (event.key !== 'ArrowUp' && event.key !== 'ArrowDown') return
          event.preventDefault()
          go(event.key === 'ArrowUp' ? 1 : -1)
        }}
        onPointerDown={event => {
          drag.current = event.clientY
          event.currentTarget.setPointerCapture(event.pointerId)
        }}
        onPointerMove={onPointerMove}
        onPointerUp={() => {
          drag.current = null
        }}
      >
        <span className={styles.grip} />
      </button>
      {shown === 'all' ? <Inspector /> : <SheetSummary full={shown === 'summary'} />}
    </aside>
  )
}
