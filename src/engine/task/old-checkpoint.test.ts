/** What a task does with the barriers of a checkpoint that it will not take. */
import { expect, test } from 'vitest'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'
import { rememberAborted } from '../checkpoint/aborted-checkpoints.ts'
import type { TaskActor } from '../kernel/world.ts'

/** Behind the sources, which have begun the first checkpoint. */
function awaiting(): { readonly run: Run; readonly task: TaskActor } {
  const run = jobForTests()
  seekRow(run, 'CheckpointTriggered')
  const index = run.plan.tasks.find(({ inputs }) => inputs.length > 1)!.actor
  return { run, task: taskOf(run.world, index) }
}

/** Until the last barrier has been taken; then what the task and its channels are at. */
function afterAlignment(run: Run, task: TaskActor) {
  seekRow(run, 'AlignmentCompleted')
  const { snapshot, alignment, heldResumes } = task
  const blocked = task.inputs.map(input => input.blocked)
  return { snapshot: snapshot?.checkpoint ?? null, alignment, held: heldResumes.length, blocked }
}

test('the barriers of a checkpoint that is taken let their channels go behind the synchronous part', () => {
  const { run, task } = awaiting()
  expect(afterAlignment(run, task)).toMatchObject({ snapshot: 1, alignment: null, held: 2 })
  seekRow(run, 'SyncSnapshotCompleted')
  while (task.snapshot !== null) run.seek(run.step + 1)
  expect([task.heldResumes, task.inputs.map(input => input.blocked)]).toEqual([[], [0, 0]])
})

test('those of a checkpoint that is old let their channels go at once', () => {
  const { run, task } = awaiting()
  task.lastCheckpointId = 7
  expect(afterAlignment(run, task)).toEqual({ snapshot: null, alignment: null, held: 0, blocked: [0, 0] })
  expect(task.lastCheckpointId).toBe(7)
})

test('those of one that was aborted before they came do so too, and the task behind hears that there is none', () => {
  const { run, task } = awaiting()
  task.aborted = rememberAborted(task.aborted, 1, 1)
  expect(afterAlignment(run, task)).toEqual({ snapshot: null, alignment: null, held: 0, blocked: [0, 0] })
  expect(task.lastCheckpointId).toBe(1)
  expect(task.aborted.ids).toEqual([])
  const sent = run.world.actors.flatMap(({ inbox }) => inbox.items.map(({ body }) => body))
  const cancels = sent.filter(
    body => body.type === 'item' && 'type' in body.item && body.item.type === 'cancel-barrier',
  )
  expect(cancels).toHaveLength(task.outputs.length)
})
