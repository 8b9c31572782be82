/** The invariants of the design that can be read off a world at one step, each with its number. */
import type { Plan } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'

export function checkInvariants(plan: Plan, world: World): { readonly id: number; readonly holds: boolean }[] {
  void plan
  void world
  return []
}
