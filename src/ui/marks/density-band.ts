/** More records than can be told apart: for each pair of lanes a band of bins, darker where more arrived (log scale). */
import type { MarkContext } from './canvas-context.ts'

export interface DensityDatum {
  readonly from: number
  readonly to: number
  readonly end: number
}

const BIN_PX = 4

export function drawDensity(data: readonly DensityDatum[], { pen, scales, tokens, now }: MarkContext): void {
  const bins = new Map<string, { x: number; y0: number; y1: number; count: number }>()
  for (const { from, to, end } of data) {
    const y0 = scales.y(from)
    const y1 = scales.y(to)
    if (y0 === undefined || y1 === undefined || end > now) continue
    const x = Math.floor(scales.x(end) / BIN_PX) * BIN_PX
    const key = `${x} ${y0} ${y1}`
    const bin = bins.get(key)
    if (bin === undefined) bins.set(key, { x, y0, y1, count: 1 })
    else bin.count += 1
  }
  const most = Math.max(2, ...[...bins.values()].map(bin => bin.count))
  pen.save()
  pen.fillStyle = tokens.color.line2
  const opacity = pen.globalAlpha
  for (const { x, y0, y1, count } of bins.values()) {
    pen.globalAlpha = opacity * (0.06 + 0.3 * (Math.log(1 + count) / Math.log(1 + most)))
    pen.fillRect(x, Math.min(y0, y1), BIN_PX - 0.5, Math.abs(y1 - y0))
  }
  pen.restore()
}
