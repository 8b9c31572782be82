/** Marks of the time axis: round times at a readable distance, and the words for them. */
import { tickStep } from 'd3'
import type { View } from './viewport.ts'

export interface Tick {
  readonly time: number
  readonly label: string
  readonly major: boolean
}

const LABEL_DISTANCE_PX = 118

export function ticksOf(view: View, width: number): Tick[] {
  const count = Math.max(1, width / LABEL_DISTANCE_PX)
  const step = Math.max(1, tickStep(view.from, view.to, count))
  const half = step / 2
  const ticks: Tick[] = []
  for (let i = Math.ceil(Math.max(0, view.from) / half); i * half <= view.to; i++) {
    const time = i * half
    ticks.push({ time, major: i % 2 === 0, label: i % 2 === 0 ? timeLabel(time, step) : '' })
  }
  return ticks
}

/** With as many places as neighbours need to differ. */
export function timeLabel(time: number, step: number): string {
  if (step >= 1_000_000 || time >= 10_000_000) return `${trim(time / 1_000_000, step / 1_000_000)} s`
  return `${trim(time / 1000, step / 1000)} ms`
}

function trim(value: number, step: number): string {
  const places = step >= 1 ? 0 : Math.min(3, Math.ceil(-Math.log10(step)))
  return value.toFixed(places)
}
