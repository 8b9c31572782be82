/** Single rules of Flink's CheckpointCoordinator, one call each. */
import { describe, expect, test } from 'vitest'
import { CHECKPOINT, type SnapshotType } from '../api/snapshot-type.ts'
import type { Run } from '../index.ts'
import { doing } from '../kernel/actor-for-tests.suite.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { Sim } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'
import {
  onDecline,
  onEndOfData,
  onSettled,
  onTimeout,
  onTriggerTimer,
  requestCheckpoint,
  requestSavepoint,
  startScheduling,
  stopScheduling,
  stopWithSavepoint,
  triggerByProgress,
  triggerNext,
} from './coordinator.ts'
import type { CompletedCheckpoint, SnapshotRequest } from './coordinator-state.ts'
import { coordinatorOf, jobForTests, jobManagerOf, seekRow } from './job-for-tests.suite.ts'

const INTERVAL = 40_000
const CONFIG = {
  'execution.checkpointing.interval': '40 ms',
  'execution.checkpointing.min-pause': '10 ms',
  'execution.checkpointing.timeout': '70 ms',
}
const SAVEPOINT: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'none' }

/** All tasks run, scheduling has begun, and no checkpoint was triggered yet. */
function runningRun(config: Readonly<Record<string, string>> = {}): Run {
  const run = jobForTests({ config: { ...CONFIG, ...config } })
  for (let i = 0; i < run.plan.tasks.length; i++) seekRow(run, 'ExecutionStateChanged', 'RUNNING')
  return run
}

function act(run: Run, what: (sim: Sim, jobManager: JobManagerActor) => void) {
  const done = doing(run, JOB_MANAGER, sim => what(sim, jobManagerOf(run)))
  const timers = done.sent.flatMap(({ at, body }) =>
    body.type === 'checkpoint-timer' ? [[at, body.timer]] : [],
  )
  const triggered = done.sent.flatMap(({ to, body }) => (body.type === 'trigger' ? [to] : []))
  const reasons = done.told.map(({ reason }) => reason)
  return { ...done, timers, triggered, reasons, coordinator: coordinatorOf(run) }
}

const request = (change: Partial<SnapshotRequest> = {}): SnapshotRequest => ({
  periodic: false,
  savepoint: false,
  forced: false,
  requestedAt: 0,
  number: 1,
  origin: 'manual',
  snapshot: CHECKPOINT,
  ...change,
})

describe('periodic triggering', () => {
  test('begins after the minimum pause, and counts anew what was read', () => {
    const run = runningRun()
    Object.assign(coordinatorOf(run), { scheduling: false, timer: 4, progress: { records: 3, bytes: 4 } })
    const { timers, coordinator } = act(run, startScheduling)
    expect(timers).toEqual([[10_000, 5]])
    expect(coordinator).toMatchObject({
      scheduling: true,
      timer: 5,
      nextTriggerAt: run.world.now + 10_000,
      progress: { records: 0, bytes: 0 },
    })
  })

  test('begins at once without one', () => {
    const run = runningRun({ 'execution.checkpointing.min-pause': '0 ms' })
    coordinatorOf(run).scheduling = false
    expect(act(run, startScheduling).timers.map(([at]) => at)).toEqual([1])
  })

  test.each([
    ['twice', { scheduling: true }],
    ['while the job is being stopped', { stopping: 'savepoint' }],
    ['while its tasks end', { stopping: 'tasks' }],
  ] as const)('does not begin %s', (_, change) => {
    const run = runningRun()
    Object.assign(coordinatorOf(run), { scheduling: false, stopping: 'no', ...change })
    expect(act(run, startScheduling).timers).toEqual([])
  })

  test('does not begin without an interval', () => {
    const run = runningRun()
    coordinatorOf(run).scheduling = false
    Object.assign(run.plan.settings, { checkpointInterval: null })
    expect([act(run, startScheduling).timers, coordinatorOf(run).scheduling]).toEqual([[], false])
  })

  test('is at a fixed rate: one interval after the last one was due', () => {
    const run = runningRun()
    const { timer, nextTriggerAt } = coordinatorOf(run)
    run.world.now = nextTriggerAt + 3
    const { timers, triggered, coordinator } = act(run, (sim, one) => onTriggerTimer(sim, one, timer))
    expect(timers).toEqual([[INTERVAL - 3, timer + 1]])
    expect(triggered).toEqual([1, 2])
    expect(coordinator.pending).toMatchObject([{ id: 1, origin: 'periodic', snapshot: CHECKPOINT }])
    expect(coordinator.nextTriggerAt).toBe(nextTriggerAt + INTERVAL)
  })

  test.each([
    ['an older timer', -1, true],
    ['a timer behind the end of scheduling', 0, false],
  ])('hears not of %s', (_, difference, scheduling) => {
    const run = runningRun()
    coordinatorOf(run).scheduling = scheduling
    const number = coordinatorOf(run).timer + difference
    const { sent, reasons } = act(run, (sim, one) => onTriggerTimer(sim, one, number))
    expect([sent, reasons]).toEqual([[], ['old timer']])
  })

  test('ends with all that is queued or pending; of queued requests a savepoint is refused aloud', () => {
    const run = runningRun()
    act(run, (sim, one) => requestCheckpoint(sim, one, 'manual'))
    const { timer } = coordinatorOf(run)
    Object.assign(coordinatorOf(run), {
      queue: [request({ savepoint: true, snapshot: SAVEPOINT }), request()],
      stopping: 'savepoint',
    })
    const { told, coordinator } = act(run, stopScheduling)
    expect(told.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['CheckpointRefused', 'CHECKPOINT_COORDINATOR_SUSPEND'],
      ['CheckpointAborted', 'CHECKPOINT_COORDINATOR_SUSPEND'],
    ])
    expect(coordinator).toMatchObject({
      scheduling: false,
      timer: timer + 1,
      nextTriggerAt: -1,
      queue: [],
      pending: [],
      stopping: 'no',
    })
  })
})

