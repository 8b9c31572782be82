/** What each message does to a task: Flink's TaskExecutor gateway, and the ends of its channels. */
import { describe, expect, test } from 'vitest'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { TaskMail, TaskRpc } from '../kernel/rpc.ts'
import { OpenBuffer } from '../network/buffer.ts'
import { newCapture } from '../network/channel-state.ts'
import { onTaskMessage } from './on-message.ts'
import {
  barrierOf,
  bufferOf,
  COUNT,
  itemsSent,
  kindsTold,
  snapshotOf,
  SOURCE,
  taskForTests,
  textOf,
  type TaskForTests,
} from './task-for-tests.suite.ts'

const tell = (it: TaskForTests, message: TaskRpc) =>
  it.doing(sim => onTaskMessage(sim, it.task, it.plan, message))

const abort = (checkpoint: number, attempt = 0): TaskMail => ({
  type: 'abort',
  attempt,
  checkpoint,
  latestCompleted: 0,
})

const triggerOf = (checkpoint: number, kind?: 'unaligned'): TaskMail => ({
  type: 'trigger',
  attempt: 0,
  checkpoint,
  triggeredAt: 0,
  options: kind === undefined ? PLAIN_OPTIONS : withKind(PLAIN_OPTIONS, kind),
})

const ids = ({ task }: TaskForTests) =>
  task.mailbox.map(({ mail }) => ('checkpoint' in mail ? mail.checkpoint : mail.type))

describe('a message', () => {
  test('of an attempt that is over is ignored, one of an attempt to come is kept, and the own is taken', () => {
    const it = taskForTests(COUNT)
    it.task.attempt = 4
    expect(tell(it, abort(90, 3)).told).toMatchObject([
      { kind: 'MessageIgnored', reason: 'abort', checkpoint: 90 },
    ])
    expect(tell(it, abort(91, 5)).told).toMatchObject([{ kind: 'Housekeeping', reason: 'early abort' }])
    expect([it.task.early, ids(it)]).toEqual([[abort(91, 5)], []])
    tell(it, abort(92, 4))
    expect([it.task.early.length, ids(it)]).toEqual([1, [92]])
  })

  test('for a task that has ended is ignored; who waits for its snapshot hears that there is no such task', () => {
    const ignored = (message: TaskRpc, life: 'FINISHED' | 'FAILED' = 'FINISHED') => {
      const it = taskForTests(COUNT)
      it.task.life = life
      it.task.attempt = 1
      const { told, sent } = tell(it, message)
      return [
        told.map(({ kind, reason, channel, checkpoint, effect }) => [
          kind,
          reason,
          channel,
          checkpoint,
          effect,
        ]),
        sent.map(({ to, body }) => [to, body.type]),
      ]
    }
    const unknown = 'UNKNOWN_TASK_CHECKPOINT_NOTIFICATION_FAILURE'
    expect(ignored(abort(90, 1))).toEqual([[['MessageIgnored', 'abort', -1, 90, unknown]], []])
    const complete = { type: 'complete', attempt: 1, checkpoint: 90, subsumed: 0 } as const
    expect(ignored(complete)).toEqual([[['MessageIgnored', 'complete', -1, 90, unknown]], []])
    const credit = { type: 'credit', attempt: 1, channel: 1, count: 1 } as const
    expect(ignored(credit)).toEqual([[['MessageIgnored', 'credit', 1, 0, null]], []])
    const trigger = { ...triggerOf(90), attempt: 1 }
    expect(ignored(trigger)).toEqual([
      [['MessageIgnored', 'trigger', -1, 90, null]],
      [[JOB_MANAGER, 'decline']],
    ])
    expect(ignored(trigger, 'FAILED')[1]).toEqual([])
    expect(ignored(triggerOf(90))[1]).toEqual([])
  })

  test('wakes the thread', () => {
    const it = taskForTests(COUNT)
    expect(tell(it, abort(90)) && it.task.cpu).toBe('take')
  })
})

describe('mail', () => {
  test('waits in the order in which it came, with the event that brought it', () => {
    const it = taskForTests(COUNT)
    it.task.cpu = 'done'
    for (const mail of [abort(90), triggerOf(91), abort(92)]) tell(it, mail)
    expect(ids(it)).toEqual([90, 91, 92])
    expect(it.task.mailbox.map(({ arrived }) => arrived)).toEqual([1, 1, 1].map(() => it.task.events))
  })

  test('that is urgent goes before all that is not, and behind what is', () => {
    const it = taskForTests(COUNT)
    it.task.cpu = 'done'
    for (const mail of [triggerOf(90, 'unaligned'), abort(91), triggerOf(92), triggerOf(93, 'unaligned')])
      tell(it, mail)
    expect(ids(it)).toEqual([90, 93, 91, 92])
    const first = taskForTests(COUNT)
    first.task.cpu = 'done'
    for (const mail of [abort(91), triggerOf(93, 'unaligned')]) tell(first, mail)
    expect(ids(first)).toEqual([93, 91])
  })

  test('that is a trigger is declined by a task that does not run yet, and those behind it hear of it', () => {
    const it = taskForTests(SOURCE)
    it.task.life = 'INITIALIZING'
    const done = tell(it, triggerOf(90))
    expect(itemsSent(done)).toEqual(['cancel-barrier'])
    expect(done.sent.find(({ to }) => to === JOB_MANAGER)?.body).toMatchObject({
      type: 'decline',
      reason: 'CHECKPOINT_DECLINED_TASK_NOT_READY',
    })
    expect(it.task.mailbox).toEqual([])
  })

  test('of the clock is none for operators that have finished', () => {
    const clock = (dataEnded: boolean) => {
      const it = taskForTests(COUNT)
      it.task.cpu = 'done'
      it.task.finish.dataEnded = dataEnded
      it.task.eventTime.clockAt = 7
      tell(it, { type: 'clock', attempt: 0 })
      return [it.task.mailbox.length, it.task.eventTime.clockAt]
    }
    expect([clock(false), clock(true)]).toEqual([
      [1, -1],
      [0, -1],
    ])
  })
})

