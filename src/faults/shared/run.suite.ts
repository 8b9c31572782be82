/** A run of word-count for tests of faults: struck at a moment, then left to end. */
import type { Config } from '../../engine/api/spec.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import type { Verdict } from '../../engine/api/verdict.ts'
import type { Run } from '../../engine/index.ts'
import { pipelines } from '../../pipelines/index.ts'
import { openRun } from '../../worker/open-run.ts'

export function wordCount(config: Config = {}): Run {
  const pipeline = pipelines.find(({ id }) => id === 'word-count')!
  const spec = {
    pipeline: pipeline.id,
    config: {
      ...pipeline.defaultConfig,
      'execution.checkpointing.tolerable-failed-checkpoints': '10',
      'weir.sim.jitter': '0 ms',
      ...config,
    },
    workload: {},
    seed: 7,
    epochMs: 0,
    commands: [],
  }
  const run = openRun(spec)
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

/** Goes on until a step of this kind, the first one behind the cursor that `is` takes. */
export function goTo(run: Run, kind: TraceKind, is: (row: TraceRow) => boolean = () => true): TraceRow {
  for (;;) {
    if (!run.seek(run.step + 1)) throw new Error(`expected a step ${kind}, got the end of the run`)
    const found = run.rows(run.step, run.step, new Set([kind])).find(is)
    if (found !== undefined) return found
  }
}

export const rowsOf = (run: Run, kind: TraceKind, from = 1): TraceRow[] =>
  run.rows(from, run.step, new Set([kind]))

export const actorOf = (run: Run, name: string): number =>
  run.scene.actors.find(actor => actor.name === name)!.index

/** To the end, and what the oracle says there: `state`, `committed`. */
export function endOf(
  run: Run,
  { lossy = false } = {},
): { readonly status: string; readonly verdict: Verdict } {
  if (!run.advanceToEnd(100_000)) throw new Error(`expected an end, got step ${run.step}`)
  const broken = run.invariants().filter(invariant => !invariant.holds)
  if (broken.length > 0 && !lossy)
    throw new Error(`invariant ${broken.map(({ id }) => id).join(', ')} is broken`)
  return { status: run.jobStatus(), verdict: run.verdict() }
}

export const EXACT = {
  status: 'FINISHED',
  verdict: { state: { verdict: 'exact', lost: 0, duplicated: 0 }, committed: { verdict: 'exact' } },
} as const

/** Back to where it was struck and forward again: the same world. */
export function sameAgain(run: Run): boolean {
  const { step } = run
  const hash = run.hash()
  run.seek(Math.floor(step / 3))
  run.seek(step)
  return run.hash() === hash && run.hashInFull() === hash
}
