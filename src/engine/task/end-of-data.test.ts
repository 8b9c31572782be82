/** How a task ends: Flink's StreamTask.endData, and what it waits for before its partitions end. */
import { describe, expect, test } from 'vitest'
import { EVENT_TIME_MAX } from '../../base/time.ts'
import type { StreamOperator } from '../api/operator.ts'
import type { SnapshotType } from '../api/snapshot-type.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import {
  abort,
  arrive,
  bufferOf,
  COUNT,
  endInput,
  itemsSent,
  kindsTold,
  mailOf,
  snapshotOf,
  SOURCE,
  takes,
  taskForTests,
  textOf,
  type TaskForTests,
} from './task-for-tests.suite.ts'
import { onPreparedAtEnd, poke } from './thread.ts'

const UNALIGNED = { 'execution.checkpointing.unaligned.enabled': 'true' }

describe('when all is read', () => {
  /** A source at the end of its log. */
  function atEnd(change: (task: TaskActor) => void = () => undefined, config = {}) {
    const it = taskForTests(SOURCE, config)
    it.task.source!.splits[0]!.offset = 40
    Object.assign(it.task.outputs[0]!, { queue: [], open: null, credits: 9 })
    it.task.staged.clear()
    change(it.task)
    return { ...it, done: takes(it) }
  }

  test('a source sends the last watermark first', () => {
    const { task, done } = atEnd()
    expect(task.finish).toMatchObject({ maxWatermark: true, dataEnded: false })
    expect(task.eventTime.marks).toEqual([{ type: 'emit', position: 0, timestamp: EVENT_TIME_MAX }])
    expect([kindsTold(done), task.cpu]).toEqual([['EndOfInputReached'], 'advance'])
  })

  test('and then its end, to those behind it and to the JobManager', () => {
    const { task, done, run } = atEnd(one => {
      one.finish.maxWatermark = true
      one.lastCheckpointId = 4
      one.restoredCheckpoint = 6
    })
    expect(task.finish).toMatchObject({ dataEnded: true, finalCheckpointMin: 7, suspended: false })
    const { networkLatency, rpcLatency } = run.plan.settings
    const item = { type: 'end-of-data', drained: true }
    expect(done.sent).toEqual([
      { to: JOB_MANAGER, at: rpcLatency, body: { type: 'end-of-data', task: SOURCE, attempt: 0 } },
      { to: COUNT, at: networkLatency, body: { type: 'item', attempt: 0, channel: 0, item } },
    ])
    expect([kindsTold(done), task.snapshot]).toEqual([['EndOfDataArrived'], null])
  })

  test.each([
    [4, 0, 5],
    [0, 4, 5],
    [0, 0, 1],
  ])('it may end with the checkpoint behind %i and %i', (lastCheckpointId, restoredCheckpoint, expected) => {
    const { task } = atEnd(one => {
      one.finish.maxWatermark = true
      Object.assign(one, { lastCheckpointId, restoredCheckpoint })
    })
    expect(task.finish.finalCheckpointMin).toBe(expected)
  })

  const stop: SnapshotType = { kind: 'savepoint', format: 'CANONICAL', after: 'suspend' }
  const alignment = { checkpoint: 5, startedAt: 0, triggeredAt: 0, options: { snapshot: stop }, processed: 0 }

  test('a source that is suspended ends at once, undrained, and takes its savepoint', () => {
    const { task, done } = atEnd(one => {
      one.finish.suspended = true
      one.finish.stop = alignment
    })
    expect(task.finish).toMatchObject({ maxWatermark: false, dataEnded: true, stop: null })
    const items = done.sent.flatMap(({ body }) => (body.type === 'item' ? [body.item] : []))
    expect(items).toEqual([{ type: 'end-of-data', drained: false }])
    expect(done.told).toMatchObject([{ reason: 'suspended' }])
    expect(task.snapshot?.checkpoint).toBe(5)
  })

  test('one that is to stop reads no more, though there is more', () => {
    const { task } = atEnd(one => {
      one.source!.splits[0]!.offset = 3
      one.finish.stop = alignment
      one.finish.maxWatermark = true
    })
    expect([task.finish.dataEnded, task.source!.splits[0]!.offset, task.snapshot?.checkpoint]).toEqual([
      true,
      3,
      5,
    ])
  })

  test('a task of which an input was suspended is suspended', () => {
    const it = taskForTests(COUNT)
    it.task.inputs[0]!.dataEnded = true
    it.task.inputs[0]!.suspended = true
    arrive(it, 1, { type: 'end-of-data', drained: true })
    const { told } = takes(it)
    expect([it.task.finish.suspended, it.task.finish.dataEnded]).toEqual([true, true])
    expect(told).toMatchObject([{ reason: 'suspended' }])
  })

  function finishing(finish: StreamOperator['finish'], before: (it: TaskForTests) => void = () => undefined) {
    const it = taskForTests(COUNT)
    it.task.inputs[0]!.dataEnded = true
    arrive(it, 1, { type: 'end-of-data', drained: true })
    it.task.runtime!.operators = [0, 1, 2].map(position => ({
      processElement: () => undefined,
      finish: (out: never) => finish?.call(position as never, out),
    }))
    before(it)
    return { ...it, done: takes(it) }
  }

  test('its operators finish, head first', () => {
    const calls: unknown[] = []
    const { task } = finishing(function (this: unknown) {
      calls.push(this)
    } as never)
    expect([calls.map(Number), task.finish.dataEnded]).toEqual([[0, 1, 2], true])
  })

  test('one that throws then fails the task', () => {
    const { task } = finishing(() => {
      throw new Error('no')
    })
    expect([task.life, task.errorText, task.finish.dataEnded]).toEqual(['FAILED', 'Error: no', false])
  })

  test('nobody hears of its last transactions before they are prepared', () => {
    const { task, doing, plan, done, run } = finishing(undefined, it => {
      it.task.lastCheckpointId = 4
      const request = { type: 'prepare', uid: 'out', records: [], begunAt: null } as const
      it.task.runtime!.wiring.requests.push(
        { ...request, transaction: 'a' },
        { ...request, transaction: 'b' },
      )
    })
    const prepares = done.sent.map(({ to, body }) => [to, body.type, 'checkpoint' in body && body.checkpoint])
    expect(prepares).toEqual([
      [run.plan.broker, 'prepare', 5],
      [run.plan.broker, 'prepare', 5],
    ])
    expect([task.finish.pendingTransactions, task.finish.dataEnded]).toEqual([2, false])
    doing(sim => onPreparedAtEnd(sim, task, plan))
    expect([task.finish.pendingTransactions, task.finish.dataEnded]).toEqual([1, false])
    doing(sim => onPreparedAtEnd(sim, task, plan))
    expect([task.finish.pendingTransactions, task.finish.dataEnded]).toEqual([0, true])
  })
})

