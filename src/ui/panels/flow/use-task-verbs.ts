/** Right click and long press on a task open its verbs, the same as in the Fault menu. */
import { useMemo, useRef, type MouseEvent, type PointerEvent } from 'react'
import { openTaskMenu } from '../../../store/task-menu.ts'

const LONG_PRESS_MS = 500
const SLIP_PX = 10

function actorUnder(target: EventTarget | null): number | null {
  const element = target instanceof Element ? target.closest('[data-actor]') : null
  const actor = element?.getAttribute('data-actor')
  return actor === null || actor === undefined ? null : Number(actor)
}

export function useTaskVerbs() {
  const press = useRef<{ timer: number; x: number; y: number } | null>(null)
  return useMemo(() => {
    const letGo = () => {
      if (press.current !== null) clearTimeout(press.current.timer)
      press.current = null
    }
    return {
      onContextMenu(event: MouseEvent) {
        const actor = actorUnder(event.target)
        if (actor === null) return
        event.preventDefault()
        letGo()
        openTaskMenu(actor, event.clientX, event.clientY)
      },
      onPointerDown(event: PointerEvent) {
        const actor = actorUnder(event.target)
        if (actor === null || event.pointerType === 'mouse') return
        const { clientX: x, clientY: y } = event
        letGo()
        press.current = { timer: window.setTimeout(() => openTaskMenu(actor, x, y), LONG_PRESS_MS), x, y }
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
