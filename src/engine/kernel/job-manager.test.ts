/** What follows a message at the JobManager, beyond what its handler does. */
import { describe, expect, test } from 'vitest'
import {
  coordinatorOf,
  jobForTests,
  jobManagerOf,
  seekRow,
  tellJobManager,
} from '../checkpoint/job-for-tests.suite.ts'
import type { SnapshotRequest } from '../checkpoint/coordinator-state.ts'
import type { Run } from '../index.ts'
import { SubtaskState } from '../state/subtask-state.ts'
import type { JobManagerRpc } from './rpc.ts'

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
const STATE = new SubtaskState({ keyed: [], lists: [], splits: [], lineage: [], endOfData: false }, 0)

const QUEUED: SnapshotRequest = {
  periodic: false,
  savepoint: false,
  forced: false,
  requestedAt: 0,
  number: 1,
  origin: 'manual',
  snapshot: { kind: 'checkpoint', full: false },
}

/** A checkpoint is pending, and another request waits its turn. */
function pendingRun(config: Readonly<Record<string, string>> = {}): Run {
  const run = jobForTests({ config })
  seekRow(run, 'CheckpointTriggered')
  coordinatorOf(run).queue = [QUEUED]
  return run
}

const pendingIds = (run: Run) => coordinatorOf(run).pending.map(({ id }) => id)

const ack = (task: number, state = STATE) =>
  ({ type: 'ack', task, attempt: 0, checkpoint: 1, metrics: METRICS, state }) as const

describe('the next request has its turn', () => {
  test('when a checkpoint is complete, or could not be written', () => {
    for (const message of [
      { type: 'metadata-written', checkpoint: 1, path: 'chk-1' },
      { type: 'metadata-failed', checkpoint: 1 },
    ] as const) {
      const run = pendingRun()
      for (const task of [1, 2, 3]) tellJobManager(run, ack(task))
      expect(pendingIds(run)).toEqual([1])
      tellJobManager(run, message)
      expect(pendingIds(run)).toEqual([2])
    }
  })

  test('when its last ack has given one up', () => {
    const run = pendingRun({ 'parallelism.default': '2' })
    const [count] = run.plan.tasks.filter(({ inputs }) => inputs.length > 0).map(({ actor }) => actor)
    const [pending] = coordinatorOf(run).pending
    coordinatorOf(run).pending = [{ ...pending!, waitFor: [count!] }]
    const lists = [{ uid: 'count', name: 'u', mode: 'union', values: [] } as const]
    tellJobManager(run, ack(count!, new SubtaskState({ ...STATE.parts, lists }, 0)))
    expect(pendingIds(run)).toEqual([2])
  })

  test('when storage has cleaned up enough', () => {
    const run = pendingRun()
    coordinatorOf(run).pending = []
    coordinatorOf(run).cleaning = 2
    tellJobManager(run, { type: 'discarded', checkpoint: 1 })
    expect(pendingIds(run)).toEqual([2])
    expect(tellJobManager(run, { type: 'discarded', checkpoint: 1 }).map(({ kind }) => kind)).toEqual([
      'Housekeeping',
    ])
  })

  test('when sources have read enough, as told by the attempt that reads', () => {
    const due = (attempt: number) => {
      const run = pendingRun({ 'weir.checkpointing.trigger.records': '5' })
      Object.assign(coordinatorOf(run), { pending: [], queue: [] })
      tellJobManager(run, { type: 'source-progress', task: 1, attempt, records: 5, bytes: 0 })
      return pendingIds(run)
    }
    expect([due(0), due(1)]).toEqual([[2], []])
    const stale = pendingRun({ 'weir.checkpointing.trigger.records': '5' })
    Object.assign(coordinatorOf(stale), { pending: [], queue: [], progress: { records: 9, bytes: 0 } })
    tellJobManager(stale, { type: 'source-progress', task: 1, attempt: 1, records: 5, bytes: 0 })
    expect(pendingIds(stale)).toEqual([])
  })

  test('and not by what changes nothing', () => {
    const nothing: readonly JobManagerRpc[] = [
      ack(1),
      { ...ack(1), attempt: 7 },
      { type: 'metadata-failed', checkpoint: 7 },
      { type: 'metadata-written', checkpoint: 7, path: 'chk-7' },
    ]
    for (const message of nothing) {
      const run = pendingRun({ 'execution.checkpointing.max-concurrent-checkpoints': '2' })
      tellJobManager(run, message)
      expect(pendingIds(run)).toEqual([1])
    }
  })
})

describe('a job', () => {
  test('fails of what a message has brought about, once', () => {
    const run = pendingRun()
    coordinatorOf(run).jobFailure = 'one too many'
    tellJobManager(run, ack(1))
    expect(jobManagerOf(run)).toMatchObject({ status: 'RESTARTING', errorText: 'one too many' })
    expect(coordinatorOf(run).jobFailure).toBeNull()
    const { restartRequests } = jobManagerOf(run)
    tellJobManager(run, ack(1))
    expect(jobManagerOf(run).restartRequests).toBe(restartRequests)
  })

  test('whose JobManager is down hears nothing until there is a leader', () => {
    const run = pendingRun()
    jobManagerOf(run).isDown = true
    expect(tellJobManager(run, ack(1))).toMatchObject([{ kind: 'MessageIgnored', reason: 'ack' }])
    expect(coordinatorOf(run).pending[0]!.acks).toEqual([])
    tellJobManager(run, { type: 'leader-elected', session: jobManagerOf(run).session + 1 })
    expect(jobManagerOf(run).isDown).toBe(false)
  })

  test('that is over takes no commands, and only one that runs is stopped with a savepoint', () => {
    const command = {
      type: 'command',
      target: 0,
      effect: { actor: 'jobmanager', type: 'stop-with-savepoint', format: 'CANONICAL', drain: false },
    } as unknown as JobManagerRpc
    const stopping = (status: 'FINISHED' | 'RESTARTING' | 'RUNNING') => {
      const run = pendingRun()
      jobManagerOf(run).status = status
      const told = tellJobManager(run, command)
      return [coordinatorOf(run).stopping, told.some(({ kind }) => kind === 'MessageIgnored')]
    }
    expect([stopping('FINISHED'), stopping('RESTARTING'), stopping('RUNNING')]).toEqual([
      ['no', true],
      ['no', true],
      ['savepoint', false],
    ])
  })
})
