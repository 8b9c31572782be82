/** Whole runs on every backend: the same job, judged, walked back, killed, and compared with hashmap. */
import { describe, expect, it } from 'vitest'
import { createRng, nextInt } from '../base/prng.ts'
import type { Run } from '../engine/index.ts'
import { randomCommand, randomSpec, STEPS_MAX } from '../engine/trace/random-run.suite.ts'
import { openRun } from '../worker/open-run.ts'
import { backends } from './index.ts'
import { TINY } from './shared/tiny.suite.ts'

const OTHERS = backends.map(({ kind }) => kind).filter(kind => kind !== 'hashmap')
const SEEDS = [2001, 2002, 2003, 2004, 2005, 2006, 2007, 2008]

function runOn(backend: string, seed: number, config: Readonly<Record<string, string>> = {}): Run {
  const spec = randomSpec(seed)
  const run = openRun({
    ...spec,
    config: {
      ...spec.config,
      ...TINY,
      'state.backend.type': backend,
      'execution.checkpointing.incremental': 'true',
      ...config,
    },
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** With a few commands on the way, the same for the same seed. */
function live(run: Run, seed: number): Run {
  const rng = createRng(seed, 'commands')
  for (let i = nextInt(rng, 4); i > 0; i--) {
    run.seek(run.step + 50 + nextInt(rng, 400))
    randomCommand(run, rng)
  }
  if (!run.advanceToEnd(STEPS_MAX)) throw new Error(`seed ${seed}: expected an end`)
  return run
}

const EQUAL = { 'weir.state.cost-model': 'equal' }

/** What readers see, in the order in which they see it; and what is kept. */
function results(run: Run) {
  const sinks = run.scene.vertices.flatMap(({ sinks: own, parallelism }) =>
    own.flatMap(({ uid }) =>
      Array.from({ length: parallelism }, (_, i) => run.outputs(uid, i).map(r => r.value)),
    ),
  )
  const rows = run.world.actors.flatMap(actor =>
    actor.kind === 'task' && actor.runtime !== null
      ? actor.runtime.wiring
          .tables()
          .flatMap(table => [...table.rows].map(([row, { value }]) => [row, value]))
      : [],
  )
  return { sinks, rows: new Map(rows as [string, unknown][]) }
}

describe.each(OTHERS)('%s', backend => {
  it('with equal costs a run has the trace, the output and the rows that it has on hashmap', () => {
    for (const seed of SEEDS) {
      const own = live(runOn(backend, seed, EQUAL), seed)
      const other = live(runOn('hashmap', seed), seed)
      expect(own.rows(1, own.step), `seed ${seed}`).toEqual(other.rows(1, other.step))
      expect(results(own), `seed ${seed}`).toEqual(results(other))
    }
  })

  it('with costs of its own a job ends exact, with the same rows', () => {
    for (const seed of SEEDS) {
      const run = live(runOn(backend, seed), seed)
      const { state, committed } = run.verdict()
      expect([state.verdict, committed.verdict], `seed ${seed}`).not.toContain('wrong')
      expect(
        run.invariants().filter(({ holds }) => !holds),
        `seed ${seed}`,
      ).toEqual([])
      expect(results(run).rows, `seed ${seed}`).toEqual(results(live(runOn('hashmap', seed), seed)).rows)
    }
  })

  it('every step is reached exactly in both directions, and a fast run has the world of a stepped one', () => {
    for (const seed of SEEDS) {
      const run = live(runOn(backend, seed), seed)
      const rng = createRng(seed, 'probes')
      const probes = Array.from({ length: 8 }, () => nextInt(rng, run.step + 1))
      const hashes = new Map<number, string>()
      for (const step of probes.toSorted((a, b) => a - b)) {
        run.seek(step)
        hashes.set(step, run.hash())
      }
      for (const step of probes) {
        run.seek(step)
        expect(run.hash(), `seed ${seed} step ${step}`).toBe(hashes.get(step))
        expect(run.hashInFull(), `seed ${seed} step ${step} in full`).toBe(hashes.get(step))
      }
      expect(run.divergence).toBeNull()
      const fast = runOn(backend, seed)
      fast.runFast(STEPS_MAX)
      const stepped = runOn(backend, seed)
      stepped.advanceToEnd(STEPS_MAX)
      expect([fast.step, fast.hash()], `seed ${seed}`).toEqual([stepped.step, stepped.hash()])
    }
  })
})
