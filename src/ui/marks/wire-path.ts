/** The curve of a channel: smooth, level at both ends, through way-points where it has to pass a column of tasks. */
import { lerp, px, type Point } from './geometry.ts'

export interface Wire {
  /** For the `d` of a path. */
  readonly d: string
  readonly length: number
  readonly samples: readonly Point[]
  /** Length of the curve up to each sample. */
  readonly lengths: readonly number[]
}

const SAMPLES_PER_SPAN = 20

/** A curve through `points`, from left to right. */
export function wireThrough(points: readonly Point[]): Wire {
  const samples: Point[] = points.slice(0, 1)
  let d = points[0] === undefined ? '' : `M${px(points[0].x)} ${px(points[0].y)}`
  for (let i = 1; i < points.length; i++) {
    const from = points[i - 1]
    const to = points[i]
    if (from === undefined || to === undefined) continue
    const middle = (from.x + to.x) / 2
    d += `C${px(middle)} ${px(from.y)} ${px(middle)} ${px(to.y)} ${px(to.x)} ${px(to.y)}`
    for (let k = 1; k <= SAMPLES_PER_SPAN; k++) {
      const t = k / SAMPLES_PER_SPAN
      samples.push({ x: cubic(from.x, middle, middle, to.x, t), y: cubic(from.y, from.y, to.y, to.y, t) })
    }
  }
  const lengths = [0]
  for (let i = 1; i < samples.length; i++) {
    const a = samples[i - 1]
    const b = samples[i]
    lengths.push((lengths[i - 1] ?? 0) + (a && b ? Math.hypot(b.x - a.x, b.y - a.y) : 0))
  }
  return { d, length: lengths.at(-1) ?? 0, samples, lengths }
}

const cubic = (a: number, b: number, c: number, d: number, t: number): number => {
  const s = 1 - t
  return s * s * s * a + 3 * s * s * t * b + 3 * s * t * t * c + t * t * t * d
}

/** The point at `distance` from the start; beyond the ends it goes on level. */
export function pointAlong(wire: Wire, distance: number): Point {
  const first = wire.samples[0] ?? { x: 0, y: 0 }
  const last = wire.samples.at(-1) ?? first
  if (distance <= 0) return { x: first.x + distance, y: first.y }
  if (distance >= wire.length) return { x: last.x + distance - wire.length, y: last.y }
  let low = 0
  let high = wire.lengths.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if ((wire.lengths[middle] ?? 0) <= distance) low = middle
    else high = middle
  }
  const a = wire.samples[low] ?? first
  const b = wire.samples[high] ?? last
  const from = wire.lengths[low] ?? 0
  const to = wire.lengths[high] ?? from
  const share = to === from ? 0 : (distance - from) / (to - from)
  return { x: lerp(a.x, b.x, share), y: lerp(a.y, b.y, share) }
}
