/**
 * The stretch of time in view: follows the playhead until the reader pans or zooms, then stays, and turns the page
 * when a step leaves it. Wheel, drag and pinch come from d3-zoom; keys and buttons call the same functions.
 */
import { select, zoom, zoomIdentity, type D3ZoomEvent } from 'd3'
import { useCallback, useEffect, useRef, useState, type RefObject } from 'react'
import type { Frame, Scene } from '../../../engine/api/frame.ts'
import { usePreferences } from '../../kit/hooks.ts'
import {
  bounded,
  firstWidth,
  followed,
  moved,
  panned,
  widthOf,
  zoomed,
  type View,
  type ViewState,
} from './viewport.ts'

export interface ViewControl {
  readonly view: View
  readonly following: boolean
  readonly follow: () => void
  readonly show: (view: View) => void
  readonly zoomBy: (factor: number, anchor?: number) => void
  readonly panBy: (share: number) => void
}

interface Kept extends ViewState {
  readonly scene: Scene
}

const opening = (scene: Scene, now: number): Kept => ({
  scene,
  view: followed({ from: 0, to: firstWidth(scene.settings.checkpointIntervalMs) }, now),
  following: true,
  now,
})

export function useView(scene: Scene, frame: Frame): ViewControl {
  const { time: now, headTime } = frame.cursor
  const { reducedMotion } = usePreferences()
  const [kept, setKept] = useState<Kept>(() => opening(scene, now))
  let state = kept
  if (kept.scene !== scene) state = opening(scene, now)
  else if (kept.now !== now) state = { scene, ...moved(kept, now, reducedMotion) }
  if (state !== kept) setKept(state)
  const { view } = state
  const show = useCallback(
    (next: View) => setKept({ scene, now, view: bounded(next, headTime), following: false }),
    [scene, now, headTime],
  )
  return {
    view,
    following: state.following,
    follow: () => setKept({ scene, now, view: followed(view, now), following: true }),
    show,
    zoomBy: (factor, anchor = now >= view.from && now <= view.to ? now : (view.from + view.to) / 2) =>
      show(zoomed(view, factor, anchor)),
    panBy: share => show(panned(view, widthOf(view) * share)),
  }
}

export interface ZoomArea {
  readonly left: number
  readonly width: number
  /** Above this line a drag scrubs. */
  readonly axis: number
}

/** Wheel zooms, drag pans, two fingers pinch; a sideways wheel pans. One finger is left to scrubbing. */
export function useZoom(element: RefObject<HTMLElement | null>, area: ZoomArea, control: ViewControl): void {
  const latest = useRef({ area, control })
  useEffect(() => {
    latest.current = { area, control }
  })
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const behavior = zoom<HTMLElement, unknown>()
      .scaleExtent([1e-12, 1e6])
      .filter((event: MouseEvent | TouchEvent | WheelEvent) => {
        if (event instanceof WheelEvent) return !isSideways(event)
        if ('touches' in event) return event.touches.length > 1
        return event.button === 0 && offsetY(current, event) > latest.current.area.axis
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        if (event.sourceEvent === null) return
        const { area: now, control: held } = latest.current
        const { x, k } = event.transform
        held.show({ from: (now.left - x) / k, to: (now.width - x) / k })
      })
    const selection = select(current)
    selection.call(behavior).on('dblclick.zoom', null)
    const onWheel = (event: WheelEvent) => {
      if (!isSideways(event)) return
      event.preventDefault()
      const { area: now, control: held } = latest.current
      const by = (event.deltaX === 0 ? event.deltaY : event.deltaX) / Math.max(1, now.width - now.left)
      held.panBy(by)
    }
    current.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      current.removeEventListener('wheel', onWheel)
      selection.on('.zoom', null)
    }
  }, [element])
  // d3-zoom keeps its own transform on the element; it must know where the view went by other means.
  const { from, to } = control.view
  useEffect(() => {
    const { current } = element
    if (current === null) return
    const scale = (area.width - area.left) / (to - from)
    select(current).property('__zoom', zoomIdentity.translate(area.left - from * scale, 0).scale(scale))
  }, [element, from, to, area.left, area.width])
}

const isSideways = (event: WheelEvent): boolean =>
  event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)

const offsetY = (element: HTMLElement, event: MouseEvent): number =>
  event.clientY - element.getBoundingClientRect().top
