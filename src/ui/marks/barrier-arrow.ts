/**
 * A barrier on its way between two lanes: the strongest line of the diagram, with a head where it is. A rim of the
 * ground keeps it apart from what it crosses.
 */
import { shareDone, type MarkContext } from './canvas-context.ts'
import { distanceToSegment, lerp, type Point } from './geometry.ts'

export interface BarrierArrowDatum {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

interface Way {
  readonly from: Point
  readonly to: Point
}

const HEAD_LENGTH = 10
const HEAD_HALF = 4.4

function barrierWay(
  { from, to, start, end }: BarrierArrowDatum,
  { scales, now }: Pick<MarkContext, 'scales' | 'now'>,
): Way | null {
  const y0 = scales.y(from)
  const y1 = scales.y(to)
  if (y0 === undefined || y1 === undefined || start > now) return null
  const done = shareDone(start, end, now)
  const x0 = scales.x(start)
  return {
    from: { x: x0, y: y0 },
    to: { x: lerp(x0, scales.x(end), done), y: lerp(y0, y1, done) },
  }
}

export function drawBarrierArrows(data: readonly BarrierArrowDatum[], context: MarkContext): void {
  const { pen, tokens } = context
  const ways = data.flatMap(datum => {
    const way = barrierWay(datum, context)
    return way === null || Math.hypot(way.to.x - way.from.x, way.to.y - way.from.y) < 2 ? [] : [way]
  })
  const width = 2.6 * tokens.strokeScale
  pen.save()
  pen.lineCap = 'butt'
  for (const [color, line] of [
    [tokens.color.bg, width + 2.4],
    [tokens.color.ctl, width],
  ] as const) {
    pen.strokeStyle = color
    pen.lineWidth = line
    pen.beginPath()
    for (const { from, to } of ways) {
      const back = Math.min(HEAD_LENGTH * 0.8, Math.hypot(to.x - from.x, to.y - from.y) / 2)
      const angle = Math.atan2(to.y - from.y, to.x - from.x)
      pen.moveTo(from.x, from.y)
      pen.lineTo(to.x - back * Math.cos(angle), to.y - back * Math.sin(angle))
    }
    pen.stroke()
  }
  pen.fillStyle = tokens.color.ctl
  pen.beginPath()
  for (const { from, to } of ways) addHead(pen, from, to, tokens.strokeScale)
  pen.fill()
  pen.restore()
}

export function addHead(
  pen: CanvasRenderingContext2D,
  from: Point,
  to: Point,
  scale: number,
  size = 1,
): void {
  const length = Math.hypot(to.x - from.x, to.y - from.y)
  if (length === 0) return
  const ux = (to.x - from.x) / length
  const uy = (to.y - from.y) / length
  const long = HEAD_LENGTH * size * Math.sqrt(scale)
  const half = HEAD_HALF * size * Math.sqrt(scale)
  pen.moveTo(to.x, to.y)
  pen.lineTo(to.x - ux * long - uy * half, to.y - uy * long + ux * half)
  pen.lineTo(to.x - ux * long + uy * half, to.y - uy * long - ux * half)
  pen.closePath()
}

export function hitBarrierArrow<T extends BarrierArrowDatum>(
  data: readonly T[],
  context: Pick<MarkContext, 'scales' | 'now'>,
  point: Point,
): T | null {
  return (
    data.find(datum => {
      const way = barrierWay(datum, context)
      return way !== null && distanceToSegment(point, way.from, way.to) <= 5
    }) ?? null
  )
}
