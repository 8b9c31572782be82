/**
 * The verbs of one task, asked for where it is drawn: by right click, long press or the menu key. Whoever draws the
 * task calls `openTaskMenu`; the shell shows the same verbs as its Fault menu at that point of the window.
 */
import { createStore } from 'zustand/vanilla'
import { select } from './session.ts'

export interface TaskMenu {
  readonly actor: number
  /** In the window, CSS pixels. */
  readonly x: number
  readonly y: number
}

export const taskMenu = createStore<{ readonly open: TaskMenu | null }>()(() => ({ open: null }))

export function openTaskMenu(actor: number, x: number, y: number): void {
  select({ type: 'task', actor })
  taskMenu.setState({ open: { actor, x, y } })
}

export const closeTaskMenu = (): void => taskMenu.setState({ open: null })
