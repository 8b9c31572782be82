import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { randomCommand, randomRun, STEPS_MAX } from './random-run.suite.ts'
import type { Run } from './run.ts'

const SEEDS = Array.from({ length: 40 }, (_, i) => 1000 + i)

/** Runs to the end with a few commands on the way. */
function lived(seed: number): Run {
  const run = randomRun(seed)
  const rng = createRng(seed, 'commands')
  for (let i = nextInt(rng, 4); i > 0; i--) {
    run.seek(run.step + 50 + nextInt(rng, 500))
    randomCommand(run, rng)
  }
  if (!run.advanceToEnd(STEPS_MAX)) throw new Error(`seed ${seed}: expected an end within ${STEPS_MAX} steps`)
  return run
}

/** The same commands, never looked back. */
function straight(run: Run): Run {
  const again = randomRun(run.state.spec.seed)
  for (const command of run.state.spec.commands) {
    again.seek(command.at)
    again.act(command.kind, command.target)
  }
  return again
}

test('every step is reached exactly, in both directions', () => {
  for (const seed of SEEDS) {
    const run = lived(seed)
    const reference = straight(run)
    reference.advanceToEnd(STEPS_MAX)
    const end = run.step
    expect(reference.step, `seed ${seed}`).toBe(end)
    const rng = createRng(seed, 'probes')
    const probes = Array.from({ length: 12 }, () => nextInt(rng, end + 1))
    const hashes = new Map<number, string>()
    for (const step of [...probes].sort((a, b) => a - b)) {
      reference.seek(step)
      hashes.set(step, reference.hash())
    }
    for (const step of probes) {
      run.seek(step)
      expect(run.hash(), `seed ${seed} step ${step}`).toBe(hashes.get(step))
      expect(run.hashInFull(), `seed ${seed} step ${step} in full`).toBe(hashes.get(step))
    }
    expect(run.divergence, `seed ${seed}`).toBeNull()
  }
})

test('n steps back and n steps forward is where one was', () => {
  for (const seed of SEEDS.slice(0, 15)) {
    const run = lived(seed)
    const rng = createRng(seed, 'walks')
    for (let i = 0; i < 8; i++) {
      run.seek(nextInt(rng, run.timeline.head + 1))
      const { step } = run
      const hash = run.hash()
      const back = nextInt(rng, Math.min(step, 40) + 1)
      for (let n = 0; n < back; n++) run.seek(run.step - 1)
      for (let n = 0; n < back; n++) run.seek(run.step + 1)
      expect([run.step, run.hash()], `seed ${seed}`).toEqual([step, hash])
    }
  }
})

test('a fast run and a stepped one have the same world and the same control rows', () => {
  for (const seed of SEEDS) {
    const stepped = randomRun(seed)
    stepped.advanceToEnd(STEPS_MAX)
    for (const reverse of [false, true]) {
      const fast = randomRun(seed)
      fast.timeline.reverseWindows = reverse
      fast.runFast(STEPS_MAX)
      expect([fast.step, fast.hash()], `seed ${seed}`).toEqual([stepped.step, stepped.hash()])
      const steps = new Set(fast.rows(1, fast.step).map(row => row.step))
      const of = (run: Run) =>
        run
          .rows(1, run.step)
          .filter(row => steps.has(row.step) && !RECORD.has(row.kind))
          .map(({ cause: _cause, ...row }) => row)
      expect(of(fast), `seed ${seed}`).toEqual(of(stepped))
    }
  }
})

const RECORD = new Set([
  'RecordRead',
  'RecordProcessed',
  'OutputsQueued',
  'BufferArrived',
  'CreditArrived',
  'BufferFlushed',
])

test('a mixture of fast and stepped stretches comes out the same', () => {
  for (const seed of SEEDS.slice(0, 20)) {
    const stepped = randomRun(seed)
    stepped.advanceToEnd(STEPS_MAX)
    const mixed = randomRun(seed)
    const rng = createRng(seed, 'mixture')
    for (let i = 0; i < 12; i++) {
      mixed.runFast(mixed.step + nextInt(rng, 400))
      mixed.seek(mixed.step + nextInt(rng, 200))
      mixed.seek(nextInt(rng, mixed.step + 1))
    }
    mixed.advanceToEnd(STEPS_MAX)
    expect([mixed.step, mixed.hash()], `seed ${seed}`).toEqual([stepped.step, stepped.hash()])
  }
})

test('a step back in a long run replays no more than the keyframes lie apart', () => {
  const run = randomRun(1003)
  run.advanceToEnd(STEPS_MAX)
  for (let i = 0; i < 300 && run.step > 0; i++) {
    run.seek(run.step - 1)
    expect(run.timeline.replayed).toBeLessThanOrEqual(2 * 256)
  }
})
