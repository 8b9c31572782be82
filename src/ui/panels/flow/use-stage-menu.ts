/** Right click and long press on a thing of the drawing open its verbs, the same as in the Fault menu. */
import { useMemo, useRef, type MouseEvent, type PointerEvent } from 'react'
import { openStageMenu, type StageThing } from '../../../store/stage-menu.ts'

const LONG_PRESS_MS = 500
const SLIP_PX = 10

/** Marks a drawn thing as one that has a menu. */
export const menuOf = (thing: StageThing): { readonly 'data-thing': string } => ({
  'data-thing': JSON.stringify(thing),
})

function thingUnder(target: EventTarget | null): StageThing | null {
  const element = target instanceof Element ? target.closest<SVGElement>('[data-thing]') : null
  const thing = element?.dataset['thing']
  // Written by `menuOf` and by nobody else.
  return thing === undefined ? null : (JSON.parse(thing) as StageThing)
}

export function useStageMenu() {
  const press = useRef<{ timer: number; x: number; y: number } | null>(null)
  return useMemo(() => {
    const letGo = () => {
      if (press.current !== null) clearTimeout(press.current.timer)
      press.current = null
    }
    return {
      onContextMenu(event: MouseEvent) {
        const thing = thingUnder(event.target)
        if (thing === null) return
        event.preventDefault()
        letGo()
        openStageMenu(thing, event.clientX, event.clientY)
      },
      onPointerDown(event: PointerEvent) {
        const thing = thingUnder(event.target)
        if (thing === null || event.pointerType === 'mouse') return
        const { clientX: x, clientY: y } = event
        letGo()
        press.current = { timer: window.setTimeout(() => openStageMenu(thing, x, y), LONG_PRESS_MS), x, y }
      },
      onPointerMove(event: PointerEvent) {
        const start = press.current
        if (start !== null && Math.hypot(event.clientX - start.x, event.clientY - start.y) > SLIP_PX) letGo()
      },
      onPointerUp: letGo,
      onPointerCancel: letGo,
    }
  }, [])
}
