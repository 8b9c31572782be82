/** One entry of the log; a press goes to its step. */
import type { TraceRow } from '../../../engine/api/trace.ts'
import { seek } from '../../../store/driver.ts'
import { clock } from '../../i18n/format.ts'
import type { Sentence } from '../../i18n/sentence.ts'
import { classes } from '../../kit/classes.ts'
import { SentenceView } from '../../kit/sentence-view.tsx'
import styles from './log-panel.module.css'

interface EntryProps {
  readonly row: TraceRow
  readonly sentence: Sentence
  readonly flink: string | null
  readonly current: boolean
  /** It lies ahead of the cursor, on a future that is recorded. */
  readonly future: boolean
}

export function LogEntry({ row, sentence, flink, current, future }: EntryProps) {
  return (
    <button
      type="button"
      className={classes(styles.entry, current && styles.current, future && styles.future)}
      aria-current={current ? 'step' : undefined}
      onClick={() => seek(row.step)}
    >
      <span className={styles.when}>
        <span className={styles.step}>{row.step}</span>
        <span>{clock(row.time)}</span>
      </span>
      <span className={styles.what}>
        <SentenceView sentence={sentence} />
        {flink !== null && (
          <code className={styles.flink} lang="en">
            {flink}
          </code>
        )}
      </span>
    </button>
  )
}
