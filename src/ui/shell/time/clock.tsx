/** The simulated clock. While playing it flows between two events without redrawing anything else. */
import { useEffect, useRef } from 'react'
import { readPlayhead } from '../../../store/playback.ts'
import { clock } from '../../i18n/format.ts'
import { useTexts } from '../../i18n/texts.ts'
import { useSession } from '../../kit/hooks.ts'
import { shellTexts } from '../text.ts'
import styles from './clock.module.css'

export function Clock() {
  const text = useTexts(shellTexts).time
  const shown = useRef<HTMLElement>(null)
  const time = useSession(state => state.frame?.cursor.time ?? 0)
  const playing = useSession(state => state.playback.playing)
  useEffect(() => {
    if (!playing) return undefined
    let request = 0
    const show = () => {
      if (shown.current !== null) shown.current.textContent = clock(readPlayhead())
      request = requestAnimationFrame(show)
    }
    request = requestAnimationFrame(show)
    return () => cancelAnimationFrame(request)
  }, [playing])
  useEffect(() => {
    if (shown.current !== null && !playing) shown.current.textContent = clock(time)
  }, [time, playing])
  // The text is set by the effects alone: React must not put an older time back.
  return <span ref={shown} className={styles.clock} role="timer" aria-label={text.clock} aria-live="off" />
}
