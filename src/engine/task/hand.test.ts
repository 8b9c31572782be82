import { expect, test } from 'vitest'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'

test('a record is in hand from when it is taken until its outputs are queued, and is not held any longer', () => {
  const run = jobForTests()
  const { actor } = seekRow(run, 'RecordRead')
  const task = taskOf(run.world, actor)
  expect(task).toMatchObject({ cpu: 'done', processed: 1 })
  expect(task.hand).toMatchObject({ busy: true, value: 'a', partition: 0, offset: 0 })
  while (seekRow(run, 'OutputsQueued').actor !== actor) continue
  expect(task.hand).toMatchObject({ busy: false, value: null })
  while (seekRow(run, 'RecordRead').actor !== actor) continue
  expect(task.hand).toMatchObject({ busy: true, value: 'b', offset: 1 })
  expect(task.processed).toBe(2)
})