describe('a request', () => {
  test('is numbered, and forced where it is a savepoint beside aligned checkpoints', () => {
    const queued = (
      config: Readonly<Record<string, string>>,
      what: (sim: Sim, one: JobManagerActor) => void,
    ) => {
      const run = runningRun(config)
      coordinatorOf(run).requests = 6
      coordinatorOf(run).cleaning = 9
      const [first] = act(run, what).coordinator.queue
      return [
        first?.number,
        first?.forced,
        first?.savepoint,
        first?.periodic,
        first?.requestedAt === run.world.now,
      ]
    }
    const unaligned = { 'execution.checkpointing.unaligned.enabled': 'true' }
    expect(queued({}, (sim, one) => requestSavepoint(sim, one, 'NATIVE'))).toEqual([
      7,
      true,
      true,
      false,
      true,
    ])
    expect(queued(unaligned, (sim, one) => requestSavepoint(sim, one, 'NATIVE'))).toEqual([
      7,
      false,
      true,
      false,
      true,
    ])
    expect(queued({}, (sim, one) => requestCheckpoint(sim, one, 'periodic'))).toEqual([
      7,
      false,
      false,
      true,
      true,
    ])
    expect(queued({}, (sim, one) => requestCheckpoint(sim, one, 'manual'))).toEqual([
      7,
      false,
      false,
      false,
      true,
    ])
  })

  test('for a savepoint triggers it, in its format', () => {
    const run = runningRun()
    const { coordinator, told } = act(run, (sim, one) => requestSavepoint(sim, one, 'NATIVE'))
    const snapshot = { kind: 'savepoint', format: 'NATIVE', after: 'none' }
    expect(coordinator.pending).toMatchObject([{ origin: 'manual', snapshot }])
    expect(told).toMatchObject([{ kind: 'CheckpointTriggered', effect: 'savepoint NATIVE' }])
  })

  test.each([
    [true, 'terminate'],
    [false, 'suspend'],
  ] as const)('to stop, drained %s, stops the scheduler first', (drain, after) => {
    const run = runningRun()
    act(run, (sim, one) => requestCheckpoint(sim, one, 'periodic'))
    const { coordinator, told } = act(run, (sim, one) => stopWithSavepoint(sim, one, 'CANONICAL', drain))
    expect(coordinator).toMatchObject({ scheduling: false, stopping: 'savepoint' })
    expect(coordinator.pending).toMatchObject([{ id: 2, origin: 'stop', snapshot: { after } }])
    expect(told.at(-1)).toMatchObject({ effect: `${after} CANONICAL` })
  })

  test('that waits in the queue is told so; one of many too many is refused', () => {
    const run = runningRun()
    act(run, (sim, one) => requestCheckpoint(sim, one, 'manual'))
    expect(act(run, (sim, one) => requestCheckpoint(sim, one, 'manual')).reasons).toEqual(['queued'])
    coordinatorOf(run).queue = Array.from({ length: 1000 }, (_, number) => request({ number }))
    const refused = act(run, (sim, one) => requestCheckpoint(sim, one, 'periodic'))
    expect(refused.told[0]).toMatchObject({ reason: 'TOO_MANY_CHECKPOINT_REQUESTS', effect: 'periodic' })
  })
})

