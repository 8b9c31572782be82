/** First, back, play, forward. One that would lead nowhere says so. */
import { Pause, Play, SkipBack, StepBack, StepForward } from 'lucide-react'
import { seek, stepBy } from '../../../store/driver.ts'
import { togglePlaying } from '../../../store/playback.ts'
import { useTexts } from '../../i18n/texts.ts'
import { Button } from '../../kit/button.tsx'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import styles from './step-buttons.module.css'

const ICON = 15

export function StepButtons() {
  const text = useTexts(shellTexts).time
  const atFirst = useSession(state => (state.frame?.cursor.step ?? 0) === 0)
  const atEnd = useSession(state => {
    const cursor = state.frame?.cursor
    return cursor === undefined || (cursor.ended && cursor.step >= cursor.head)
  })
  const back = atFirst ? text.atFirst : null
  const ahead = atEnd ? text.atEnd : null
  return (
    <>
      <Button square label={text.first} keyHint="Home" unavailable={back} onClick={() => seek(0)}>
        <SkipBack size={ICON} aria-hidden="true" />
      </Button>
      <Button square label={text.back} keyHint="←" unavailable={back} onClick={() => stepBy(-1)}>
        <StepBack size={ICON} aria-hidden="true" />
      </Button>
      <PlayButton unavailable={ahead} />
      <Button square label={text.forward} keyHint="→" unavailable={ahead} onClick={() => stepBy(1)}>
        <StepForward size={ICON} aria-hidden="true" />
      </Button>
    </>
  )
}

function PlayButton({ unavailable }: { readonly unavailable: string | null }) {
  const text = useTexts(shellTexts).time
  const playing = useSession(state => state.playback.playing)
  return (
    <Button
      square
      look="outline"
      className={styles.play}
      label={playing ? text.pause : text.play}
      keyHint="Space"
      unavailable={playing ? null : unavailable}
      onClick={togglePlaying}
    >
      {playing ? (
        <Pause size={ICON} fill="currentColor" aria-hidden="true" />
      ) : (
        <Play size={ICON} fill="currentColor" aria-hidden="true" />
      )}
    </Button>
  )
}
