import { expect, test } from 'vitest'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'

function newestOf(run: Run) {
  const { coordinator } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  const { counted, reason } = coordinator.checkpoints[0]!
  return { counted, reason, consecutive: coordinator.failures.consecutive }
}

const SHORT = { config: { 'execution.checkpointing.timeout': '10 ms' } }

test('a checkpoint that expires counts against those that are tolerated', () => {
  const run = jobForTests(SHORT)
  run.act('trigger-checkpoint')
  seekRow(run, 'CheckpointTriggered')
  expect(newestOf(run)).toEqual({ counted: null, reason: null, consecutive: 0 })
  seekRow(run, 'CheckpointAborted')
  expect(newestOf(run)).toEqual({ counted: true, reason: 'CHECKPOINT_EXPIRED', consecutive: 1 })
})

test('one that is given up for a failed task does not count', () => {
  const run = jobForTests()
  run.act('trigger-checkpoint')
  seekRow(run, 'CheckpointTriggered')
  run.act('kill-task', 'count-0')
  seekRow(run, 'CheckpointAborted')
  expect(newestOf(run)).toMatchObject({ counted: false, consecutive: 0 })
})

test('of a savepoint nothing is said: it depends on where it failed', () => {
  const run = jobForTests(SHORT)
  // The first checkpoint has expired by then.
  seekRow(run, 'CheckpointAborted')
  run.act('trigger-savepoint')
  seekRow(run, 'CheckpointAborted')
  expect(newestOf(run)).toMatchObject({ counted: null, reason: 'CHECKPOINT_EXPIRED' })
})
