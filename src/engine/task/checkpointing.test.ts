/** The parts of a checkpoint at one subtask: Flink's SubtaskCheckpointCoordinatorImpl. */
import { describe, expect, test } from 'vitest'
import type { StreamOperator } from '../api/operator.ts'
import type { SnapshotType } from '../api/snapshot-type.ts'
import { PLAIN_OPTIONS, withKind, type BarrierKind, type CheckpointOptions } from '../checkpoint/options.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { FixedState, SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import { newCapture } from '../network/channel-state.ts'
import {
  onAbort,
  onBroadcast,
  onComplete,
  onPrepare,
  onPrepared,
  onStored,
  onStoreFailed,
  onSyncEnd,
  startCheckpoint,
} from './checkpointing.ts'
import {
  bufferOf,
  COUNT,
  itemsSent,
  kindsTold,
  resumed,
  snapshotOf,
  SOURCE,
  taskForTests,
  type TaskForTests,
} from './task-for-tests.suite.ts'

const COSTS = { 'weir.snapshot.prepare-duration': '3 ms', 'weir.snapshot.sync-duration': '5 ms' }
const UNALIGNED = { 'execution.checkpointing.unaligned.enabled': 'true' }

const SUSPEND: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'suspend' }
const SAVEPOINT: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'none' }

const FIXED: FixedState = { lists: [], splits: [], lineage: [], endOfData: false }

function align(
  { task, now }: TaskForTests,
  checkpoint: number,
  options: CheckpointOptions = PLAIN_OPTIONS,
): void {
  task.alignment = { checkpoint, startedAt: now - 20, triggeredAt: now - 50, options, processed: 9 }
}

/** Operators that note what they are asked. */
function noting({ task }: TaskForTests, change: Partial<StreamOperator> = {}): string[] {
  const calls: string[] = []
  task.runtime!.operators = [0, 1, 2].map(position => ({
    processElement: () => undefined,
    prepareSnapshotPreBarrier: id => void calls.push(`prepare ${position} of ${id}`),
    snapshotState: id => void calls.push(`snapshot ${position} of ${id}`),
    notifyCheckpointComplete: id => void calls.push(`complete ${position} of ${id}`),
    ...change,
  }))
  return calls
}