describe('at the sender', () => {
  function sender(change: object = {}) {
    const it = taskForTests(SOURCE)
    it.task.cpu = 'done'
    Object.assign(it.task.outputs[0]!, {
      queue: [bufferOf('a'), bufferOf('b')],
      open: null,
      credits: 0,
      blocked: 0,
      ...change,
    })
    return it
  }

  test('credits add up, and let buffers go', () => {
    const it = sender({ queue: [] })
    for (const count of [2, 3]) tell(it, { type: 'credit', attempt: 0, channel: 0, count })
    expect(it.task.outputs[0]!.credits).toBe(5)
    const waiting = sender()
    expect(itemsSent(tell(waiting, { type: 'credit', attempt: 0, channel: 0, count: 1 }))).toEqual(['a'])
    expect(waiting.task.outputs[0]!.credits).toBe(0)
  })

  test('a resume opens the queue behind its own barrier, and no other', () => {
    const resumed = (checkpoint: number) => {
      const it = sender({ blocked: 5, credits: 9 })
      const done = tell(it, { type: 'resume', attempt: 0, channel: 0, checkpoint })
      return [itemsSent(done), it.task.outputs[0]!.blocked, kindsTold(done)]
    }
    expect(resumed(5)).toEqual([['a', 'b'], 0, ['ResumeArrived']])
    expect(resumed(4)).toEqual([[], 5, ['ResumeArrived']])
  })

  test('the receiver says how large buffers should be, and that it has processed all', () => {
    const it = sender()
    tell(it, { type: 'buffer-size', attempt: 0, channel: 0, size: 300 })
    tell(it, { type: 'records-processed', attempt: 0, channel: 0 })
    expect(it.task.outputs[0]).toMatchObject({ bufferSize: 300, processed: true })
  })

  test('the flusher sends what is open, and is set anew by the next record', () => {
    const it = taskForTests(SOURCE, {
      'parallelism.default': '2',
      'execution.buffer-timeout.interval': '10 ms',
    })
    const { task, run } = it
    task.cpu = 'done'
    for (const output of task.outputs) Object.assign(output, { queue: [], open: null, credits: 3 })
    task.staged.clear()
    task.flushAt = 10
    run.timeline.sim.trace = { records: true, hasRows: false, row: () => undefined }
    task.outputs[1]!.open = new OpenBuffer()
    task.outputs[1]!.open.add('a', 'a', null, 0, 0, 0)
    const done = tell(it, { type: 'flush', attempt: 0 })
    expect([itemsSent(done), task.flushAt, task.outputs.map(output => output.open)]).toEqual([
      ['a'],
      -1,
      [null, null],
    ])
  })
})

