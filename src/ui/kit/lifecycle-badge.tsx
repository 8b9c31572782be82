/** The state of a task's execution: glyph and word (UI.md §5). */
import type { ExecutionState } from '../../engine/api/frame.ts'
import { useText } from '../i18n/texts.ts'
import { classes } from './classes.ts'
import styles from './lifecycle-badge.module.css'

type Look = 'ok' | 'past' | 'fail' | 'quiet'

const LOOKS: Readonly<Record<ExecutionState, { readonly glyph: string; readonly look: Look }>> = {
  CREATED: { glyph: '◌', look: 'quiet' },
  SCHEDULED: { glyph: '◌', look: 'quiet' },
  DEPLOYING: { glyph: '◑', look: 'past' },
  INITIALIZING: { glyph: '◑', look: 'past' },
  RUNNING: { glyph: '●', look: 'ok' },
  CANCELING: { glyph: '○', look: 'quiet' },
  CANCELED: { glyph: '○', look: 'quiet' },
  FAILED: { glyph: '✕', look: 'fail' },
  FINISHED: { glyph: '■', look: 'quiet' },
}

export function LifecycleBadge({ state }: { readonly state: ExecutionState }) {
  const words = useText().states
  const { glyph, look } = LOOKS[state]
  return (
    <span className={classes(styles.badge, styles[look])}>
      <span aria-hidden="true">{glyph}</span>
      {words[state]}
    </span>
  )
}
