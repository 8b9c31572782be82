/** What a worker of the sweep can be asked, as plain data, and how it answers. The prefix of a run is kept between two questions. */
import { ok, type Result } from '../../base/result.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import { CompareDesk, type BackendAtCut, type BackendWish } from '../compare/backend-at-cut.ts'
import { matrixCell, type CellWish, type MatrixCell } from './matrix.ts'
import type { SweepCell } from './outcome.ts'
import { openSweeper, type Strike, type Sweeper } from './sweep.ts'

export type SweepJob =
  | { readonly type: 'length'; readonly spec: RunSpec }
  | { readonly type: 'strikes'; readonly spec: RunSpec; readonly strikes: readonly Strike[] }
  | { readonly type: 'cell'; readonly wish: CellWish }
  | { readonly type: 'backend'; readonly wish: BackendWish }

export interface SweepAnswers {
  readonly length: number
  readonly strikes: readonly SweepCell[]
  readonly cell: MatrixCell | null
  readonly backend: BackendAtCut
}

export type AnswerTo<J extends SweepJob> = SweepAnswers[J['type']]

/** Answers one question after another. */
export class SweepDesk {
  readonly #compare: CompareDesk
  #kept: { readonly key: string; readonly sweeper: Sweeper } | null = null

  /** `now`: milliseconds, for what is measured beside the runs. */
  constructor(now: () => number) {
    this.#compare = new CompareDesk(now)
  }

  #sweeperOf(spec: RunSpec): Result<Sweeper> {
    const key = JSON.stringify(spec)
    if (this.#kept?.key === key) return ok(this.#kept.sweeper)
    const opened = openSweeper(spec)
    if (opened.ok) this.#kept = { key, sweeper: opened.value }
    return opened
  }

  answer(job: SweepJob): Result<SweepAnswers[SweepJob['type']]> {
    if (job.type === 'cell') return matrixCell(job.wish)
    if (job.type === 'backend') return this.#compare.answer(job.wish)
    const sweeper = this.#sweeperOf(job.spec)
    if (!sweeper.ok) return sweeper
    return job.type === 'length'
      ? ok(sweeper.value.length)
      : ok(job.strikes.map(strike => sweeper.value.strike(strike)))
  }
}
