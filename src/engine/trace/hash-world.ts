/** The hash of a world: the small part walked, the tables by their sums. It leaves out error texts and epochs. */
import { Hasher } from '../../base/hash.ts'
import type { Actor, World } from '../kernel/world.ts'

const LEFT_OUT: ReadonlySet<string> = new Set(['errorText', 'epoch'])

export function hashWorld(world: World): string {
  return hashParts(world, false)
}

/** The same hash with every table summed anew; the check of the incremental one. */
export function hashWorldInFull(world: World): string {
  return hashParts(world, true)
}

function hashParts(world: World, full: boolean): string {
  world.clock.next()
  const hasher = new Hasher(LEFT_OUT).number(world.now).number(world.step)
  for (const actor of world.actors) hashActor(hasher, actor, full)
  for (const output of world.outputs)
    hasher.word(output.node).word(output.subtask).word(output.length).word(output.digest)
  return hasher.hex()
}

function hashActor(hasher: Hasher, actor: Actor, full: boolean): void {
  hasher.value(actor)
  if (actor.kind !== 'task' || actor.runtime === null) return
  for (const table of actor.runtime.wiring.tables()) {
    table.hashInto(hasher, full)
  }
}

/** A hash per actor: tells which one differs. */
export function hashActors(world: World): string[] {
  world.clock.next()
  return world.actors.map(actor => {
    const hasher = new Hasher(LEFT_OUT)
    hashActor(hasher, actor, false)
    return hasher.hex()
  })
}