describe('a checkpoint starts', () => {
  function started(
    { checkpoint = 5, kind = 'aligned' as BarrierKind, options = PLAIN_OPTIONS, config = {} } = {},
    before: (task: TaskActor) => void = () => undefined,
    actor: typeof SOURCE | typeof COUNT = COUNT,
  ) {
    const it = taskForTests(actor, { ...COSTS, ...config })
    align(it, checkpoint, options)
    before(it.task)
    let isStarted = false
    const done = it.doing(sim => void (isStarted = startCheckpoint(sim, it.task, checkpoint, kind)))
    return { ...it, isStarted, done }
  }

  test('with what was measured of its alignment, and with the preparation', () => {
    const { task, isStarted, now } = started()
    expect(isStarted).toBe(true)
    expect(task.snapshot).toEqual(
      snapshotOf(5, {
        triggeredAt: now - 50,
        startDelay: 30,
        alignmentStartedAt: now - 20,
        alignment: 20,
        processed: 9,
      }),
    )
    expect([task.alignment, task.lastCheckpointId]).toEqual([null, 5])
    expect([task.cpu, task.cpuAt - now]).toEqual(['prepare', 3000])
    expect(task.finish.syncSavepoint).toBe(0)
  })

  test('while barriers are still collected: then the alignment goes on', () => {
    const { task } = started({}, one => {
      one.capture = newCapture(5, 2, 0)
      one.capture.inputsDone = false
    })
    expect([task.snapshot?.alignment, task.alignment?.checkpoint]).toEqual([-1, 5])
    expect(task.capture?.checkpoint).toBe(5)
  })

  test.each([
    ['another checkpoint collects them', 4, false],
    ['all are in', 5, true],
  ] as const)('and ends its alignment where %s', (_, checkpoint, inputsDone) => {
    const { task } = started({}, one => {
      one.capture = newCapture(checkpoint, 2, 0)
      one.capture.inputsDone = inputsDone
    })
    expect([task.snapshot?.alignment, task.alignment]).toEqual([20, null])
  })

  describe('not', () => {
    const collecting = (task: TaskActor) => {
      task.capture = newCapture(5, 2, 0)
      task.capture.inputsDone = false
    }

    test.each([5, 6])('when checkpoint %i was taken before', last => {
      const old = started({}, task => (task.lastCheckpointId = last))
      expect([old.isStarted, old.task.snapshot, old.task.lastCheckpointId]).toEqual([false, null, last])
      expect(old.task.alignment).toBeNull()
      expect(started({}, task => (task.lastCheckpointId = 4)).isStarted).toBe(true)
    })

    test('and what was captured for it is let go, but not what was captured for another', () => {
      const own = started({}, task => {
        task.lastCheckpointId = 5
        collecting(task)
      })
      expect(own.task.capture).toBeNull()
      const other = started({}, task => {
        task.lastCheckpointId = 5
        task.capture = newCapture(7, 2, 0)
      })
      expect(other.task.capture?.checkpoint).toBe(7)
    })

    test('when it was aborted before: it is forgotten, and the news passed on', () => {
      const abort = (task: TaskActor) => (task.aborted = { ids: [4, 5], max: 5 })
      const { task, isStarted, done } = started({}, abort, SOURCE)
      expect([isStarted, task.snapshot, task.lastCheckpointId, task.aborted.ids]).toEqual([
        false,
        null,
        5,
        [4],
      ])
      expect(itemsSent(done)).toEqual(['cancel-barrier'])
      const collected = started({}, one => {
        abort(one)
        collecting(one)
      })
      expect([collected.isStarted, collected.task.capture]).toEqual([false, null])
      const other = started({}, one => {
        abort(one)
        one.capture = newCapture(4, 2, 0)
      })
      expect(other.task.capture?.checkpoint).toBe(4)
    })
  })

  test('and is remembered where the job ends behind it', () => {
    expect(started({ options: { snapshot: SUSPEND } }).task.finish.syncSavepoint).toBe(5)
    expect(started({ options: { snapshot: SAVEPOINT } }).task.finish.syncSavepoint).toBe(0)
  })

  test.each([
    ['aligned', '10 ms', undefined],
    ['timeoutable', '10 ms', 'timeoutable'],
    ['unaligned', '10 ms', 'unaligned'],
    ['forced-aligned', '10 ms', 'timeoutable'],
    ['forced-aligned', '1 us', 'timeoutable'],
    ['forced-aligned', '0 ms', 'unaligned'],
  ] as const)('%s, with a timeout of %s: it goes on %s', (kind, timeout, own) => {
    const config = { ...UNALIGNED, 'execution.checkpointing.aligned-checkpoint-timeout': timeout }
    const { snapshot } = started({ kind, config }).task
    expect([snapshot?.options.kind, snapshot?.awaitsInFlight]).toEqual([own, own !== undefined])
  })
})

