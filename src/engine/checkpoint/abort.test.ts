/** `abortPendingCheckpoint` of Flink's CheckpointCoordinator. */
import { describe, expect, test } from 'vitest'
import type { CheckpointFailureReason } from '../api/checkpoint-failure-reason.ts'
import { CHECKPOINT, type SnapshotType } from '../api/snapshot-type.ts'
import type { Run } from '../index.ts'
import { doing } from '../kernel/actor-for-tests.suite.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import { abortPending, failToTrigger, settle } from './abort.ts'
import type { CompletedCheckpoint, PendingCheckpoint } from './coordinator-state.ts'
import { coordinatorOf, jobForTests, jobManagerOf, seekRow } from './job-for-tests.suite.ts'

const STOP: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'suspend' }
const SAVEPOINT: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'none' }

/** Nothing is tolerated. All tasks run, and checkpoint 1 is pending. */
function pendingRun(
  snapshot: SnapshotType = CHECKPOINT,
  tolerable = '0',
): { run: Run; pending: PendingCheckpoint } {
  const config = { 'execution.checkpointing.tolerable-failed-checkpoints': tolerable }
  const run = jobForTests({ config })
  seekRow(run, 'CheckpointTriggered')
  const [first] = coordinatorOf(run).pending
  const pending = { ...first!, snapshot }
  coordinatorOf(run).pending = [pending]
  return { run, pending }
}

function aborted(
  { run, pending }: ReturnType<typeof pendingRun>,
  reason: CheckpointFailureReason = 'CHECKPOINT_EXPIRED',
  task: number | null = null,
) {
  const done = doing(run, JOB_MANAGER, sim => abortPending(sim, jobManagerOf(run), pending, reason, task))
  return { ...done, coordinator: coordinatorOf(run) }
}

describe('a checkpoint that is given up', () => {
  test('is pending no more, counts as failed, and stands so in the history', () => {
    const it = pendingRun()
    const other = { ...it.pending, id: 7 }
    coordinatorOf(it.run).pending = [it.pending, other]
    const { coordinator, told } = aborted(it)
    expect(coordinator.pending).toEqual([other])
    expect(coordinator.counts).toMatchObject({ triggered: 1, completed: 0, failed: 1 })
    const { now } = it.run.world
    const { events } = jobManagerOf(it.run)
    const entry = { id: 1, status: 'aborted', endedAt: now, endedEvent: events, reason: 'CHECKPOINT_EXPIRED' }
    expect(coordinator.history).toMatchObject([entry])
    expect(told).toMatchObject([{ kind: 'CheckpointAborted', checkpoint: 1, amount: 0, total: 3 }])
  })

  test('is known as such, with the fifteen before it', () => {
    const it = pendingRun()
    coordinatorOf(it.run).expired = Array.from({ length: 16 }, (_, i) => -i)
    const { expired } = aborted(it).coordinator
    expect([expired.length, expired[0], expired.at(-1)]).toEqual([16, -1, 1])
  })

  test('is told to the tasks that were to take it and run, with what is complete', () => {
    const it = pendingRun()
    jobManagerOf(it.run).executions[1]!.state = 'INITIALIZING'
    jobManagerOf(it.run).executions[2]!.attempt = 4
    const { sent } = aborted(it)
    const at = it.run.plan.settings.rpcLatency
    const abort = (attempt: number) => ({ type: 'abort', attempt, checkpoint: 1, latestCompleted: 0 })
    expect(sent).toEqual([
      { to: 1, at, body: abort(0) },
      { to: 3, at, body: abort(4) },
    ])
  })

  test('tells which checkpoint was the last that completed', () => {
    const it = pendingRun()
    coordinatorOf(it.run).completed = [{ id: 5 }, { id: 8 }] as CompletedCheckpoint[]
    expect(aborted(it).sent.map(({ body }) => body)).toMatchObject(
      [1, 2, 3].map(() => ({ latestCompleted: 8 })),
    )
  })

  test('ends a stop that waited for it, and no other', () => {
    const stopping = (snapshot: SnapshotType) => {
      const it = pendingRun(snapshot)
      coordinatorOf(it.run).stopping = 'savepoint'
      return aborted(it).coordinator.stopping
    }
    expect([STOP, SAVEPOINT, CHECKPOINT].map(stopping)).toEqual(['no', 'savepoint', 'savepoint'])
  })
})

