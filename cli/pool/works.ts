/** Every kind of work that a worker thread of the CLI knows. */
import { sweepWork } from '../sweep/sweep-work.ts'
import type { Work } from './pool.ts'

export const WORKS: readonly Work<never, unknown>[] = [sweepWork]
