/**
 * The engine at hand: started, given up when it dies, and asked with a sign on the page once an answer takes long.
 * Every call of the page goes through here.
 */
import type { NextKind } from '../base/next-stops.ts'
import type { Problem } from '../worker/protocol.ts'
import type { Connect, EngineHost } from './engine-host.ts'
import { session, showToast, type ShownProblem } from './session.ts'

const BUSY_AFTER_MS = 150

let engine: EngineHost | null = null
let whenDead: (reason: string) => void = () => {}

/** Starts an engine; `onDead` hears when it stops answering. An engine started before is let go. */
export function startEngine(connect: Connect, onDead: (reason: string) => void): void {
  engine?.close()
  session.setState({ busy: null })
  whenDead = onDead
  const started = connect()
  started.onKeeping(keeping => session.setState({ keeping }))
  started.onRows(rows => session.setState({ rows }))
  started.onAway(away => session.setState({ away }))
  started.onDead(reason => {
    if (engine !== started) return
    session.setState({
      busy: null,
      keeping: null,
      rows: null,
      away: null,
      playback: { ...session.getState().playback, playing: false },
    })
    whenDead(reason)
  })
  engine = started
}

export function host(): EngineHost {
  if (engine === null) throw new Error('expected a started engine, got none')
  return engine
}

export type Target = { readonly step: number } | { readonly next: NextKind } | null

/** Shows that the page computes once that takes long; an engine that throws is a problem on the page. */
export async function withBusy<T>(target: Target, call: Promise<T>): Promise<T | null> {
  const timer = setTimeout(() => session.setState({ busy: { target } }), BUSY_AFTER_MS)
  try {
    return await call
  } catch (error) {
    showProblem('engine', {
      code: 'engine',
      path: '',
      message: error instanceof Error ? error.message : String(error),
    })
    pausePlayback()
    return null
  } finally {
    clearTimeout(timer)
    if (session.getState().busy !== null) session.setState({ busy: null })
  }
}

export function showProblem(
  about: ShownProblem['about'],
  problem: Problem,
  fileName: string | null = null,
): void {
  const shown: ShownProblem = { about, ...problem, fileName }
  session.setState({ problem: shown })
  showToast({ type: 'problem', problem: shown })
}

export function pausePlayback(): void {
  const { playback } = session.getState()
  if (playback.playing) session.setState({ playback: { ...playback, playing: false } })
}
