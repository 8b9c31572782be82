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
  /** The task whose lane is at a height, as a selection. */
  readonly laneAt: (y: number) => Selection | null
  readonly left: number
  readonly axis: number
}

const PAN_SHARE = 0.15
const ZOOM_FACTOR = 1.4
const SLIP_PX = 4

export function useEvents(input: EventsInput) {
  const { scene, frame, hitAt, laneAt, left, axis } = input
  const [chosenEvent, setChosenEvent] = useState<Hit | null>(null)
  // An undo can take the step of the marked event away.
  const marked = chosenEvent !== null && chosenEvent.step <= frame.cursor.head ? chosenEvent : null
  const scrubbing = useScrub(input)
  const choose = (hit: Hit | null) => {
    setChosenEvent(hit)
    if (hit !== null) select(selectionOf(hit, scene))
  }
  const handlers = {
    ...scrubbing,
    onClick(event: MouseEvent) {
      const point = pointOf(event)
      if (point.x < left) select(laneAt(point.y))
      else if (point.y > axis) choose(hitAt(point))
    },
    onDoubleClick(event: MouseEvent) {
      const hit = hitAt(pointOf(event))
      if (hit !== null) seek(hit.step)
    },
    onKeyDown(event: KeyboardEvent) {
      if (event.ctrlKey || event.metaKey || event.altKey) return
      const act = viewAction(event.key, input) ?? eventAction(event.key, input, marked, choose)
      if (act === undefined) return
      event.preventDefault()
      act()
    },
  }
  return { handlers, marked, fit: () => fit(input) }
}

function pointOf(event: MouseEvent): Point {
  const box = event.currentTarget.getBoundingClientRect()
  return { x: event.clientX - box.left, y: event.clientY - box.top }
}

/** A drag on the axis, or of one finger anywhere, moves the cursor; at most one wish per animation frame. */
function useScrub({ control, timeAt, left, axis }: EventsInput) {
  const drag = useRef<{ pointer: number; request: number; x: number; startX: number; moved: boolean } | null>(
    null,
  )
  const scrubTo = (x: number) => {
    // The view must not run away under the finger.
    if (control.following) control.show(control.view)
    seekTime(Math.max(0, timeAt(Math.max(left, x))))
  }
  const letGo = () => {
    if (drag.current !== null) cancelAnimationFrame(drag.current.request)
    drag.current = null
  }
  return {
    onPointerDown(event: PointerEvent) {
      const point = pointOf(event)
      const touch = event.pointerType !== 'mouse'
      if (!event.isPrimary || event.button !== 0 || point.x < left || (!touch && point.y > axis)) return
      event.currentTarget.setPointerCapture(event.pointerId)
      drag.current = { pointer: event.pointerId, request: 0, x: point.x, startX: point.x, moved: !touch }
      if (!touch) scrubTo(point.x)
    },
    onPointerMove(event: PointerEvent) {
      const now = drag.current
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
    onPointerUp: letGo,
    onPointerCancel: letGo,
  }
}

function viewAction(key: string, input: EventsInput): (() => void) | undefined {
  const { control } = input
  switch (key.toLowerCase()) {
    case 'a':
      return () => control.panBy(-PAN_SHARE)
    case 'd':
      return () => control.panBy(PAN_SHARE)
    case 'w':
    case '+':
    case '=':
      return () => control.zoomBy(ZOOM_FACTOR)
    case 's':
    case '-':
    case '−':
      return () => control.zoomBy(1 / ZOOM_FACTOR)
    case 'f':
      return () => fit(input)
    default:
      return undefined
  }
}

function eventAction(
  key: string,
  input: EventsInput,
  marked: Hit | null,
  choose: (hit: Hit | null) => void,
): (() => void) | undefined {
  switch (key) {
    case '<':
      return () => choose(neighbour(input, marked, -1))
    case '>':
      return () => choose(neighbour(input, marked, 1))
    case 'Enter':
      return marked === null ? undefined : () => seek(marked.step)
    case 'Escape':
      return marked === null ? undefined : () => choose(null)
    default:
      return undefined
  }
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
