import { expect, test } from 'vitest'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import { entryBytes } from '../network/buffer.ts'

for (const [mode, first] of [
  ['EXACTLY_ONCE', 'ChannelBlocked'],
  ['AT_LEAST_ONCE', 'BarrierCounted'],
] as const) {
  test(`${mode}: what is processed between the first and the last barrier is measured`, () => {
    const run = jobForTests({
      config: { 'execution.checkpointing.mode': mode, 'execution.checkpointing.min-pause': '12 ms' },
    })
    seekRow(run, 'RecordRead')
    run.act('slow-task', 'second-0', { factor: 9 })
    const begun = seekRow(run, first)
    const from = run.step
    const index = begun.actor
    const task = taskOf(run.world, index)
    expect(task.alignment).toMatchObject({ checkpoint: 1, startedAt: begun.time, processed: 0 })
    const done = seekRow(run, 'AlignmentCompleted')
    const rows = run.rows(from + 1, run.step, new Set(['RecordProcessed'] as const))
    const count = rows.filter(row => row.actor === index).length
    expect(count).toBeGreaterThan(0)
    expect(task.snapshot).toMatchObject({
      processed: count * entryBytes('a'),
      alignment: done.time - begun.time,
      startDelay: begun.time - task.snapshot!.triggeredAt,
    })
  })
}

test('barriers of another checkpoint begin another alignment', () => {
  const run = jobForTests({ config: { 'execution.checkpointing.interval': '15 ms' } })
  const starts = [1, 2].map(() => {
    const { time, actor } = seekRow(run, 'ChannelBlocked')
    const { startedAt, processed } = taskOf(run.world, actor).alignment!
    seekRow(run, 'AlignmentCompleted')
    return [startedAt - time, processed]
  })
  expect(starts).toEqual([
    [0, 0],
    [0, 0],
  ])
})
