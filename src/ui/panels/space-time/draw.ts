/** Paints the canvas of space–time: what has happened in full, what is recorded beyond the playhead as a ghost. */
import type { KeySlot } from '../../kit/tokens.ts'
import { drawBarrierArrows } from '../../marks/barrier-arrow.ts'
import { drawBusyBoxes } from '../../marks/busy-box.ts'
import type { MarkContext } from '../../marks/canvas-context.ts'
import { hatchPattern } from '../../marks/canvas-hatch.ts'
import { drawCheckpointTicks } from '../../marks/checkpoint-tick.ts'
import { drawDensity } from '../../marks/density-band.ts'
import { drawPhaseSpans, type PhaseSpanDatum } from '../../marks/phase-span.ts'
import { drawRecordLines } from '../../marks/record-line.ts'
import { drawRpcLines, type RpcLineDatum } from '../../marks/rpc-line.ts'
import { drawTimeTicks } from '../../marks/time-tick.ts'
import type { Lanes } from './lanes.ts'
import type { Tick } from './ticks.ts'
import type { Line, Span } from './timeline-things.ts'
import type { Visible } from './visible.ts'

export interface Picture {
  readonly visible: Visible
  readonly lanes: Lanes
  readonly ticks: readonly Tick[]
  readonly width: number
  readonly height: number
  /** Actor at which the step happened; its lane is tinted. */
  readonly acting: number
  /** Simulated time up to which the run is recorded. */
  readonly headTime: number
  readonly slotOf: (key: string | null) => KeySlot
}

const GHOST = 0.26
const AXIS_BOTTOM = 22

export function drawSpaceTime(picture: Picture, context: MarkContext): void {
  const { pen, scales, tokens, ratio, now } = context
  const { width, height, lanes } = picture
  pen.setTransform(ratio, 0, 0, ratio, 0, 0)
  pen.clearRect(0, 0, width, height)
  pen.fillStyle = tokens.color.bg
  pen.fillRect(0, 0, width, height)
  drawGround(picture, context)
  const playheadX = scales.x(now)
  pen.save()
  pen.beginPath()
  pen.rect(lanes.left, 0, width - lanes.left, height)
  pen.clip()
  if (picture.headTime > now) {
    pen.save()
    pen.beginPath()
    pen.rect(Math.max(lanes.left, playheadX), 0, width, height)
    pen.clip()
    pen.globalAlpha = GHOST
    drawThings(picture, { ...context, now: picture.headTime })
    pen.restore()
  }
  pen.beginPath()
  pen.rect(lanes.left, 0, playheadX - lanes.left + 1, height)
  pen.clip()
  drawThings(picture, context)
  pen.restore()
  drawFuture(picture, context)
}

function drawGround({ lanes, ticks, width, height, acting }: Picture, context: MarkContext): void {
  const { pen, scales, tokens, now } = context
  const { color } = tokens
  const actingLane = lanes.lanes.find(lane => lane.actors.includes(acting))
  if (actingLane !== undefined) {
    pen.fillStyle = color['ctl-tint']
    pen.globalAlpha = 0.6
    pen.fillRect(0, actingLane.y - lanes.spacing / 2, width, lanes.spacing)
    pen.globalAlpha = 1
  }
  pen.strokeStyle = color.line
  for (const tick of ticks) {
    const x = Math.round(scales.x(tick.time)) + 0.5
    if (x < lanes.left) continue
    pen.globalAlpha = tick.major ? 0.8 : 0.5
    pen.lineWidth = tokens.strokeScale
    pen.beginPath()
    pen.moveTo(x, AXIS_BOTTOM)
    pen.lineTo(x, height - 11)
    pen.stroke()
  }
  pen.globalAlpha = 1
  const end = Math.min(width, Math.max(lanes.left, scales.x(now)))
  pen.strokeStyle = color.line2
  for (const lane of lanes.lanes) {
    pen.setLineDash(lane.kind === 'storage' ? [1.5, 3] : [])
    pen.lineWidth = 1.1 * tokens.strokeScale
    pen.beginPath()
    pen.moveTo(lanes.left, lane.y)
    pen.lineTo(end, lane.y)
    pen.stroke()
  }
  pen.setLineDash([])
}

function drawThings(picture: Picture, context: MarkContext): void {
  const { visible, slotOf } = picture
  const { pen } = context
  const opacity = pen.globalAlpha
  if (visible.recordDetail === 'density') drawDensity(visible.records, context)
  else {
    const records = visible.records.map(line => tinted(line, slotOf))
    const every = visible.recordDetail === 'every'
    drawRecordLines(records, context, { dots: every, opacity: opacity * (every ? 0.75 : 0.35) })
  }
  drawBusyBoxes(
    visible.busy.map(span => tinted(span, slotOf)),
    context,
  )
  drawRpcLines(visible.calls as readonly RpcLineDatum[], context)
  drawTimeTicks(visible.times, context)
  drawPhaseSpans(visible.phases.filter(isPhase), context)
  drawBarrierArrows(visible.barriers, context)
  drawCheckpointTicks(visible.ticks, context)
}

const tinted = <T extends Line | Span>(thing: T, slotOf: Picture['slotOf']) => ({
  ...thing,
  slot: slotOf(thing.record?.key ?? null),
  replayed: thing.record?.replayed === true,
})

const isPhase = (span: Span): span is Span & PhaseSpanDatum => span.kind !== 'busy'

/** Beyond what is recorded nothing is known. */
function drawFuture(
  { lanes, width, height, headTime }: Picture,
  { pen, scales, tokens, ratio, now }: MarkContext,
): void {
  const x = Math.max(lanes.left, scales.x(Math.max(now, headTime)))
  if (x >= width) return
  const hatch = hatchPattern(pen, 'future', tokens, ratio)
  pen.fillStyle = tokens.color.bg
  pen.fillRect(x, AXIS_BOTTOM, width - x, height - AXIS_BOTTOM - 11)
  if (hatch === null) return
  pen.fillStyle = hatch
  pen.fillRect(x, AXIS_BOTTOM, width - x, height - AXIS_BOTTOM - 11)
}
