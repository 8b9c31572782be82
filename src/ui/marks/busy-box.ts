/** What a task is doing with a record: a low box on its lane, tinted by key; replayed ones with a dashed outline. */
import type { KeySlot } from '../kit/tokens.ts'
import type { MarkContext } from './canvas-context.ts'
import { contains, rect, type Point, type Rect } from './geometry.ts'

export interface BusyBoxDatum {
  readonly actor: number
  readonly start: number
  readonly end: number
  readonly slot: KeySlot
  readonly replayed: boolean
}

const WIDTH_MIN = 3

function busyBoxRect(datum: BusyBoxDatum, { scales, now }: Pick<MarkContext, 'scales' | 'now'>): Rect | null {
  const y = scales.y(datum.actor)
  if (y === undefined || datum.start > now) return null
  const height = Math.max(4, scales.spanHeight * 0.4)
  const x = scales.x(datum.start)
  return rect(x, y - height / 2, Math.max(WIDTH_MIN, scales.x(Math.min(datum.end, now)) - x - 0.5), height)
}

export function drawBusyBoxes(data: readonly BusyBoxDatum[], context: MarkContext): void {
  const { pen, tokens } = context
  pen.save()
  pen.lineWidth = tokens.strokeScale
  for (const datum of data) {
    const box = busyBoxRect(datum, context)
    if (box === null) continue
    const tint = tokens.key[datum.slot]
    pen.fillStyle = tint.fill
    pen.strokeStyle = datum.replayed ? tokens.color.past : tint.edge
    pen.setLineDash(datum.replayed ? [2.5, 1.8] : [])
    pen.beginPath()
    pen.roundRect(box.x, box.y, box.width, box.height, Math.min(2, box.width / 2))
    pen.fill()
    pen.stroke()
  }
  pen.restore()
}

export function hitBusyBox<T extends BusyBoxDatum>(
  data: readonly T[],
  context: Pick<MarkContext, 'scales' | 'now'>,
  point: Point,
): T | null {
  return (
    data.findLast(datum => {
      const box = busyBoxRect(datum, context)
      return box !== null && contains(box, point, 3)
    }) ?? null
  )
}
