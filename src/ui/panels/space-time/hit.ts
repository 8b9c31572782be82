/** What lies under a point of the diagram: signs before spans, spans before lines. Shares the geometry of the marks. */
import type { RecordView } from '../../../engine/api/trace.ts'
import { hitBarrierArrow } from '../../marks/barrier-arrow.ts'
import { hitBusyBox } from '../../marks/busy-box.ts'
import { shareDone, type MarkContext } from '../../marks/canvas-context.ts'
import { distanceToSegment, lerp, type Point } from '../../marks/geometry.ts'
import { hitPhaseSpan, type PhaseSpanDatum } from '../../marks/phase-span.ts'
import type { Line, Span } from './timeline-things.ts'
import type { Visible } from './visible.ts'

export interface Hit {
  readonly step: number
  readonly actor: number
  readonly time: number
  readonly checkpoint: number
  readonly channel: number
  readonly record: RecordView | null
}

type HitContext = Pick<MarkContext, 'scales' | 'now' | 'step'>

const SIGN_REACH = 10
const RING_REACH = 6
const LINE_REACH = 4

export function hitTest(visible: Visible, context: HitContext, point: Point): Hit | null {
  const { scales, now } = context
  const sign = visible.signs.findLast(mark => {
    const y = scales.y(mark.actor)
    return y !== undefined && Math.hypot(scales.x(mark.start) - point.x, y - point.y) <= SIGN_REACH
  })
  if (sign !== undefined) {
    const { step, actor, start: time, checkpoint } = sign
    return { step, actor, time, checkpoint, channel: -1, record: null }
  }
  const ring = hitRing(visible, context, point)
  if (ring !== null) return ring
  const phase = hitPhaseSpan(
    visible.phases.filter((span): span is Span & PhaseSpanDatum => span.kind !== 'busy'),
    context,
    point,
  )
  if (phase !== null) return ofSpan(phase, context)
  const barrier = hitBarrierArrow(visible.barriers, context, point)
  if (barrier !== null) return ofLine(barrier, context)
  const busy = hitBusyBox(
    visible.busy.map(span => ({ ...span, slot: 'other' as const, replayed: false })),
    context,
    point,
  )
  if (busy !== null) return ofSpan(busy, context)
  const line = nearestLine([...visible.calls, ...visible.records], { scales, now }, point)
  return line === null ? null : ofLine(line, context)
}

/** The place where a barrier crossed a subtask. */
function hitRing(visible: Visible, { scales }: HitContext, point: Point): Hit | null {
  for (const cut of visible.cuts) {
    for (const { actor, time, step } of cut.crossings) {
      const y = scales.y(actor)
      if (y === undefined || Math.hypot(scales.x(time) - point.x, y - point.y) > RING_REACH) continue
      return { step, actor, time, checkpoint: cut.checkpoint, channel: -1, record: null }
    }
  }
  return null
}

function nearestLine(
  lines: readonly Line[],
  { scales, now }: Pick<HitContext, 'scales' | 'now'>,
  point: Point,
): Line | null {
  let best: Line | null = null
  let nearest = LINE_REACH
  for (const line of lines) {
    const y0 = scales.y(line.from)
    const y1 = scales.y(line.to)
    if (y0 === undefined || y1 === undefined || line.start > now) continue
    const done = shareDone(line.start, line.end, now)
    const from = { x: scales.x(line.start), y: y0 }
    const to = { x: lerp(from.x, scales.x(line.end), done), y: lerp(y0, y1, done) }
    const distance = distanceToSegment(point, from, to)
    if (distance < nearest) {
      nearest = distance
      best = line
    }
  }
  return best
}

/** A span that goes on, or that ends later than now, stands for its beginning. */
function ofSpan(span: Span, { now, step }: HitContext): Hit {
  const over = span.end <= now && span.endStep <= step
  return {
    step: span.kind === 'busy' || !over ? span.startStep : span.endStep,
    actor: span.actor,
    time: span.start,
    checkpoint: span.checkpoint,
    channel: -1,
    record: span.record,
  }
}

const ofLine = (line: Line, { step }: HitContext): Hit => ({
  step: Number.isFinite(line.step) ? line.step : step,
  actor: line.to,
  time: line.end,
  checkpoint: line.checkpoint,
  channel: line.channel,
  record: line.record,
})
