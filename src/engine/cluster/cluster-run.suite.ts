/** A small run on a cluster, for tests of what its processes do: two subtasks of each operator, a two-phase sink. */
import { expect } from 'vitest'
import { openRun } from '../../worker/open-run.ts'
import { brokenInvariants } from '../check/invariants.ts'
import type { Config } from '../api/spec.ts'
import type { Frame } from '../api/frame.ts'
import type { TraceKind } from '../api/trace.ts'
import type { Run } from '../trace/run.ts'

export const STEPS_MAX = 60_000
const LOOK = { stateRows: 0, queueItems: 0, stateFilter: null }

export function clusterRun(config: Config = {}, seed = 5): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: {
      'parallelism.default': '2',
      'execution.buffer-timeout.interval': '0 ms',
      'execution.checkpointing.interval': '40 ms',
      'restart-strategy.type': 'fixed-delay',
      'restart-strategy.fixed-delay.attempts': '100',
      'restart-strategy.fixed-delay.delay': '5 ms',
      'weir.task.record-cost': '1 ms',
      'weir.cluster.taskmanager-start-time': '30 ms',
      'weir.cluster.jobmanager-start-time': '30 ms',
      ...config,
    },
    workload: { limit: 40 },
    seed,
    epochMs: 0,
    commands: [],
  })
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

export const frameOf = (run: Run): Frame => run.frame(LOOK)

export function reasonsOf(run: Run, kind: TraceKind): (string | null)[] {
  return run.rows(0, run.step, new Set([kind])).map(row => row.reason)
}

export function checkHere(run: Run, what: string): void {
  expect(brokenInvariants(run.plan, run.world), what).toEqual([])
  const { state, committed } = run.verdict()
  expect([state.verdict, committed.verdict], what).toEqual(['exact', 'exact'])
}

/** To its end, with looks on the way. */
export function finishExactly(run: Run, what: string, status = 'FINISHED'): void {
  for (let look = 0; look < 25; look++) {
    run.seek(run.step + 17)
    checkHere(run, `${what}, look ${look}`)
  }
  expect(run.advanceToEnd(STEPS_MAX), what).toBe(true)
  expect(run.jobStatus(), what).toBe(status)
  checkHere(run, `${what}, end`)
}
