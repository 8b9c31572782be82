/**
 * What a screen reader hears: one sentence per step. While playing at most one a second, the most important event
 * of that second and how many more there were. A failure and a broken rule interrupt.
 */
import { useEffect, useRef } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import type { TraceKind, TraceRow } from '../../../engine/api/trace.ts'
import { session } from '../../../store/session.ts'
import { narrate } from '../../i18n/narrate.ts'
import { plain } from '../../i18n/sentence.ts'
import { twinTexts } from './text.ts'

const SECOND_MS = 1000

const RANKS: readonly (readonly TraceKind[])[] = [
  ['TaskFailed', 'FailureNoticed', 'CheckpointAborted'],
  ['CheckpointCompleted'],
  ['ChannelBlocked', 'SubpartitionBlocked'],
  ['BarrierArrived', 'BarrierBroadcast', 'AlignmentCompleted'],
  ['AckReceived'],
]

/** 0 is the most important; every kind not named is the least. */
const rankOf = (kind: TraceKind): number => {
  const rank = RANKS.findIndex(kinds => kinds.includes(kind))
  return rank < 0 ? RANKS.length : rank
}

interface Heard {
  readonly row: TraceRow
  readonly frame: Frame
}

export function Announcer() {
  const polite = useRef<HTMLOutputElement>(null)
  const assertive = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let best: Heard | null = null
    let events = 0
    let timer: ReturnType<typeof setTimeout> | null = null

    const say = (heard: Heard, more: number) => {
      const { scene, preferences } = session.getState()
      if (scene === null) return
      const words = sentenceOf(heard, scene, more)
      const region = heard.row.kind === 'TaskFailed' ? assertive.current : polite.current
      if (region !== null) {
        region.lang = preferences.language
        region.textContent = words
      }
    }
    const sayBest = () => {
      timer = null
      if (best !== null) say(best, Math.max(0, events - 1))
      best = null
      events = 0
    }
    const stop = session.subscribe((now, before) => {
      const { frame } = now
      if (frame === null || frame === before.frame || frame.cursor.hash === before.frame?.cursor.hash) return
      tellBroken(frame, before.frame, assertive.current)
      const row = frame.rows[0]
      if (row === undefined) return
      if (!now.playback.playing || row.kind === 'TaskFailed') {
        say({ row, frame }, 0)
        return
      }
      events += Math.max(1, frame.cursor.step - (before.frame?.cursor.step ?? frame.cursor.step))
      if (best === null || rankOf(row.kind) < rankOf(best.row.kind)) best = { row, frame }
      timer ??= setTimeout(sayBest, SECOND_MS)
    })
    return () => {
      stop()
      if (timer !== null) clearTimeout(timer)
    }
  }, [])
  return (
    <>
      <output ref={polite} className="visually-hidden" data-testid="announcer" />
      <div ref={assertive} className="visually-hidden" role="alert" />
    </>
  )
}

function sentenceOf({ row, frame }: Heard, scene: Scene, more: number): string {
  const { language } = session.getState().preferences
  const text = twinTexts[language]
  const sentence = plain(narrate(row, scene, frame, language))
  return more === 0 ? sentence : `${sentence} ${text.moreEvents(more)}`
}

function tellBroken(frame: Frame, before: Frame | null, region: HTMLElement | null): void {
  const broken = frame.invariants.find(
    invariant => !invariant.holds && before?.invariants.find(one => one.id === invariant.id)?.holds === true,
  )
  if (broken === undefined || region === null) return
  region.textContent = twinTexts[session.getState().preferences.language].invariant(broken.id)
}
