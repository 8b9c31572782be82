/** Records on their way, as thin diagonals tinted by key; replayed ones dashed. A dot where they arrive. */
import type { KeySlot } from '../kit/tokens.ts'
import { shareDone, type MarkContext } from './canvas-context.ts'
import { lerp } from './geometry.ts'

export interface RecordLineDatum {
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
  readonly slot: KeySlot
  readonly replayed: boolean
}

const DOT = 1.7

/** All lines of one colour are one path. `dots` only where there is room for them. */
export function drawRecordLines(
  data: readonly RecordLineDatum[],
  { pen, scales, tokens, now }: MarkContext,
  options: { readonly dots: boolean; readonly opacity: number },
): void {
  const groups = new Map<string, RecordLineDatum[]>()
  for (const datum of data) {
    const key = datum.replayed ? 'replayed' : String(datum.slot)
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [datum])
    else group.push(datum)
  }
  pen.save()
  pen.globalAlpha = options.opacity
  pen.lineWidth = tokens.strokeScale
  for (const [key, group] of groups) {
    const replayed = key === 'replayed'
    const color = replayed ? tokens.color.past : tokens.key[group[0]?.slot ?? 'other'].edge
    pen.strokeStyle = color
    pen.fillStyle = color
    pen.setLineDash(replayed ? [3.5, 2.5] : [])
    pen.lineWidth = (replayed ? 1.4 : 1) * tokens.strokeScale
    pen.beginPath()
    for (const datum of group) addWay(pen, datum, scales, now)
    pen.stroke()
    if (!options.dots) continue
    pen.beginPath()
    for (const { to, end } of group) {
      const y = scales.y(to)
      if (y === undefined || end > now) continue
      const x = scales.x(end)
      pen.moveTo(x + DOT, y)
      pen.arc(x, y, DOT, 0, 2 * Math.PI)
    }
    pen.fill()
  }
  pen.restore()
}

function addWay(
  pen: CanvasRenderingContext2D,
  { from, to, start, end }: RecordLineDatum,
  scales: MarkContext['scales'],
  now: number,
): void {
  const y0 = scales.y(from)
  const y1 = scales.y(to)
  if (y0 === undefined || y1 === undefined || start > now) return
  const done = shareDone(start, end, now)
  const x0 = scales.x(start)
  pen.moveTo(x0, y0)
  pen.lineTo(lerp(x0, scales.x(end), done), lerp(y0, y1, done))
}
