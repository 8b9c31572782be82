import { expect, test } from 'vitest'
import { jobForTests, rowsOf, seekRow } from '../../src/engine/checkpoint/job-for-tests.suite.ts'
import { STEPS_EXPIRED_MAX, STEPS_MAX, stepsMaxOf, whyCheckpointsNeverEnd } from './endless-checkpoints.ts'
import { simulate } from './simulate.ts'

const SHORT = {
  'execution.checkpointing.interval': '20 ms',
  'execution.checkpointing.timeout': '10 ms',
  'weir.storage.latency': '60 ms',
}

test('checkpoints that expire one after the other give a run more steps, and are why it does not end', () => {
  const run = jobForTests({ config: SHORT })
  expect(stepsMaxOf(run)).toBe(STEPS_MAX)
  for (const reason of [null, null, 'every checkpoint expires']) {
    seekRow(run, 'CheckpointAborted', 'CHECKPOINT_EXPIRED')
    expect(stepsMaxOf(run)).toBe(STEPS_EXPIRED_MAX)
    expect(whyCheckpointsNeverEnd(run, 3)).toBe(reason)
  }
})

test('those that complete or end otherwise excuse nothing', () => {
  const run = jobForTests({ config: { 'execution.checkpointing.interval': '20 ms' } })
  for (let count = 0; count < 3; count++) seekRow(run, 'CheckpointCompleted')
  for (let count = 0; count < 3; count++) {
    run.act('fail-async', 'count-0')
    seekRow(run, 'CheckpointAborted')
  }
  expect(rowsOf(run, 'CheckpointAborted').map(({ reason }) => reason)).toContain('CHECKPOINT_ASYNC_EXCEPTION')
  expect(whyCheckpointsNeverEnd(run, 3)).toBeNull()
  expect(stepsMaxOf(run)).toBe(STEPS_MAX)
})

test('a job that is busy for longer than a checkpoint may take goes on until that is seen', () => {
  const { fault, run, traits } = simulate(520_056)
  expect(fault).toBeNull()
  expect([...traits]).toContain('no end, since every checkpoint expires')
  expect(run.step).toBeGreaterThan(STEPS_MAX)
}, 120_000)
