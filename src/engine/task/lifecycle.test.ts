/** The attempts of a task: Flink's TaskExecutor.submitTask, StreamTask.restore, and what a failure leaves. */
import { describe, expect, test } from 'vitest'
import type { StreamOperator } from '../api/operator.ts'
import type { KeyedStatePart } from '../api/state-backend.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import { timer } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { SubtaskState, type SubtaskStateParts } from '../state/subtask-state.ts'
import { TaskLineage } from './lineage.ts'
import { beginRunning, dropAll, failTask, isUp, onDeploy, onFetched, tell } from './lifecycle.ts'
import {
  bufferOf,
  COUNT,
  kindsTold,
  snapshotOf,
  SOURCE,
  taskForTests,
  type TaskForTests,
} from './task-for-tests.suite.ts'

type Deploy = Extract<TaskRpc, { type: 'deploy' }>

const stateOf = (parts: Partial<SubtaskStateParts> = {}) =>
  new SubtaskState({ keyed: [], lists: [], splits: [], lineage: [], endOfData: false, ...parts }, 10)

const rowsOf = (uid: string, state: string, rows: Readonly<Record<string, unknown>>): KeyedStatePart => ({
  uid,
  state,
  kind: 'value',
  scope: 'key',
  rows: new Map(Object.entries(rows)),
})

function deployOf({ task }: TaskForTests, change: Partial<Deploy> = {}): Deploy {
  const { taskManager, incarnation, session, peers, attempt } = task
  return {
    type: 'deploy',
    attempt: attempt + 1,
    checkpoint: 0,
    state: null,
    finished: false,
    taskManager,
    incarnation,
    session,
    peers,
    ...change,
  }
}

const states = (done: ReturnType<TaskForTests['doing']>) =>
  done.sent.flatMap(({ to, body }) =>
    to === JOB_MANAGER && body.type === 'execution-state' ? [body.state] : [],
  )

test('a task is up while it initialises and while it runs', () => {
  const { task } = taskForTests(COUNT)
  const lives = ['CREATED', 'INITIALIZING', 'RUNNING', 'CANCELING', 'FAILED', 'FINISHED'] as const
  expect(lives.map(life => isUp(Object.assign(task, { life })))).toEqual([
    false,
    true,
    true,
    false,
    false,
    false,
  ])
})

test('each state is told to the JobManager, a failure with whether a restart may help', () => {
  const it = taskForTests(COUNT)
  it.task.attempt = 3
  const told = (errorText: string | null) => {
    it.task.errorText = errorText
    return it.doing(sim => tell(sim, it.task, 'FAILED')).sent
  }
  const body = { type: 'execution-state', task: COUNT, attempt: 3, state: 'FAILED' }
  const at = it.run.plan.settings.rpcLatency
  expect(told('no')).toEqual([{ to: JOB_MANAGER, at, body: { ...body, errorText: 'no', recoverable: true } }])
  expect(told('SuppressRestartsException: no')[0]!.body).toMatchObject({ recoverable: false })
  expect(it.task.life).toBe('FAILED')
})

