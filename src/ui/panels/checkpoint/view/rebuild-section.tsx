/** What a cluster's statistics can be made into: a run of like shape, with what was guessed for it named. */
import { Play } from 'lucide-react'
import { rebuildCluster, showMeasured, type RebuiltRun } from '../../../../store/rebuild.ts'
import { useTexts } from '../../../i18n/texts.ts'
import { Button } from '../../../kit/button.tsx'
import { Section } from '../../../kit/section.tsx'
import { SentenceView } from '../../../kit/sentence-view.tsx'
import causes from './cause-list.module.css'
import styles from './rebuild-section.module.css'
import { rebuildTexts } from './rebuild-text.ts'

export function RebuildSection({ checkpoint }: { readonly checkpoint: number }) {
  const text = useTexts(rebuildTexts)
  return (
    <section aria-label={text.title} className={causes.section}>
      <h3 className={causes.title}>{text.title}</h3>
      <p className={styles.note}>{text.note}</p>
      <p className={styles.verbs}>
        <Button look="solid" onClick={() => void rebuildCluster(checkpoint, false)}>
          <Play size={14} aria-hidden="true" />
          {text.rebuild}
        </Button>
        <Button look="outline" onClick={() => void rebuildCluster(checkpoint, true)}>
          {text.unaligned}
        </Button>
      </p>
    </section>
  )
}

export function GuessesSide({ rebuilt }: { readonly rebuilt: RebuiltRun }) {
  const text = useTexts(rebuildTexts)
  return (
    <Section title={text.guessed}>
      <p className={styles.note}>{text.aside(rebuilt.checkpoint)}</p>
      <ul className={styles.guesses}>
        {rebuilt.guesses.map((guess, i) => (
          <li key={`${guess.type} ${i}`}>
            <SentenceView sentence={text.guess(guess)} />
          </li>
        ))}
      </ul>
      <Button look="outline" onClick={showMeasured}>
        {text.measured}
      </Button>
    </Section>
  )
}