describe('the next one', () => {
  test('is not looked for when the job is about to fail', () => {
    const run = runningRun()
    Object.assign(coordinatorOf(run), { queue: [request()], jobFailure: 'no' })
    const { coordinator, sent } = act(run, triggerNext)
    expect([sent, coordinator.queue.length]).toEqual([[], 1])
  })

  test('is not waited for when nothing is queued', () => {
    const run = runningRun()
    expect(act(run, triggerNext).reasons).toEqual([])
  })

  test.each([
    ['none has completed yet', -1, []],
    ['the last one completed long ago', 10_000, []],
    ['the last one completed just now', 0, [10_000]],
    ['the last one completed a while ago', 9999, [1]],
  ])('comes at once or after the minimum pause: %s', (_, ago, delays) => {
    const run = runningRun()
    const { coordinator: state } = jobManagerOf(run)
    run.world.now = 1_000_000
    state.lastCompletionAt = ago < 0 ? -1 : run.world.now - ago
    state.queue = [request({ periodic: true, origin: 'periodic' })]
    const { timers, triggered, coordinator } = act(run, triggerNext)
    expect(timers.map(([at]) => at)).toEqual(delays)
    expect(triggered).toEqual(delays.length === 0 ? [1, 2] : [])
    expect(coordinator.queue).toEqual([])
    if (delays.length > 0) expect(coordinator.nextTriggerAt).toBe(run.world.now + delays[0]!)
  })

  test('may have completed at the very beginning of time', () => {
    const run = runningRun()
    run.world.now = 4000
    Object.assign(coordinatorOf(run), { lastCompletionAt: 0, queue: [request({ periodic: true })] })
    expect(act(run, triggerNext).timers.map(([at]) => at)).toEqual([6000])
  })

  test('leaves the others in the queue', () => {
    const run = runningRun()
    const [first, second] = [request({ number: 1 }), request({ number: 2 })]
    coordinatorOf(run).queue = [first, second]
    expect(act(run, triggerNext).coordinator.queue).toEqual([second])
  })
})

