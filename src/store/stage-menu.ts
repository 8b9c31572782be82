/**
 * What can be done to one thing of the drawing, asked for where it is drawn: by right click, long press or the menu
 * key. Whoever draws the thing calls `openStageMenu`; the shell shows its verbs at that point of the window.
 */
import { createStore } from 'zustand/vanilla'
import { select } from './session.ts'

export type StageThing =
  | { readonly type: 'task'; readonly actor: number }
  | { readonly type: 'channel'; readonly index: number }
  | {
      readonly type: 'record'
      readonly channel: number
      readonly label: string
      readonly partition: number
      readonly offset: number
    }
  | { readonly type: 'jobmanager' }
  | { readonly type: 'storage' }
  /** What stands outside the sinks of a vertex. */
  | { readonly type: 'broker'; readonly vertex: number }

export interface StageMenu {
  readonly thing: StageThing
  /** In the window, CSS pixels. */
  readonly x: number
  readonly y: number
}

export const stageMenu = createStore<{ readonly open: StageMenu | null }>()(() => ({ open: null }))

/** What the inspector can show is selected with it, since the keys act on what is selected. */
export function openStageMenu(thing: StageThing, x: number, y: number): void {
  if (thing.type === 'task' || thing.type === 'channel') select(thing)
  if (thing.type === 'record') {
    const { type, label, partition, offset } = thing
    select({ type, label, partition, offset })
  }
  stageMenu.setState({ open: { thing, x, y } })
}

export const closeStageMenu = (): void => stageMenu.setState({ open: null })
