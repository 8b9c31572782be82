/** Some steps of a sweep, as a piece of work: the prefix of the run is kept between pieces that belong together. */
import type { RunSpec } from '../../src/engine/api/spec.ts'
import type { SweepCell } from '../../src/worker/sweep/outcome.ts'
import { openSweeper, type Strike, type Sweeper } from '../../src/worker/sweep/sweep.ts'
import type { Work } from '../pool/pool.ts'

export interface SweepPiece {
  readonly spec: RunSpec
  readonly strikes: readonly Strike[]
}

let kept: { readonly key: string; readonly sweeper: Sweeper } | null = null

function sweeperOf(spec: RunSpec): Sweeper {
  const key = JSON.stringify(spec)
  if (kept?.key === key) return kept.sweeper
  const opened = openSweeper(spec)
  if (!opened.ok) throw new Error(`${opened.error.path}: ${opened.error.message}`)
  kept = { key, sweeper: opened.value }
  return opened.value
}

export const sweepWork: Work<SweepPiece, readonly SweepCell[]> = {
  name: 'sweep',
  run: ({ spec, strikes }) => {
    const sweeper = sweeperOf(spec)
    return strikes.map(strike => sweeper.strike(strike))
  },
}