describe('before its barrier', () => {
  function prepared(snapshot = snapshotOf(5)) {
    const it = taskForTests(COUNT)
    it.task.snapshot = snapshot
    return it
  }

  test('operators prepare, head first; what they emit goes before it, and then it goes out', () => {
    const it = prepared()
    const calls = noting(it)
    const done = it.doing(sim => onPrepare(sim, it.task, it.plan))
    expect(calls).toEqual(['prepare 0 of 5', 'prepare 1 of 5', 'prepare 2 of 5'])
    expect(kindsTold(done)).toEqual(['BarrierPrepared'])
    expect([it.task.cpu, it.task.cpuAt - it.now]).toEqual(['broadcast', 1])
  })

  test('what was staged is queued', () => {
    const it = taskForTests(SOURCE)
    it.task.snapshot = snapshotOf(5)
    it.task.runtime!.operators = []
    it.task.outputs[0]!.credits = 3
    it.task.staged.clear()
    it.task.staged.add(0, 'x', 'x', null, -1)
    const done = it.doing(sim => onPrepare(sim, it.task, it.plan))
    expect([itemsSent(done), it.task.staged.count]).toEqual([['x'], 0])
  })

  test('transactions are prepared, and their answers waited for', () => {
    const it = prepared()
    const { task } = it
    noting(it)
    const request = { type: 'prepare', uid: 'out', records: [], begunAt: null } as const
    task.runtime!.wiring.requests.push({ ...request, transaction: 'a' }, { ...request, transaction: 'b' })
    const done = it.doing(sim => onPrepare(sim, task, it.plan))
    expect(done.sent.map(({ to, body }) => [to, body.type, 'checkpoint' in body && body.checkpoint])).toEqual(
      [
        [it.run.plan.broker, 'prepare', 5],
        [it.run.plan.broker, 'prepare', 5],
      ],
    )
    expect([task.cpu, task.snapshot?.pendingTransactions]).toEqual(['none', 2])
    it.doing(sim => onPrepared(sim, task))
    expect([task.cpu, task.snapshot?.pendingTransactions]).toEqual(['none', 1])
    it.doing(sim => onPrepared(sim, task))
    expect([task.cpu, task.cpuAt - it.now, task.snapshot?.pendingTransactions]).toEqual(['broadcast', 1, 0])
    task.cpu = 'none'
    it.doing(sim => onPrepared(sim, task))
    expect([task.cpu, task.snapshot?.pendingTransactions]).toEqual(['none', 0])
    task.snapshot = null
    it.doing(sim => onPrepared(sim, task))
    expect(task.cpu).toBe('none')
  })

  test('a failure fails the task', () => {
    const it = prepared()
    noting(it, {
      prepareSnapshotPreBarrier: () => {
        throw new Error('no')
      },
    })
    const done = it.doing(sim => onPrepare(sim, it.task, it.plan))
    expect([it.task.life, it.task.errorText, it.task.cpu]).toEqual(['FAILED', 'Error: no', 'none'])
    expect(kindsTold(done)).not.toContain('BarrierPrepared')
  })
})

