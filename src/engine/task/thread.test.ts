/** What a task's thread does next: Flink's MailboxProcessor and StreamTask.processInput. */
import { describe, expect, test } from 'vitest'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import type { TaskMail } from '../kernel/rpc.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { ChannelItem } from '../network/buffer.ts'
import { newCapture } from '../network/channel-state.ts'
import {
  abort,
  arrive,
  barrierOf,
  bufferOf,
  COUNT,
  kindsTold,
  mailOf,
  snapshotOf,
  SOURCE,
  takes,
  taskForTests,
  type TaskForTests,
} from './task-for-tests.suite.ts'
import { isBackpressured, isUrgent, onCpu, poke } from './thread.ts'

const UNALIGNED = { 'execution.checkpointing.unaligned.enabled': 'true' }

const urgent: TaskMail = {
  type: 'trigger',
  attempt: 0,
  checkpoint: 50,
  triggeredAt: 0,
  options: withKind(PLAIN_OPTIONS, 'unaligned'),
}

function fill({ task, run }: TaskForTests, output: number): void {
  const { queueBuffers } = run.plan.settings
  task.outputs[output]!.queue = Array.from({ length: queueBuffers }, () => bufferOf('x'))
  task.outputs[output]!.credits = 0
}

/** What the thread does next, and in how long; null: it rests. */
function next(it: TaskForTests): readonly [string, number] | null {
  it.doing(sim => poke(sim, it.task))
  const { cpu, cpuAt } = it.task
  return cpu === 'none' ? null : [cpu, cpuAt - it.run.world.now]
}

/** A task behind the sources with a record to read. */
function withInput(
  config: Readonly<Record<string, string>> = {},
  change: (task: TaskActor) => void = () => undefined,
) {
  const it = taskForTests(COUNT, config)
  arrive(it, 1, bufferOf('a'))
  change(it.task)
  return it
}

