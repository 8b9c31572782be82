/**
 * How large buffers should be, so that what is in flight to a task takes it about a given time: throughput times that
 * time over the buffers in use, smoothed over some samples. Rules and integer arithmetic of Flink's BufferDebloater and
 * BufferSizeEMA.
 */
import { assert } from '../../base/assert.ts'

export interface DebloatSettings {
  /** Between two calculations, and how long all buffered data may take; µs. */
  readonly period: number
  readonly target: number
  /** A change of less than this many per cent of the size is let be. */
  readonly threshold: number
  readonly samples: number
  readonly least: number
  readonly most: number
}

/** Sizes in bytes. */
export interface BufferSizes {
  /** The last size that was announced. */
  announced: number
  /** The moving average, which goes on where nothing is announced. */
  average: number
}

export const newBufferSizes = ({ most }: DebloatSettings): BufferSizes => ({ announced: most, average: most })

/** `throughput` in bytes a second. Returns the size to announce; null: the last one will do. */
export function recalculate(
  sizes: BufferSizes,
  throughput: number,
  buffersInUse: number,
  settings: DebloatSettings,
): number | null {
  assert(throughput >= 0, 'a throughput is not negative')
  const buffers = Math.max(1, buffersInUse)
  const total = Math.floor((throughput * Math.floor(settings.target / 1000)) / 1000)
  const size = smoothed(sizes, total, buffers, settings)
  if (isCloseEnough(size, sizes.announced, settings)) return null
  sizes.announced = size
  return size
}

/** Growth is limited to twice the size, so that buffers grow no faster than they shrink. */
function smoothed(
  sizes: BufferSizes,
  total: number,
  buffers: number,
  { samples, least, most }: DebloatSettings,
): number {
  const wanted = Math.min(Math.floor(total / buffers), 2 * sizes.average)
  const alpha = 2 / (samples + 1)
  const moved = Math.trunc(sizes.average + alpha * (wanted - sizes.average))
  sizes.average = Math.max(least, Math.min(moved, most))
  return sizes.average
}

function isCloseEnough(
  size: number,
  announced: number,
  { threshold, least, most }: DebloatSettings,
): boolean {
  if (size === announced) return true
  if (size === least || size === most) return false
  return Math.abs(size - announced) < Math.trunc((announced * threshold) / 100)
}
