/**
 * Which subtask stands at which place. Fixed for a vertex that is drawn in full; of a folded one the acting subtask
 * and the others that matter take the free places, and the rest is the stack.
 */
import type { Scene } from '../../../engine/api/frame.ts'
import type { FlowLayout } from './layout.ts'
import type { Slot } from './layout-cards.ts'

export interface Assignment {
  /** Actor at each place, by the id of the place. */
  readonly actorAt: ReadonlyMap<string, number>
  /** Place of each task actor; for those in a stack, the stack. */
  readonly slotOf: ReadonlyMap<number, Slot>
  /** Actors in each stack, by the id of its place. */
  readonly stacked: ReadonlyMap<string, readonly number[]>
}

/** `important`: actors that must be seen, most important first. */
export function assignPlaces(scene: Scene, layout: FlowLayout, important: readonly number[]): Assignment {
  const actorAt = new Map<string, number>()
  const slotOf = new Map<number, Slot>()
  const stacked = new Map<string, readonly number[]>()
  for (const vertex of scene.vertices) {
    const places = layout.slots.filter(slot => slot.vertex === vertex.index)
    const actors = scene.actors.filter(actor => actor.kind === 'task' && actor.vertex === vertex.index)
    const left = new Set(actors.map(actor => actor.index))
    for (const place of places) {
      const actor = actors.find(candidate => candidate.subtask === place.subtask)
      if (place.subtask < 0 || actor === undefined) continue
      actorAt.set(place.id, actor.index)
      slotOf.set(actor.index, place)
      left.delete(actor.index)
    }
    const queue = [...important.filter(actor => left.has(actor)), ...left]
    const free = places.filter(place => place.kind === 'task' && place.subtask < 0)
    const chosen = [...new Set(queue)].slice(0, free.length).toSorted((a, b) => a - b)
    chosen.forEach((actor, i) => {
      const place = free[i]
      if (place === undefined) return
      actorAt.set(place.id, actor)
      slotOf.set(actor, place)
      left.delete(actor)
    })
    const stack = places.find(place => place.kind === 'stack')
    if (stack === undefined) continue
    stacked.set(stack.id, [...left])
    for (const actor of left) slotOf.set(actor, stack)
  }
  return { actorAt, slotOf, stacked }
}
