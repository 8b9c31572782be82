/** Space–time: lanes, and what went from one to another. Canvas beneath, words and signs in SVG above. */
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import type { Selection } from '../../../store/session.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { useActingActor, useFrame, usePreferences, useScene, useSelection } from '../../kit/hooks.ts'
import { keySlot, readTokens, type KeySlot } from '../../kit/tokens.ts'
import type { Point } from '../../marks/geometry.ts'
import { drawSpaceTime, type Picture } from './draw.ts'
import { hitTest, type Hit } from './hit.ts'
import { layOutLanes, type Lanes } from './lanes.ts'
import { Legend } from './legend.tsx'
import { Overlay } from './overlay.tsx'
import { spaceTimeTexts, type SpaceTimeTexts } from './text.ts'
import type { TraceView } from './trace-cache.ts'
import { ticksOf } from './ticks.ts'
import { useElementSize, type Size } from '../../kit/use-element-size.ts'
import { useEvents } from './use-events.ts'
import { useTimeline } from './use-timeline.ts'
import { useView, useZoom, type ViewControl } from './use-view.ts'
import { visibleOf, type RecordDetail } from './visible.ts'
import { widthOf, type View } from './viewport.ts'
import styles from './space-time.module.css'

const AXIS = 26

export function SpaceTimePanel() {
  const scene = useScene()
  const frame = useFrame()
  return (
    <div className={styles.panel} data-panel="space-time">
      {scene !== null && frame !== null && <SpaceTime scene={scene} frame={frame} />}
    </div>
  )
}

const hasSaved = (frame: Frame): boolean =>
  frame.coordinator.checkpoints.some(({ subtasks }) => subtasks.some(part => part.persisted > 0))

interface SpaceTimeProps {
  readonly scene: Scene
  readonly frame: Frame
}

function SpaceTime({ scene, frame }: SpaceTimeProps) {
  const texts = useTexts(spaceTimeTexts)
  const control = useView(scene, frame)
  const fitRef = useRef<() => void>(() => {})
  const replayed = frame.verdict.sums.readAgain > 0
  const failed = replayed || frame.job.failure !== null || frame.coordinator.counts.restored > 0
  return (
    <>
      <div className={styles.bar}>
        <h2 className={styles.title}>{texts.title}</h2>
        <Legend
          texts={texts}
          replayed={replayed}
          failed={failed}
          saved={hasSaved(frame)}
          eventTime={scene.eventTime}
        />
        <span className={styles.hint}>{texts.touch}</span>
        {!control.following && (
          <button type="button" className={`${styles.button} ${styles.chip}`} onClick={control.follow}>
            {texts.follow}
          </button>
        )}
        <button type="button" className={styles.button} onClick={() => fitRef.current()}>
          {texts.fit}
          <kbd className={styles.key} aria-hidden="true">
            F
          </kbd>
        </button>
      </div>
      <Diagram scene={scene} frame={frame} control={control} fitRef={fitRef} />
    </>
  )
}

interface DiagramProps extends SpaceTimeProps {
  readonly control: ViewControl
  readonly fitRef: { current: () => void }
}

function Diagram({ scene, frame, control, fitRef }: DiagramProps) {
  const texts = useTexts(spaceTimeTexts)
  const { stepNumber } = useText()
  const acting = useActingActor()
  const body = useRef<HTMLDivElement>(null)
  const size = useElementSize(body)
  const { view } = control
  const trace = useTimeline(scene, frame, view)
  const { timeline } = trace.builder
  const { lanes, x, y, chosen } = usePlan(scene, view, size, acting, texts.storage)
  const { slotOf, committers, subtasks } = useMemo(() => sceneFacts(scene), [scene])
  const visible = useMemo(
    // The timeline grows in place: its version is what tells of a change.
    () =>
      trace.version < 0
        ? null
        : visibleOf(timeline, { view, lanes, frame, chosen, committers, channels: scene.channels }),
    [timeline, trace.version, view, lanes, frame, chosen, committers, scene],
  )
  const ticks = useMemo(() => ticksOf(view, size.width - lanes.left), [view, size.width, lanes.left])
  useZoom(body, { left: lanes.left, width: size.width, axis: AXIS }, control)
  const scales = { x, y, spanHeight: lanes.spanHeight }
  const { time: now, step } = frame.cursor
  const events = useEvents({
    scene,
    frame,
    timeline,
    control,
    held: trace.held ?? view,
    chosen,
    timeAt: (at: number) => view.from + ((at - lanes.left) * widthOf(view)) / (size.width - lanes.left),
    hitAt: (point: Point) => (visible === null ? null : hitTest(visible, { scales, now, step }, point)),
    laneAt: (at: number) => taskAt(lanes, at),
    left: lanes.left,
    axis: AXIS,
  })
  useLayoutEffect(() => {
    fitRef.current = events.fit
  })
  if (visible === null) return null
  const picture = { visible, lanes, ticks, ...size, acting, headTime: frame.cursor.headTime, slotOf }
  const overlay = {
    ...picture,
    frame,
    scales,
    subtasks,
    chosen,
    texts,
    stepLabel: stepNumber(step),
    note: noteOf(trace, view, visible.recordDetail, texts),
    focusBox: boxOf(events.marked, x, y),
  }
  return (
    // The diagram takes keys of its own; its rows in words are in the table beside it.
    <div
      ref={body}
      className={styles.body}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it takes keys of its own
      tabIndex={0}
      role="application"
      aria-label={texts.diagram}
      {...events.handlers}
    >
      {size.width > 0 && <Canvas picture={picture} frame={frame} x={x} y={y} />}
      {size.width > 0 && <Overlay {...overlay} />}
    </div>
  )
}

