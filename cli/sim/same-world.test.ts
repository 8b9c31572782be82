import { expect, test } from 'vitest'
import { sameWorld } from './same-world.ts'

const SEEDS = 30

test('a random pipeline is one world, whether it is run, stepped, or a mixture of both', () => {
  for (let seed = 70_001; seed < 70_001 + SEEDS; seed++) {
    const { steps, fault } = sameWorld(seed)
    expect(fault, `npm run sim -- --worlds 1 --from ${seed}`).toBeNull()
    expect(steps).toBeGreaterThan(0)
  }
}, 120_000)