describe('a thread that rests', () => {
  const TAKES = ['take', 1]

  test('takes what there is, and goes on resting where there is nothing', () => {
    expect(next(taskForTests(COUNT))).toBeNull()
    expect(next(withInput())).toEqual(TAKES)
    expect(next(taskForTests(SOURCE))).toEqual(TAKES)
  })

  test.each([
    ['is not running', (task: TaskActor) => void (task.life = 'INITIALIZING')],
    ['is in a snapshot', (task: TaskActor) => void (task.snapshot = snapshotOf(1))],
    [
      'waits for a commit',
      (task: TaskActor) => void (task.commits = [{ transaction: 't', uid: 'u', number: 0, retries: 0 }]),
    ],
    ['waits for its last transaction', (task: TaskActor) => void (task.finish.pendingTransactions = 1)],
  ])('takes nothing where the task %s', (_, change) => {
    expect(next(withInput({}, change))).toBeNull()
  })

  test('does one thing at a time', () => {
    expect(next(withInput({}, task => Object.assign(task, { cpu: 'prepare', cpuAt: task.cpuAt })))![0]).toBe(
      'prepare',
    )
  })

  test('goes on with a mark before all else, but not against a full queue', () => {
    const mark = { type: 'clock' } as const
    expect(next(withInput({}, task => void task.eventTime.marks.push(mark)))).toEqual(['advance', 1])
    const source = taskForTests(SOURCE)
    source.task.eventTime.marks.push(mark)
    fill(source, 0)
    expect(next(source)).toBeNull()
  })

  test('reads no input against a full queue, any of them; mail is run all the same', () => {
    for (const full of [0, 1]) {
      const it = taskForTests(SOURCE, { 'parallelism.default': '2' })
      expect(isBackpressured(it.run.timeline.sim, it.task)).toBe(false)
      fill(it, full)
      expect(isBackpressured(it.run.timeline.sim, it.task)).toBe(true)
      expect(next(it)).toBeNull()
      it.task.mailbox = mailOf(abort(90))
      expect(next(it)).toEqual(TAKES)
    }
  })

  test('begins to run when what it recovers is processed', () => {
    const recovering = (restored: number) => {
      const it = withInput({}, task => {
        task.recovering = true
        task.life = 'INITIALIZING'
        task.inputs[1]!.restored = restored
      })
      return { it, step: next(it) }
    }
    const under = recovering(1)
    expect([under.step, under.it.task.life, under.it.task.recovering]).toEqual([TAKES, 'INITIALIZING', true])
    const done = recovering(0)
    expect([done.step, done.it.task.life, done.it.task.recovering]).toEqual([TAKES, 'RUNNING', false])
  })

  test('stores a snapshot whose data in flight are complete', () => {
    const it = taskForTests(COUNT, UNALIGNED)
    it.task.capture = newCapture(5, 2, 0)
    it.task.uploads = [snapshotOf(5, { awaitsInFlight: true })]
    const { sent } = it.doing(sim => poke(sim, it.task))
    expect(sent.map(({ body }) => body.type)).toEqual(['store'])
  })

  test('is noted as such', () => {
    const it = taskForTests(COUNT)
    it.task.usage.rest = 'none'
    next(it)
    expect(it.task.usage.rest).toBe('idle')
    const busy = withInput()
    busy.task.usage.rest = 'idle'
    next(busy)
    expect(busy.task.usage.rest).toBe('none')
  })

  test.each([
    ['all mail that is there, before the input', -1, 2, 1, 2],
    ['what is left of a batch', 1, 2, 1, 1],
    ['the input behind a batch, whatever mail has come', 0, 2, 1, 0],
    ['mail as it comes, where there is no input', 0, 2, 0, 1],
  ])('takes %s', (_, batch, mails, buffers, expected) => {
    const it = taskForTests(COUNT)
    it.task.mailbox = mailOf(...[90, 91].slice(0, mails).map(abort))
    if (buffers > 0) arrive(it, 0, bufferOf('a'))
    it.task.batch = batch
    expect([next(it), it.task.batch]).toEqual([TAKES, expected])
  })

  test('rests behind a batch where neither input nor mail is left', () => {
    const it = taskForTests(COUNT)
    it.task.batch = 0
    expect([next(it), it.task.batch]).toEqual([null, 0])
  })

  test('takes what overtook first, where anything may overtake', () => {
    const step = (config: Readonly<Record<string, string>>, input: number) => {
      const it = taskForTests(COUNT, config)
      it.task.inputs[input]!.priority.push({ event: barrierOf(5, 'unaligned'), arrived: 1 })
      return next(it)
    }
    expect([step(UNALIGNED, 0), step(UNALIGNED, 1), step({}, 0)]).toEqual([TAKES, TAKES, null])
  })
})

describe('a source', () => {
  function arriving(inMicros: number, change: (task: TaskActor) => void = () => undefined) {
    const it = taskForTests(SOURCE)
    const { task, run } = it
    const { split } = run.plan.partitions[task.source!.splits[0]!.partition]!
    Object.assign(split, { arrivals: split.values.map(() => it.now + inMicros) })
    task.source!.wakeAt = -1
    change(task)
    const { sent } = it.doing(sim => poke(sim, task))
    const wakes = sent.filter(({ body }) => body.type === 'wake').map(({ at }) => at)
    return { it, takes: task.cpu === 'take', wakes, wakeAt: task.source!.wakeAt - it.now }
  }

  test('is woken when its next record comes, once', () => {
    expect(arriving(30)).toMatchObject({ takes: false, wakes: [30], wakeAt: 30 })
    expect(arriving(30, task => (task.source!.wakeAt = 5))).toMatchObject({ takes: false, wakes: [] })
    expect(arriving(0)).toMatchObject({ takes: true, wakes: [] })
  })

  test('that is to stop, or is at its end, ends its data whatever comes', () => {
    const alignment = { checkpoint: 5, startedAt: 0, triggeredAt: 0, options: PLAIN_OPTIONS, processed: 0 }
    expect(arriving(30, task => (task.finish.stop = alignment))).toMatchObject({ takes: true, wakes: [] })
    expect(arriving(30, task => (task.source!.splits[0]!.offset = 40))).toMatchObject({
      takes: true,
      wakes: [],
    })
  })

  test('that has ended its data has nothing to do', () => {
    expect(arriving(0, task => (task.finish.dataEnded = true))).toMatchObject({ takes: false, wakes: [] })
  })

  test('takes nothing that has not come yet', () => {
    const { it } = arriving(0)
    const { split } = it.run.plan.partitions[it.task.source!.splits[0]!.partition]!
    Object.assign(split, { arrivals: split.values.map(() => it.now + 30) })
    const before = it.task.source!.splits[0]!.offset
    const done = it.doing(sim => onCpu(sim, it.task, it.plan))
    expect(done.told).toMatchObject([{ kind: 'Housekeeping', reason: 'not yet' }])
    expect([it.task.source!.splits[0]!.offset, it.task.batch]).toEqual([before, 0])
  })
})