describe('a task that has ended its data', () => {
  interface Ending {
    readonly config?: Readonly<Record<string, string>>
    readonly finish?: Partial<TaskActor['finish']>
    readonly change?: (it: TaskForTests) => void
  }

  function ended({ config = {}, finish = {}, change = () => undefined }: Ending = {}) {
    const it = taskForTests(SOURCE, config)
    Object.assign(it.task.outputs[0]!, { queue: [], open: null, credits: 9, blocked: 0 })
    Object.assign(it.task.finish, { dataEnded: true, finalCompleted: true, ...finish })
    change(it)
    const done = it.doing(sim => poke(sim, it.task))
    return { ...it, done, life: it.task.life, items: itemsSent(done) }
  }

  test('ends its partitions, and finishes', () => {
    const { task, done, items, life } = ended()
    expect([items, task.finish.partitionsEnded, life]).toEqual([['end-of-partition'], true, 'FINISHED'])
    expect(kindsTold(done)).toEqual(['TaskFinished'])
    expect(done.sent.find(({ to }) => to === JOB_MANAGER)?.body).toMatchObject({
      type: 'execution-state',
      state: 'FINISHED',
    })
    expect(task.inbox.items.filter(({ from }) => from === SOURCE)).toEqual([])
  })

  test('ends them once', () => {
    expect(ended({ finish: { partitionsEnded: true } })).toMatchObject({ items: [], life: 'FINISHED' })
  })

  test.each<[string, Ending]>([
    ['its last checkpoint', { finish: { finalCompleted: false } }],
    ['a snapshot that is being stored', { change: ({ task }) => (task.uploads = [snapshotOf(5)]) }],
    ['a barrier that its receiver has to process', { config: UNALIGNED }],
  ])('waits for %s', (_, ending) => {
    expect(ended(ending)).toMatchObject({ items: [], life: 'RUNNING' })
  })

  test('takes its mail first', () => {
    const { life, task } = ended({ change: it => (it.task.mailbox = mailOf(abort(90))) })
    expect([life, task.cpu]).toEqual(['RUNNING', 'take'])
  })

  test('has no checkpoint to wait for where none is taken any more', () => {
    const finish = { finalCompleted: false }
    const off = { 'execution.checkpointing.checkpoints-after-tasks-finish': 'false' }
    expect(ended({ finish, config: off }).life).toBe('FINISHED')
    const none = ({ run }: TaskForTests) =>
      void Object.assign(run.plan.settings, { checkpointInterval: null })
    expect(ended({ finish, change: none }).life).toBe('FINISHED')
  })

  test('waits for the savepoint that stops it, whatever else is set', () => {
    const finish = { finalCompleted: false, syncSavepoint: 1 }
    const off = { 'execution.checkpointing.checkpoints-after-tasks-finish': 'false' }
    expect(ended({ finish, config: off }).life).toBe('RUNNING')
  })

  test('goes when its receivers have processed all, where they may persist it', () => {
    const change = ({ task }: TaskForTests) => void (task.outputs[0]!.processed = true)
    expect(ended({ config: UNALIGNED, change }).life).toBe('FINISHED')
  })

  test('stays until its queues are empty', () => {
    const { life, task, items } = ended({
      change: one => {
        one.task.outputs[0]!.credits = 0
        one.task.outputs[0]!.queue = [bufferOf('a')]
      },
    })
    expect([life, items, task.outputs[0]!.queue.map(textOf)]).toEqual([
      'RUNNING',
      [],
      ['a', 'end-of-partition'],
    ])
  })

  test('waits until all above have ended', () => {
    const it = taskForTests(COUNT)
    Object.assign(it.task.finish, { dataEnded: true, finalCompleted: true })
    endInput(it, 0)
    it.doing(sim => poke(sim, it.task))
    expect(it.task.life).toBe('RUNNING')
    endInput(it, 1)
    it.doing(sim => poke(sim, it.task))
    expect(it.task.life).toBe('FINISHED')
  })
})
