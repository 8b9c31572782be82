import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { pipelines } from '../../pipelines/index.ts'
import { openRun } from '../../worker/open-run.ts'
import { randomCommand, randomRun, STEPS_MAX } from '../trace/random-run.suite.ts'
import type { Run } from '../trace/run.ts'

/** What the tables hold, by operator, state and key. */
function stateOf(run: Run): Record<string, unknown> {
  const rows: [string, unknown][] = []
  for (const actor of run.world.actors) {
    if (actor.kind !== 'task' || actor.runtime === null) continue
    for (const table of actor.runtime.wiring.tables()) {
      for (const [key, row] of table.rows)
        rows.push([`${table.operatorUid} ${table.state} ${key}`, row.value])
    }
  }
  return Object.fromEntries(rows.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const committedCount = (run: Run): number =>
  run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).broker.committed

function finish(run: Run, what: string): void {
  expect(run.advanceToEnd(STEPS_MAX), what).toBe(true)
  expect(run.jobStatus(), what).toBe('FINISHED')
}

function small(): Run {
  const pipeline = pipelines.find(({ id }) => id === 'word-count')!
  const config = { ...pipeline.defaultConfig, 'restart-strategy.fixed-delay.attempts': '1000' }
  const spec = { pipeline: pipeline.id, config, workload: { limit: 24 }, seed: 5, epochMs: 0, commands: [] }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('a kill at any step ends with the same state and the same committed results', () => {
  const whole = small()
  finish(whole, 'no kill')
  const tasks = whole.scene.actors.filter(actor => actor.kind === 'task').map(actor => actor.name)
  const end = whole.step
  expect(end).toBeGreaterThan(350)
  for (let step = 1; step < end; step += 3) {
    const run = small()
    run.seek(step)
    const task = tasks[step % tasks.length]!
    if (run.refusal('kill-task', task) !== null) continue
    run.act('kill-task', task)
    finish(run, `kill of ${task} at step ${step}`)
    expect(stateOf(run), `kill of ${task} at step ${step}`).toEqual(stateOf(whole))
    expect(committedCount(run), `kill of ${task} at step ${step}`).toBe(committedCount(whole))
  }
})

test('several failures in random runs change nothing that is committed or kept', () => {
  for (let seed = 2000; seed < 2060; seed++) {
    const whole = randomRun(seed)
    finish(whole, `seed ${seed}`)
    const run = randomRun(seed)
    const rng = createRng(seed, 'failures')
    for (let i = 0; i < 4; i++) {
      run.seek(run.step + 20 + nextInt(rng, 300))
      randomCommand(run, rng)
    }
    finish(run, `seed ${seed} with failures`)
    expect(stateOf(run), `seed ${seed}`).toEqual(stateOf(whole))
    expect(committedCount(run), `seed ${seed}`).toBe(committedCount(whole))
  }
})