describe('with its barrier', () => {
  test('the state is cut, tail first, and the synchronous part begins', () => {
    const it = taskForTests(COUNT, COSTS)
    const { task, now, run } = it
    task.snapshot = snapshotOf(5)
    const calls = noting(it)
    const epoch = run.world.clock.now
    it.doing(sim => onBroadcast(sim, task, it.plan))
    expect(calls).toEqual(['snapshot 2 of 5', 'snapshot 1 of 5', 'snapshot 0 of 5'])
    expect(run.world.clock.now).toBeGreaterThan(epoch)
    expect(task.snapshot).toMatchObject({ epoch, syncStartedAt: now, cutTime: now, cutEvent: task.events })
    expect(task.snapshot.fixed).toMatchObject({ lists: [], splits: [], endOfData: false })
    expect(task.snapshot.bytes).toBeGreaterThan(0)
    expect(task.snapshot.refused).toBeUndefined()
    expect([task.cpu, task.cpuAt - now]).toEqual(['sync', run.plan.settings.syncDuration])
  })

  test('it takes longer where a backend has something to do', () => {
    const it = taskForTests(COUNT, COSTS)
    const { task, now, run } = it
    task.snapshot = snapshotOf(5)
    const cut = () => ({ micros: 7, uploaded: 1000, bytes: 3000, largest: 20 })
    Object.assign(task.runtime!.wiring.stores[0]!.backend, { cut })
    it.doing(sim => onBroadcast(sim, task, it.plan))
    expect(task.cpuAt - now).toBe(run.plan.settings.syncDuration + 7)
    expect(task.snapshot.bytes).toBe(1064)
    expect(task.snapshot.cuts?.[0]).toEqual(cut())
  })

  test('it goes out on all outputs', () => {
    const it = taskForTests(SOURCE)
    it.task.snapshot = snapshotOf(5)
    Object.assign(it.task.outputs[0]!, { queue: [], open: null })
    expect(itemsSent(it.doing(sim => onBroadcast(sim, it.task, it.plan)))).toEqual(['aligned'])
    const { id } = it.run.plan.partitions[it.task.source!.splits[0]!.partition]!.split
    expect(it.task.snapshot.fixed?.splits).toEqual([{ id, offset: it.task.source!.splits[0]!.offset }])
  })

  test('an operator or a fault that throws in it fails the task', () => {
    const it = taskForTests(COUNT)
    it.task.snapshot = snapshotOf(5)
    noting(it, {
      snapshotState: () => {
        throw new Error('no')
      },
    })
    it.doing(sim => onBroadcast(sim, it.task, it.plan))
    expect([it.task.life, it.task.errorText]).toEqual(['FAILED', 'Error: no'])
    const faulty = taskForTests(COUNT)
    faulty.task.snapshot = snapshotOf(5)
    faulty.task.faults = { ...faulty.task.faults, phases: ['sync'] }
    faulty.doing(sim => onBroadcast(sim, faulty.task, faulty.plan))
    expect(faulty.task.errorText).toContain('the synchronous part of checkpoint 5 fails')
  })

  test.each([
    [false, false, false],
    [true, false, true],
    [true, true, false],
  ])('ended %s, suspended %s: it is behind the last record %s', (dataEnded, suspended, endOfData) => {
    const it = taskForTests(COUNT)
    it.task.snapshot = snapshotOf(5)
    Object.assign(it.task.finish, { dataEnded, suspended })
    it.doing(sim => onBroadcast(sim, it.task, it.plan))
    expect(it.task.snapshot.fixed).toMatchObject({ endOfData })
    expect(it.task.snapshot.fixed).not.toHaveProperty('finishedOnRestore')
    const restored = taskForTests(COUNT)
    restored.task.snapshot = snapshotOf(5)
    restored.task.finish.onRestore = true
    restored.doing(sim => onBroadcast(sim, restored.task, restored.plan))
    expect(restored.task.snapshot.fixed?.finishedOnRestore).toBe(true)
  })

  test('operator state is written by name, each with its operator, and is a copy', () => {
    const it = taskForTests(COUNT)
    const { task } = it
    task.snapshot = snapshotOf(5)
    const values = [[1], [2]]
    noting(it)
    task.runtime!.lists = { 'count/b/c': { mode: 'union', values }, 'count/a': { mode: 'split', values: [] } }
    task.runtime!.broadcasts = { 'count/b': new Map([['k', 1]]) }
    it.doing(sim => onBroadcast(sim, task, it.plan))
    const lists = task.snapshot.fixed!.lists
    expect(lists.map(({ uid, name, mode }) => [uid, name, mode])).toEqual([
      ['count', 'a', 'split'],
      ['count', 'b', 'broadcast'],
      ['count', 'b/c', 'union'],
    ])
    expect(lists[1]!.values).toEqual([['k', 1]])
    expect(lists[2]!.values).toEqual(values)
    expect(lists[2]!.values[0]).not.toBe(values[0])
  })
})

