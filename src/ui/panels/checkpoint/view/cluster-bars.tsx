/** What stands above and below a cluster's statistics: whose they are, and what the checkpoint shown comes to. */
import { Download, X } from 'lucide-react'
import { closeCluster } from '../../../../store/cluster.ts'
import { saveCluster } from '../../../../store/files.ts'
import { bytes, duration } from '../../../i18n/format.ts'
import { useLanguage, useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { useSession } from '../../../kit/hooks.ts'
import { SentenceView } from '../../../kit/sentence-view.tsx'
import bar from '../../../kit/sentence-bar.module.css'
import styles from './cluster-view.module.css'
import { shownOf, unknownOf } from './cluster-view.tsx'
import { asOne, storyOf } from './sentences.ts'
import { viewTexts } from './text.ts'

export function ClusterBanner() {
  const text = useTexts(viewTexts)
  const cluster = useSession(state => state.cluster)
  if (cluster === null) return null
  const { files, problems, others, statistics } = cluster
  const job = statistics.jobName ?? (statistics.jobId === null ? text.someJob : text.job(statistics.jobId))
  const unknown = unknownOf(cluster).length
  const size = [...files.values()].reduce((sum, one) => sum + one, 0)
  return (
    <div className={styles.banner} role="toolbar" aria-label={text.real}>
      <span className={styles.real}>{text.real}</span>
      <span className={styles.source}>{text.source(job, files.size, bytes(size))}</span>
      <span className={styles.ok}>
        <span aria-hidden="true">✓ </span>
        {text.read(statistics.checkpoints.length)}
      </span>
      {unknown > 0 && (
        <span className={styles.wait}>
          <span aria-hidden="true">▲ </span>
          {text.unknownFields(unknown)}
        </span>
      )}
      {others.length > 0 && (
        <span className={styles.aside}>
          <span aria-hidden="true">○ </span>
          {text.leftOut(others.length)}
        </span>
      )}
      {problems.length > 0 && (
        <span className={styles.fail}>
          <span aria-hidden="true">✕ </span>
          {text.refused(problems.length)}
        </span>
      )}
      <Button onClick={saveCluster}>
        <Download size={14} aria-hidden="true" />
        {text.save}
      </Button>
      <Button onClick={closeCluster}>
        <X size={14} aria-hidden="true" />
        {text.close}
      </Button>
    </div>
  )
}

/** In the place of the narration: no step, since there is none. */
export function ClusterNarration() {
  const text = useTexts(viewTexts)
  const language = useLanguage()
  const cluster = useSession(state => state.cluster)
  const shown = cluster === null ? undefined : shownOf(cluster).shown
  const words =
    shown === undefined
      ? [[text.orderUnknown]]
      : [
          [text.took(shown.id, duration(shown.duration))],
          ...storyOf(shown, language).slice(0, 1),
          [text.orderUnknown],
        ]
  return (
    <section className={bar.bar} id="narration" aria-label={text.importChip}>
      <span className={bar.chip}>{text.importChip}</span>
      <p className={bar.sentence} data-testid="narration">
        <SentenceView sentence={asOne(words, language)} />
      </p>
    </section>
  )
}