describe('a deployment', () => {
  function deployed(
    change: Partial<Deploy> = {},
    before: (it: TaskForTests) => void = () => undefined,
    actor: typeof SOURCE | typeof COUNT = COUNT,
  ) {
    const it = taskForTests(actor)
    failIt(it)
    before(it)
    const message = deployOf(it, change)
    const done = it.doing(sim => onDeploy(sim, it.task, it.plan, message))
    return { it, task: it.task, done, message }
  }

  function failIt(it: TaskForTests) {
    it.doing(sim => failTask(sim, it.task, 'no'))
  }

  test('begins a new attempt with nothing of the old one', () => {
    const { task, done, message } = deployed(
      { taskManager: 0, incarnation: 6, session: 7, checkpoint: 4, finished: true },
      ({ task: old }) => {
        Object.assign(old, { slowFactor: 3, pausedUntil: 99, returnsAt: 98, errorText: 'no', processed: 17 })
        old.inputs[0]!.queue = [bufferOf('a')]
        old.snapshot = snapshotOf(3)
      },
    )
    expect(task).toMatchObject({
      attempt: message.attempt,
      taskManager: 0,
      incarnation: 6,
      session: 7,
      peers: message.peers,
      errorText: null,
      slowFactor: 1,
      pausedUntil: -1,
      returnsAt: -1,
      restoring: null,
      restoresInFlight: false,
      restoredCheckpoint: 4,
      life: 'INITIALIZING',
      snapshot: null,
    })
    expect(task.finish.onRestore).toBe(true)
    expect(task.usage).toMatchObject({ recordsBefore: 17, startedAt: -1 })
    expect(task.inputs[0]!.queue).toEqual([])
    expect(states(done)).toEqual(['INITIALIZING'])
    expect(done.told).toMatchObject([{ kind: 'TaskDeployed', checkpoint: 4, amount: message.attempt }])
  })

  test('fetches the state that it is restored with', () => {
    const state = stateOf()
    const { it, task, done } = deployed({ state, checkpoint: 4, inFlight: true })
    expect([task.restoring, task.restoresInFlight]).toEqual([state, true])
    const { storage, settings } = it.run.plan
    expect(done.sent.find(({ to }) => to === storage)).toMatchObject({
      at: settings.storageLatency,
      body: { type: 'fetch', checkpoint: 4, bytes: 10 },
    })
    const none = deployed()
    expect(none.done.sent.filter(({ to }) => to === COUNT)).toMatchObject([
      { at: 1, body: { type: 'fetched', checkpoint: 0 } },
    ])
  })

  test.each([
    ['the same process', {}, 1],
    ['another TaskManager', { taskManager: 0, incarnation: 5 }, 0],
    ['its next process', { incarnation: 5 }, 0],
  ] as const)('to %s: the local copies it has are %o, %i', (_, change, copies) => {
    const { task } = deployed(change, ({ task: old }) => {
      old.localCopies = [{ checkpoint: 3, bytes: 1 }]
      if ('taskManager' in change) old.taskManager = -1
    })
    expect(task.localCopies).toHaveLength(copies)
  })

  test('takes the place of an attempt that is still up', () => {
    const it = taskForTests(COUNT)
    const done = it.doing(sim => onDeploy(sim, it.task, it.plan, deployOf(it)))
    expect(states(done)).toEqual(['FAILED', 'INITIALIZING'])
    expect(kindsTold(done)).toContain('TaskFailed')
    expect(deployed().done.told.map(({ kind }) => kind)).not.toContain('TaskFailed')
  })

  test('leaves what an attempt that finished had sent in the totals', () => {
    const it = taskForTests(SOURCE)
    it.task.life = 'FINISHED'
    it.task.outputs[0]!.closedEntries = 12
    it.task.outputs[0]!.open = null
    it.doing(sim => onDeploy(sim, it.task, it.plan, deployOf(it)))
    expect([it.task.usage.sentAtEnd, it.task.outputs[0]!.closedEntries]).toEqual([0, 0])
    const failed = taskForTests(SOURCE)
    failed.task.outputs[0]!.closedEntries = 12
    failed.task.outputs[0]!.open = null
    failed.doing(sim => failTask(sim, failed.task, 'no'))
    expect(failed.task.usage.sentAtEnd).toBe(12)
  })
})

