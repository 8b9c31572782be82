/** What was found in the text: problems by line, notes on older names, and the keys that are only taken along. */
import type { ReactNode } from 'react'
import type { ConfigNote, ConfigProblem, ConfigReading } from '../../../interop/flink-config/parse-config.ts'
import type { Spot } from '../../../interop/flink-config/read-yaml.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import styles from './findings.module.css'
import { configTexts, LISTED_MAX } from './text.ts'

interface FindingsProps {
  readonly problems: readonly ConfigProblem[]
  readonly reading: ConfigReading
  readonly onGoTo: (spot: Spot) => void
}

export function Findings({ problems, reading, onGoTo }: FindingsProps) {
  const text = useTexts(configTexts)
  const { notes, notModelled } = reading
  return (
    <div className={styles.findings}>
      <output
        id="config-status"
        className={classes(styles.status, problems.length > 0 ? styles.wrong : styles.right)}
      >
        <span aria-hidden="true">{problems.length > 0 ? '✕' : '✓'}</span>
        {text.status(problems.length)}
      </output>
      {problems.length > 0 && (
        <Rows label={text.problems} hidden={problems.length - LISTED_MAX}>
          {problems.slice(0, LISTED_MAX).map((problem, i) => (
            <Row key={i} spot={problem} onGoTo={onGoTo}>
              <ProblemWords problem={problem} />
            </Row>
          ))}
        </Rows>
      )}
      {notes.length > 0 && (
        <Rows label={text.notes} hidden={notes.length - LISTED_MAX}>
          {notes.slice(0, LISTED_MAX).map((note: ConfigNote, i) => (
            <Row key={i} spot={note} onGoTo={onGoTo}>
              {text.note(note)}
            </Row>
          ))}
        </Rows>
      )}
      {notModelled.length > 0 && (
        <details className={styles.more}>
          <summary>{text.notModelled(notModelled.length)}</summary>
          <p className={styles.hint}>{text.notModelledNote}</p>
          <Rows label={text.notModelled(notModelled.length)} hidden={notModelled.length - LISTED_MAX}>
            {notModelled.slice(0, LISTED_MAX).map(one => (
              <Row key={one.key} spot={one} onGoTo={onGoTo}>
                <code className={styles.key}>{one.key}</code>
              </Row>
            ))}
          </Rows>
        </details>
      )}
    </div>
  )
}

function ProblemWords({ problem }: { readonly problem: ConfigProblem }) {
  const text = useTexts(configTexts)
  return (
    <>
      {problem.key !== null && <code className={styles.key}>{problem.key}</code>}
      {text.problem(problem)}
    </>
  )
}

interface RowsProps {
  readonly label: string
  /** So many more than are listed. */
  readonly hidden: number
  readonly children: ReactNode
}

function Rows({ label, hidden, children }: RowsProps) {
  const text = useTexts(configTexts)
  return (
    <ul className={styles.rows} aria-label={label}>
      {children}
      {hidden > 0 && <li className={styles.hint}>{text.more(hidden)}</li>}
    </ul>
  )
}

interface RowProps {
  readonly spot: Spot
  readonly onGoTo: (spot: Spot) => void
  readonly children: ReactNode
}

/** Pressing it puts the caret there. What has no place in the text only says so. */
function Row({ spot, onGoTo, children }: RowProps) {
  const text = useTexts(configTexts)
  return (
    <li>
      {spot.line === 0 ? (
        <span className={styles.row}>
          <span className={styles.words}>{children}</span>
        </span>
      ) : (
        <button type="button" className={styles.row} onClick={() => onGoTo(spot)}>
          <span className={styles.line}>{text.line(spot.line)}</span>
          <span className={styles.words}>{children}</span>
        </button>
      )}
    </li>
  )
}
