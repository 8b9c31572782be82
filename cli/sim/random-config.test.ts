import { expect, test } from 'vitest'
import { simulate } from './simulate.ts'

test('where no checkpoints are drawn and a fault is aimed at some, the one that loses its trigger expires while there is time', () => {
  const { fault, run, traits } = simulate(301_920)
  expect([...traits]).toEqual(
    expect.arrayContaining(['checkpointing off', 'a message that is lost', 'reason CHECKPOINT_EXPIRED']),
  )
  expect(fault).toBeNull()
  expect(run.jobStatus()).toBe('FINISHED')
})
