import { describe, expect, test } from 'vitest'
import type { Run } from '../index.ts'
import type { TaskActor } from '../kernel/world.ts'
import { onTaskMessage } from '../task/on-message.ts'
import type { SubtaskAck } from './coordinator-state.ts'
import {
  coordinatorOf,
  jobForTests,
  jobManagerOf,
  rowsOf,
  seekRow,
  tellJobManager,
} from './job-for-tests.suite.ts'

/** Without acks for a while: storage answers late. */
const SLOW_STORAGE = { 'weir.storage.latency': '40 ms' }
const EXPIRING = { ...SLOW_STORAGE, 'execution.checkpointing.timeout': '30 ms' }

const METRICS = {
  startDelay: 0,
  alignment: 0,
  sync: 0,
  async: 0,
  bytes: 0,
  processed: 0,
  persisted: 0,
  unaligned: false,
}

function ackOf(task: number, checkpoint: number, attempt = 0) {
  const state = { parts: { lists: [], endOfData: false } } as unknown as SubtaskAck['state']
  return { type: 'ack', task, attempt, checkpoint, metrics: METRICS, state } as const
}

describe('expiry and acks', () => {
  test('F073: a checkpoint that is not complete in time is given up, its tasks are told, and it counts', () => {
    const run = jobForTests({ config: EXPIRING })
    const { checkpoint, amount } = seekRow(run, 'CheckpointAborted', 'CHECKPOINT_EXPIRED')
    expect(amount).toBeLessThan(run.plan.tasks.length)
    expect(coordinatorOf(run).expired).toEqual([checkpoint])
    expect(coordinatorOf(run).failures).toMatchObject({ consecutive: 1, counted: [checkpoint] })
    const told = run.plan.tasks.filter(({ actor }) =>
      run.world.actors[actor]!.inbox.items.some(({ body }) => body.type === 'abort'),
    )
    expect(told).toHaveLength(run.plan.tasks.length)
  })

  test('only the last sixteen checkpoints that were given up are known as such', () => {
    const config = {
      ...EXPIRING,
      'execution.checkpointing.interval': '31 ms',
      'weir.task.record-cost': '20 ms',
    }
    const run = jobForTests({ config })
    while (coordinatorOf(run).nextId < 20 && run.seek(run.step + 1)) continue
    const { expired, nextId } = coordinatorOf(run)
    expect(expired).toHaveLength(16)
    expect(expired.at(-1)).toBeLessThan(nextId)
  })

  test('F074: an ack for an expired checkpoint is late, and completes nothing', () => {
    const run = jobForTests({ config: EXPIRING })
    const { checkpoint } = seekRow(run, 'CheckpointAborted', 'CHECKPOINT_EXPIRED')
    expect(tellJobManager(run, ackOf(1, checkpoint))).toMatchObject([
      { kind: 'MessageIgnored', reason: 'ack' },
    ])
    expect(coordinatorOf(run).completed).toEqual([])
    expect(tellJobManager(run, ackOf(1, 77))).toMatchObject([{ reason: 'ack unknown checkpoint' }])
  })

  test('F075: a second ack of a task changes nothing', () => {
    const run = jobForTests({ config: SLOW_STORAGE })
    const { checkpoint, peer } = seekRow(run, 'AckReceived')
    const told = tellJobManager(run, ackOf(peer, checkpoint))
    expect(told).toMatchObject([{ kind: 'MessageIgnored', reason: 'ack DUPLICATE', peer }])
    expect(coordinatorOf(run).pending[0]?.acks).toHaveLength(1)
  })

  test('F076: an ack of an attempt that is unknown is refused, and the checkpoint stays pending', () => {
    const run = jobForTests({ config: SLOW_STORAGE })
    const { checkpoint } = seekRow(run, 'CheckpointTriggered')
    expect(tellJobManager(run, ackOf(1, checkpoint, 9))).toMatchObject([{ reason: 'ack UNKNOWN' }])
    expect(coordinatorOf(run).pending[0]?.acks).toEqual([])
  })
})

