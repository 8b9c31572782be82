/** Some seeds of a simulation, as a piece of work; what comes back is small. */
import type { Work } from '../pool/pool.ts'
import { simulate } from './simulate.ts'

export interface SimPiece {
  readonly first: number
  readonly count: number
}

export interface SeedResult {
  readonly seed: number
  /** Steps that its runs took in all. */
  readonly steps: number
  readonly fault: string | null
  readonly traits: readonly string[]
}

export const simWork: Work<SimPiece, readonly SeedResult[]> = {
  name: 'sim',
  run: ({ first, count }) =>
    Array.from({ length: count }, (_, i) => {
      const { seed, run, fault, traits } = simulate(first + i)
      return { seed, steps: run.step, fault, traits: [...traits] }
    }),
}