describe('the job fails of it', () => {
  const failureOf = (
    snapshot: SnapshotType,
    reason: CheckpointFailureReason,
    task: number | null = null,
    before: (run: Run) => void = () => undefined,
  ) => {
    const it = pendingRun(snapshot)
    before(it.run)
    return aborted(it, reason, task).coordinator.jobFailure
  }

  test('where no failure is tolerated, whoever reports it', () => {
    expect(failureOf(CHECKPOINT, 'CHECKPOINT_EXPIRED')).toContain('Exceeded checkpoint tolerable')
    expect(failureOf(CHECKPOINT, 'CHECKPOINT_ASYNC_EXCEPTION', 1)).toContain('Exceeded checkpoint tolerable')
    expect(failureOf(CHECKPOINT, 'CHECKPOINT_SUBSUMED')).toBeNull()
  })

  test('not where it was a savepoint and happened at the JobManager; where a task fails a stop, at once', () => {
    expect(failureOf(SAVEPOINT, 'CHECKPOINT_EXPIRED')).toBeNull()
    expect(failureOf(STOP, 'CHECKPOINT_EXPIRED')).toBeNull()
    expect(failureOf(SAVEPOINT, 'CHECKPOINT_ASYNC_EXCEPTION', 1)).toContain('Exceeded')
    expect(failureOf(STOP, 'CHECKPOINT_ASYNC_EXCEPTION', 1)).toBe('Asynchronous task checkpoint failed.')
  })

  test.each([
    ['RUNNING', true],
    ['INITIALIZING', true],
    ['CANCELED', false],
    ['FAILED', false],
    ['FINISHED', false],
  ] as const)('of a task that is %s: %s', (state, fails) => {
    const failure = failureOf(CHECKPOINT, 'CHECKPOINT_ASYNC_EXCEPTION', 2, run => {
      jobManagerOf(run).executions[1]!.state = state
    })
    expect(failure !== null).toBe(fails)
  })

  test('once: the first reason stays', () => {
    const failure = failureOf(CHECKPOINT, 'CHECKPOINT_EXPIRED', null, run => {
      coordinatorOf(run).jobFailure = 'another'
    })
    expect(failure).toBe('another')
    const it = pendingRun(CHECKPOINT, '5')
    coordinatorOf(it.run).jobFailure = 'another'
    expect(aborted(it).coordinator.failures.consecutive).toBe(1)
  })
})

test('what fails before its flight counts as triggered and failed, and has no id', () => {
  const { run } = pendingRun()
  const before = { ...coordinatorOf(run).counts }
  const reason = 'NOT_ALL_REQUIRED_TASKS_RUNNING'
  const { told, sent } = doing(run, JOB_MANAGER, sim =>
    failToTrigger(sim, jobManagerOf(run), CHECKPOINT, reason),
  )
  const { counts, jobFailure, nextId } = coordinatorOf(run)
  expect(counts).toEqual({ ...before, triggered: before.triggered + 1, failed: before.failed + 1 })
  expect([told, sent]).toEqual([[{ kind: 'CheckpointAborted', reason }], []])
  expect([jobFailure, nextId]).toEqual([null, 2])
})

test('and is judged: a failure of the JobManager itself is one too many where none is tolerated', () => {
  const judged = (snapshot: SnapshotType) => {
    const { run } = pendingRun()
    doing(run, JOB_MANAGER, sim => failToTrigger(sim, jobManagerOf(run), snapshot, 'IO_EXCEPTION'))
    return coordinatorOf(run).jobFailure !== null
  }
  expect([judged(CHECKPOINT), judged(SAVEPOINT), judged(STOP)]).toEqual([true, false, false])
})

test('what is settled is pending no more', () => {
  const { run, pending } = pendingRun()
  coordinatorOf(run).pending = [pending, { ...pending, id: 2 }]
  settle(jobManagerOf(run), pending)
  expect(coordinatorOf(run).pending.map(({ id }) => id)).toEqual([2])
})
