/** The frame for readers: at once while stepping, at most twice a second while playing. */
import { useEffect, useState } from 'react'
import type { Frame } from '../../../engine/api/frame.ts'
import { session } from '../../../store/session.ts'

const CALM_MS = 500

export function useCalmFrame(): Frame | null {
  const [frame, setFrame] = useState(session.getState().frame)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const show = () => {
      timer = null
      setFrame(session.getState().frame)
    }
    const stop = session.subscribe((now, before) => {
      if (now.frame === before.frame && now.playback.playing === before.playback.playing) return
      if (!now.playback.playing) {
        if (timer !== null) clearTimeout(timer)
        show()
      } else if (timer === null) timer = setTimeout(show, CALM_MS)
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [])
  return frame
}
