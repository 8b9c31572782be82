/**
 * How a disturbed run came out, and in one word. Pure data that any host can send on; the page and the CLI show the
 * same words.
 */
import type { JobStatus } from '../../engine/api/frame.ts'
import type { LegVerdict, VerdictState } from '../../engine/api/verdict.ts'
import type { Run } from '../../engine/index.ts'

/** One leg of a verdict, without its examples. */
export interface LegCounts {
  readonly verdict: VerdictState
  readonly lost: number
  readonly duplicated: number
}

/** `off`: nothing of the kind can be judged in this job. */
export type Outcome = 'exact' | 'duplicated' | 'lost' | 'wrong' | 'off' | 'stuck' | 'failed' | 'refused'

/** The worst first: what a cell with several legs is called by. */
export const OUTCOMES: readonly Outcome[] = [
  'lost',
  'wrong',
  'duplicated',
  'stuck',
  'failed',
  'exact',
  'off',
  'refused',
]

export const LEGS = ['state', 'committed', 'plain'] as const
export type Leg = (typeof LEGS)[number]

/** A run that was left alone until step `at`, then struck, then left alone until nothing was left to happen. */
export interface SweepCell {
  readonly at: number
  readonly kind: string
  readonly target: string | null
  /** Why the fault could not act at that step; the rest is then empty. */
  readonly refusal: string | null
  readonly status: JobStatus | null
  /** It went on beyond every bound. */
  readonly stuck: boolean
  /** The step at which nothing was left to happen. */
  readonly end: number
  readonly state: LegCounts
  readonly committed: LegCounts
  readonly plain: LegCounts
}

const NOTHING: LegCounts = { verdict: 'off', lost: 0, duplicated: 0 }

type Struck = Pick<SweepCell, 'at' | 'kind' | 'target'>

export function refusedCell(struck: Struck, refusal: string): SweepCell {
  const rest = { status: null, stuck: false, end: struck.at }
  return { ...struck, refusal, ...rest, state: NOTHING, committed: NOTHING, plain: NOTHING }
}

const ENDED: readonly JobStatus[] = ['FINISHED', 'FAILED', 'CANCELED']

/** What is still to come in a job that has finished will never come. */
function countsOf({ verdict, lost, duplicated, pending }: LegVerdict, finished: boolean): LegCounts {
  if (verdict === 'off' || !finished || pending === 0) return { verdict, lost, duplicated }
  return { verdict: 'lost', lost: lost + pending, duplicated }
}

export function cellOf(run: Run, struck: Struck): SweepCell {
  const status = run.jobStatus()
  const verdict = run.verdictNow()
  const counts = (leg: Leg) => countsOf(verdict[leg], status === 'FINISHED')
  return {
    ...struck,
    refusal: null,
    status,
    stuck: !run.timeline.isOver || !ENDED.includes(status),
    end: run.step,
    state: counts('state'),
    committed: counts('committed'),
    plain: counts('plain'),
  }
}

/** One leg in one word. A run that did not finish is judged by that. */
export function legOutcome(cell: SweepCell, leg: Leg): Outcome {
  if (cell.refusal !== null) return 'refused'
  if (cell.stuck) return 'stuck'
  return cell.status === 'FINISHED' ? cell[leg].verdict : 'failed'
}

export function outcomeOf(cell: SweepCell): Outcome {
  const legs = LEGS.map(leg => legOutcome(cell, leg))
  return OUTCOMES.find(outcome => legs.includes(outcome)) ?? 'off'
}

/** How many cells came out how, by leg and in all. */
export type Tally = Readonly<Record<Leg | 'all', Readonly<Partial<Record<Outcome, number>>>>>

export function tallyOf(cells: readonly SweepCell[]): Tally {
  const count = (outcomes: readonly Outcome[]) => {
    const counts: Partial<Record<Outcome, number>> = {}
    for (const outcome of outcomes) counts[outcome] = (counts[outcome] ?? 0) + 1
    return counts
  }
  const leg = (name: Leg) => count(cells.map(cell => legOutcome(cell, name)))
  return {
    state: leg('state'),
    committed: leg('committed'),
    plain: leg('plain'),
    all: count(cells.map(outcomeOf)),
  }
}