describe('when its state is there', () => {
  function fetched(
    change: Partial<Deploy> = {},
    {
      actor = COUNT,
      config = {},
      before = () => undefined,
    }: {
      actor?: typeof SOURCE | typeof COUNT
      config?: Readonly<Record<string, string>>
      before?: (it: TaskForTests) => void
    } = {},
  ) {
    const it = taskForTests(actor, config)
    it.doing(sim => failTask(sim, it.task, 'no'))
    it.doing(sim => onDeploy(sim, it.task, it.plan, deployOf(it, change)))
    before(it)
    const done = it.doing(sim => onFetched(sim, it.task, it.plan, change.checkpoint ?? 0))
    return { it, task: it.task, done }
  }

  test('the task runs, and its senders get their credits', () => {
    const { it, task, done } = fetched()
    expect([task.life, states(done), task.recovering]).toEqual(['RUNNING', ['RUNNING'], false])
    const { credits, networkLatency } = it.run.plan.settings
    const body = (channel: number) => ({ type: 'credit', attempt: task.attempt, channel, count: credits })
    expect(done.sent.filter(({ to }) => to === 1 || to === 2)).toEqual([
      { to: 1, at: networkLatency, body: body(0) },
      { to: 2, at: networkLatency, body: body(1) },
    ])
    expect(done.told).toMatchObject([
      { kind: 'StateRestored', checkpoint: 0, amount: 0 },
      { kind: 'TaskStarted', amount: task.attempt },
    ])
  })

  test('debloating begins with it', () => {
    const config = { 'taskmanager.network.memory.buffer-debloat.enabled': 'true' }
    expect(fetched({}, { config }).task.debloat).not.toBeNull()
  })

  test('its rows are in its tables, also those that no function has asked for yet', () => {
    const state = stateOf({
      keyed: [
        rowsOf('count', 'count', { a: 4, b: 5 }),
        rowsOf('count', 'old', { a: 1 }),
        rowsOf('gone', 'x', { a: 1 }),
      ],
    })
    const { task, done } = fetched({ state, checkpoint: 4 })
    expect(task.restoring).toBeNull()
    const [store] = task.runtime!.wiring.stores
    expect([...store!.registered].map(([name, { table }]) => [name, table.rows.size])).toEqual([
      ['count', 2],
      ['old', 1],
    ])
    expect(done.told[0]).toMatchObject({ kind: 'StateRestored', checkpoint: 4, amount: 4 })
  })

  test('its lists are copies, and broadcast state is a map', () => {
    const values = [[1]]
    const lists = [
      { uid: 'count', name: 'l', mode: 'union', values } as const,
      { uid: 'count', name: 'b', mode: 'broadcast', values: [['k', 1]] } as const,
    ]
    const { runtime } = fetched({ state: stateOf({ lists }), checkpoint: 4 }).task
    expect(runtime!.lists['count/l']).toEqual({ mode: 'union', values: [[1]] })
    expect(runtime!.lists['count/l']!.values[0]).not.toBe(values[0])
    expect(runtime!.lists).not.toHaveProperty('count/b')
    expect(runtime!.broadcasts['count/b']).toEqual(new Map([['k', 1]]))
  })

  test('operators hear what they are restored from, if it is anything', () => {
    const committed = (checkpoint: number) => {
      const committable = { checkpoint: 4, transaction: 'out-0-4', records: 1 }
      const lists = [
        { uid: 'Sink Committer: out', name: 'committables', mode: 'split', values: [committable] } as const,
      ]
      const { done } = fetched({ state: stateOf({ lists }), checkpoint })
      return done.sent.filter(({ body }) => body.type === 'commit').length
    }
    expect([committed(4), committed(0)]).toEqual([1, 0])
  })

  test('operators that had finished are not opened again, and take nothing', () => {
    const { task } = fetched({ finished: true, checkpoint: 4 })
    const [first] = task.runtime!.operators
    expect(task.runtime!.operators.every(operator => operator === first)).toBe(true)
    expect(() => first!.processElement('a', null, null as never)).toThrow('no record comes')
  })

  test('a failure in it fails the task', () => {
    const faulty = fetched(
      {},
      { before: ({ task }) => (task.faults = { ...task.faults, phases: ['restore'] }) },
    )
    expect([faulty.task.life, faulty.task.errorText]).toEqual([
      'FAILED',
      'ArtificialFailure: the state cannot be restored',
    ])
    expect(kindsTold(faulty.done)).toEqual(['TaskFailed'])
  })

  test('what was in flight is processed before it runs', () => {
    const buffers = [{ buffer: bufferOf('a'), from: 0 }]
    const state = stateOf({ inFlight: { inputs: [{ channel: 0, buffers }], outputs: [] } })
    const { it, task, done } = fetched({ state, checkpoint: 4, inFlight: true })
    expect([task.recovering, task.life, states(done)]).toEqual([true, 'INITIALIZING', []])
    expect(done.sent.filter(({ body }) => body.type === 'credit')).toEqual([])
    expect(kindsTold(done)).toEqual(['StateRestored', 'InFlightRestored'])
    const begun = it.doing(sim => beginRunning(sim, task, it.plan))
    expect([task.recovering, task.life, states(begun)]).toEqual([false, 'RUNNING', ['RUNNING']])
    expect(begun.sent.filter(({ body }) => body.type === 'credit')).toHaveLength(2)
    expect(kindsTold(begun)).toEqual(['TaskStarted'])
    expect(fetched({ state, checkpoint: 4 }).task.recovering).toBe(false)
  })

  describe('a source', () => {
    const splitOf = (it: TaskForTests) => it.task.source!.splits[0]!
    const idOf = (it: TaskForTests) => it.run.plan.partitions[splitOf(it).partition]!.split.id

    function restored(offset: number | null, furthest: number, replayable = true) {
      const it = taskForTests(SOURCE)
      it.doing(sim => failTask(sim, it.task, 'no'))
      Object.assign(it.run.plan.partitions[splitOf(it).partition]!, { replayable })
      const splits =
        offset === null
          ? []
          : [
              { id: 'another', offset: 39 },
              { id: idOf(it), offset },
            ]
      Object.assign(splitOf(it), { offset: 20, from: 1, furthest, replayUntil: 2 })
      Object.assign(it.task.source!, { wakeAt: 4, unreported: { records: 3, bytes: 3 } })
      const change = { state: stateOf({ splits }), checkpoint: 4 }
      it.doing(sim => onDeploy(sim, it.task, it.plan, deployOf(it, change)))
      it.doing(sim => onFetched(sim, it.task, it.plan, 4))
      const split = splitOf(it)
      expect(it.task.source).toMatchObject({ wakeAt: -1, unreported: { records: 0, bytes: 0 } })
      return [split.offset, split.from, split.replayUntil]
    }

    test('goes back to the offset of the checkpoint, or to the start', () => {
      expect(restored(7, 20)).toEqual([7, 7, 20])
      expect(restored(null, 20)).toEqual([0, 0, 20])
    })

    test('that cannot be replayed stays where it is', () => {
      expect(restored(7, 20, false)).toEqual([20, 20, 20])
      expect(restored(22, 20, false)).toEqual([22, 22, 20])
    })
  })
})

