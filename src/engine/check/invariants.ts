/**
 * The invariants of the design that can be read off a world at one step, each under its number in the design. They
 * look from outside and use no assertion of the engine's own; what shows only over time is in `trace-checks`.
 */
import type { Invariant } from '../api/frame.ts'
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
import { timersHaveFired, watermarksRise, watermarksWait } from './time-invariants.ts'

/** Says what is broken, or null. */
type Check = (plan: Plan, world: World) => string | null

const CHECKS: readonly (readonly [id: number, check: Check])[] = [
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
  [11, watermarksRise],
  [12, watermarksWait],
  [13, timersHaveFired],
]

export function checkInvariants(plan: Plan, world: World): readonly Invariant[] {
  return CHECKS.map(([id, check]) => ({ id, holds: check(plan, world) === null }))
}

/** Compares all rows with what was kept up along the way, and costs as much as all others together. */
export const HASH_INVARIANT = 10

/** The broken ones, each with its number and what is wrong. */
export function brokenInvariants(plan: Plan, world: World, leaveOut: number | null = null): string[] {
  return CHECKS.flatMap(([id, check]) => {
    const broken = id === leaveOut ? null : check(plan, world)
    return broken === null ? [] : [`${id}: ${broken}`]
  })
}
