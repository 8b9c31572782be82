import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../src/base/prng.ts'
import type { Run } from '../../src/engine/index.ts'
import { randomRun } from './simulate.ts'

const SEEDS = 30
const STEPS_MAX = 2000

const isControl = (kind: string): boolean =>
  !/^(Record|Outputs|Buffer|Credit|Watermark|TimerFired)/.test(kind)

/** Rows of control events, in the order of events. */
const control = (run: Run) =>
  run
    .rows(1, Math.min(run.step, STEPS_MAX))
    .filter(row => isControl(row.kind))
    .map(({ step, time, kind, actor, peer, checkpoint, reason }) => [
      step,
      time,
      kind,
      actor,
      peer,
      checkpoint,
      reason,
    ])

test('a random pipeline is one world, whether it is run, stepped, or a mixture of both', () => {
  for (let seed = 70_001; seed < 70_001 + SEEDS; seed++) {
    const stepped = randomRun(seed).run
    stepped.seek(STEPS_MAX)
    const end = stepped.step
    const mixed = randomRun(seed).run
    const rng = createRng(seed, 'mixture')
    while (mixed.step < end) {
      mixed.runFast(Math.min(end - 1, mixed.step + nextInt(rng, 300)))
      if (mixed.step >= end) break
      mixed.seek(Math.min(end, mixed.step + 1 + nextInt(rng, 60)))
    }
    mixed.seek(end)
    expect([mixed.step, mixed.hash()], `seed ${seed}`).toEqual([end, stepped.hash()])
    if (!stepped.timeline.isOver) continue
    const fast = randomRun(seed).run
    fast.runFast(STEPS_MAX)
    expect([fast.step, fast.hash()], `seed ${seed}`).toEqual([end, stepped.hash()])
    const steps = new Set(fast.rows(1, end).map(row => row.step))
    expect(control(fast), `seed ${seed}`).toEqual(
      control(stepped).filter(([step]) => steps.has(step as number)),
    )
  }
}, 120_000)
