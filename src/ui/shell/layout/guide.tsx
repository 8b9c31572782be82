/** What to look for in the pipeline that was opened, on top of the inspector until it is put away. */
import { Eye, X } from 'lucide-react'
import { session } from '../../../store/session.ts'
import { useLanguage, useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useScene, useSession } from '../../kit/hooks.ts'
import { Section } from '../../kit/section.tsx'
import { shellTexts } from '../text.ts'
import styles from './inspector.module.css'

export function Guide() {
  const text = useTexts(shellTexts)
  const language = useLanguage()
  const shown = useSession(state => state.guide)
  const scene = useScene()
  const pipeline = useSession(state => state.pipelines.find(one => one.id === scene?.pipeline))
  if (!shown || pipeline === undefined) return null
  return (
    <div className={styles.guide}>
      <Section title={text.pipeline.lookFor} icon={<Eye size={13} aria-hidden="true" />}>
        <p>{pipeline.lookFor[language]}</p>
      </Section>
      <Button
        square
        className={styles.putAway}
        label={text.toast.dismiss}
        onClick={() => session.setState({ guide: false })}
      >
        <X size={14} aria-hidden="true" />
      </Button>
    </div>
  )
}
