/** The flow: the topology with everything in it, at the step the page shows. Reads the session, takes no props. */
import { useCallback, useEffect, useMemo, useRef, useState, type RefObject } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { readPlayhead } from '../../../store/playback.ts'
import { select, type Focus } from '../../../store/session.ts'
import { useFrame, usePreferences, useScene, useSelection, useSession } from '../../kit/hooks.ts'
import { useText, useTexts } from '../../i18n/texts.ts'
import { badgeWidth } from '../../marks/lifecycle-badge.tsx'
import type { CardContext } from './card-context.ts'
import { FlowDrawing } from './flow-drawing.tsx'
import { layOutFlow, type FlowLayout } from './layout.ts'
import { PAGE_SIZE } from './layout-cards.ts'
import { indexScene, type SceneIndex } from './scene-index.ts'
import { watermarksByChannel } from '../../../store/watermarks.ts'
import { flowTexts } from './text.ts'
import { layOutTray } from './tray.ts'
import { classes } from '../../kit/classes.ts'
import { useElementSize } from '../../kit/use-element-size.ts'
import { useStageMenu } from './use-stage-menu.ts'
import styles from './flow.module.css'

const PROJECTOR_ZOOM = 1.7
const NO_PAGES: ReadonlyMap<number, number> = new Map()

export function FlowPanel() {
  const panel = useRef<HTMLDivElement>(null)
  const size = useElementSize(panel)
  const { projector, detail } = usePreferences()
  const scene = useScene()
  const zoom = projector ? Math.max(1, Math.min(PROJECTOR_ZOOM, size.width / 1100)) : 1
  const menu = useStageMenu()
  const ready = scene !== null && size.width > 0 && size.height > 0
  return (
    <div
      ref={panel}
      className={styles.panel}
      data-panel="flow"
      role="presentation"
      {...menu}
      onClick={event => {
        if (!(event.target as Element).closest('[data-pick]')) select(null)
      }}
    >
      {ready && (
        <Flow width={size.width / zoom} height={size.height / zoom} zoom={zoom} all={detail === 'all'} />
      )}
    </div>
  )
}

/** What the cards are drawn from, at this frame. */
function useCardContext(
  scene: Scene | null,
  frame: Frame | null,
  index: SceneIndex | null,
): CardContext | null {
  const texts = useTexts(flowTexts)
  const shared = useText()
  return useMemo(() => {
    if (scene === null || frame === null || index === null) return null
    const { slotOf, keyOrder, keyed } = index
    const watermarks = watermarksByChannel(scene, frame)
    return { frame, texts, shared, slotOf, keyOrder, keyed, eventTime: scene.eventTime, watermarks }
  }, [scene, frame, index, texts, shared])
}

interface FlowProps {
  readonly width: number
  readonly height: number
  readonly zoom: number
  readonly all: boolean
}

function Flow({ width, height, zoom, all }: FlowProps) {
  const scene = useScene()
  const frame = useFrame()
  const selection = useSelection()
  const focus = useSession(state => state.focus)
  const texts = useTexts(flowTexts)
  const shared = useText()
  const { pages, turnPage } = usePages()
  const motion = useMotionOptions()
  const now = usePlayhead()
  const index = useMemo(() => (scene === null ? null : indexScene(scene)), [scene])
  const layout = useMemo(
    () =>
      scene === null
        ? null
        : layOutFlow(scene, width, height, { pages, all, badgeWidth: badgeWidth(shared.states.RUNNING) }),
    [scene, width, height, pages, all, shared],
  )
  const tray = useMemo(() => {
    if (scene === null || layout === null) return null
    const tasks = scene.actors.filter(actor => actor.kind === 'task').length
    const longest = [texts.abortedAt(tasks, tasks), `${tasks} / ${tasks} ${texts.acknowledged}`]
    return layOutTray(scene, layout.coordinator, {
      coordinator: texts.coordinator,
      longestCount: longest.reduce((a, b) => (a.length >= b.length ? a : b)),
    })
  }, [scene, layout, texts])
  const context = useCardContext(scene, frame, index)
  const box = useActingInSight(layout, width, height, frame?.rows[0]?.actor ?? -1)
  useFocusInSight(box, focus)
  if (
    scene === null ||
    frame === null ||
    index === null ||
    layout === null ||
    tray === null ||
    context === null
  )
    return null
  const scrolls = isLarger(layout, width, height)
  return (
    <div
      ref={box}
      className={classes(styles.panel, scrolls && styles.scrolls)}
      {...(scrolls ? { role: 'group', tabIndex: 0, 'aria-label': texts.drawing } : {})}
    >
      <FlowDrawing
        scene={scene}
        index={index}
        layout={layout}
        tray={tray}
        context={context}
        now={now ?? frame.cursor.time}
        zoom={zoom}
        selection={selection}
        focus={focus}
        motion={motion}
        turnPage={turnPage}
      />
    </div>
  )
}

