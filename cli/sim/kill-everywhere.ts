/** One run, killed at every step: each time it must end as the undisturbed run does, judged right all the way. */
import type { RunSpec } from '../../src/engine/api/spec.ts'
import type { Run } from '../../src/engine/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { openRun } from '../../src/worker/open-run.ts'

const STEPS_MAX = 20_000

export interface KillReport {
  readonly steps: number
  readonly kills: number
  readonly faults: readonly string[]
}

function fresh(pipeline: string, limit: number): Run {
  const found = pipelines.find(({ id }) => id === pipeline)!
  const config = { ...found.defaultConfig, 'restart-strategy.fixed-delay.attempts': '1000' }
  const spec: RunSpec = { pipeline, config, workload: { limit }, seed: 7, epochMs: 0, commands: [] }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** A kill of each living task at every `stride`-th step, in turn. */
export function killEverywhere(pipeline: string, limit: number, stride: number, first = 1): KillReport {
  const whole = fresh(pipeline, limit)
  whole.advanceToEnd(STEPS_MAX)
  const tasks = whole.scene.actors.filter(actor => actor.kind === 'task').map(actor => actor.name)
  const faults: string[] = []
  let kills = 0
  for (let step = first; step < whole.step; step += stride) {
    const run = fresh(pipeline, limit)
    run.seek(step)
    const task = tasks[(step * 7) % tasks.length]!
    if (run.refusal('kill-task', task) !== null) continue
    kills += 1
    run.act('kill-task', task)
    const fault = faultOf(run, whole)
    if (fault !== null) faults.push(`kill of ${task} at step ${step}: ${fault}`)
  }
  return { steps: whole.step, kills, faults }
}

function faultOf(run: Run, whole: Run): string | null {
  while (run.seek(run.step + 40)) {
    const { state, committed } = run.verdict()
    if (state.verdict !== 'exact' || committed.verdict !== 'exact')
      return `at step ${run.step} ${JSON.stringify({ state, committed })}`
    if (run.step > STEPS_MAX) return 'no end'
  }
  if (run.jobStatus() !== 'FINISHED') return `ends ${run.jobStatus()}`
  const { state, committed, plain, sums } = run.verdict()
  if (state.verdict !== 'exact' || committed.verdict !== 'exact' || plain.lost > 0)
    return JSON.stringify({ state, committed, plain })
  const expected = whole.verdict().sums
  return sums.counted === expected.counted && sums.committed === expected.committed
    ? null
    : JSON.stringify(sums)
}
