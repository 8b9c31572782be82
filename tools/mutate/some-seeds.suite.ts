/** The first of the random simulations that `npm test` runs. */
import { expect, test } from 'vitest'
import { simulate } from '../../cli/sim/simulate.ts'

const SEEDS = 20

test.each(Array.from({ length: SEEDS }, (_, i) => i + 1))('simulation of seed %i', seed => {
  expect(simulate(seed).fault).toBeNull()
})
