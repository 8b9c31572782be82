/** From the first ack to the completed checkpoint: Flink's CheckpointCoordinator and PendingCheckpoint. */
import { describe, expect, test } from 'vitest'
import { CHECKPOINT, type SnapshotType } from '../api/snapshot-type.ts'
import type { Run } from '../index.ts'
import { doing } from '../kernel/actor-for-tests.suite.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import { SubtaskState, type SubtaskStateParts } from '../state/subtask-state.ts'
import {
  discardAtEnd,
  onAck,
  onDiscarded,
  onMetadataFailed,
  onMetadataWritten,
  pendingOf,
} from './completion.ts'
import type { CompletedCheckpoint, PendingCheckpoint } from './coordinator-state.ts'
import { coordinatorOf, jobForTests, jobManagerOf, seekRow } from './job-for-tests.suite.ts'

const STOP: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'suspend' }
const SAVEPOINT: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'none' }

/** Of the checkpoint that is pending. */
const ID = 9

const METRICS = {
  startDelay: 0,
  alignment: 0,
  sync: 0,
  async: 0,
  bytes: 10,
  processed: 0,
  persisted: 0,
  unaligned: false,
}

const stateOf = (parts: Partial<SubtaskStateParts> = {}) =>
  new SubtaskState({ keyed: [], lists: [], splits: [], lineage: [], endOfData: false, ...parts }, 20)

const ackOf = (task: number, checkpoint = ID, change: { attempt?: number; state?: SubtaskState } = {}) =>
  ({ type: 'ack', task, attempt: 0, checkpoint, metrics: METRICS, state: stateOf(), ...change }) as const

/** All tasks run, and a checkpoint waits for all three. */
function pendingRun(
  snapshot: SnapshotType = CHECKPOINT,
  config = {},
): { run: Run; pending: PendingCheckpoint } {
  const run = jobForTests({ config })
  seekRow(run, 'CheckpointTriggered')
  const coordinator = coordinatorOf(run)
  const pending = { ...coordinator.pending[0]!, id: ID, snapshot }
  coordinator.pending = [pending]
  coordinator.history = coordinator.history.map(entry => ({ ...entry, id: ID }))
  return { run, pending }
}

const completedOf = (id: number, change: Partial<CompletedCheckpoint> = {}): CompletedCheckpoint => ({
  id,
  triggeredAt: 0,
  completedAt: 0,
  bytes: 0,
  snapshot: CHECKPOINT,
  path: `chk-${id}`,
  states: [null, null, null],
  fullyFinished: [],
  ...change,
})

const acked = (run: Run, ack: ReturnType<typeof ackOf>) => {
  let isGivenUp = false
  const done = doing(run, JOB_MANAGER, sim => void (isGivenUp = onAck(sim, jobManagerOf(run), ack)))
  return { ...done, isGivenUp }
}

