import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

/** Runs in which the simulation found a fault of the engine. Each must be seen to the end, whatever was mended since. */
const FOUND: readonly (readonly [seed: number, what: string])[] = [
  [4115, 'a vertex that had finished took timers again when a job began from its snapshot'],
  [301_062, 'the late barrier of an older checkpoint opened a channel again for one that had overtaken it'],
  [400_075, 'an attempt that ended late threw away the credits for the next one'],
  [521_333, 'a dead leader deployed a task that then ran for nobody'],
  [600_291, 'an evictor took all records at the end of time'],
]

test.each(FOUND)('seed %i: %s', seed => {
  expect(simulate(seed).fault).toBeNull()
})
