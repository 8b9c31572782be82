/** Remote calls between the coordinator's lane, the tasks' lanes and storage: thin dashes, told apart by colour and direction. */
import type { ColorName } from '../kit/tokens.ts'
import { addHead } from './barrier-arrow.ts'
import { shareDone, type MarkContext } from './canvas-context.ts'
import { lerp } from './geometry.ts'

type RpcLineKind =
  'trigger' | 'ack' | 'decline' | 'complete' | 'abort' | 'failure' | 'upload' | 'restore' | 'dropped'

export interface RpcLineDatum {
  readonly kind: RpcLineKind
  readonly from: number
  readonly to: number
  readonly start: number
  readonly end: number
}

interface Look {
  readonly color: ColorName
  readonly dash: readonly number[]
  readonly width: number
  readonly opacity: number
  readonly head: boolean
}

const LOOK: Readonly<Record<RpcLineKind, Look>> = {
  trigger: { color: 'ctl', dash: [4, 3], width: 1.1, opacity: 0.75, head: true },
  ack: { color: 'ctl', dash: [4, 3], width: 1.1, opacity: 0.75, head: true },
  decline: { color: 'fail', dash: [4, 3], width: 1.1, opacity: 0.8, head: true },
  complete: { color: 'ok', dash: [4, 3], width: 1.1, opacity: 0.6, head: false },
  abort: { color: 'fail', dash: [4, 3], width: 1.1, opacity: 0.75, head: false },
  failure: { color: 'fail', dash: [4, 3], width: 1.2, opacity: 0.9, head: true },
  upload: { color: 'ctl', dash: [1, 3], width: 1, opacity: 0.6, head: false },
  restore: { color: 'past', dash: [4, 2.5], width: 1.6, opacity: 0.9, head: false },
  dropped: { color: 'line2', dash: [], width: 1, opacity: 0.7, head: false },
}

const CROSS = 3.2

export function drawRpcLines(data: readonly RpcLineDatum[], context: MarkContext): void {
  const { pen, scales, tokens, now } = context
  pen.save()
  const opacity = pen.globalAlpha
  for (const datum of data) {
    const y0 = scales.y(datum.from)
    const y1 = scales.y(datum.to)
    if (y0 === undefined || y1 === undefined || datum.start > now) continue
    const look = LOOK[datum.kind]
    const done = shareDone(datum.start, datum.end, now)
    const from = { x: scales.x(datum.start), y: y0 }
    const to = { x: lerp(from.x, scales.x(datum.end), done), y: lerp(y0, y1, done) }
    pen.globalAlpha = opacity * look.opacity
    pen.strokeStyle = tokens.color[look.color]
    pen.fillStyle = tokens.color[look.color]
    pen.lineWidth = look.width * tokens.strokeScale
    pen.setLineDash(look.dash as number[])
    pen.beginPath()
    pen.moveTo(from.x, from.y)
    pen.lineTo(to.x, to.y)
    pen.stroke()
    if (look.head && done === 1) {
      pen.beginPath()
      addHead(pen, from, to, tokens.strokeScale, 0.85)
      pen.fill()
    }
    if (datum.kind === 'dropped' && done === 1) drawCross(pen, to.x, to.y, tokens.color.fail)
  }
  pen.restore()
}

/** A record that came to a task that had been cancelled ends in a small ✕. */
function drawCross(pen: CanvasRenderingContext2D, x: number, y: number, color: string): void {
  pen.setLineDash([])
  pen.globalAlpha = 1
  pen.strokeStyle = color
  pen.lineWidth = 1.6
  pen.beginPath()
  pen.moveTo(x - CROSS, y - CROSS)
  pen.lineTo(x + CROSS, y + CROSS)
  pen.moveTo(x + CROSS, y - CROSS)
  pen.lineTo(x - CROSS, y + CROSS)
  pen.stroke()
}
