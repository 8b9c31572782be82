/**
 * Moving the cursor and reading the run, as plain functions: one engine call at a time, its answer put into the
 * session. Panels call these and never see the engine.
 */
import { NEXT_STOPS, type NextKind } from '../base/next-stops.ts'
import type { TraceRow } from '../engine/api/trace.ts'
import type { FrameOptions, LogRequest, Moved, TraceRequest, TraceSlice } from '../worker/protocol.ts'
import { createCallQueue, type Move } from './call-queue.ts'
import { host, pausePlayback, withBusy, type Target } from './engine.ts'
import { session, showToast, type Direction } from './session.ts'

/** A step by hand stays until the next key; a second is longer than any animation. */
const STEP_BY_HAND_MS = 1000

const STATE_ROWS_OF_CARD = 12
const STATE_ROWS_PLAYING = 60
const STATE_ROWS_MAX = 1000

/** What a frame carries: a few rows for the cards; many where state is being read, and fewer again while it runs. */
export function frameOptions(): FrameOptions {
  const { view, inspectorTab, selection, stateFilter, preferences, playback } = session.getState()
  const all = view === 'state' || (view === 'stage' && inspectorTab === 'state')
  return {
    stateRows: !all ? STATE_ROWS_OF_CARD : playback.playing ? STATE_ROWS_PLAYING : STATE_ROWS_MAX,
    queueItems: preferences.detail === 'all' ? 64 : 8,
    stateFilter:
      all && view === 'stage' && stateFilter !== '' && selection?.type === 'task'
        ? { actor: selection.actor, prefix: stateFilter }
        : null,
  }
}

/** Moves, and the commands of `run-commands.ts`, in their turn. */
export const queue = createCallQueue(performMove)

export const isEngineIdle = (): boolean => queue.isIdle()

async function performMove(move: Move): Promise<void> {
  const { frame, playback } = session.getState()
  if (frame === null) return
  const options = frameOptions()
  const { step, head, ended } = frame.cursor
  switch (move.type) {
    case 'step': {
      const target = Math.max(0, ended ? Math.min(step + move.by, head) : step + move.by)
      if (target !== step) await moved({ step: target }, host().seek(target, options), move)
      return
    }
    case 'seek':
      await moved({ step: move.step }, host().seek(Math.max(0, move.step), options), move)
      return
    case 'time':
      await moved(null, host().seekTime(Math.max(0, Math.round(move.time)), options), move)
      if (move.playing && playback.stopAtNext) await stopWhereFound(step)
      return
    case 'next':
      await moved({ next: playback.nextKind }, host().next(playback.nextKind, move.direction, options), move)
      return
  }
}

/** Playing went over several steps at once; if one of them is a stop, the cursor goes back to it and rests. */
async function stopWhereFound(stepBefore: number): Promise<void> {
  const { frame, playback } = session.getState()
  if (frame === null || frame.cursor.step <= stepBefore) return
  const request = {
    fromStep: stepBefore + 1,
    toStep: frame.cursor.step,
    kinds: [...NEXT_STOPS[playback.nextKind]],
    limit: 1,
  }
  const found = (await host().log(request))[0]
  if (found === undefined) return
  pausePlayback()
  if (found.step !== frame.cursor.step) {
    await moved(null, host().seek(found.step, frameOptions()), { type: 'seek', step: found.step })
  }
}

async function moved(target: Target, call: Promise<Moved>, move: Move): Promise<void> {
  const answer = await withBusy(target, call)
  if (answer === null) return
  showFrame(answer, move)
  if (move.type === 'next' && answer.stopped === 'not-found') {
    showToast({ type: 'not-found', kind: session.getState().playback.nextKind, direction: move.direction })
  }
  if (answer.stopped === 'end' && session.getState().playback.playing) pausePlayback()
}

export function showFrame(answer: Moved, move: Move): void {
  const { frame: current, playback, why } = session.getState()
  // Steps of two branches cannot be compared, and nothing moved from one to the other.
  const before = current?.cursor.branch === answer.frame.cursor.branch ? current : null
  const frame = answer.frame
  const steps = before === null ? 0 : frame.cursor.step - before.cursor.step
  if (before !== null && steps === 0 && frame.cursor.hash === before.cursor.hash && answer.broken === null) {
    // The same moment: only what was cut differs, so nothing may animate.
    session.setState({ frame })
    return
  }
  const playing = move.type === 'time' && move.playing
  const direction: Direction =
    steps < 0
      ? 'backward'
      : before !== null && (playing || (move.type === 'step' && steps === 1))
        ? 'forward'
        : 'jump'
  const simulatedMs = before === null ? 0 : (frame.cursor.time - before.cursor.time) / 1000
  session.setState({
    frame,
    previousFrame: before,
    direction,
    frameWallMs: playing ? simulatedMs / playback.speed : STEP_BY_HAND_MS,
    broken: answer.broken,
    // The walk of causes stays while one walks along it.
    why: why?.rows.some(row => row.step === frame.cursor.step) === true ? why : null,
  })
  if (answer.broken !== null) pausePlayback()
}

/** Moves of the cursor. They never wait behind one another: the newest wins. */
export function stepBy(by: number): void {
  pausePlayback()
  queue.move({ type: 'step', by })
}

export function seek(step: number): void {
  pausePlayback()
  queue.move({ type: 'seek', step })
}

/** `playing` tells that the frame is one of a playing run and may animate. */
export function seekTime(time: number, playing = false): void {
  if (!playing) pausePlayback()
  queue.move({ type: 'time', time, playing })
}

export function seekNext(direction: 1 | -1, kind?: NextKind): void {
  const { playback } = session.getState()
  session.setState({ playback: { ...playback, playing: false, nextKind: kind ?? playback.nextKind } })
  queue.move({ type: 'next', direction })
}

/** The same moment again, cut by other options. */
export function refreshFrame(): void {
  void queue.command(async () => {
    const frame = await withBusy(null, host().frame(frameOptions()))
    if (frame !== null && frame.cursor.step === session.getState().frame?.cursor.step)
      session.setState({ frame })
  })
}

/** Stops a long computation at the step it has reached. */
export const cancelComputation = (): Promise<void> => host().cancel()

/** Reads; they move nothing. */
export const loadTrace = (request: TraceRequest): Promise<TraceSlice> => host().trace(request)
export const loadLog = (request: LogRequest): Promise<readonly TraceRow[]> => host().log(request)

export async function askWhy(): Promise<void> {
  const step = session.getState().frame?.cursor.step
  if (step === undefined) return
  const rows = await host().why(step)
  if (session.getState().frame?.cursor.step === step) session.setState({ why: { step, rows } })
}

export const closeWhy = (): void => session.setState({ why: null })
