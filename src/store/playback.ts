/**
 * Playing: simulated time flows at `speed`, at most one frame per animation frame, and never more than one engine
 * call at a time. Where the engine is slower than asked, simulated time flows slower; nothing piles up.
 */
import type { VirtualTime } from '../base/time.ts'
import { isEngineIdle, seekTime } from './driver.ts'
import { pausePlayback } from './engine.ts'
import { session } from './session.ts'

const SPEED_MIN = 1 / 100
const SPEED_MAX = 10

/** A tab that was away must not jump: longer gaps count as one slow frame. */
const FRAME_MS_MAX = 100

let playhead: VirtualTime = 0
let lastWallMs = -1
let ticking = false

/** Where simulated time stands: at the step shown, or between it and the next while playing. */
export function readPlayhead(): VirtualTime {
  const { frame, playback } = session.getState()
  const shown = frame?.cursor.time ?? 0
  return playback.playing ? Math.max(shown, playhead) : shown
}

function play(): void {
  const { frame, playback, dead } = session.getState()
  if (frame === null || dead !== null || playback.playing) return
  if (frame.cursor.ended && frame.cursor.step >= frame.cursor.head) return
  playhead = frame.cursor.time
  lastWallMs = -1
  session.setState({ playback: { ...playback, playing: true } })
  if (!ticking) requestAnimationFrame(tick)
  ticking = true
}

export function togglePlaying(): void {
  if (session.getState().playback.playing) pausePlayback()
  else play()
}

export function setSpeed(speed: number): void {
  const { playback } = session.getState()
  if (!Number.isFinite(speed)) return
  session.setState({ playback: { ...playback, speed: Math.min(SPEED_MAX, Math.max(SPEED_MIN, speed)) } })
}

/** One notch of the logarithmic scale; ten notches are a factor of ten. */
export function nudgeSpeed(notches: number): void {
  setSpeed(session.getState().playback.speed * 10 ** (notches / 5))
}

/** The slider: 0 … 1 over the logarithmic scale. */
export const speedToSlider = (speed: number): number =>
  Math.log(speed / SPEED_MIN) / Math.log(SPEED_MAX / SPEED_MIN)

export const sliderToSpeed = (place: number): number => SPEED_MIN * (SPEED_MAX / SPEED_MIN) ** place

function tick(wallMs: number): void {
  const { playback, frame } = session.getState()
  ticking = playback.playing && frame !== null
  if (!ticking || frame === null) return
  const elapsedMs = lastWallMs < 0 ? 0 : Math.min(wallMs - lastWallMs, FRAME_MS_MAX)
  lastWallMs = wallMs
  if (isEngineIdle()) {
    playhead = Math.max(playhead, frame.cursor.time) + elapsedMs * 1000 * playback.speed
    seekTime(playhead, true)
  }
  requestAnimationFrame(tick)
}