describe('what fails before its flight', () => {
  test('F081 and F166: while a task restores, a request uses up no id, and the statistics count it', () => {
    const run = jobForTests()
    seekRow(run, 'CheckpointCompleted')
    run.act('kill-task', 'count-0')
    seekRow(run, 'TaskDeployed')
    const { nextId, counts } = coordinatorOf(run)
    const before = { ...counts }
    run.act('trigger-checkpoint')
    expect(run.rows(run.step, run.step)).toContainEqual(
      expect.objectContaining({ kind: 'CheckpointAborted', reason: 'NOT_ALL_REQUIRED_TASKS_RUNNING' }),
    )
    const after = coordinatorOf(run)
    expect(after.nextId).toBe(nextId)
    expect(after.counts).toEqual({ ...before, triggered: before.triggered + 1, failed: before.failed + 1 })
    expect(after.failures.consecutive).toBe(0)
    expect(after.pending).toEqual([])
  })

  test('F072: periodic triggering begins after the minimum pause, and so again after a restart', () => {
    const run = jobForTests({ config: { 'execution.checkpointing.min-pause': '17 ms' } })
    const wait = () => {
      const started = Array.from({ length: run.plan.tasks.length }, () =>
        seekRow(run, 'ExecutionStateChanged', 'RUNNING'),
      ).at(-1)!
      return seekRow(run, 'CheckpointTriggered').time - started.time
    }
    expect(wait()).toBe(17_000)
    run.act('kill-task', 'count-0')
    expect(wait()).toBe(17_000)
  })
})

test('while not all tasks run nothing is scheduled, asked for or pending', () => {
  const run = jobForTests({ config: { ...SLOW_STORAGE, 'execution.checkpointing.min-pause': '1 s' } })
  seekRow(run, 'CheckpointTriggered')
  run.act('trigger-checkpoint')
  const { timer } = coordinatorOf(run)
  expect(coordinatorOf(run).nextTriggerAt).toBeGreaterThan(run.world.now)
  expect([coordinatorOf(run).queue.length, coordinatorOf(run).pending.length]).toEqual([1, 1])
  run.act('kill-task', 'count-0')
  seekRow(run, 'FailureNoticed')
  expect(coordinatorOf(run)).toMatchObject({
    scheduling: false,
    nextTriggerAt: -1,
    queue: [],
    pending: [],
    stopping: 'no',
    counts: { failed: 1 },
  })
  const old = { type: 'checkpoint-timer', timer } as const
  expect(tellJobManager(run, old)).toMatchObject([{ kind: 'Housekeeping', reason: 'old timer' }])
})

describe('failures at the JobManager', () => {
  test('a checkpoint whose trigger fails is given up with its reason, and the next one is fine', () => {
    const run = jobForTests()
    while (coordinatorOf(run).nextTriggerAt < 0) run.seek(run.step + 1)
    coordinatorOf(run).triggerFault = 'IO_EXCEPTION'
    const { checkpoint, amount } = seekRow(run, 'CheckpointAborted', 'IO_EXCEPTION')
    expect([checkpoint, amount]).toEqual([1, 0])
    run.act('trigger-checkpoint')
    expect(seekRow(run, 'CheckpointCompleted').checkpoint).toBe(2)
  })

  test('metadata that cannot be written is a failure that counts, and fails the job with its reason', () => {
    const run = jobForTests({ config: { 'execution.checkpointing.tolerable-failed-checkpoints': '0' } })
    while (coordinatorOf(run).pending[0]?.finalizing !== true) run.seek(run.step + 1)
    const told = tellJobManager(run, { type: 'metadata-failed', checkpoint: 1 })
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'CheckpointAborted', reason: 'FINALIZE_CHECKPOINT_FAILURE' }),
    )
    expect(jobManagerOf(run).status).toBe('RESTARTING')
    expect(jobManagerOf(run).errorText).toContain('failed due to Failure to finalize checkpoint., view')
    expect(coordinatorOf(run).jobFailure).toBeNull()
  })

  test('a task that has died meanwhile does not fail the job a second time', () => {
    const run = jobForTests({
      config: { ...SLOW_STORAGE, 'execution.checkpointing.tolerable-failed-checkpoints': '0' },
    })
    seekRow(run, 'CheckpointTriggered')
    jobManagerOf(run).executions[0]!.state = 'CANCELED'
    const reason = 'CHECKPOINT_ASYNC_EXCEPTION'
    tellJobManager(run, { type: 'decline', task: 1, attempt: 0, checkpoint: 1, reason })
    expect(jobManagerOf(run).status).toBe('RUNNING')
  })
})

