/**
 * Checkpoints seen from far: a short bar where each was triggered, a dot where it completed, a square where it was
 * aborted, and what storage holds. Never aggregated, only small. And on the channel where a barrier overtook records, a
 * small arrow down: they are saved.
 */
import type { MarkContext } from './canvas-context.ts'

export interface CheckpointTickDatum {
  readonly kind: 'triggered' | 'completed' | 'aborted' | 'stored' | 'saved'
  readonly actor: number
  readonly peer?: number
  readonly start: number
}

const HEIGHT = 12

export function drawCheckpointTicks(data: readonly CheckpointTickDatum[], context: MarkContext): void {
  const { pen, scales, tokens, now } = context
  const { ctl, ok, fail } = tokens.color
  pen.save()
  for (const { kind, actor, peer, start } of data) {
    const y = scales.y(actor)
    if (y === undefined || start > now) continue
    const x = scales.x(start)
    switch (kind) {
      case 'triggered':
        pen.fillStyle = ctl
        pen.fillRect(x - 1.5, y - HEIGHT / 2, 3, HEIGHT)
        break
      case 'aborted':
        pen.fillStyle = fail
        pen.fillRect(x - 3.5, y - 3.5, 7, 7)
        break
      case 'completed':
        pen.fillStyle = ok
        pen.beginPath()
        pen.arc(x, y, 3, 0, 2 * Math.PI)
        pen.fill()
        break
      case 'stored':
        pen.fillStyle = ok
        pen.fillRect(x - 1, y - 4, 2, 8)
        break
      case 'saved':
        drawSaved(context, x, (y + (scales.y(peer ?? actor) ?? y)) / 2)
    }
  }
  pen.restore()
}

function drawSaved({ pen, tokens }: MarkContext, x: number, y: number): void {
  pen.strokeStyle = tokens.color.ctl
  pen.lineWidth = 1.6
  pen.beginPath()
  pen.moveTo(x, y - 5)
  pen.lineTo(x, y + 2)
  pen.moveTo(x - 3, y - 1)
  pen.lineTo(x, y + 2)
  pen.lineTo(x + 3, y - 1)
  pen.moveTo(x - 4, y + 5)
  pen.lineTo(x + 4, y + 5)
  pen.stroke()
}