/** Where lanes and times lie on the panel. */
function usePlan(scene: Scene, view: View, size: Size, acting: number, storage: string) {
  const selection = useSelection()
  const selected = selection?.type === 'task' ? selection.actor : -1
  const chosen = selection?.type === 'checkpoint' ? selection.id : 0
  const lanes = useMemo(
    () => layOutLanes(scene, size.height, [acting, selected], storage),
    [scene, size.height, acting, selected, storage],
  )
  const scale = (size.width - lanes.left) / widthOf(view)
  const x = useCallback(
    (time: number) => lanes.left + (time - view.from) * scale,
    [lanes.left, view.from, scale],
  )
  const y = useCallback((actor: number) => lanes.yOf.get(actor), [lanes])
  return { lanes, x, y, chosen }
}

function taskAt(lanes: Lanes, y: number): Selection | null {
  const lane = lanes.lanes.find(one => one.kind === 'task' && Math.abs(one.y - y) <= lanes.spacing / 2)
  return lane === undefined ? null : { type: 'task', actor: lane.actor }
}

function boxOf(
  marked: Hit | null,
  x: (time: number) => number,
  y: (actor: number) => number | undefined,
): { x: number; y: number } | null {
  const middle = marked === null ? undefined : y(marked.actor)
  return marked === null || middle === undefined ? null : { x: x(marked.time), y: middle }
}

const sceneFacts = (scene: Scene) => ({
  slotOf: slotsOf(scene),
  committers: committersOf(scene),
  subtasks: scene.actors.filter(actor => actor.kind === 'task').length,
})

/** Records that are summed up, left out or not loaded are never left out in silence. */
function noteOf(trace: TraceView, view: View, detail: RecordDetail, texts: SpaceTimeTexts): string | null {
  if (trace.held?.records === false) return texts.tooMany
  if (trace.missing.some(([from, to]) => from < view.to && to > view.from)) return texts.notLoaded
  return detail === 'density' ? texts.density : null
}

/** Subtasks with a committing sink: a completion is work for them. */
function committersOf(scene: Scene): ReadonlySet<number> {
  const vertices = new Set(
    scene.vertices
      .filter(vertex => vertex.sinks.some(sink => sink.transactional))
      .map(vertex => vertex.index),
  )
  return new Set(
    scene.actors
      .filter(actor => actor.kind === 'task' && vertices.has(actor.vertex))
      .map(actor => actor.index),
  )
}

/** Looks a key up once; a scene may have many records and few keys. */
function slotsOf(scene: Scene): (key: string | null) => KeySlot {
  const known = new Map<string | null, KeySlot>()
  return key => {
    const slot = known.get(key) ?? keySlot(scene.keys, key)
    known.set(key, slot)
    return slot
  }
}

interface CanvasProps {
  readonly picture: Picture
  readonly frame: Frame
  readonly x: (time: number) => number
  readonly y: (actor: number) => number | undefined
}

function Canvas({ picture, frame, x, y }: CanvasProps) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const { resolvedTheme, projector, language } = usePreferences()
  const { width, height } = picture
  useLayoutEffect(() => {
    const element = canvas.current
    const pen = element?.getContext('2d', { alpha: false })
    if (element === null || !pen) return
    const ratio = window.devicePixelRatio
    const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)]
    if (element.width !== w) element.width = w
    if (element.height !== h) element.height = h
    drawSpaceTime(picture, {
      pen,
      scales: { x, y, spanHeight: picture.lanes.spanHeight },
      tokens: readTokens(),
      now: frame.cursor.time,
      step: frame.cursor.step,
      ratio,
    })
  }, [picture, frame, x, y, width, height, resolvedTheme, projector, language])
  return <canvas ref={canvas} className={styles.canvas} style={{ width, height }} aria-hidden="true" />
}
