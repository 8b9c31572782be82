import { expect, test } from 'vitest'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import { taskOf } from '../check/view.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import type { Run } from '../trace/run.ts'
import { onTaskMessage } from './on-message.ts'

const SOURCE = 1

/** Mail out of the blue. */
const toTask = (run: Run, index: number, mail: TaskMail): void =>
  onTaskMessage(run.timeline.sim, taskOf(run.world, index), run.plan.task(index), mail)

const abort = (checkpoint: number): TaskMail => ({
  type: 'abort',
  attempt: 0,
  checkpoint,
  latestCompleted: 0,
})

/** What a task takes from here on: checkpoints of its mail, and records. */
function taken(run: Run, index: number, from: number): (number | 'record')[] {
  const kinds = new Set(['RecordRead', 'RecordProcessed', 'NotifyAbortReceived', 'BarrierPrepared'] as const)
  const rows = run.rows(from + 1, run.step, kinds).filter(row => row.actor === index)
  return rows.map(row => (row.kind.startsWith('Record') ? 'record' : row.checkpoint))
}

/** Until the task has taken so much. */
function seekTaken(run: Run, index: number, from: number, count: number): (number | 'record')[] {
  while (taken(run, index, from).length < count) if (!run.seek(run.step + 1)) break
  return taken(run, index, from)
}

test('records go on where checkpoints come faster than the synchronous part takes', () => {
  const run = jobForTests({
    config: {
      'execution.checkpointing.interval': '10 ms',
      'execution.checkpointing.max-concurrent-checkpoints': '6',
      'weir.snapshot.sync-duration': '25 ms',
    },
  })
  while (run.world.now < 800_000) run.seek(run.step + 1)
  // Thirty synchronous parts, and behind each batch of them a record.
  expect(taskOf(run.world, SOURCE).processed).toBeGreaterThan(5)
  run.runFast(run.step + 10_000)
  expect(run.jobStatus()).toBe('FINISHED')
})

test('the mail that is there, then one record, then the mail that has come since', () => {
  const run = jobForTests()
  seekRow(run, 'RecordRead')
  const from = run.step
  expect(taskOf(run.world, SOURCE).cpu).toBe('done')
  for (const checkpoint of [101, 102]) toTask(run, SOURCE, abort(checkpoint))
  expect(seekTaken(run, SOURCE, from, 1)).toEqual([101])
  for (const checkpoint of [103, 104]) toTask(run, SOURCE, abort(checkpoint))
  expect(seekTaken(run, SOURCE, from, 6)).toEqual([101, 102, 'record', 103, 104, 'record'])
})

test('a thread without input takes mail as it comes, and the record that comes first', () => {
  const run = jobForTests()
  seekRow(run, 'RecordRead')
  const index = run.plan.tasks.find(task => task.inputs.length > 0)!.actor
  const task = taskOf(run.world, index)
  while (task.life !== 'RUNNING' || task.cpu !== 'none') run.seek(run.step + 1)
  const from = run.step
  toTask(run, index, abort(101))
  expect(seekTaken(run, index, from, 1)).toEqual([101])
  toTask(run, index, abort(102))
  expect(seekTaken(run, index, from, 2)).toEqual([101, 102])
  while (task.inputs.every(input => input.queue.length === 0)) run.seek(run.step + 1)
  toTask(run, index, abort(103))
  expect(seekTaken(run, index, from, 4)).toEqual([101, 102, 'record', 103])
})

test('the trigger of an unaligned checkpoint goes before other mail, and takes it along', () => {
  const run = jobForTests({ config: { 'execution.checkpointing.unaligned.enabled': 'true' } })
  seekRow(run, 'RecordRead')
  const from = run.step
  toTask(run, SOURCE, abort(201))
  expect(seekTaken(run, SOURCE, from, 1)).toEqual([201])
  for (const checkpoint of [202, 203]) toTask(run, SOURCE, abort(checkpoint))
  toTask(run, SOURCE, {
    type: 'trigger',
    attempt: 0,
    checkpoint: 204,
    triggeredAt: run.world.now,
    options: { snapshot: CHECKPOINT, kind: 'unaligned' },
  })
  expect(seekTaken(run, SOURCE, from, 5)).toEqual([201, 204, 202, 203, 'record'])
})
