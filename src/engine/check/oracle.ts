/**
 * The judge of a run. From the source log, from the lineage that travels with records, and by running the user
 * functions alone, it says what must be in the state and in the outputs; it reads no counter of the engine. What it
 * has computed for a plan it keeps, so that a step more costs little; the answer depends on plan and world alone.
 */
import type { LegVerdict, Verdict } from '../api/verdict.ts'
import type { Plan } from '../kernel/plan.ts'
import type { CompletedCheckpoint, World } from '../kernel/world.ts'
import type { AloneChain } from './alone-chain.ts'
import { balancesOf, type Balance } from './balance.ts'
import { judgeCommitted } from './committed-leg.ts'
import { Flow } from './flow.ts'
import { offLeg, recordName } from './leg.ts'
import { lossesForGood } from './lost-for-good.ts'
import { PastAttempts } from './past-attempts.ts'
import { judgePlain, PlainIndex } from './plain-leg.ts'
import { ReplaySet } from './replay-set.ts'
import { judgeState } from './state-leg.ts'
import { sumsOf } from './sums.ts'
import { checkpointView, jobManagerOf, viewOf } from './view.ts'

/** Attempts whose replay is kept: that of now, and that of a moment before the restore. */
const SETS_MAX = 2

const NO_SUMS: Verdict['sums'] = {
  distinctRead: 0,
  totalReads: 0,
  readAgain: 0,
  processed: 0,
  counted: 0,
  inFlight: 0,
  toReplay: 0,
  committed: 0,
  openTransactions: 0,
  rolledBack: 0,
}

const oracles = new WeakMap<Plan, Oracle>()

/** What is kept for a plan. */
export function oracleOf(plan: Plan): Oracle {
  const known = oracles.get(plan) ?? new Oracle(plan)
  oracles.set(plan, known)
  return known
}

export function judge(plan: Plan, world: World): Verdict {
  return oracleOf(plan).judge(world, 'all')
}

/** The same without what earlier attempts had come to, which takes longer to find: nothing rolled back or restored. */
export function judgeNow(plan: Plan, world: World): Verdict {
  return oracleOf(plan).judge(world, 'now')
}

/** The same without anything kept from before; the check of the other. */
export function judgeAfresh(plan: Plan, world: World): Verdict {
  return new Oracle(plan).judgeOnce(world, 'all')
}

/** How far back it is told. */
type Scope = 'all' | 'now'

class Oracle {
  readonly #plan: Plan
  readonly #flow: Flow
  readonly #past: PastAttempts
  readonly #plain = new Map<number, PlainIndex>()
  readonly #cuts = new WeakMap<CompletedCheckpoint, readonly Balance[]>()
  #sets: ReplaySet[] = []

  constructor(plan: Plan) {
    this.#plan = plan
    this.#flow = new Flow(plan)
    this.#past = new PastAttempts(this.#flow)
  }

  judge(world: World, scope: Scope): Verdict {
    if (!this.#plan.settings.lineage) {
      const off = offLeg('weir.lineage.enabled is false')
      return { state: off, committed: off, plain: off, sums: NO_SUMS, restored: null }
    }
    const verdict = this.#assess(world, scope)
    const certain = this.#memory() === null && (!isRed(verdict) || this.#doubt() === null)
    // What is kept may have been run in another order than this world asks for.
    return certain ? verdict : new Oracle(this.#plan).judgeOnce(world, scope)
  }

  /** For an oracle that has looked at nothing else. Where the functions cannot be run alone it says so. */
  judgeOnce(world: World, scope: Scope): Verdict {
    const verdict = this.#assess(world, scope)
    const reason = this.#memory() ?? (isRed(verdict) ? this.#doubt() : null)
    if (reason === null) return verdict
    const unless = (leg: LegVerdict) => (leg.verdict === 'off' ? leg : offLeg(reason))
    const { state, committed, plain } = verdict
    return { ...verdict, state: unless(state), committed: unless(committed), plain: unless(plain) }
  }

  #chains(): AloneChain[] {
    return [...this.#flow.chains, ...this.#sets.flatMap(set => set.chains)]
  }

  #memory(): string | null {
    return this.#chains().find(chain => chain.memory !== null)?.memory ?? null
  }

  #doubt(): string | null {
    return this.#chains().find(chain => chain.doubt !== null)?.doubt ?? null
  }

  #assess(world: World, scope: Scope): Verdict {
    const view = viewOf(this.#plan, world)
    const set = this.#setOf(world, view.attempt)
    set.moveTo(view.lineage)
    const balances = balancesOf(this.#flow, set, view)
    const losses = lossesForGood(this.#flow, balances, jobManagerOf(world).status === 'FINISHED', () => {
      const atCut = this.#balancesAtLastCut(world)
      set.moveTo(view.lineage)
      return atCut
    })
    const past = scope === 'all' ? this.#past : null
    return {
      state: judgeState(this.#flow, set, view, balances),
      committed: judgeCommitted(this.#flow, set, view, balances, world, losses),
      plain: judgePlain(this.#flow, set, view, balances, world, losses, node => this.#indexOf(node)),
      sums: sumsOf(this.#flow, set, view, balances, world, past),
      restored: past?.summary(world, view, set) ?? null,
    }
  }

  /** Whether a completed checkpoint cuts the run consistently; null: it does. */
  cutFault(world: World, checkpoint: CompletedCheckpoint): string | null {
    const fault = this.#balancesAt(world, checkpoint).flatMap(({ lost, duplicated }) => [
      ...lost.filter(({ partition }) => this.#plan.partitions[partition]?.replayable !== false),
      ...duplicated,
    ])[0]
    return fault === undefined || this.#memory() !== null || this.#doubt() !== null
      ? null
      : `${recordName(this.#plan, fault.partition, fault.offset)} ${fault.times}×`
  }

  /** A checkpoint never changes. */
  #balancesAt(world: World, checkpoint: CompletedCheckpoint): readonly Balance[] {
    const known = this.#cuts.get(checkpoint)
    if (known !== undefined) return known
    const view = checkpointView(this.#plan, world, jobManagerOf(world).attempt, checkpoint)
    const set = this.#setOf(world, view.attempt)
    set.moveTo(view.lineage)
    const balances = balancesOf(this.#flow, set, view)
    this.#cuts.set(checkpoint, balances)
    return balances
  }

  #balancesAtLastCut(world: World): readonly Balance[] | null {
    const { completed } = jobManagerOf(world).coordinator
    const last = completed[completed.length - 1]
    return last === undefined ? null : this.#balancesAt(world, last)
  }

  #setOf(world: World, attempt: number): ReplaySet {
    const known = this.#sets.find(set => set.attempt === attempt)
    if (known !== undefined) return known
    const set = new ReplaySet(this.#flow, world, attempt)
    this.#sets = [...this.#sets, set].slice(-SETS_MAX)
    return set
  }

  #indexOf(node: number): PlainIndex {
    const known = this.#plain.get(node) ?? new PlainIndex(node)
    this.#plain.set(node, known)
    return known
  }
}

const isRed = ({ state, committed }: Verdict): boolean =>
  [state, committed].some(leg => leg.verdict !== 'exact' && leg.verdict !== 'off')
