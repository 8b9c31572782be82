/**
 * The guarantees that are compared: each is a few settings over those of a pipeline, and what theory says a single
 * failure may do to its results. A job never does better by luck in one respect only, so each says what must be seen.
 */
import type { Config } from '../../engine/api/spec.ts'
import { LEGS, legOutcome, type Leg, type Outcome, type SweepCell } from './outcome.ts'

export type GuaranteeId = 'at-least-once' | 'exactly-once' | 'two-phase-commit' | 'non-replayable'

export interface Guarantee {
  readonly id: GuaranteeId
  readonly config: Config
  /** What each leg may come out as; what is not named is not judged. */
  readonly may: Readonly<Partial<Record<Leg, readonly Outcome[]>>>
  /** What must come out somewhere, if the run is struck at all of its steps. */
  readonly shows: Readonly<Partial<Record<Leg, Outcome>>>
}

const MODE = 'execution.checkpointing.mode'

export const GUARANTEES: readonly Guarantee[] = [
  {
    id: 'at-least-once',
    config: { [MODE]: 'AT_LEAST_ONCE', 'weir.sinks': 'plain', 'weir.sources': 'replayable' },
    may: { state: ['exact', 'duplicated'], plain: ['exact', 'duplicated'] },
    shows: { plain: 'duplicated' },
  },
  {
    id: 'exactly-once',
    config: { [MODE]: 'EXACTLY_ONCE', 'weir.sinks': 'plain', 'weir.sources': 'replayable' },
    may: { state: ['exact'], plain: ['exact', 'duplicated'] },
    shows: { plain: 'duplicated' },
  },
  {
    id: 'two-phase-commit',
    config: { [MODE]: 'EXACTLY_ONCE', 'weir.sinks': 'transactional', 'weir.sources': 'replayable' },
    may: { state: ['exact'], committed: ['exact'] },
    shows: {},
  },
  {
    id: 'non-replayable',
    config: { [MODE]: 'EXACTLY_ONCE', 'weir.sinks': 'transactional', 'weir.sources': 'non-replayable' },
    may: { state: ['exact', 'lost'], committed: ['exact', 'lost'] },
    shows: { state: 'lost' },
  },
]

export const guaranteeOf = (id: GuaranteeId): Guarantee => GUARANTEES.find(other => other.id === id)!

export interface Contradiction {
  readonly leg: Leg
  readonly got: Outcome
  /** Step and target of the cell; null: no cell at all came out as it must somewhere. */
  readonly at: number | null
  readonly target: string | null
}

/** Where cells do not agree with the theory of a guarantee. */
export function contradictions(
  cells: readonly SweepCell[],
  { may, shows }: Pick<Guarantee, 'may' | 'shows'>,
): Contradiction[] {
  const struck = cells.filter(cell => cell.refusal === null)
  const wrong = struck.flatMap(cell =>
    LEGS.flatMap(leg => {
      const got = legOutcome(cell, leg)
      const fits = may[leg]?.includes(got) ?? (got !== 'stuck' && got !== 'failed')
      return fits ? [] : [{ leg, got, at: cell.at, target: cell.target }]
    }),
  )
  const missing = LEGS.filter(leg => {
    const must = shows[leg]
    return must !== undefined && struck.every(cell => legOutcome(cell, leg) !== must)
  })
  return [...wrong, ...missing.map(leg => ({ leg, got: shows[leg]!, at: null, target: null }))]
}