describe('an ack', () => {
  test('is kept, and stands in the history; the last one has the metadata written', () => {
    const { run, pending } = pendingRun()
    const first = acked(run, ackOf(2))
    expect(first.told).toMatchObject([{ kind: 'AckReceived', peer: 2, amount: 1, total: 3 }])
    expect([first.sent, first.isGivenUp, pending.finalizing]).toEqual([[], false, false])
    expect(coordinatorOf(run).history[0]!.acks).toEqual([{ task: 2, at: run.world.now, metrics: METRICS }])
    acked(run, ackOf(1))
    const last = acked(run, ackOf(3))
    expect(pending.acks.map(({ task }) => task)).toEqual([2, 1, 3])
    expect([last.isGivenUp, pending.finalizing]).toEqual([false, true])
    const body = { type: 'store-metadata', checkpoint: ID, bytes: 512, path: `chk-${ID}`, savepoint: false }
    expect(last.sent).toEqual([{ to: run.plan.storage, at: run.plan.settings.storageLatency, body }])
    expect(coordinatorOf(run).history[0]!.acks.map(({ task }) => task)).toEqual([2, 1, 3])
  })

  test('of a savepoint has its metadata written to a directory of its own', () => {
    const { run } = pendingRun(SAVEPOINT)
    for (const task of [1, 2]) acked(run, ackOf(task))
    const [body] = acked(run, ackOf(3)).sent.map(message => message.body)
    expect(body).toMatchObject({ type: 'store-metadata', savepoint: true })
    expect(body).toHaveProperty('path', expect.stringMatching(/^savepoint-[0-9a-f]{6}-[0-9a-f]{12}$/))
  })

  test.each([
    ['of a checkpoint that was given up is late', ackOf(1, 8), 'ack'],
    ['of a checkpoint that never was is unknown', ackOf(1, 7), 'ack unknown checkpoint'],
    ['of another attempt is unknown', ackOf(1, ID, { attempt: 1 }), 'ack UNKNOWN'],
    ['of a task that takes no part is unknown', ackOf(2), 'ack UNKNOWN'],
    ['that comes twice is a duplicate', ackOf(3), 'ack DUPLICATE'],
  ])('%s', (_, ack, reason) => {
    const { run, pending } = pendingRun()
    coordinatorOf(run).expired = [8]
    coordinatorOf(run).pending = [{ ...pending, waitFor: [1, 3] }]
    acked(run, ackOf(3))
    const { told, sent, isGivenUp } = acked(run, ack)
    expect(told).toMatchObject([{ kind: 'MessageIgnored', reason }])
    expect([sent, isGivenUp, coordinatorOf(run).pending[0]!.acks.length]).toEqual([[], false, 1])
  })

  test('of a union list of which a part is missing gives the checkpoint up: DefaultCheckpointPlan', () => {
    const { run } = pendingRun()
    coordinatorOf(run).pending = [{ ...coordinatorOf(run).pending[0]!, waitFor: [3] }]
    const union = { uid: 'count', name: 'u', mode: 'union', values: [] } as const
    expect(acked(run, ackOf(3, ID, { state: stateOf({ lists: [union] }) })).isGivenUp).toBe(false)
    const two = jobForTests({ config: { 'parallelism.default': '2' } })
    seekRow(two, 'CheckpointTriggered')
    const counts = two.plan.tasks.filter(({ inputs }) => inputs.length > 0).map(({ actor }) => actor)
    coordinatorOf(two).pending = [{ ...coordinatorOf(two).pending[0]!, waitFor: [counts[0]!] }]
    const last = acked(two, ackOf(counts[0]!, 1, { state: stateOf({ lists: [union] }) }))
    expect(last.isGivenUp).toBe(true)
    expect(last.told.at(-1)).toMatchObject({ reason: 'CHECKPOINT_DECLINED_TASK_CLOSING' })
    expect(coordinatorOf(two).pending).toEqual([])
  })
})

/** All acks are in; then the metadata are. */
function completed(
  snapshot: SnapshotType = CHECKPOINT,
  before: (run: Run) => void = () => undefined,
  config = {},
) {
  const { run, pending } = pendingRun(snapshot, config)
  for (const task of [1, 2, 3]) acked(run, ackOf(task))
  run.world.now += 5
  before(run)
  let wasWanted = false
  const written = { type: 'metadata-written', checkpoint: ID, path: `chk-${ID}` } as const
  const done = doing(
    run,
    JOB_MANAGER,
    sim => void (wasWanted = onMetadataWritten(sim, jobManagerOf(run), written)),
  )
  return { ...done, run, pending, wasWanted, coordinator: coordinatorOf(run) }
}