describe('at the tasks', () => {
  const CHECKPOINT_OPTIONS = { snapshot: { kind: 'checkpoint', full: false } } as const

  function taskOf(run: Run, actor: number): TaskActor {
    const task = run.world.actors[actor]!
    if (task.kind !== 'task') throw new Error('it is a task')
    return task
  }

  test('F050: prepare, barrier, sync, async, ack: at every subtask in this order', () => {
    const run = jobForTests()
    seekRow(run, 'CheckpointCompleted')
    const kinds = [
      'BarrierPrepared',
      'BarrierBroadcast',
      'SyncSnapshotCompleted',
      'AsyncSnapshotCompleted',
      'AckReceived',
    ] as const
    for (const { actor } of run.plan.tasks) {
      const own = rowsOf(run, ...kinds).filter(
        row => (row.kind === 'AckReceived' ? row.peer : row.actor) === actor,
      )
      expect(own.map(row => row.kind)).toEqual(kinds)
    }
  })

  test('F052: a trigger of an older checkpoint is out of order, and nobody hears of it', () => {
    const run = jobForTests()
    seekRow(run, 'NotifyCompleteReceived')
    const task = taskOf(run, 1)
    task.lastCheckpointId = 7
    onTaskMessage(run.timeline.sim, task, run.plan.task(1), {
      type: 'trigger',
      attempt: 0,
      checkpoint: 6,
      triggeredAt: 0,
      options: CHECKPOINT_OPTIONS,
    })
    const before = run.step
    while (task.mailbox.length > 0) run.seek(run.step + 1)
    const rows = run.rows(before + 1, run.step).filter(row => row.checkpoint === 6 && row.actor === 1)
    expect(new Set(rows.map(row => row.kind))).toEqual(new Set(['TriggerReceived']))
    expect([task.snapshot, task.lastCheckpointId]).toEqual([null, 7])
    expect(task.outputs.flatMap(output => output.queue)).not.toContainEqual(
      expect.objectContaining({ type: 'cancel-barrier' }),
    )
  })

  test('F054: what storage cannot write is declined by its task, and counts against the tolerable failures', () => {
    const run = jobForTests({ config: SLOW_STORAGE })
    seekRow(run, 'SyncSnapshotCompleted')
    const failed = { type: 'store-failed', attempt: 0, checkpoint: 1, problem: 'disk full' } as const
    const actor = run.rows(run.step, run.step).find(({ kind }) => kind === 'SyncSnapshotCompleted')!.actor
    onTaskMessage(run.timeline.sim, taskOf(run, actor), run.plan.task(actor), failed)
    seekRow(run, 'CheckpointAborted', 'CHECKPOINT_ASYNC_EXCEPTION')
    expect(coordinatorOf(run).failures).toMatchObject({ consecutive: 1, counted: [1] })
    expect(run.jobStatus()).toBe('RUNNING')
  })

  test('F055: what storage could not write is of no interest once the task has stopped', () => {
    const run = jobForTests({ config: SLOW_STORAGE })
    seekRow(run, 'SyncSnapshotCompleted')
    run.act('kill-task', 'first-0')
    const failed = { type: 'store-failed', attempt: 0, checkpoint: 1, problem: 'disk full' } as const
    onTaskMessage(run.timeline.sim, taskOf(run, 1), run.plan.task(1), failed)
    const answers = jobManagerOf(run).inbox.items.map(({ body }) => body.type)
    expect(answers).not.toContain('decline')
  })

  test('F057: a task that is not running yet declines, and those behind it hear that no barrier will come', () => {
    const run = jobForTests()
    const actor = seekRow(run, 'TaskDeployed').actor
    const task = taskOf(run, actor)
    onTaskMessage(run.timeline.sim, task, run.plan.task(actor), {
      type: 'trigger',
      attempt: 0,
      checkpoint: 1,
      triggeredAt: 0,
      options: CHECKPOINT_OPTIONS,
    })
    const sent = run.world.actors.flatMap(({ inbox }) => inbox.items.map(({ body }) => body))
    expect(sent).toContainEqual(
      expect.objectContaining({ type: 'decline', reason: 'CHECKPOINT_DECLINED_TASK_NOT_READY' }),
    )
    expect(sent).toContainEqual(
      expect.objectContaining({ type: 'item', item: { type: 'cancel-barrier', checkpoint: 1 } }),
    )
  })

  test('F059: of completions only a newer one is news', () => {
    const run = jobForTests()
    seekRow(run, 'NotifyCompleteReceived')
    const task = run.world.actors[1]!
    if (task.kind !== 'task') throw new Error('the second actor is a task')
    expect(task.lastCompletedId).toBe(1)
    const { sim } = run.timeline
    const complete = { type: 'complete', attempt: 0, checkpoint: 1, subsumed: 0 } as const
    onTaskMessage(sim, task, run.plan.task(1), complete)
    const late = seekRow(run, 'MessageIgnored', 'complete')
    expect(late.checkpoint).toBe(1)
  })

  test('an abort brings the completion that was missed before it', () => {
    const run = jobForTests()
    seekRow(run, 'NotifyCompleteReceived')
    const task = run.world.actors[3]!
    if (task.kind !== 'task') throw new Error('the fourth actor is a task')
    const abort = { type: 'abort', attempt: 0, checkpoint: 9, latestCompleted: 8 } as const
    onTaskMessage(run.timeline.sim, task, run.plan.task(3), abort)
    seekRow(run, 'NotifyAbortReceived')
    expect(task.lastCompletedId).toBe(8)
    expect(task.aborted.ids).toEqual([9])
    const before = run.step
    onTaskMessage(run.timeline.sim, task, run.plan.task(3), { ...abort, checkpoint: 10 })
    seekRow(run, 'NotifyAbortReceived')
    const ignored = run.rows(before + 1, run.step).filter(row => row.kind === 'MessageIgnored')
    expect(ignored).toEqual([])
  })

  test('a trigger for a task that has finished is answered: there is no such task', () => {
    const run = jobForTests({ second: 2 })
    seekRow(run, 'TaskFinished')
    const finished = run.rows(run.step, run.step).find(({ kind }) => kind === 'TaskFinished')!.actor
    const task = run.world.actors[finished]!
    if (task.kind !== 'task') throw new Error('a task has finished')
    onTaskMessage(run.timeline.sim, task, run.plan.task(finished), {
      type: 'trigger',
      attempt: 0,
      checkpoint: 50,
      triggeredAt: 0,
      options: { snapshot: { kind: 'checkpoint', full: false } },
    })
    const answers = jobManagerOf(run).inbox.items.map(({ body }) => body)
    expect(answers).toContainEqual(
      expect.objectContaining({ type: 'decline', checkpoint: 50, reason: 'TASK_CHECKPOINT_FAILURE' }),
    )
  })
})

