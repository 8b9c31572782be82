/**
 * One random pipeline gone through in three ways: event by event, window by window, and a random mixture of both. It is
 * one world: the same hash where they meet, and the same rows of control events, sorted.
 */
import { createRng, nextInt } from '../../src/base/prng.ts'
import type { Run } from '../../src/engine/index.ts'
import { randomRun } from './simulate.ts'

const STEPS_MAX = 2000

export interface SameWorld {
  readonly steps: number
  /** What differs first; null: nothing. */
  readonly fault: string | null
}

const isControl = (kind: string): boolean =>
  !/^(Record|Outputs|Buffer|Credit|Watermark|TimerFired)/.test(kind)

/** Rows of control events, in the order of events, as texts. */
const control = (run: Run, steps: ReadonlySet<number> | null): string[] =>
  run
    .rows(1, Math.min(run.step, STEPS_MAX))
    .filter(row => isControl(row.kind) && (steps === null || steps.has(row.step)))
    .map(({ step, time, kind, actor, peer, checkpoint, reason }) =>
      [step, time, kind, actor, peer, checkpoint, reason].join(' '),
    )

function mixture(seed: number, end: number): Run {
  const { run } = randomRun(seed)
  const rng = createRng(seed, 'mixture')
  while (run.step < end) {
    run.runFast(Math.min(end - 1, run.step + nextInt(rng, 300)))
    if (run.step >= end) break
    run.seek(Math.min(end, run.step + 1 + nextInt(rng, 60)))
  }
  run.seek(end)
  return run
}

export function sameWorld(seed: number): SameWorld {
  const stepped = randomRun(seed).run
  stepped.seek(STEPS_MAX)
  const { step: steps } = stepped
  const differs = (run: Run) => run.step !== steps || run.hash() !== stepped.hash()
  if (differs(mixture(seed, steps))) return { steps, fault: 'a mixture of both is another world' }
  if (!stepped.timeline.isOver) return { steps, fault: null }
  const fast = randomRun(seed).run
  fast.runFast(STEPS_MAX)
  if (differs(fast)) return { steps, fault: 'window by window it is another world' }
  const told = control(fast, null)
  const wanted = control(stepped, new Set(fast.rows(1, steps).map(row => row.step)))
  const at = told.findIndex((row, i) => row !== wanted[i])
  if (at < 0 && told.length === wanted.length) return { steps, fault: null }
  return {
    steps,
    fault: `window by window the trace has ${told[at] ?? 'no row more'}, not ${wanted[at] ?? 'one less'}`,
  }
}
