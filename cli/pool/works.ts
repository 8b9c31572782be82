/** Every kind of work that a worker thread of the CLI knows. */
import { simWork } from '../sim/sim-work.ts'
import { sweepWork } from '../sweep/sweep-work.ts'
import type { Work } from './pool.ts'

export const WORKS: readonly Work<never, unknown>[] = [simWork, sweepWork]
