/** The invariants of the design that can be read off a world at one step, each with its number. */
import type { Plan } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'
import {
  creditsAddUp,
  messagesKeepOrder,
  nothingFollowsBarrier,
  nothingVanishes,
} from './channel-invariants.ts'
import { completedIsWhole, cutsAreConsistent, visibleIsComplete } from './checkpoint-invariants.ts'
import { hashAndLogAgree, oldAttemptsAreStill, rowsAreAtHome } from './state-invariants.ts'

/** Says what is broken, or null. */
type Invariant = (plan: Plan, world: World) => string | null

const INVARIANTS: readonly (readonly [id: number, invariant: Invariant])[] = [
  [1, messagesKeepOrder],
  [2, nothingVanishes],
  [3, creditsAddUp],
  [4, nothingFollowsBarrier],
  [5, cutsAreConsistent],
  [6, completedIsWhole],
  [7, visibleIsComplete],
  [8, rowsAreAtHome],
  [9, oldAttemptsAreStill],
  [10, hashAndLogAgree],
]

export function checkInvariants(
  plan: Plan,
  world: World,
): { readonly id: number; readonly holds: boolean }[] {
  return INVARIANTS.map(([id, invariant]) => ({ id, holds: invariant(plan, world) === null }))
}

export function brokenInvariants(plan: Plan, world: World): string[] {
  return INVARIANTS.flatMap(([id, invariant]) => {
    const broken = invariant(plan, world)
    return broken === null ? [] : [`${id}: ${broken}`]
  })
}
