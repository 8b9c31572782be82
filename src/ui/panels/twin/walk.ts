/** Where an arrow key leads in the flow: along the edges, from task to channel to task; up and down among equals. */
import type { Scene } from '../../../engine/api/frame.ts'
import { inputsOf, outputsOf } from '../../../store/scene.ts'

export type Place =
  | { readonly type: 'task'; readonly actor: number }
  /** `side`: as which task's channel it was reached; up and down stay with that task. */
  | { readonly type: 'channel'; readonly index: number; readonly side: 'output' | 'input' }

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

export const isArrow = (key: string): key is Arrow =>
  key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown'

/** The place an arrow leads to; the same place where there is nothing in that direction. */
export function walk(scene: Scene, place: Place, arrow: Arrow): Place {
  return place.type === 'task' ? fromTask(scene, place, arrow) : fromChannel(scene, place, arrow)
}

function fromTask(scene: Scene, place: Place & { readonly type: 'task' }, arrow: Arrow): Place {
  if (arrow === 'ArrowRight') {
    const first = outputsOf(scene, place.actor)[0]
    return first === undefined ? place : { type: 'channel', index: first.index, side: 'output' }
  }
  if (arrow === 'ArrowLeft') {
    const first = inputsOf(scene, place.actor)[0]
    return first === undefined ? place : { type: 'channel', index: first.index, side: 'input' }
  }
  const tasks = scene.actors.filter(actor => actor.kind === 'task')
  const at = tasks.findIndex(actor => actor.index === place.actor)
  const next = tasks[at + (arrow === 'ArrowDown' ? 1 : -1)]
  return next === undefined ? place : { type: 'task', actor: next.index }
}

function fromChannel(scene: Scene, place: Place & { readonly type: 'channel' }, arrow: Arrow): Place {
  const channel = scene.channels[place.index]
  if (channel === undefined) return place
  if (arrow === 'ArrowRight') return { type: 'task', actor: channel.to }
  if (arrow === 'ArrowLeft') return { type: 'task', actor: channel.from }
  const equals = place.side === 'output' ? outputsOf(scene, channel.from) : inputsOf(scene, channel.to)
  const at = equals.findIndex(one => one.index === place.index)
  const next = equals[at + (arrow === 'ArrowDown' ? 1 : -1)]
  return next === undefined ? place : { ...place, index: next.index }
}
