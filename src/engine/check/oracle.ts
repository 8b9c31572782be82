import type { LegVerdict, Verdict } from '../api/verdict.ts'
import type { Plan } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'

const OFF: LegVerdict = { verdict: 'off', lost: 0, duplicated: 0, pending: 0, examples: [] }

export function judge(plan: Plan, world: World): Verdict {
  void plan
  void world
  const sums = { distinctRead: 0, totalReads: 0, readAgain: 0, processed: 0, counted: 0, inFlight: 0, toReplay: 0, committed: 0, openTransactions: 0, rolledBack: 0 }
  return { state: OFF, committed: OFF, plain: OFF, sums, restored: null }
}