describe('a checkpoint that is complete', () => {
  test('is in the store, in the history and in the counts, and its tasks hear of it', () => {
    const { coordinator, run, pending, wasWanted, sent, told } = completed()
    const { now } = run.world
    expect([wasWanted, coordinator.pending, coordinator.savepoints]).toEqual([true, [], []])
    expect(coordinator.counts).toMatchObject({ triggered: 1, completed: 1, failed: 0 })
    expect(coordinator.lastCompletionAt).toBe(now)
    expect(coordinator.failures.lastSucceeded).toBe(ID)
    expect(coordinator.history[0]).toMatchObject({
      status: 'completed',
      endedAt: now,
      endedEvent: jobManagerOf(run).events,
      path: `chk-${ID}`,
      discarded: false,
    })
    expect(coordinator.completed).toMatchObject([
      {
        id: ID,
        completedAt: now,
        triggeredAt: pending.triggeredAt,
        bytes: 60,
        path: `chk-${ID}`,
        fullyFinished: [],
      },
    ])
    expect(coordinator.completed[0]!.states).toEqual(pending.acks.map(({ state }) => state))
    const body = { type: 'complete', attempt: 0, checkpoint: ID, subsumed: 0 }
    expect(sent).toEqual([1, 2, 3].map(to => ({ to, at: run.plan.settings.rpcLatency, body })))
    expect(told).toMatchObject([
      { kind: 'CheckpointCompleted', amount: 60, duration: now - pending.triggeredAt },
    ])
  })

  test('subsumes older ones: what waits is given up, what is stored is deleted', () => {
    const older = (run: Run) => {
      const { pending } = coordinatorOf(run)
      coordinatorOf(run).pending = [
        { ...pending[0]!, id: 8, acks: [] },
        { ...pending[0]!, id: 7, acks: [], snapshot: SAVEPOINT },
        ...pending,
        { ...pending[0]!, id: 10, acks: [] },
      ]
      coordinatorOf(run).completed = [completedOf(4), completedOf(5)]
      coordinatorOf(run).stopping = 'no'
    }
    const { coordinator, told, sent, run } = completed(CHECKPOINT, older)
    expect(coordinator.pending.map(({ id }) => id)).toEqual([7, 10])
    expect(coordinator.completed.map(({ id }) => id)).toEqual([ID])
    expect(told.map(({ kind, checkpoint, reason }) => [kind, checkpoint, reason])).toEqual([
      ['CheckpointCompleted', ID, null],
      ['CheckpointSubsumed', 4, undefined],
      ['CheckpointSubsumed', 5, undefined],
      ['CheckpointAborted', 8, 'CHECKPOINT_SUBSUMED'],
    ])
    expect(coordinator.cleaning).toBe(2)
    const discards = sent.filter(({ body }) => body.type === 'discard')
    const discard = (checkpoint: number) => ({
      type: 'discard',
      checkpoint,
      bytes: 0,
      path: `chk-${checkpoint}`,
    })
    expect(discards.map(({ to, body }) => [to, body])).toEqual([
      [run.plan.storage, discard(4)],
      [run.plan.storage, discard(5)],
    ])
    expect(sent.find(({ body }) => body.type === 'complete')?.body).toMatchObject({ subsumed: 5 })
  })

  test('leaves a snapshot alone that the job does not own', () => {
    const { coordinator } = completed(CHECKPOINT, run => {
      coordinatorOf(run).completed = [completedOf(5, { unclaimed: true })]
    })
    expect([coordinator.completed.length, coordinator.cleaning]).toEqual([1, 0])
  })

  test('that is a savepoint is in no store, subsumes nothing, and nobody hears of it', () => {
    const { coordinator, sent } = completed(SAVEPOINT, run => {
      const { pending } = coordinatorOf(run)
      coordinatorOf(run).pending = [{ ...pending[0]!, id: 8, acks: [], snapshot: CHECKPOINT }, ...pending]
    })
    expect([coordinator.completed, coordinator.savepoints.map(({ id }) => id), sent]).toEqual([[], [ID], []])
    expect(coordinator.pending.map(({ id }) => id)).toEqual([8])
    expect(coordinator.stopping).toBe('no')
  })

  test('that stops the job is in no store either, but its tasks hear of it', () => {
    const { coordinator, sent } = completed(STOP)
    expect([coordinator.completed, coordinator.savepoints.map(({ id }) => id)]).toEqual([[], [ID]])
    expect(sent.map(({ body }) => body.type)).toEqual(['complete', 'complete', 'complete'])
    expect(coordinator.stopping).toBe('tasks')
  })

  test('kills the tasks that are to die before they hear of it, once', () => {
    const { run, sent } = completed(CHECKPOINT, one => {
      jobManagerOf(one).failBeforeNotify = [{ task: 3, message: 'no' }]
    })
    expect(sent.filter(({ to }) => to === 3).map(({ body }) => body.type)).toEqual(['command', 'complete'])
    expect(jobManagerOf(run).failBeforeNotify).toEqual([])
  })

  test('has of a task that had finished the state of the one before, without its data in flight', () => {
    const inFlight = { inputs: [], outputs: [] }
    const kept = stateOf({ endOfData: true, inFlight })
    const { coordinator } = completed(CHECKPOINT, run => {
      coordinatorOf(run).completed = [
        completedOf(4, { states: [stateOf(), stateOf(), stateOf()] }),
        completedOf(5, { states: [null, kept, stateOf()] }),
      ]
      const { pending } = coordinatorOf(run)
      const acks = pending[0]!.acks.filter(({ task }) => task === 3)
      coordinatorOf(run).pending = [{ ...pending[0]!, waitFor: [3], finished: [1, 2], acks }]
    })
    const [first, second, third] = coordinator.completed.at(-1)!.states
    expect(first).toBeNull()
    expect(second!.parts).toMatchObject({ endOfData: true })
    expect(second!.parts.inFlight).toBeUndefined()
    expect(third).not.toBeNull()
    expect(coordinator.completed.at(-1)!.fullyFinished).toEqual([1, 2])
  })

  test('counts a task as finished whose operators had finished when it was restored', () => {
    const { coordinator } = completed(CHECKPOINT, run => {
      const [pending] = coordinatorOf(run).pending
      const state = stateOf({ finishedOnRestore: true })
      pending!.acks = pending!.acks.map(ack => (ack.task === 1 ? { ...ack, state } : ack))
    })
    expect(coordinator.completed.at(-1)!.fullyFinished).toEqual([1])
  })
})

