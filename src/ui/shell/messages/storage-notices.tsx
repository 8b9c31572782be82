/** What a reader must decide about what is stored: a job of an earlier visit, a second tab, a store that failed. */
import { useState, type ReactNode } from 'react'
import { keepCheckpoints } from '../../../store/keeping.ts'
import { session } from '../../../store/session.ts'
import { deleteJob, dismissOffer, restoreJob } from '../../../store/storage.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { openStorage } from '../../panels/storage/storage-dialog.tsx'
import { storageTexts } from '../../panels/storage/text.ts'
import { age, titleOf } from '../../panels/storage/words.ts'
import { Notice } from './notice.tsx'
import styles from './notices.module.css'

export function StorageNotices() {
  return (
    <>
      <Offer />
      <FellBack />
      <NotKept />
    </>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly onSelect: () => void
}

const Choice = ({ label, onSelect }: ChoiceProps): ReactNode => (
  <Button look="outline" onClick={onSelect}>
    {label}
  </Button>
)

function Offer() {
  const text = useTexts(storageTexts)
  const language = useLanguage()
  const [now] = useState(() => Date.now())
  const offer = useSession(state => (state.phase === 'ready' ? state.offer : null))
  const last = offer?.job.checkpoints.at(-1)
  if (offer === null || last === undefined) return null
  const { store, job } = offer
  const words = text.offer(
    titleOf(job, language),
    last.checkpoint,
    last.bytes,
    last.rows,
    age(last.savedAtMs, now, language),
    text.stores[store],
  )
  return (
    <Notice tone="quiet">
      <span className={styles.words}>{words}</span>
      <Choice label={text.restore} onSelect={() => void restoreJob(store, job.job)} />
      <Choice label={text.remove} onSelect={() => void deleteJob(store, job.job, null)} />
      <Choice label={text.notNow} onSelect={dismissOffer} />
      <Choice label={text.menu} onSelect={openStorage} />
    </Notice>
  )
}

function FellBack() {
  const text = useTexts(storageTexts)
  const fellBack = useSession(state => state.fellBack)
  if (fellBack === null) return null
  return (
    <Notice tone="fail">
      <span className={styles.words}>
        {text.fellBack(fellBack.checkpoint)}{' '}
        {fellBack.damages.map(({ checkpoint, place }) => (
          <code key={place} className={styles.code}>
            {text.damaged(checkpoint, place)}{' '}
          </code>
        ))}
      </span>
      <Choice label={text.dismiss} onSelect={() => session.setState({ fellBack: null })} />
    </Notice>
  )
}

/** The run goes on whatever is chosen here. */
function NotKept() {
  const text = useTexts(storageTexts)
  const keeping = useSession(state => state.keeping)
  if (keeping === null) return null
  switch (keeping.state) {
    case 'opening':
    case 'ready':
    case 'writing':
      return null
    case 'elsewhere':
    case 'lost':
      return (
        <Notice tone="quiet">
          <span className={styles.words}>{keeping.state === 'lost' ? text.lost : text.taken}</span>
          <Choice label={text.takeOver} onSelect={() => void keepCheckpoints('take-over')} />
          <Choice label={text.inMemory} onSelect={() => void keepCheckpoints('memory')} />
        </Notice>
      )
    case 'failed': {
      const { code = 'io', message = '' } = keeping.problem ?? {}
      return (
        <Notice tone="fail">
          <span className={styles.words}>
            {text.problems[code] ?? message} <code className={styles.code}>{message}</code>
          </span>
          <Choice label={text.retry} onSelect={() => void keepCheckpoints()} />
          <Choice label={text.inMemory} onSelect={() => void keepCheckpoints('memory')} />
          <Choice label={text.menu} onSelect={openStorage} />
        </Notice>
      )
    }
  }
}