describe('a thread takes', () => {
  test('one record of a source, or of the next input in turn', () => {
    const source = taskForTests(SOURCE)
    const { offset } = source.task.source!.splits[0]!
    takes(source)
    expect([source.task.source!.splits[0]!.offset, source.task.cpu]).toEqual([offset + 1, 'done'])
    const it = taskForTests(COUNT)
    for (const input of [0, 1]) arrive(it, input, bufferOf('a'))
    it.task.currentInput = 0
    takes(it)
    expect([it.task.currentInput, it.task.inputs.map(({ queue }) => queue.length)]).toEqual([1, [1, 0]])
    expect([it.run.timeline.sim.current.cause, it.task.cpu]).toEqual([80, 'done'])
  })

  test('nothing, where nothing is there any more', () => {
    const it = taskForTests(COUNT)
    expect(takes(it).told).toMatchObject([{ reason: 'no input' }])
    const full = taskForTests(SOURCE)
    fill(full, 0)
    expect(takes(full).told).toMatchObject([{ reason: 'backpressure' }])
    const waiting = withInput({}, task => void (task.finish.pendingTransactions = 1))
    expect(takes(waiting).told).toMatchObject([{ reason: 'waits for the broker' }])
    expect(waiting.task.inputs[1]!.queue).toHaveLength(1)
  })

  test('the mail of a batch one by one, and then an input', () => {
    const it = withInput({}, task => (task.mailbox = mailOf(abort(90), abort(91))))
    it.task.batch = -1
    expect(takes(it).told.map(({ checkpoint }) => checkpoint)).toEqual([90])
    expect([it.run.timeline.sim.current.cause, it.task.batch, it.task.cpu]).toEqual([70, 1, 'take'])
    takes(it)
    expect([it.task.batch, it.task.mailbox.length, it.task.cpu]).toEqual([0, 0, 'take'])
    it.task.mailbox = mailOf(abort(92))
    takes(it)
    expect([it.task.cpu, it.task.mailbox.length, it.task.batch]).toEqual(['done', 1, -1])
  })

  test('urgent mail with all that has come; it is the trigger of an unaligned checkpoint', () => {
    const it = withInput({}, task => (task.mailbox = mailOf(urgent, abort(91))))
    it.task.batch = 0
    expect(takes(it).told[0]).toMatchObject({ kind: 'TriggerReceived', checkpoint: 50 })
    expect(it.task.batch).toBe(1)
    const plain = { ...urgent, options: PLAIN_OPTIONS } as TaskMail
    expect([urgent, plain, abort(1)].map(isUrgent)).toEqual([true, false, false])
  })

  test('what overtook before mail, and all mail that has come behind it', () => {
    const it = taskForTests(COUNT, UNALIGNED)
    it.task.inputs[1]!.priority.push({ event: barrierOf(5, 'unaligned'), arrived: 66 })
    it.task.mailbox = mailOf(abort(90), abort(91))
    it.task.batch = 1
    expect(takes(it).told.map(({ checkpoint }) => checkpoint)).toEqual([5])
    expect([it.task.batch, it.task.mailbox.length, it.run.timeline.sim.current.cause]).toEqual([2, 2, 66])
  })

  test('a mark only where it has set out for one', () => {
    const it = withInput({}, task => void task.eventTime.marks.push({ type: 'clock' }))
    takes(it, 'advance')
    expect([it.task.eventTime.marks, it.task.cpu]).toEqual([[], 'take'])
  })

  test('flushes and compactions that are due before records and marks, and before nothing else', () => {
    const settled = (cpu: TaskActor['cpu'], isDue: boolean) => {
      const it = withInput({}, task => {
        task.eventTime.marks.push({ type: 'clock' })
        task.staged.clear()
      })
      let count = 0
      const upkeep = { isDue: () => isDue, settle: () => void (count += 1) }
      Object.assign(it.task.runtime!.wiring, { upkeep })
      takes(it, cpu)
      return count
    }
    expect([settled('take', true), settled('advance', true), settled('done', true)]).toEqual([1, 1, 0])
    expect([settled('take', false), settled('advance', false)]).toEqual([0, 0])
  })

  test('the clock as a mark, unless its operators have finished', () => {
    const marks = (dataEnded: boolean) => {
      const it = taskForTests(COUNT)
      it.task.finish.dataEnded = dataEnded
      it.task.batch = -1
      it.task.mailbox = mailOf({ type: 'clock', attempt: 0 })
      takes(it)
      return it.task.eventTime.marks
    }
    expect([marks(false), marks(true)]).toEqual([[{ type: 'clock' }], []])
  })

  test('mail of each kind', () => {
    const mails: readonly TaskMail[] = [
      { type: 'complete', attempt: 0, checkpoint: 60, subsumed: 0 },
      { type: 'input-timeout', attempt: 0, checkpoint: 60 },
      { type: 'output-timeout', attempt: 0, checkpoint: 60 },
    ]
    const told = mails.map(mail => {
      const it = taskForTests(COUNT)
      it.task.batch = -1
      it.task.mailbox = mailOf(mail)
      return takes(it).told.map(({ kind, reason }) => reason ?? kind)
    })
    expect(told).toEqual([['NotifyCompleteReceived'], ['alignment in time'], ['barrier sent in time']])
  })
})