describe('a trigger', () => {
  test('gives the checkpoint its id, its place in the history and its timeout', () => {
    const run = runningRun()
    Object.assign(coordinatorOf(run), { nextId: 5, progress: { records: 9, bytes: 9 } })
    const { sent, coordinator, told } = act(run, (sim, one) => requestCheckpoint(sim, one, 'manual'))
    const { now } = run.world
    const { events } = jobManagerOf(run)
    expect(coordinator).toMatchObject({
      nextId: 6,
      progress: { records: 0, bytes: 0 },
      counts: { triggered: 1 },
    })
    expect(coordinator.pending).toEqual([
      {
        id: 5,
        triggeredAt: now,
        triggeredEvent: events,
        origin: 'manual',
        snapshot: CHECKPOINT,
        waitFor: [1, 2, 3],
        finished: [],
        acks: [],
        finalizing: false,
      },
    ])
    expect(coordinator.history).toMatchObject([{ id: 5, status: 'pending' }])
    expect(sent.filter(({ to }) => to === JOB_MANAGER)).toEqual([
      { to: JOB_MANAGER, at: 70_000, body: { type: 'checkpoint-timeout', checkpoint: 5 } },
    ])
    const options = { snapshot: CHECKPOINT }
    const trigger = { type: 'trigger', attempt: 0, checkpoint: 5, triggeredAt: now, options }
    expect(sent.filter(({ to }) => to !== JOB_MANAGER)).toEqual(
      [1, 2].map(to => ({ to, at: run.plan.settings.rpcLatency, body: trigger })),
    )
    expect(told).toMatchObject([{ checkpoint: 5, amount: 2, total: 3, effect: null }])
  })

  test('of a savepoint leaves the count of what was read', () => {
    const run = runningRun()
    coordinatorOf(run).progress = { records: 9, bytes: 9 }
    const { coordinator } = act(run, (sim, one) => requestSavepoint(sim, one, 'CANONICAL'))
    expect(coordinator.progress).toEqual({ records: 9, bytes: 9 })
  })

  test('is full behind a snapshot that the job does not own, unless it is a savepoint', () => {
    const typeOf = (
      latest: Partial<CompletedCheckpoint>[],
      what: (sim: Sim, one: JobManagerActor) => void,
    ) => {
      const run = runningRun()
      coordinatorOf(run).completed = latest as CompletedCheckpoint[]
      const { coordinator, told } = act(run, what)
      return [coordinator.pending[0]!.snapshot, told[0]!.effect]
    }
    const plain = (sim: Sim, one: JobManagerActor) => requestCheckpoint(sim, one, 'manual')
    const savepoint = (sim: Sim, one: JobManagerActor) => requestSavepoint(sim, one, 'CANONICAL')
    const full = { kind: 'checkpoint', full: true }
    expect(typeOf([{ id: 1, unclaimed: true }], plain)).toEqual([full, 'full'])
    expect(typeOf([{ id: 1, unclaimed: true }, { id: 2 }], plain)).toEqual([CHECKPOINT, null])
    expect(typeOf([{ id: 1 }, { id: 2, unclaimed: true }], plain)).toEqual([full, 'full'])
    expect(typeOf([], plain)).toEqual([CHECKPOINT, null])
    expect(typeOf([{ id: 1, unclaimed: true }], savepoint)).toEqual([SAVEPOINT, 'savepoint CANONICAL'])
  })

  test('that cannot be, because a task does not run, fails before its flight; a stop is called off, and triggering goes on', () => {
    const failed = (origin: 'manual' | 'stop', state: 'RUNNING' | 'SCHEDULED') => {
      const run = runningRun()
      jobManagerOf(run).executions[0]!.state = state
      Object.assign(coordinatorOf(run), {
        stopping: 'savepoint',
        scheduling: false,
        queue: [request({ origin })],
      })
      const { coordinator } = act(run, triggerNext)
      return [
        coordinator.counts.failed,
        coordinator.stopping,
        coordinator.pending.length,
        coordinator.scheduling,
      ]
    }
    expect(failed('stop', 'SCHEDULED')).toEqual([1, 'no', 0, false])
    expect(failed('manual', 'SCHEDULED')).toEqual([1, 'savepoint', 0, false])
    expect(failed('manual', 'RUNNING')).toEqual([0, 'savepoint', 1, false])
  })

  test('that a fault spoils is given up with its reason, once', () => {
    const run = runningRun()
    coordinatorOf(run).triggerFault = 'IO_EXCEPTION'
    const { coordinator, triggered, told } = act(run, (sim, one) => requestCheckpoint(sim, one, 'manual'))
    expect([coordinator.triggerFault, triggered, coordinator.pending]).toEqual([null, [], []])
    expect(told.map(({ kind, reason }) => [kind, reason])).toEqual([
      ['CheckpointTriggered', 'manual'],
      ['CheckpointAborted', 'IO_EXCEPTION'],
    ])
  })
})

describe('when one is no longer pending', () => {
  test('triggering goes on where it had ended and all tasks run, or have finished', () => {
    const goesOn = (states: readonly string[], status = 'RUNNING') => {
      const run = runningRun()
      coordinatorOf(run).scheduling = false
      Object.assign(jobManagerOf(run), { status })
      states.forEach((state, i) => Object.assign(jobManagerOf(run).executions[i]!, { state }))
      return act(run, onSettled).coordinator.scheduling
    }
    expect(goesOn(['RUNNING', 'RUNNING', 'RUNNING'])).toBe(true)
    expect(goesOn(['FINISHED', 'RUNNING', 'RUNNING'])).toBe(true)
    expect(goesOn(['RUNNING', 'INITIALIZING', 'RUNNING'])).toBe(false)
    expect(goesOn(['RUNNING', 'RUNNING', 'RUNNING'], 'RESTARTING')).toBe(false)
  })

  test('the next request has its turn', () => {
    const run = runningRun()
    coordinatorOf(run).queue = [request()]
    expect(act(run, onSettled).triggered).toEqual([1, 2])
  })

  test('and what was read may ask for one, behind what is queued', () => {
    const run = runningRun({ 'weir.checkpointing.trigger.records': '20' })
    coordinatorOf(run).progress = { records: 20, bytes: 0 }
    expect(act(run, onSettled).coordinator.pending).toMatchObject([{ origin: 'records' }])
    const queued = runningRun({ 'weir.checkpointing.trigger.records': '20' })
    Object.assign(coordinatorOf(queued), { progress: { records: 20, bytes: 0 }, queue: [request()] })
    expect(act(queued, onSettled).coordinator.pending).toMatchObject([{ origin: 'manual' }])
  })
})

