/**
 * One tab stop for a bar of buttons: arrow keys move inside it once Tab has led there. Fields keep a stop of their
 * own, since they need the arrows. After a click, or after a menu was used by mouse, the arrows step through time.
 */
import { useEffect, type RefObject } from 'react'

const BUTTONS = 'button'

export function useRoving(bar: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const root = bar.current
    if (root === null) return undefined
    let stop: HTMLElement | null = null
    let cameByTab = false
    const onTab = (event: KeyboardEvent) => {
      if (event.key === 'Tab') cameByTab = true
    }
    const onPointer = () => {
      cameByTab = false
    }
    const buttons = () => [...root.querySelectorAll<HTMLElement>(BUTTONS)]
    const settle = () => {
      const all = buttons()
      if (stop === null || !all.includes(stop)) stop = all[0] ?? null
      for (const button of all) button.tabIndex = button === stop ? 0 : -1
    }
    const onFocus = (event: FocusEvent) => {
      const button = (event.target as Element).closest<HTMLElement>(BUTTONS)
      if (button === null) return
      stop = button
      settle()
    }
    const onKey = (event: KeyboardEvent) => {
      const direction = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
      const button = (event.target as Element).closest<HTMLElement>(BUTTONS)
      if (direction === 0 || button === null || !cameByTab || event.shiftKey || event.altKey) return
      event.preventDefault()
      const all = buttons()
      all[(all.indexOf(button) + direction + all.length) % all.length]?.focus()
    }
    settle()
    // Buttons come and go with the width of the window and with the language.
    // The clock and the step count change all the time; only elements matter.
    const observer = new MutationObserver(changes => {
      const isElement = (node: Node) => node instanceof Element
      if (changes.some(change => [...change.addedNodes, ...change.removedNodes].some(isElement))) settle()
    })
    observer.observe(root, { childList: true, subtree: true })
    document.addEventListener('keydown', onTab, true)
    document.addEventListener('pointerdown', onPointer, true)
    root.addEventListener('focusin', onFocus)
    root.addEventListener('keydown', onKey)
    return () => {
      observer.disconnect()
      document.removeEventListener('keydown', onTab, true)
      document.removeEventListener('pointerdown', onPointer, true)
      root.removeEventListener('focusin', onFocus)
      root.removeEventListener('keydown', onKey)
    }
  }, [bar])
}