describe('an event of an input', () => {
  function taken(item: ChannelItem, config: Readonly<Record<string, string>> = {}) {
    const it = taskForTests(COUNT, config)
    arrive(it, 1, item)
    return { ...it, done: takes(it) }
  }

  test('is taken off the queue', () => {
    const { task, done } = taken({ type: 'cancel-barrier', checkpoint: 5 })
    expect([task.inputs[1]!.queue, task.inputs[1]!.arrived, task.currentInput]).toEqual([[], [], 1])
    expect(kindsTold(done)).toEqual(['CheckpointDeclined'])
    expect(kindsTold(taken(barrierOf(5, 'aligned')).done)).toEqual(['ChannelBlocked'])
    expect(taken({ type: 'end-of-channel-state' }).task.inputs[1]!.blocked).toBe(-1)
  })

  test('that ends its data waits for the other inputs; drained or not', () => {
    for (const drained of [true, false]) {
      const { task, done } = taken({ type: 'end-of-data', drained })
      expect(task.inputs.map(input => [input.dataEnded, input.suspended])).toEqual([
        [false, false],
        [true, !drained],
      ])
      expect([task.finish.dataEnded, done.sent, kindsTold(done)]).toEqual([false, [], ['EndOfDataArrived']])
    }
  })

  test('that ends its data is answered where checkpoints may be unaligned', () => {
    const { done, run } = taken({ type: 'end-of-data', drained: true }, UNALIGNED)
    const body = { type: 'records-processed', attempt: 0, channel: 1 }
    expect(done.sent).toEqual([{ to: 2, at: run.plan.settings.networkLatency, body }])
  })

  test('of the last input ends the data of the task', () => {
    const it = taskForTests(COUNT)
    it.task.inputs[0]!.dataEnded = true
    arrive(it, 1, { type: 'end-of-data', drained: true })
    const { told } = takes(it)
    expect([it.task.finish.dataEnded, told.map(({ reason }) => reason)]).toEqual([true, ['finished']])
  })

  test('that ends its partition stands for a barrier', () => {
    const it = taskForTests(COUNT)
    arrive(it, 0, barrierOf(5, 'aligned'))
    takes(it)
    arrive(it, 1, { type: 'end-of-partition' })
    const { told } = takes(it)
    expect([it.task.inputs[1]!.ended, it.task.snapshot?.checkpoint]).toEqual([true, 5])
    expect(told.at(-1)).toMatchObject({ kind: 'EndOfDataArrived', reason: 'partition' })
  })
})