/** Which six of a folded operator are open; after the last page it folds again. */
function usePages() {
  const scene = useScene()
  const [state, setState] = useState({ scene, pages: NO_PAGES })
  const pages = state.scene === scene ? state.pages : NO_PAGES
  const turnPage = useCallback(
    (vertex: number) => {
      setState(before => {
        const kept = before.scene === scene ? before.pages : NO_PAGES
        const parallelism = scene?.vertices.find(one => one.index === vertex)?.parallelism ?? 0
        const next = (kept.get(vertex) ?? -1) + 1
        const turned = new Map(kept)
        turned.set(vertex, next * PAGE_SIZE >= parallelism ? -1 : next)
        return { scene, pages: turned }
      })
    },
    [scene],
  )
  return { pages, turnPage }
}

function useMotionOptions() {
  const direction = useSession(state => state.direction)
  const frameWallMs = useSession(state => state.frameWallMs)
  const playing = useSession(state => state.playback.playing)
  const speed = useSession(state => state.playback.speed)
  const { reducedMotion } = usePreferences()
  return { direction, frameWallMs, playing, speed, reduced: reducedMotion }
}

/** While playing, simulated time between two frames; null otherwise: the frame's own time holds. */
function usePlayhead(): number | null {
  const playing = useSession(state => state.playback.playing)
  const { reducedMotion } = usePreferences()
  const [now, setNow] = useState<number | null>(null)
  const flowing = playing && !reducedMotion
  useEffect(() => {
    if (!flowing) return
    let request = 0
    const tick = () => {
      setNow(readPlayhead())
      request = requestAnimationFrame(tick)
    }
    request = requestAnimationFrame(tick)
    return () => {
      cancelAnimationFrame(request)
      setNow(null)
    }
  }, [flowing])
  return flowing ? now : null
}

const isLarger = (layout: FlowLayout, width: number, height: number): boolean =>
  layout.width > width + 1 || layout.height > height + 1

/** What the keyboard comes to is brought into sight. A task is drawn behind its cell in the tray, a channel behind its wire. */
function useFocusInSight(box: RefObject<HTMLElement | null>, focus: Focus | null): void {
  useEffect(() => {
    if (focus === null || box.current === null) return
    const drawn = [...box.current.querySelectorAll(`[data-thing='${JSON.stringify(focus)}']`)]
    drawn.at(-1)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [box, focus])
}

/** Where the drawing is larger than the panel, the acting task is kept in the middle. */
function useActingInSight(layout: FlowLayout | null, width: number, height: number, acting: number) {
  const box = useRef<HTMLDivElement>(null)
  const scene = useScene()
  useEffect(() => {
    if (box.current === null || layout === null || !isLarger(layout, width, height)) return
    const actor = scene?.actors.find(each => each.index === acting)
    const slots = layout.slots.filter(each => each.vertex === actor?.vertex)
    const slot = slots.find(each => each.subtask === actor?.subtask) ?? slots[0]
    if (slot === undefined) return
    const { x, y, width: wide, height: high } = slot.box
    const isInSight = y + high <= box.current.scrollTop + height && y >= box.current.scrollTop
    box.current.scrollTo({
      left: x + (wide - width) / 2,
      ...(isInSight ? {} : { top: y + (high - height) / 2 }),
    })
  }, [layout, width, height, acting, scene])
  return box
}
