/**
 * Where a watermark rose and where a timer fired, on the lane of the task: an open triangle above it, a diamond on it.
 * Small and in ink, so that barriers stay what is seen first.
 */
import type { MarkContext } from './canvas-context.ts'

export interface TimeTickDatum {
  readonly kind: 'watermark' | 'timer'
  readonly actor: number
  readonly start: number
}

export function drawTimeTicks(data: readonly TimeTickDatum[], context: MarkContext): void {
  const { pen, scales, tokens, now } = context
  pen.save()
  pen.lineWidth = tokens.strokeScale
  pen.strokeStyle = tokens.color.text3
  pen.fillStyle = tokens.color.text2
  for (const { kind, actor, start } of data) {
    const y = scales.y(actor)
    if (y === undefined || start > now) continue
    const x = scales.x(start)
    pen.beginPath()
    if (kind === 'watermark') {
      pen.moveTo(x - 3, y - 8)
      pen.lineTo(x + 3, y - 8)
      pen.lineTo(x, y - 3)
      pen.closePath()
      pen.stroke()
    } else {
      pen.moveTo(x, y - 4)
      pen.lineTo(x + 3.5, y)
      pen.lineTo(x, y + 4)
      pen.lineTo(x - 3.5, y)
      pen.closePath()
      pen.fill()
    }
  }
  pen.restore()
}
