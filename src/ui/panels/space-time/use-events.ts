/** Mouse, finger and keys on the diagram: scrub, select, jump, neighbours. */
import { useRef, useState, type KeyboardEvent, type MouseEvent, type PointerEvent } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { seek, seekTime } from '../../../store/driver.ts'
import { select, type Selection } from '../../../store/session.ts'
import type { Point } from '../../marks/geometry.ts'
import type { Hit } from './hit.ts'
import type { Timeline } from './timeline.ts'
import type { ViewControl } from './use-view.ts'
import { fitted, type View } from './viewport.ts'

export interface EventsInput {
  readonly scene: Scene
  readonly frame: Frame
  readonly timeline: Timeline
  readonly control: ViewControl
  readonly held: View
  readonly chosen: number
  readonly timeAt: (x: number) => number
  readonly hitAt: (point: Point) => Hit | null
  readonly left: number
  readonly axis: number
}

const PAN_SHARE = 0.15
const ZOOM_FACTOR = 1.4
const SLIP_PX = 4

export function useEvents(input: EventsInput) {
  const { scene, frame, control, timeAt, hitAt, left, axis } = input
  const [marked, setMarked] = useState<Hit | null>(null)
  const scrub = useRef<{
    pointer: number
    request: number
    x: number
    startX: number
    moved: boolean
  } | null>(null)
  const valid = marked !== null && marked.step <= frame.cursor.head ? marked : null

  const pointOf = (event: MouseEvent): Point => {
    const box = event.currentTarget.getBoundingClientRect()
    return { x: event.clientX - box.left, y: event.clientY - box.top }
  }
  const choose = (hit: Hit | null) => {
    setMarked(hit)
    if (hit !== null) select(selectionOf(hit, scene))
  }
  const handlers = {
    onPointerDown(event: PointerEvent) {
      const point = pointOf(event)
      const touch = event.pointerType !== 'mouse'
      if (!event.isPrimary || event.button !== 0 || point.x < left || (!touch && point.y > axis)) return
      event.currentTarget.setPointerCapture(event.pointerId)
      scrub.current = { pointer: event.pointerId, request: 0, x: point.x, startX: point.x, moved: !touch }
      if (!touch) scrubTo(point.x)
    },
    onPointerMove(event: PointerEvent) {
      const now = scrub.current
      if (now === null || now.pointer !== event.pointerId) return
      now.x = pointOf(event).x
      if (!now.moved && Math.abs(now.x - now.startX) < SLIP_PX) return
      now.moved = true
      if (now.request !== 0) return
      now.request = requestAnimationFrame(() => {
        now.request = 0
        scrubTo(now.x)
      })
    },
    onPointerUp() {
      if (scrub.current !== null) cancelAnimationFrame(scrub.current.request)
      scrub.current = null
    },
    onClick(event: MouseEvent) {
      const point = pointOf(event)
      if (point.y > axis) choose(hitAt(point))
    },
    onDoubleClick(event: MouseEvent) {
      const hit = hitAt(pointOf(event))
      if (hit !== null) seek(hit.step)
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const act = actionOf(event.key)
      if (act === undefined) return
      event.preventDefault()
      act()
    },
  }

  const scrubTo = (x: number) => {
    // The view must not run away under the finger.
    if (control.following) control.show(control.view)
    seekTime(Math.max(0, timeAt(Math.max(left, x))))
  }

  const actionOf = (key: string): (() => void) | undefined => {
    switch (key) {
      case 'a':
      case 'A':
        return () => control.panBy(-PAN_SHARE)
      case 'd':
      case 'D':
        return () => control.panBy(PAN_SHARE)
      case 'w':
      case 'W':
      case '+':
      case '=':
        return () => control.zoomBy(ZOOM_FACTOR)
      case 's':
      case 'S':
      case '-':
      case '−':
        return () => control.zoomBy(1 / ZOOM_FACTOR)
      case 'f':
      case 'F':
        return () => fit(input)
      case '<':
        return () => choose(neighbour(input, valid, -1))
      case '>':
        return () => choose(neighbour(input, valid, 1))
      case 'Enter':
        return valid === null ? undefined : () => seek(valid.step)
      case 'Escape':
        return valid === null ? undefined : () => setMarked(null)
      default:
        return undefined
    }
  }
  return { handlers, marked: valid, fit: () => fit(input) }
}

/** First the selected checkpoint, then, when that is in view already, all of the run. */
function fit({ frame, control, chosen }: EventsInput): void {
  const checkpoint = frame.coordinator.checkpoints.find(one => one.id === chosen)
  const all = fitted(0, frame.cursor.headTime)
  if (checkpoint === undefined) {
    control.show(all)
    return
  }
  const end = checkpoint.endedAt >= 0 ? checkpoint.endedAt : frame.cursor.time
  const one = fitted(checkpoint.triggeredAt, end)
  const isShown = Math.abs(control.view.from - one.from) < 2 && Math.abs(control.view.to - one.to) < 2
  control.show(isShown ? all : one)
}

function selectionOf(hit: Hit, scene: Scene): Selection {
  if (hit.record !== null) {
    const { label, partition, offset } = hit.record
    return { type: 'record', label, partition, offset }
  }
  const isTask = scene.actors.find(actor => actor.index === hit.actor)?.kind === 'task'
  if (hit.checkpoint > 0 && !isTask) return { type: 'checkpoint', id: hit.checkpoint }
  return isTask ? { type: 'task', actor: hit.actor } : { type: 'checkpoint', id: hit.checkpoint }
}

/** The next event on the lane of the marked one, or of the event the page stands at. */
function neighbour(
  { frame, timeline, held, chosen }: EventsInput,
  marked: Hit | null,
  direction: 1 | -1,
): Hit | null {
  const actor = marked?.actor ?? frame.rows[0]?.actor ?? -1
  const step = marked?.step ?? frame.cursor.step
  let best: Hit | null = null
  const offer = (hit: Hit) => {
    const ahead = (hit.step - step) * direction
    if (hit.actor !== actor || ahead <= 0 || hit.step > frame.cursor.head) return
    if (best === null || ahead < (best.step - step) * direction) best = hit
  }
  const base = { actor, checkpoint: chosen, channel: -1, record: null }
  for (const line of timeline.lines.between(held.from, held.to)) {
    if (line.to === actor && Number.isFinite(line.step))
      offer({
        ...base,
        step: line.step,
        time: line.end,
        checkpoint: line.checkpoint,
        channel: line.channel,
        record: line.record,
      })
  }
  for (const span of timeline.spans.between(held.from, held.to)) {
    if (span.actor === actor && span.startStep > 0)
      offer({
        ...base,
        step: span.startStep,
        time: span.start,
        checkpoint: span.checkpoint,
        record: span.record,
      })
  }
  for (const mark of timeline.marks.between(held.from, held.to)) {
    if (mark.actor === actor)
      offer({ ...base, step: mark.step, time: mark.start, checkpoint: mark.checkpoint })
  }
  return best ?? marked
}