describe('behind the synchronous part', () => {
  function ended(change: Partial<SubtaskSnapshotState> = {}) {
    const it = taskForTests(COUNT)
    const { task, now } = it
    const snapshot = snapshotOf(5, { syncStartedAt: now - 40, bytes: 8, ...change })
    task.snapshot = snapshot
    task.heldResumes = [0, 1]
    for (const input of task.inputs) input.blocked = 5
    const done = it.doing(sim => onSyncEnd(sim, task))
    return { it, task, snapshot, done, types: done.sent.map(({ body }) => body.type) }
  }

  test('the senders go on, and the state is stored', () => {
    const { it, task, snapshot, done, types } = ended()
    expect([task.snapshot, snapshot.sync, snapshot.asyncStartedAt]).toEqual([null, 40, it.now])
    expect([resumed(it, done), task.heldResumes]).toEqual([[0, 1], []])
    expect(types).toContain('store')
    expect(task.uploads).toEqual([snapshot])
    expect(done.told).toEqual([{ kind: 'SyncSnapshotCompleted', checkpoint: 5, duration: 40 }])
  })

  test('of one that was aborted nothing is stored', () => {
    const { it, task, done, types } = ended({ aborted: true })
    expect([task.uploads, resumed(it, done)]).toEqual([[], [0, 1]])
    expect(types).not.toContain('store')
  })

  test('one with data in flight is stored when those are complete', () => {
    const { task, snapshot, types } = ended({ awaitsInFlight: true })
    expect(task.uploads).toEqual([snapshot])
    expect(types).not.toContain('store')
  })

  test('what storage will not take is declined', () => {
    const { task, types } = ended({ refused: 'too large' })
    expect([task.uploads, types.includes('store'), types.includes('decline')]).toEqual([[], false, true])
  })
})

describe('when its state is stored', () => {
  function stored(change: Partial<SubtaskSnapshotState> = {}, config = {}) {
    const it = taskForTests(COUNT, config)
    const { task, now } = it
    const own = snapshotOf(5, {
      asyncStartedAt: now - 60,
      startDelay: 1,
      alignment: 2,
      sync: 3,
      bytes: 400,
      processed: 7,
      fixed: FIXED,
      ...change,
    })
    const other = snapshotOf(6)
    task.uploads = [other, own]
    for (const { backend } of task.runtime!.wiring.stores) Object.assign(backend, { parts: () => [] })
    const done = it.doing(sim => onStored(sim, task, it.plan, 5))
    const ack = done.sent.map(({ body }) => body).find(body => body.type === 'ack')
    return { it, task, other, done, ack: ack?.type === 'ack' ? ack : null }
  }

  test('it is acknowledged with what was measured', () => {
    const { it, task, other, done, ack } = stored()
    expect(task.uploads).toEqual([other])
    expect(done.sent.map(({ to, at }) => [to, at])).toEqual([[JOB_MANAGER, it.run.plan.settings.rpcLatency]])
    expect(ack).toMatchObject({ task: COUNT, attempt: 0, checkpoint: 5 })
    expect(ack!.metrics).toEqual({
      startDelay: 1,
      alignment: 2,
      sync: 3,
      async: 60,
      bytes: 400,
      processed: 7,
      persisted: 0,
      unaligned: false,
    })
    expect(ack!.state.parts).not.toHaveProperty('inFlight')
    expect(done.told).toEqual([{ kind: 'AsyncSnapshotCompleted', checkpoint: 5, amount: 400, duration: 60 }])
  })

  test('with its data in flight', () => {
    const inFlight = { inputs: [{ channel: 0, buffers: [{ buffer: bufferOf('ab'), from: 0 }] }], outputs: [] }
    const { ack } = stored({ inFlight, options: withKind(PLAIN_OPTIONS, 'unaligned') })
    expect(ack!.state.parts.inFlight).toBe(inFlight)
    expect(ack!.metrics).toMatchObject({ persisted: 18, unaligned: true })
    const { ack: timed } = stored({ inFlight: null, options: withKind(PLAIN_OPTIONS, 'timeoutable') })
    expect(timed!.metrics).toMatchObject({ persisted: 0, unaligned: false })
  })

  test('with the size of all that it refers to, where that is more than was written', () => {
    const cut = { micros: 0, uploaded: 100, bytes: 350, largest: 0 } as never
    expect(stored({ cuts: [cut, null, null] }).ack!.metrics).toMatchObject({ bytes: 400, stateBytes: 650 })
  })

  test('and kept beside the task as well, but for a savepoint', () => {
    const config = {
      'execution.state-recovery.from-local': 'true',
      'execution.checkpointing.local-backup.enabled': 'true',
    }
    const row = {
      uid: 'count',
      state: 'count',
      kind: 'value',
      scope: 'key',
      rows: new Map([['a', 1]]),
    } as const
    const copies = (snapshot: SnapshotType) => {
      const it = taskForTests(COUNT, config)
      Object.assign(it.task.runtime!.wiring.stores[0]!.backend, { parts: () => [row] })
      it.task.uploads = [snapshotOf(5, { fixed: FIXED, bytes: 400, options: { snapshot } })]
      it.doing(sim => onStored(sim, it.task, it.plan, 5))
      return it.task.localCopies.map(({ checkpoint }) => checkpoint)
    }
    expect([copies(PLAIN_OPTIONS.snapshot), copies(SAVEPOINT)]).toEqual([[5], []])
  })

  test('it is of no interest where the checkpoint was given up', () => {
    const it = taskForTests(COUNT)
    it.task.uploads = [snapshotOf(6)]
    const done = it.doing(sim => onStored(sim, it.task, it.plan, 5))
    expect([done.sent, done.told]).toEqual([
      [],
      [{ kind: 'MessageIgnored', reason: 'stored', checkpoint: 5 }],
    ])
    expect(it.task.uploads).toHaveLength(1)
  })

  test('a fault in the asynchronous part declines it', () => {
    const it = taskForTests(COUNT)
    it.task.faults = { ...it.task.faults, phases: ['async'] }
    it.task.uploads = [snapshotOf(5, { fixed: FIXED })]
    const done = it.doing(sim => onStored(sim, it.task, it.plan, 5))
    expect(done.sent.map(({ body }) => body.type)).toEqual(['decline'])
    expect(it.task.uploads).toEqual([])
  })
})

