/** Whole runs on every backend: the same job, judged, walked back, killed, and compared with hashmap. */
import { describe, expect, it } from 'vitest'
import { createRng, nextInt } from '../base/prng.ts'
import type { VersionedMap } from '../base/versioned-map.ts'
import type { StateTable } from '../engine/api/state-backend.ts'
import type { Run } from '../engine/index.ts'
import { randomCommand, randomSpec, STEPS_MAX } from '../engine/trace/random-run.suite.ts'
import { changed, leavesOf } from '../engine/trace/leaves.suite.ts'
import { openRun } from '../worker/open-run.ts'
import { backends } from './index.ts'
import { TINY } from './shared/tiny.suite.ts'

const ALL = backends.map(({ kind }) => kind)
const OTHERS = ALL.filter(kind => kind !== 'hashmap')
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

/** What readers of committed records see of each sink, in no order: which subtask wrote when is the costs' to say. */
function committedOf(run: Run): Record<string, string[]> {
  const sinks = run.scene.vertices.flatMap(({ sinks: own, parallelism }) =>
    own.filter(({ transactional }) => transactional).map(({ uid }) => ({ uid, parallelism })),
  )
  const texts = ({ uid, parallelism }: { readonly uid: string; readonly parallelism: number }) =>
    Array.from({ length: parallelism }, (_, i) => run.outputs(uid, i)).flatMap(records =>
      records.filter(({ attempt }) => attempt === -1).map(({ value }) => JSON.stringify(value)),
    )
  return Object.fromEntries(sinks.map(sink => [sink.uid, texts(sink).sort()]))
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

  it('with costs of its own a job ends exact, with the same rows, committed output and verdicts', () => {
    for (const seed of SEEDS) {
      const run = live(runOn(backend, seed), seed)
      const { state, committed } = run.verdict()
      expect([state.verdict, committed.verdict], `seed ${seed}`).not.toContain('wrong')
      expect(
        run.invariants().filter(({ holds }) => !holds),
        `seed ${seed}`,
      ).toEqual([])
      const other = live(runOn('hashmap', seed), seed)
      expect(results(run).rows, `seed ${seed}`).toEqual(results(other).rows)
      expect(committedOf(run), `seed ${seed}`).toEqual(committedOf(other))
      const told = (verdict: ReturnType<Run['verdict']>) => [verdict.state.verdict, verdict.committed.verdict]
      expect(told(run.verdict()), `seed ${seed}`).toEqual(told(other.verdict()))
    }
  })
})

describe.each(ALL)('going back and branching on %s', backend => {
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

  it('a mixture of fast and stepped stretches, with steps back between them, comes out the same', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const whole = runOn(backend, seed)
      whole.advanceToEnd(STEPS_MAX)
      const run = runOn(backend, seed)
      const rng = createRng(seed, 'mixture')
      for (let i = 0; i < 12; i++) {
        run.runFast(run.step + nextInt(rng, 400))
        run.seek(run.step + nextInt(rng, 200))
        run.seek(nextInt(rng, run.step + 1))
      }
      run.advanceToEnd(STEPS_MAX)
      expect([run.step, run.hash()], `seed ${seed}`).toEqual([whole.step, whole.hash()])
    }
  })

  it('who acts in the past begins a branch, and the old future is there as it was', () => {
    for (const seed of SEEDS.slice(0, 4)) {
      const run = live(runOn(backend, seed), seed)
      const rng = createRng(seed, 'branches')
      const { branch, step: end } = run
      const future = run.hash()
      const at = 1 + nextInt(rng, end - 1)
      run.seek(at)
      const before = run.hash()
      const task = run.scene.actors.find(
        ({ kind, name }) => kind === 'task' && run.refusal('kill-task', name) === null,
      )
      if (task === undefined) continue
      expect(run.act('kill-task', task.name).forked, `seed ${seed}`).toBe(true)
      run.advanceToEnd(STEPS_MAX)
      expect(run.verdict().state.verdict, `seed ${seed}`).not.toBe('wrong')
      run.seek(at)
      expect(run.hash(), `seed ${seed} at the fork`).toBe(before)
      run.switchBranch(branch, end)
      expect([run.step, run.hash()], `seed ${seed} on the old line`).toEqual([end, future])
      expect(run.divergence).toBeNull()
    }
  })

  it('a step back in a long run replays no more than the keyframes lie apart', () => {
    const run = runOn(backend, 2001)
    run.advanceToEnd(STEPS_MAX)
    const end = run.step
    for (const step of [end - 1, end - 2, Math.floor(end / 2), 5]) {
      run.seek(step)
      expect(run.timeline.replayed).toBeLessThanOrEqual(2 * 256)
    }
  })

  it('all that a backend keeps in the world, and each of its rows, is part of the hash', () => {
    const run = runOn(backend, 2002)
    let checked = 0
    for (const step of [200, 500, 900]) {
      run.seek(step)
      const before = run.hash()
      for (const actor of run.world.actors) {
        if (actor.kind !== 'task' || actor.runtime === null) continue
        const leaves = leavesOf(actor.runtime.backends, 'backends', [])
        for (const leaf of leaves) {
          leaf.set(changed(leaf.value))
          expect(run.hash(), `${leaf.path} at step ${step}`).not.toBe(before)
          leaf.set(leaf.value)
        }
        expect(run.hash()).toBe(before)
        checked += leaves.length
        for (const table of actor.runtime.wiring.tables())
          for (const [row, { value }] of table.flushed?.rows ?? []) checkFlushed(run, table, row, value)
      }
    }
    expect(checked > 20 || backend === 'hashmap').toBe(true)
  })
})

/** A row as the database has it, which is no row of the task's own. */
function checkFlushed(run: Run, table: StateTable, row: string, value: unknown): void {
  const before = run.hash()
  const rows = table.flushed as unknown as VersionedMap
  run.world.clock.next()
  rows.set(row, 'another value', 0)
  expect(run.hash(), row).not.toBe(before)
  run.world.clock.next()
  rows.set(row, value, 0)
  expect(run.hash(), row).toBe(before)
}
