import { expect, it } from 'vitest'
import { NEXT_STOPS } from '../engine/api/next-stops.ts'
import { STOP_KINDS } from './stop-kinds.ts'

it('playing pauses where Next would stop', () => {
  const stops = Object.entries(NEXT_STOPS).map(([next, kinds]) => [next, [...kinds]])
  expect(STOP_KINDS).toEqual(Object.fromEntries(stops))
})
