/** What of the run's rows is really in the browser's own database, and where to look at it. */
import { bytes } from '../../../i18n/format.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { useSession } from '../../../kit/hooks.ts'
import { rowsTexts } from './rows-text.ts'
import styles from './rows-notice.module.css'

/** Where the state is that a memory budget has no room for. */
export function AwayNotice() {
  const text = useTexts(rowsTexts)
  const away = useSession(state => state.away)
  if (away === null) return null
  switch (away.state) {
    case 'off':
      return null
    case 'away':
      return (
        <p className={styles.notice} data-testid="state-away">
          {text.away(bytes(away.budget))}
        </p>
      )
    case 'memory':
      return (
        <output className={`${styles.notice} ${styles.failed}`}>
          <span aria-hidden="true">✕ </span>
          {text.inMemory(away.problem)}
        </output>
      )
  }
}

export function RowsNotice() {
  const text = useTexts(rowsTexts)
  const rows = useSession(state => state.rows)
  if (rows === null) return null
  switch (rows.state) {
    case 'off':
      return null
    case 'elsewhere':
      return <p className={styles.notice}>{text.elsewhere}</p>
    case 'failed':
      return (
        <output className={`${styles.notice} ${styles.failed}`}>
          <span aria-hidden="true">✕ </span>
          {text.failed(rows.problem?.message ?? '')}
        </output>
      )
    case 'following': {
      if (rows.step < 0) return <p className={styles.notice}>{text.opening}</p>
      const stores = rows.stores.map(({ name, rows: count }) => text.store(name, count)).join(', ')
      return (
        <p className={styles.notice} data-testid="rows-kept" data-step={rows.writing ? -1 : rows.step}>
          {text.following(rows.database, stores, rows.step)}{' '}
          {text.written(rows.transactions, rows.rowsWritten)} {text.look}
        </p>
      )
    }
  }
}