describe('at the receiver', () => {
  function arrives(
    it: TaskForTests,
    input: number,
    item: Extract<TaskRpc, { type: 'item' }>['item'],
    backlog?: number,
  ) {
    const { channel } = it.task.inputs[input]!
    const message = { type: 'item', attempt: 0, channel, item } as const
    return tell(it, backlog === undefined ? message : { ...message, backlog })
  }

  const busy = (config = {}) => {
    const it = taskForTests(COUNT, config)
    it.task.cpu = 'done'
    for (const input of it.task.inputs)
      Object.assign(input, { queue: [], arrived: [], received: 0, backlog: 7 })
    return it
  }

  test('what comes waits in its channel; buffers are counted', () => {
    const it = busy()
    arrives(it, 1, bufferOf('a'))
    arrives(it, 1, { type: 'cancel-barrier', checkpoint: 5 })
    const [first, second] = it.task.inputs
    expect(second!.queue.map(textOf)).toEqual(['a', 'cancel-barrier'])
    expect(second!.arrived).toEqual([it.task.events, it.task.events])
    expect([first!.queue, second!.received, second!.backlog]).toEqual([[], 1, 0])
    arrives(it, 1, bufferOf('b'), 4)
    expect([second!.received, second!.backlog]).toEqual([2, 4])
  })

  test('an aligned barrier waits behind the data, and says where its channel ends', () => {
    const it = busy()
    const done = arrives(it, 0, barrierOf(5, 'aligned'))
    const [input] = it.task.inputs
    expect([input!.queue.map(textOf), input!.priority]).toEqual([['aligned'], []])
    expect(input!.barrier).toEqual({ checkpoint: 5, arrived: it.task.events })
    expect(done.told).toMatchObject([{ kind: 'BarrierArrived', checkpoint: 5, amount: 1, total: 2 }])
  })

  test('one that may overtake is announced, one that overtook is read first', () => {
    const it = busy({ 'execution.checkpointing.unaligned.enabled': 'true' })
    const timeoutable = barrierOf(5, 'timeoutable')
    arrives(it, 0, timeoutable)
    arrives(it, 1, barrierOf(5, 'unaligned'))
    const arrived = it.task.events
    expect(it.task.inputs.map(({ queue }) => queue.map(textOf))).toEqual([['timeoutable'], []])
    expect(it.task.inputs.map(({ priority }) => priority)).toEqual([
      [{ event: { ...timeoutable, type: 'announcement' }, arrived }],
      [{ event: barrierOf(5, 'unaligned'), arrived }],
    ])
    expect(it.task.inputs.map(({ barrier }) => barrier.checkpoint)).toEqual([5, 5])
  })

  test('the barriers that are there are those that wait, those that are announced, and those that shut their channel', () => {
    const amountWith = (change: (it: TaskForTests) => void) => {
      const it = busy({ 'execution.checkpointing.unaligned.enabled': 'true' })
      change(it)
      return arrives(it, 0, barrierOf(5, 'aligned')).told.find(({ kind }) => kind === 'BarrierArrived')
        ?.amount
    }
    expect(amountWith(() => undefined)).toBe(1)
    expect(amountWith(({ task }) => void (task.inputs[1]!.blocked = 5))).toBe(2)
    expect(amountWith(({ task }) => void (task.inputs[1]!.blocked = 4))).toBe(1)
    expect(
      amountWith(({ task }) => void (task.inputs[1]!.queue = [bufferOf('a'), barrierOf(5, 'aligned')])),
    ).toBe(2)
    expect(amountWith(({ task }) => void (task.inputs[1]!.queue = [barrierOf(4, 'aligned')]))).toBe(1)
    const event = barrierOf(5, 'unaligned')
    expect(amountWith(({ task }) => void task.inputs[1]!.priority.push({ event, arrived: 1 }))).toBe(2)
  })

  test('what comes is captured where a checkpoint persists it', () => {
    const it = busy()
    it.task.capture = newCapture(5, 2, 0)
    it.task.capture.inputs[1]!.open = true
    for (const input of [0, 1]) arrives(it, input, bufferOf('a'))
    expect(it.task.capture.inputs.map(({ buffers }) => buffers.length)).toEqual([0, 1])
  })
})

describe('an answer', () => {
  test('of the broker that a transaction is prepared goes to the snapshot in hand, or to the end of the data', () => {
    const prepared = { type: 'prepared', attempt: 0, transaction: 't' } as const
    const it = taskForTests(COUNT)
    it.task.snapshot = snapshotOf(5, { pendingTransactions: 2 })
    tell(it, prepared)
    expect(it.task.snapshot.pendingTransactions).toBe(1)
    const ended = taskForTests(COUNT)
    ended.task.finish.pendingTransactions = 1
    ended.task.snapshot = snapshotOf(5, { pendingTransactions: 2 })
    tell(ended, prepared)
    expect([ended.task.finish.dataEnded, ended.task.snapshot.pendingTransactions]).toEqual([true, 2])
    const refused = taskForTests(COUNT)
    tell(refused, { ...prepared, type: 'prepare-refused' })
    expect(refused.task.errorText).toContain('InvalidProducerEpochException: transaction t')
  })

  test('of the storage goes to what waits for it', () => {
    const it = taskForTests(COUNT)
    it.task.uploads = [snapshotOf(5)]
    tell(it, { type: 'store-failed', attempt: 0, checkpoint: 5, problem: 'full' })
    expect(it.task.uploads).toEqual([])
    const fetching = taskForTests(COUNT)
    tell(fetching, { type: 'fetch-failed', attempt: 0, checkpoint: 5, problem: 'gone' })
    expect(fetching.task.errorText).toBe('Could not restore the state: gone')
  })

  test('to a source that its next record is there wakes it', () => {
    const it = taskForTests(SOURCE)
    it.task.source!.wakeAt = 99
    tell(it, { type: 'wake', attempt: 0 })
    expect(it.task.source!.wakeAt).toBe(-1)
  })

  test('that a connection is closed fails the task, and a timeout only where it still cannot be reached', () => {
    const it = taskForTests(COUNT)
    tell(it, { type: 'connection-timeout', attempt: 0, channel: 0, until: 7 })
    expect(it.task.life).toBe('RUNNING')
    tell(it, { type: 'connection-reset', attempt: 0, channel: 0 })
    expect([it.task.life, it.task.errorText]).toEqual([
      'FAILED',
      'Connection unexpectedly closed by the remote TaskManager of first-0; it might be lost',
    ])
  })
})