test('what could not be stored is declined, and no other checkpoint', () => {
  const it = taskForTests(COUNT)
  it.task.uploads = [snapshotOf(5), snapshotOf(6)]
  const done = it.doing(sim => onStoreFailed(sim, it.task, 5, 'full'))
  const reason = 'CHECKPOINT_ASYNC_EXCEPTION'
  const body = { type: 'decline', task: COUNT, attempt: 0, checkpoint: 5, reason }
  expect(done.sent).toEqual([{ to: JOB_MANAGER, at: it.run.plan.settings.rpcLatency, body }])
  expect(done.told).toEqual([{ kind: 'CheckpointDeclined', checkpoint: 5, reason, effect: 'full' }])
  expect(it.task.uploads.map(({ checkpoint }) => checkpoint)).toEqual([6])
  const late = it.doing(sim => onStoreFailed(sim, it.task, 5, 'full'))
  expect([late.sent, kindsTold(late)]).toEqual([[], ['MessageIgnored']])
})

describe('the word that a checkpoint is complete', () => {
  function completed(checkpoint: number, finish: Partial<TaskActor['finish']> = {}) {
    const it = taskForTests(COUNT)
    const { task } = it
    task.lastCompletedId = 4
    task.localCopies = [3, 5, 6].map(id => ({ checkpoint: id, bytes: 1 }))
    Object.assign(task.finish, finish)
    const calls = noting(it)
    const confirmed: number[] = []
    for (const { backend } of task.runtime!.wiring.stores)
      Object.assign(backend, { confirm: (id: number) => void confirmed.push(id) })
    task.runtime!.wiring.requests.push({ type: 'commit', transaction: 't', uid: 'out' })
    const done = it.doing(sim => onComplete(sim, task, checkpoint))
    return { task, calls, confirmed, done, isFinal: task.finish.finalCompleted }
  }

  test('reaches operators, backends and local copies; what they ask for then is asked', () => {
    const { task, calls, confirmed, done } = completed(5)
    expect(calls).toEqual(['complete 0 of 5', 'complete 1 of 5', 'complete 2 of 5'])
    expect(confirmed).toEqual([5, 5, 5])
    expect(task.localCopies.map(copy => copy.checkpoint)).toEqual([5, 6])
    expect(task.lastCompletedId).toBe(5)
    expect(done.sent.map(({ body }) => body.type)).toContain('commit')
    expect(done.told).toEqual([{ kind: 'NotifyCompleteReceived', checkpoint: 5 }])
  })

  test.each([3, 4])('is no news of checkpoint %i behind 4', checkpoint => {
    const { task, calls, done } = completed(checkpoint)
    expect([calls, done.sent, task.lastCompletedId]).toEqual([[], [], 4])
    expect(kindsTold(done)).toEqual(['MessageIgnored'])
  })

  test.each([
    [5, { dataEnded: false, finalCheckpointMin: 1 }, false],
    [5, { dataEnded: true, finalCheckpointMin: 6 }, false],
    [5, { dataEnded: true, finalCheckpointMin: 5 }, true],
    [6, { dataEnded: true, finalCheckpointMin: 5 }, true],
    [5, { syncSavepoint: 5 }, true],
    [5, { syncSavepoint: 1, dataEnded: true, finalCheckpointMin: 5 }, false],
    [6, { syncSavepoint: 5, dataEnded: true, finalCheckpointMin: 5 }, false],
  ])('%i lets a task end that waits for %o: %s', (checkpoint, finish, isFinal) => {
    expect(completed(checkpoint, finish).isFinal).toBe(isFinal)
  })
})

