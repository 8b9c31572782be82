/**
 * What a subtask does for a checkpoint, or that it is down or restoring: a span on its lane with its own hatch, which
 * grows to the playhead while it goes on.
 */
import type { ColorName, HatchName } from '../kit/tokens.ts'
import { hatchPattern } from './canvas-hatch.ts'
import type { MarkContext } from './canvas-context.ts'
import { contains, rect, type Point, type Rect } from './geometry.ts'

type PhaseKind = 'align' | 'sync' | 'async' | 'down' | 'restore'

export interface PhaseSpanDatum {
  readonly kind: PhaseKind
  readonly actor: number
  readonly start: number
  readonly end: number
  readonly broken: boolean
}

const LOOK: Readonly<
  Record<
    PhaseKind,
    {
      readonly ground: ColorName
      readonly edge: ColorName
      readonly hatch: HatchName | null
      readonly opacity: number
    }
  >
> = {
  align: { ground: 'wait-tint', edge: 'wait', hatch: 'alignment', opacity: 0.6 },
  sync: { ground: 'ctl', edge: 'ctl', hatch: null, opacity: 1 },
  async: { ground: 'ctl-tint', edge: 'ctl', hatch: 'async', opacity: 0.85 },
  down: { ground: 'fail-tint', edge: 'fail', hatch: 'down', opacity: 0.7 },
  restore: { ground: 'past-tint', edge: 'past', hatch: 'restore', opacity: 0.8 },
}

const WIDTH_MIN = 2

function phaseSpanRect(
  datum: PhaseSpanDatum,
  { scales, now }: Pick<MarkContext, 'scales' | 'now'>,
): Rect | null {
  const y = scales.y(datum.actor)
  if (y === undefined || datum.start > now) return null
  const x = scales.x(datum.start)
  const width = Math.max(WIDTH_MIN, scales.x(Math.min(datum.end, now)) - x)
  return rect(x, y - scales.spanHeight / 2, width, scales.spanHeight)
}

export function drawPhaseSpans(data: readonly PhaseSpanDatum[], context: MarkContext): void {
  const { pen, tokens, ratio } = context
  pen.save()
  const opacity = pen.globalAlpha
  for (const datum of data) {
    const box = phaseSpanRect(datum, context)
    if (box === null) continue
    const look = LOOK[datum.kind]
    pen.beginPath()
    pen.roundRect(box.x, box.y, box.width, box.height, Math.min(2.5, box.width / 2))
    pen.fillStyle = tokens.color[look.ground]
    pen.fill()
    const hatch = look.hatch === null ? null : hatchPattern(pen, look.hatch, tokens, ratio)
    if (hatch !== null && box.width > 3) {
      pen.globalAlpha = opacity * look.opacity
      pen.fillStyle = hatch
      pen.fill()
      pen.globalAlpha = opacity
    }
    pen.strokeStyle = tokens.color[look.edge]
    pen.lineWidth = 1.2 * tokens.strokeScale
    pen.stroke()
  }
  pen.restore()
}

export function hitPhaseSpan<T extends PhaseSpanDatum>(
  data: readonly T[],
  context: Pick<MarkContext, 'scales' | 'now'>,
  point: Point,
): T | null {
  return (
    data.findLast(datum => {
      const box = phaseSpanRect(datum, context)
      return box !== null && contains(box, point, 2)
    }) ?? null
  )
}