test('checkpoints by records and bytes are triggered when enough was read, and say so', () => {
  const triggers = (config: Readonly<Record<string, string>>) => {
    const run = jobForTests({ config })
    run.advanceToEnd()
    expect(run.jobStatus()).toBe('FINISHED')
    return rowsOf(run, 'CheckpointTriggered').map(row => row.reason)
  }
  expect(triggers({})).toEqual(['periodic', 'end-of-data'])
  const byRecords = triggers({ 'weir.checkpointing.trigger.records': '20' })
  expect(byRecords.filter(reason => reason === 'records').length).toBeGreaterThan(1)
  expect(triggers({ 'weir.checkpointing.trigger.bytes': '400 b' })).toContain('bytes')
})

test('what sources have read is counted anew from each checkpoint on, to the record', () => {
  const run = jobForTests({ config: { 'weir.checkpointing.trigger.records': '20' } })
  while (!coordinatorOf(run).scheduling) run.seek(run.step + 1)
  expect(coordinatorOf(run).progress).toEqual({ records: 0, bytes: 0 })
  while (coordinatorOf(run).progress.records === 0) run.seek(run.step + 1)
  seekRow(run, 'CheckpointTriggered', 'records')
  expect(coordinatorOf(run).progress).toEqual({ records: 0, bytes: 0 })
  run.act('trigger-savepoint')
  expect(coordinatorOf(run).progress).toEqual({ records: 0, bytes: 0 })
})
