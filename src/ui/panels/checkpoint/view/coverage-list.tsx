/** Which pictures the answers at hand are enough for, and the paths of those that are missing. */
import { coverageOf, type Coverage } from '../../../../interop/flink-rest/coverage.ts'
import type { ClusterStatistics } from '../../../../interop/flink-rest/cluster-statistics.ts'
import { useTexts } from '../../../i18n/texts.ts'
import styles from './cluster-view.module.css'
import { rebuildTexts } from './rebuild-text.ts'

/** The rest is a number: a job may have a hundred vertices. */
const PATHS_SHOWN = 4

interface ListProps {
  readonly statistics: ClusterStatistics
  /** The checkpoint on the page; null: there is none. */
  readonly shown: number | null
}

export function CoverageList({ statistics, shown }: ListProps) {
  const text = useTexts(rebuildTexts)
  return (
    <section aria-label={text.coverage} className={styles.notRead}>
      <h2 className={styles.title}>{text.coverage}</h2>
      <ul>
        {coverageOf(statistics, shown).map(one => (
          <CoverageItem key={one.picture} coverage={one} />
        ))}
      </ul>
    </section>
  )
}

function CoverageItem({ coverage }: { readonly coverage: Coverage }) {
  const text = useTexts(rebuildTexts)
  const { picture, have, want, missing } = coverage
  const more = missing.length - PATHS_SHOWN
  return (
    <li data-picture={picture}>
      <span aria-hidden="true" className={missing.length === 0 ? styles.whole : styles.sign}>
        {missing.length === 0 ? '✓ ' : have > 0 ? '◐ ' : '○ '}
      </span>
      {text.pictures[picture]}: {have === 0 && missing.length > 0 ? '' : `${text.have(have, want)}. `}
      {missing.length > 0 && (
        <>
          {text.missing}{' '}
          {missing.slice(0, PATHS_SHOWN).map(path => (
            <code key={path} className={styles.missing}>
              {path}{' '}
            </code>
          ))}
          {more > 0 && text.more(more)}
        </>
      )}
    </li>
  )
}
