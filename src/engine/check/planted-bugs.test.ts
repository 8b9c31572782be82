import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { buildPipeline } from '../../pipelines/build.ts'
import { registry } from '../../worker/registry.ts'
import type { LegVerdict } from '../api/verdict.ts'
import { createRun, type PlantedBug } from '../index.ts'
import { randomCommand, randomSpec } from '../trace/random-run.suite.ts'
import type { Run } from '../trace/run.ts'

const SEEDS_MAX = 200
const RED: readonly LegVerdict['verdict'][] = ['lost', 'duplicated', 'wrong']

function runWith(seed: number, planted: PlantedBug | null): Run {
  const spec = randomSpec(seed)
  const graph = buildPipeline(spec)
  if (!graph.ok) throw new Error(graph.error.message)
  const run = createRun(spec, { graph: graph.value }, registry, planted === null ? {} : { planted })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** The state and committed legs that are red. A plain sink may repeat after a failure. */
function redLegs(run: Run): LegVerdict[] {
  const { state, committed } = run.verdict()
  return [state, committed].filter(leg => RED.includes(leg.verdict))
}

/** Runs with commands at random moments and looks often; stops at the first red verdict. */
function search(run: Run, seed: number): LegVerdict | undefined {
  const rng = createRng(seed, 'search')
  for (let i = 0; i < 4; i++) {
    run.seek(run.step + 60 + nextInt(rng, 300))
    randomCommand(run, rng)
    for (let k = 0; k < 6; k++) {
      run.seek(run.step + 25)
      const red = redLegs(run)[0]
      if (red !== undefined) return red
    }
  }
  run.seek(run.step + 6000)
  return redLegs(run)[0]
}

test.each<PlantedBug>([
  'no-blocking',
  'ack-before-sync',
  'commit-on-ack',
  'restore-offset-minus-one',
  'lost-notify',
  'overtaken-not-persisted',
  'persisted-twice',
])('the planted bug %s turns a verdict red and a record is named', planted => {
  let red: LegVerdict | undefined
  for (let seed = 1; seed <= SEEDS_MAX && red === undefined; seed++)
    red = search(runWith(seed, planted), seed)
  expect(red?.examples.length).toBeGreaterThan(0)
  expect(red!.lost + red!.duplicated + red!.examples.length).toBeGreaterThan(0)
  expect(red!.examples[0]!.record).not.toBe('')
})

test('without a planted bug no verdict is ever red, whatever fails', () => {
  for (let seed = 1; seed <= 60; seed++) {
    expect(search(runWith(seed, null), seed), `seed ${seed}`).toBeUndefined()
  }
})