test('what was read asks for no checkpoint of a job that is about to fail', () => {
  const asked = (jobFailure: string | null, records: number) => {
    const run = runningRun({ 'weir.checkpointing.trigger.records': '20' })
    Object.assign(coordinatorOf(run), { jobFailure, progress: { records, bytes: 0 } })
    return act(run, triggerByProgress).coordinator.requests
  }
  expect([asked(null, 20), asked('no', 20), asked(null, 19)]).toEqual([1, 0, 0])
})

describe('a checkpoint ends early', () => {
  function pendingRun() {
    const run = runningRun()
    act(run, (sim, one) => requestCheckpoint(sim, one, 'manual'))
    coordinatorOf(run).queue = [request()]
    return run
  }

  test('by its timeout: then the next one has its turn', () => {
    const run = pendingRun()
    const { told, coordinator } = act(run, (sim, one) => onTimeout(sim, one, 1))
    expect(told[0]).toMatchObject({ kind: 'CheckpointAborted', reason: 'CHECKPOINT_EXPIRED' })
    expect(coordinator.pending.map(({ id }) => id)).toEqual([2])
    expect(act(run, (sim, one) => onTimeout(sim, one, 1)).reasons).toEqual([
      'timeout of a settled checkpoint',
    ])
  })

  const decline = (change: object) =>
    ({
      type: 'decline',
      task: 2,
      attempt: 0,
      checkpoint: 1,
      reason: 'CHECKPOINT_DECLINED',
      ...change,
    }) as const

  test('by a task that declines it', () => {
    const run = pendingRun()
    const { told, coordinator } = act(run, (sim, one) => onDecline(sim, one, decline({})))
    expect(told.slice(0, 2).map(({ kind, reason }) => [kind, reason])).toEqual([
      ['CheckpointDeclined', 'CHECKPOINT_DECLINED'],
      ['CheckpointAborted', 'CHECKPOINT_DECLINED'],
    ])
    expect(coordinator.pending.map(({ id }) => id)).toEqual([2])
    expect(coordinator.failures.counted).toEqual([1])
  })

  test.each([
    ['another attempt of it', { attempt: 1 }],
    ['another checkpoint', { checkpoint: 7 }],
  ])('but not by the word of %s', (_, change) => {
    const run = pendingRun()
    const { told, sent } = act(run, (sim, one) => onDecline(sim, one, decline(change)))
    expect([told.map(({ kind }) => kind), sent]).toEqual([['MessageIgnored'], []])
    expect(coordinatorOf(run).pending.map(({ id }) => id)).toEqual([1])
  })
})

describe('when all sources are at their end', () => {
  const ended = (
    tasks: readonly number[],
    { attempt = 0, change = {}, config = {} as Readonly<Record<string, string>> } = {},
  ) => {
    const run = runningRun(config)
    Object.assign(coordinatorOf(run), change)
    const told = tasks.flatMap(task => act(run, (sim, one) => onEndOfData(sim, one, task, attempt)).told)
    const { pending, finalTriggered } = coordinatorOf(run)
    return { told, ended: jobManagerOf(run).executions.map(one => one.dataEnded), pending, finalTriggered }
  }

  test('one more checkpoint is triggered, once', () => {
    expect(ended([1])).toMatchObject({ ended: [true, false, false], pending: [], finalTriggered: false })
    expect(ended([1, 3])).toMatchObject({ pending: [], finalTriggered: false })
    const all = ended([1, 2, 2])
    expect(all.pending).toMatchObject([{ id: 1, origin: 'end-of-data' }])
    expect(all).toMatchObject({ ended: [true, true, false], finalTriggered: true })
    expect(all.pending).toHaveLength(1)
  })

  test.each([
    ['it was triggered before', { change: { finalTriggered: true } }],
    ['nothing is scheduled', { change: { scheduling: false } }],
    [
      'there are none after tasks finish',
      { config: { 'execution.checkpointing.checkpoints-after-tasks-finish': 'false' } },
    ],
  ])('but not where %s', (_, how) => {
    expect(ended([1, 2], how).pending).toEqual([])
  })

  test('an earlier attempt says nothing', () => {
    const { told, ended: all, pending } = ended([1, 2], { attempt: 3 })
    expect(told.map(({ kind }) => kind)).toEqual(['MessageIgnored', 'MessageIgnored'])
    expect([all, pending]).toEqual([[false, false, false], []])
  })
})