describe('a failure', () => {
  test('ends the attempt and its timers, and is told with its reason', () => {
    const it = taskForTests(COUNT)
    const { task, now } = it
    it.doing(sim => timer(sim, task, now + 50, { type: 'flush', attempt: 0 }))
    task.inputs[0]!.queue = [bufferOf('a')]
    const done = it.doing(sim => failTask(sim, task, 'no'))
    expect([task.life, task.errorText, task.runtime, task.inputs[0]!.queue]).toEqual([
      'FAILED',
      'no',
      null,
      [],
    ])
    expect(task.inbox.items.filter(({ from }) => from === COUNT)).toEqual([])
    expect(states(done)).toEqual(['FAILED'])
    expect(done.told.at(-1)).toEqual({ kind: 'TaskFailed', reason: 'no', amount: 0 })
  })

  test('loses the transaction that is open', () => {
    const it = taskForTests(COUNT)
    const operator = (open: unknown): StreamOperator => ({
      processElement: () => undefined,
      inspect: () => ({ open }),
    })
    it.task.runtime!.operators = [
      operator({ checkpoint: 4, records: 2 }),
      operator(null),
      { processElement: () => undefined },
    ]
    const { told } = it.doing(sim => dropAll(sim, it.task))
    expect(told).toEqual([{ kind: 'TransactionAborted', checkpoint: 4, amount: 2, reason: 'open' }])
  })

  test('leaves what it has read and taken known', () => {
    const past = (change: (task: TaskActor) => void, actor: typeof SOURCE | typeof COUNT = SOURCE) => {
      const it = taskForTests(actor)
      it.task.past = []
      it.task.lineage = null
      change(it.task)
      it.doing(sim => failTask(sim, it.task, 'no'))
      return it.task
    }
    const read = past(task => Object.assign(task.source!.splits[0]!, { from: 3, offset: 5 }))
    expect(read.past).toMatchObject([{ attempt: 0, reads: [{ partition: 0, from: 3, to: 5 }], lineage: [] }])
    expect(read.source!.splits[0]!.from).toBe(5)
    expect(past(task => Object.assign(task.source!.splits[0]!, { from: 5, offset: 5 })).past).toEqual([])
    expect(past(() => undefined, COUNT).past).toEqual([])
    const taken = past(task => void (task.lineage = new TaskLineage([])), COUNT)
    expect(taken.past).toMatchObject([{ attempt: 0, reads: [] }])
  })
})
