import { expect, test } from 'vitest'
import { aimOf } from './aimed.ts'
import { killEverywhere } from './kill-everywhere.ts'
import { simulate } from './simulate.ts'
import { SITUATION_NAMES } from './situations.ts'

const SEEDS = 200
/** Situations that so few runs may miss; failures of checkpoints are listed by longer ones. */
const NEVER_MAX = 10

test('random pipelines under random failures keep every promise', () => {
  const reached = new Set<string>()
  for (let seed = 1; seed <= SEEDS; seed++) {
    const { fault, traits } = simulate(seed)
    expect(fault, `npm run sim -- --seed ${seed}`).toBeNull()
    for (const trait of traits) reached.add(trait)
  }
  const never = SITUATION_NAMES.filter(name => !reached.has(name) && !name.startsWith('reason '))
  expect(never.length, `never reached: ${never.join(', ')}`).toBeLessThanOrEqual(NEVER_MAX)
}, 240_000)

test.each(['word-count', 'flights'])('%s, killed at every seventh step, ends right each time', pipeline => {
  const { kills, faults } = killEverywhere(pipeline, 24, 7, 3)
  expect(faults).toEqual([])
  expect(kills).toBeGreaterThan(50)
})

test('a fault that is aimed is there when its moment comes', () => {
  const reached = new Set<string>()
  for (let seed = 1; !reached.has('reason FINALIZE_CHECKPOINT_FAILURE') && seed < 2000; seed++)
    if (aimOf(seed)?.strikes.some(({ kind }) => kind === 'fail-storage'))
      for (const trait of simulate(seed).traits) reached.add(trait)
  expect([...reached]).toContain('reason FINALIZE_CHECKPOINT_FAILURE')
}, 60_000)

test('a snapshot of which another parallelism puts finished operators into a chain with running ones is not gone on with', () => {
  const { fault, run, traits } = simulate(10_649)
  expect(fault).toBeNull()
  expect(run.completedCheckpoints().some(({ fullyFinished }) => fullyFinished.length > 0)).toBe(true)
  expect([...traits]).toContain('a rescale that is refused')
})