describe('the word that a checkpoint is given up', () => {
  function aborted(
    checkpoint: number,
    latestCompleted: number,
    before: (task: TaskActor) => void = () => undefined,
  ) {
    const it = taskForTests(COUNT)
    const { task } = it
    task.lastCompletedId = 3
    task.lastCheckpointId = 4
    before(task)
    const calls = noting(it)
    const abandoned: number[] = []
    for (const { backend } of task.runtime!.wiring.stores)
      Object.assign(backend, { abandon: (id: number) => void abandoned.push(id) })
    const done = it.doing(sim => onAbort(sim, task, checkpoint, latestCompleted))
    return { task, calls, abandoned, done }
  }

  test('ends what is under way of it, and nothing else', () => {
    const { task, abandoned, done } = aborted(4, 3, one => {
      one.uploads = [snapshotOf(3), snapshotOf(4)]
      one.snapshot = snapshotOf(4)
      one.capture = newCapture(4, 2, 0)
      one.localCopies = [3, 4].map(id => ({ checkpoint: id, bytes: 1 }))
    })
    expect(task.uploads.map(({ checkpoint }) => checkpoint)).toEqual([3])
    expect([task.snapshot?.aborted, task.capture, abandoned]).toEqual([true, null, [4, 4, 4]])
    expect(task.localCopies.map(({ checkpoint }) => checkpoint)).toEqual([3])
    expect(kindsTold(done)).toEqual(['NotifyAbortReceived'])
    expect(task.aborted.ids).toEqual([])
    const other = aborted(3, 3, one => {
      one.snapshot = snapshotOf(4)
      one.capture = newCapture(4, 2, 0)
    })
    expect([other.task.snapshot?.aborted, other.task.capture?.checkpoint]).toEqual([false, 4])
  })

  test('is kept for one whose barrier is yet to come', () => {
    expect(aborted(5, 3).task.aborted).toEqual({ ids: [5], max: 5 })
    expect(aborted(4, 3).task.aborted.ids).toEqual([])
  })

  test.each([
    [2, []],
    [3, []],
    [4, ['complete 0 of 4', 'complete 1 of 4', 'complete 2 of 4']],
  ] as const)('brings the completion of %i behind 3', (latest, expected) => {
    const { calls, done } = aborted(5, latest)
    expect(calls).toEqual(expected)
    expect(kindsTold(done)).toEqual(
      latest === 4 ? ['NotifyCompleteReceived', 'NotifyAbortReceived'] : ['NotifyAbortReceived'],
    )
  })

  test('fails a task that was to end behind it', () => {
    const { task } = aborted(5, 3, one => (one.finish.syncSavepoint = 5))
    expect([task.life, task.errorText]).toEqual(['FAILED', 'Stop-with-savepoint failed.'])
    expect(aborted(6, 3, one => (one.finish.syncSavepoint = 5)).task.life).toBe('RUNNING')
  })
})
