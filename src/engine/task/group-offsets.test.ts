import { expect, test } from 'vitest'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'

const FIRST = 1

function sourceOf(run: Run) {
  const frame = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null })
  const { source } = frame.tasks.find(({ actor }) => actor === FIRST)!
  const { offset, resumesAt, groupOffset } = source!.splits[0]!
  return { offset, resumesAt, groupOffset, resumesFrom: source!.resumesFrom }
}

/** Until the first source hears of a completed checkpoint. */
function untilTold(run: Run): void {
  while (seekRow(run, 'NotifyCompleteReceived').actor !== FIRST) continue
}

test('the broker is told the offset of a checkpoint when the source hears that it is complete', () => {
  const run = jobForTests()
  run.seek(30)
  expect(sourceOf(run)).toMatchObject({ resumesAt: 0, groupOffset: -1, resumesFrom: 0 })
  run.act('trigger-checkpoint')
  seekRow(run, 'CheckpointCompleted')
  const complete = sourceOf(run)
  expect(complete.resumesFrom).toBe(1)
  expect(complete.resumesAt).toBeGreaterThan(0)
  expect(complete.groupOffset).toBe(-1)
  untilTold(run)
  expect(sourceOf(run)).toMatchObject({ resumesAt: complete.resumesAt, groupOffset: complete.resumesAt })
  expect(sourceOf(run).offset).toBeGreaterThan(complete.resumesAt)
})

test('a restart reads on from the checkpoint, whatever the broker was told', () => {
  const run = jobForTests()
  run.act('trigger-checkpoint')
  untilTold(run)
  const { groupOffset } = sourceOf(run)
  run.act('fail-before-notify', 'first-0')
  run.act('trigger-checkpoint')
  seekRow(run, 'CheckpointCompleted')
  const { resumesAt } = sourceOf(run)
  expect(resumesAt).toBeGreaterThan(groupOffset)
  while (seekRow(run, 'StateRestored').actor !== FIRST) continue
  expect(sourceOf(run)).toMatchObject({ offset: resumesAt, groupOffset })
})
