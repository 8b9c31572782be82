/** The frame for what is read rather than watched: at once while stepping, now and then while playing. */
import { useEffect, useState } from 'react'
import type { Frame } from '../../engine/api/frame.ts'
import { session } from '../../store/session.ts'

/** Numbers that change faster than this cannot be read. */
export const CALM_MS = 150
/** Text that nobody sees change. */
export const VERY_CALM_MS = 500

export function useCalmFrame(everyMs: number): Frame | null {
  const [frame, setFrame] = useState(session.getState().frame)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const show = () => {
      if (timer !== null) clearTimeout(timer)
      timer = null
      setFrame(session.getState().frame)
    }
    const stop = session.subscribe((now, before) => {
      if (now.frame === before.frame && now.playback.playing === before.playback.playing) return
      if (!now.playback.playing) show()
      else timer ??= setTimeout(show, everyMs)
    })
    show()
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [everyMs])
  return frame
}
