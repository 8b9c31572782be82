/**
 * Where an arrow key leads in the flow: along the edges, from task to channel to task; up and down among equals. Above
 * the first task stands the JobManager with the storage beside it; right of a sink the broker that it commits to.
 */
import type { Scene } from '../../../engine/api/frame.ts'
import { inputsOf, outputsOf } from '../../../store/scene.ts'

export type Place =
  | { readonly type: 'task'; readonly actor: number }
  /** `side`: as which task's channel it was reached; up and down stay with that task. */
  | { readonly type: 'channel'; readonly index: number; readonly side: 'output' | 'input' }
  | { readonly type: 'jobmanager' }
  | { readonly type: 'storage' }
  /** What stands outside the sinks of a vertex. */
  | { readonly type: 'broker'; readonly vertex: number }

export type Arrow = 'ArrowLeft' | 'ArrowRight' | 'ArrowUp' | 'ArrowDown'

export const isArrow = (key: string): key is Arrow =>
  key === 'ArrowLeft' || key === 'ArrowRight' || key === 'ArrowUp' || key === 'ArrowDown'

/** The place an arrow leads to; the same place where there is nothing in that direction. */
export function walk(scene: Scene, place: Place, arrow: Arrow): Place {
  switch (place.type) {
    case 'task':
      return fromTask(scene, place, arrow)
    case 'channel':
      return fromChannel(scene, place, arrow)
    case 'jobmanager':
      return arrow === 'ArrowRight' ? { type: 'storage' } : fromStrip(scene, place, arrow, 0)
    case 'storage':
      return arrow === 'ArrowLeft' ? { type: 'jobmanager' } : fromStrip(scene, place, arrow, -1)
    case 'broker':
      return fromBroker(scene, place, arrow)
  }
}

const tasksOf = ({ actors }: Scene) => actors.filter(actor => actor.kind === 'task')

/** Down from the strip above the flow: to the first task, or the last. */
function fromStrip(scene: Scene, place: Place, arrow: Arrow, at: 0 | -1): Place {
  const task = tasksOf(scene).at(at)
  return arrow === 'ArrowDown' && task !== undefined ? { type: 'task', actor: task.index } : place
}

/** Vertices whose sinks commit to a broker, in the order of the drawing. */
export const withBroker = ({ vertices }: Scene): Scene['vertices'] =>
  vertices.filter(({ sinks }) => sinks.some(sink => sink.transactional))

function fromBroker(scene: Scene, place: Place & { readonly type: 'broker' }, arrow: Arrow): Place {
  if (arrow === 'ArrowRight') return place
  const task = tasksOf(scene).findLast(({ vertex }) => vertex === place.vertex)
  if (arrow === 'ArrowLeft') return task === undefined ? place : { type: 'task', actor: task.index }
  const equals = withBroker(scene)
  const next =
    equals[equals.findIndex(({ index }) => index === place.vertex) + (arrow === 'ArrowDown' ? 1 : -1)]
  return next === undefined ? place : { type: 'broker', vertex: next.index }
}

function fromTask(scene: Scene, place: Place & { readonly type: 'task' }, arrow: Arrow): Place {
  if (arrow === 'ArrowRight') {
    const first = outputsOf(scene, place.actor)[0]
    return first === undefined
      ? toBroker(scene, place)
      : { type: 'channel', index: first.index, side: 'output' }
  }
  if (arrow === 'ArrowLeft') {
    const first = inputsOf(scene, place.actor)[0]
    return first === undefined ? place : { type: 'channel', index: first.index, side: 'input' }
  }
  const tasks = tasksOf(scene)
  const at = tasks.findIndex(actor => actor.index === place.actor)
  const next = tasks[at + (arrow === 'ArrowDown' ? 1 : -1)]
  if (at === 0 && arrow === 'ArrowUp') return { type: 'jobmanager' }
  return next === undefined ? place : { type: 'task', actor: next.index }
}

function toBroker(scene: Scene, place: Place & { readonly type: 'task' }): Place {
  const vertex = scene.actors.find(actor => actor.index === place.actor)?.vertex
  return withBroker(scene).some(({ index }) => index === vertex) && vertex !== undefined
    ? { type: 'broker', vertex }
    : place
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
