/** The time bar: one cursor, moved by buttons that all have keys; what acts on the run is at its right end. */
import { RotateCcw } from 'lucide-react'
import { useRef } from 'react'
import { grouped } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useSession, useSessionShallow } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import type { Layout } from '../use-layout.ts'
import { ActionButtons } from './action-buttons.tsx'
import { BranchChip } from './branch-chip.tsx'
import { Clock } from './clock.tsx'
import { NextControl } from './next-control.tsx'
import { SpeedControl, SpeedPopover } from './speed-control.tsx'
import { StepButtons } from './step-buttons.tsx'
import styles from './time-bar.module.css'
import { useRoving } from './use-roving.ts'

export function TimeBar({ layout }: { readonly layout: Layout }) {
  const text = useTexts(shellTexts).time
  const bar = useRef<HTMLDivElement>(null)
  useRoving(bar)
  const folded = layout === 'tablet' || layout === 'small' || layout === 'tiny'
  return (
    <div ref={bar} className={styles.bar} role="toolbar" aria-label={text.toolbar}>
      <div className={styles.group}>
        <StepButtons />
        <NextControl />
      </div>
      {folded ? <SpeedPopover /> : <SpeedControl />}
      <div className={styles.where}>
        <Clock />
        {layout !== 'tablet' && <span className={styles.caption}>{text.simulated}</span>}
        <StepCount short={layout === 'tablet' || layout === 'tiny'} />
        {layout !== 'small' && <WhichRun />}
      </div>
      <span className={styles.gap} />
      <ActionButtons iconOnly={folded || layout === 'sheet'} />
    </div>
  )
}

/** The line of history and the attempt; where the bar is short they stand in the bar above. */
export function WhichRun() {
  return (
    <>
      <BranchChip />
      <AttemptChip />
    </>
  )
}

function StepCount({ short }: { readonly short: boolean }) {
  const text = useTexts(shellTexts).time
  const { step, head } = useSessionShallow(state => ({
    step: state.frame?.cursor.step ?? 0,
    head: state.frame?.cursor.head ?? 0,
  }))
  return (
    <span className={styles.steps} data-testid="step-count">
      {text.step} <b>{grouped(step)}</b>
      {!short && <span className={styles.head}> / {grouped(head)}</span>}
    </span>
  )
}

function AttemptChip() {
  const text = useTexts(shellTexts)
  const attempt = useSession(state => state.frame?.job.attempt ?? 0)
  const restoredFrom = useSession(state => state.frame?.job.restoredFrom ?? 0)
  // Flink counts attempts from 0, people from 1.
  if (attempt === 0) return null
  const [which, from] = [text.attempt(attempt + 1), text.attemptFrom(restoredFrom)]
  return (
    <span className={styles.attempt}>
      <RotateCcw size={13} aria-hidden="true" className={styles.icon} />
      <span className={styles.cut} title={`${which}${from}`}>
        {which}
        <span className={styles.from}>{from}</span>
      </span>
    </span>
  )
}
