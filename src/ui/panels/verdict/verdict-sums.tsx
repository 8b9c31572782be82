/** The sums a person can check: counted + in flight + to replay = distinct records read. */
import type { ReactNode } from 'react'
import type { VerdictSums } from '../../../engine/api/verdict.ts'
import { useTexts } from '../../i18n/texts.ts'
import { classes } from '../../kit/classes.ts'
import { verdictTexts } from './text.ts'
import styles from './verdict-panel.module.css'

export function VerdictSumsView({ sums }: { readonly sums: VerdictSums }) {
  const text = useTexts(verdictTexts)
  const { counted, inFlight, toReplay, distinctRead } = sums
  const addsUp = counted + inFlight + toReplay === distinctRead
  return (
    <section className={styles.sums}>
      <dl>
        <Sum
          label={text.distinct}
          value={distinctRead}
          note={text.distinctNote(sums.totalReads, sums.readAgain)}
        />
        <Sum label={text.processed} value={sums.processed} note={text.processedNote} />
        <Sum label={text.counted} value={counted} note={text.countedNote(counted)} />
        <Sum
          label={text.notCounted}
          value={`${inFlight} + ${toReplay}`}
          note={text.notCountedNote(inFlight, toReplay)}
        />
        <Sum
          label={text.committed}
          value={<span className={styles.good}>{sums.committed}</span>}
          note={text.committedNote(sums.openTransactions)}
        />
        <Sum
          label={text.rolledBack}
          value={<span className={classes(sums.rolledBack > 0 && styles.bad)}>{sums.rolledBack}</span>}
          note={text.rolledBackNote}
        />
      </dl>
      <p className={styles.equation} title={text.sum}>
        <code>
          {counted} + {inFlight} + {toReplay} = {distinctRead}
        </code>{' '}
        <span className={addsUp ? styles.good : styles.bad}>
          <span aria-hidden="true">{addsUp ? '✓' : '✕'}</span> {addsUp ? text.addsUp : text.doesNotAddUp}
        </span>
        <span className="visually-hidden">{text.sum}</span>
      </p>
    </section>
  )
}

interface SumProps {
  readonly label: string
  readonly value: ReactNode
  readonly note: string
}

function Sum({ label, value, note }: SumProps) {
  return (
    <div className={styles.sum}>
      <dt>
        {label}
        <span className={styles.note}>{note}</span>
      </dt>
      <dd>{value}</dd>
    </div>
  )
}
