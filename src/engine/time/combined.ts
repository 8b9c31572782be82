/**
 * One watermark out of several: of the two inputs of an operator, or of the splits of a source. Those that are idle
 * do not hold it back; where all are, the highest counts. Flink's CombinedWatermarkStatus.
 */
import { ensure } from '../../base/assert.ts'
import { EVENT_TIME_MAX, EVENT_TIME_MIN, type EventTime } from '../../base/time.ts'

export interface PartialWatermark {
  watermark: EventTime
  idle: boolean
  /** The split has ended: it counts no more. */
  removed: boolean
}

export interface CombinedWatermark {
  readonly partials: PartialWatermark[]
  watermark: EventTime
  idle: boolean
}

export function newCombined(count: number): CombinedWatermark {
  return {
    partials: Array.from({ length: count }, () => ({
      watermark: EVENT_TIME_MIN,
      idle: false,
      removed: false,
    })),
    watermark: EVENT_TIME_MIN,
    idle: false,
  }
}

export const partialOf = (combined: CombinedWatermark, index: number): PartialWatermark =>
  ensure(combined.partials[index], 'a part of the combined watermark')

/** A watermark ends idleness. Returns whether it is above the last one. */
export function setPartial(partial: PartialWatermark, timestamp: EventTime): boolean {
  partial.idle = false
  if (timestamp <= partial.watermark) return false
  partial.watermark = timestamp
  return true
}

/** Brings the whole up to date. Returns whether the watermark rose. */
export function combine(combined: CombinedWatermark): boolean {
  let lowest = EVENT_TIME_MAX
  let highest = EVENT_TIME_MIN
  let isIdle = true
  let isCounted = false
  for (const { watermark, idle, removed } of combined.partials) {
    if (removed) continue
    isCounted = true
    highest = Math.max(highest, watermark)
    if (idle) continue
    isIdle = false
    lowest = Math.min(lowest, watermark)
  }
  if (!isCounted) return false
  combined.idle = isIdle
  const watermark = combined.idle ? highest : lowest
  if (watermark <= combined.watermark) return false
  combined.watermark = watermark
  return true
}