describe('what storage says', () => {
  test('of the metadata of a checkpoint that was given up: they are deleted', () => {
    const { run } = pendingRun()
    coordinatorOf(run).pending = []
    let wasWanted = true
    const written = { type: 'metadata-written', checkpoint: ID, path: `chk-${ID}` } as const
    const done = doing(
      run,
      JOB_MANAGER,
      sim => void (wasWanted = onMetadataWritten(sim, jobManagerOf(run), written)),
    )
    expect(wasWanted).toBe(false)
    expect(done.told).toEqual([{ kind: 'MessageIgnored', reason: 'metadata-written', checkpoint: ID }])
    const body = { type: 'discard', checkpoint: ID, bytes: 0, path: `chk-${ID}` }
    expect(done.sent).toEqual([{ to: run.plan.storage, at: run.plan.settings.storageLatency, body }])
    expect(coordinatorOf(run)).toMatchObject({ cleaning: 1, completed: [] })
    expect(coordinatorOf(run).history[0]!.discarded).toBe(true)
  })

  test('of metadata that it cannot write: the checkpoint is given up, if it is pending', () => {
    const { run } = pendingRun()
    const failed = (checkpoint: number) => {
      let wasPending = false
      const { told } = doing(
        run,
        JOB_MANAGER,
        sim => void (wasPending = onMetadataFailed(sim, jobManagerOf(run), checkpoint)),
      )
      return [wasPending, told.map(({ kind, reason }) => `${kind} ${reason}`)]
    }
    expect(failed(7)).toEqual([false, ['MessageIgnored metadata-failed']])
    expect(failed(ID)).toEqual([true, ['CheckpointAborted FINALIZE_CHECKPOINT_FAILURE']])
    expect(coordinatorOf(run).pending).toEqual([])
  })

  test('of what is deleted: one less is being cleaned, if this leader asked for it', () => {
    const { run } = pendingRun()
    coordinatorOf(run).cleaning = 2
    const reasons = [5, 6, 7].map(checkpoint => {
      const { told } = doing(run, JOB_MANAGER, sim => onDiscarded(sim, jobManagerOf(run), checkpoint))
      return [told[0]!.kind, coordinatorOf(run).cleaning]
    })
    expect(reasons).toEqual([
      ['Housekeeping', 1],
      ['Housekeeping', 0],
      ['MessageIgnored', 0],
    ])
  })
})

test('at the end of the job goes what its retention does not keep', () => {
  const config = { 'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION' }
  const at = (end: 'CANCELED' | 'FINISHED') => {
    const { run } = pendingRun(CHECKPOINT, config)
    coordinatorOf(run).completed = [completedOf(3), completedOf(4, { unclaimed: true })]
    const { sent } = doing(run, JOB_MANAGER, sim => discardAtEnd(sim, jobManagerOf(run), end))
    return sent.map(({ body }) => ('checkpoint' in body ? body.checkpoint : body.type))
  }
  expect([at('CANCELED'), at('FINISHED')]).toEqual([[], [3]])
})

test('a checkpoint is pending by its id', () => {
  const { run, pending } = pendingRun()
  expect([pendingOf(jobManagerOf(run), ID), pendingOf(jobManagerOf(run), 2)]).toEqual([pending, null])
})
