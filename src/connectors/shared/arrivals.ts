/** When the records of a source can be read, in virtual µs, never falling. */
import { MICROS_PER_MS, type EventTime, type VirtualTime } from '../../base/time.ts'

export type Arrivals =
  /** One record every so many µs, counted over all partitions. */
  | { readonly intervalUs: number; readonly startUs?: number }
  /** As event times say, `speedUp` times as fast. A record that is out of order arrives with the one before it. */
  | { readonly speedUp: number; readonly startUs?: number }
  /** Bursts: so many records at once, and nothing for so long. */
  | { readonly burst: number; readonly everyUs: number; readonly startUs?: number }
  /** In ms, one for each record, `speedUp` times as fast; `from` is the moment of the start, or else the first of them. */
  | {
      readonly at: readonly number[]
      readonly speedUp: number
      readonly from?: number
      readonly startUs?: number
    }

export function arrivalsOf(timestamps: readonly (EventTime | null)[], arrivals: Arrivals): VirtualTime[] {
  const startUs = arrivals.startUs ?? 0
  if ('intervalUs' in arrivals) return timestamps.map((_, i) => startUs + i * arrivals.intervalUs)
  if ('burst' in arrivals)
    return timestamps.map((_, i) => startUs + Math.floor(i / arrivals.burst) * arrivals.everyUs)
  const { speedUp } = arrivals
  if ('at' in arrivals) return scaled(arrivals.at, arrivals.from ?? arrivals.at[0] ?? 0, speedUp, startUs)
  return scaled(timestamps, timestamps.find(time => time !== null) ?? 0, speedUp, startUs)
}

function scaled(
  times: readonly (number | null)[],
  first: number,
  speedUp: number,
  startUs: number,
): VirtualTime[] {
  let latest = startUs
  return times.map(time => {
    const offset = ((time ?? first) - first) * MICROS_PER_MS
    latest = Math.max(latest, startUs + Math.round(offset / speedUp))
    return latest
  })
}
