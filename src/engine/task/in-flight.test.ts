/** Flink's ChannelStateWriter and SequentialChannelStateReader, as a task uses them. */
import { describe, expect, test } from 'vitest'
import { PLAIN_OPTIONS, withKind, type BarrierKind } from '../checkpoint/options.ts'
import type { InFlightCapture } from '../kernel/world.ts'
import { newCapture } from '../network/channel-state.ts'
import { BEHIND_RESTORED } from '../network/subpartition.ts'
import {
  broadcastBarrier,
  dropCapture,
  onOutputTimeout,
  restoreInFlight,
  settleCapture,
  startCapture,
  stopCapture,
  store,
} from './in-flight.ts'
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
} from './task-for-tests.suite.ts'

const UNALIGNED = {
  'execution.checkpointing.unaligned.enabled': 'true',
  'execution.checkpointing.aligned-checkpoint-timeout': '10 ms',
}
/** Two subtasks count, so a source has two outputs. */
const TWO = { ...UNALIGNED, 'parallelism.default': '2' }

const counting = () => taskForTests(COUNT, UNALIGNED)
const sending = () => taskForTests(SOURCE, TWO)

const awaiting = (checkpoint: number) => snapshotOf(checkpoint, { awaitsInFlight: true })

describe('a capture', () => {
  test('begins with what the inputs hold, and goes on until their barriers', () => {
    const { task } = counting()
    task.inputs[1]!.queue = [bufferOf('a', 'b')]
    task.inputs[1]!.arrived = [1]
    startCapture(task, 5)
    expect(task.capture).toMatchObject({ checkpoint: 5, inputsDone: false, waiting: [], outputs: [] })
    expect(task.capture!.inputs.map(({ open }) => open)).toEqual([true, true])
    expect(task.capture!.inputs[1]!.buffers).toHaveLength(1)
  })

  test('ends the one before it, whose snapshot is worth nothing without it', () => {
    const { task } = counting()
    task.capture = newCapture(4, 2, 0)
    task.uploads = [awaiting(3), awaiting(4), snapshotOf(4), snapshotOf(5)]
    task.snapshot = awaiting(4)
    startCapture(task, 5)
    expect(task.capture.checkpoint).toBe(5)
    expect(task.uploads.map(({ checkpoint, awaitsInFlight }) => [checkpoint, awaitsInFlight])).toEqual([
      [3, true],
      [4, false],
      [5, false],
    ])
    expect(task.snapshot.aborted).toBe(true)
  })

  test('that is dropped leaves the snapshot of another checkpoint alone', () => {
    const { task } = counting()
    task.capture = newCapture(4, 2, 0)
    task.snapshot = awaiting(5)
    dropCapture(task)
    expect([task.capture, task.snapshot.aborted]).toEqual([null, false])
  })
})

describe('when the last barrier is in', () => {
  const stopped = (
    complete: boolean,
    alignmentOf = 5,
    where: 'snapshot' | 'upload' | 'nowhere' = 'snapshot',
  ) => {
    const it = counting()
    const { task } = it
    startCapture(task, 5)
    const snapshot = awaiting(5)
    if (where === 'snapshot') task.snapshot = snapshot
    task.uploads = where === 'upload' ? [awaiting(4), snapshot] : []
    task.alignment = {
      checkpoint: alignmentOf,
      startedAt: it.now - 30,
      triggeredAt: 0,
      options: PLAIN_OPTIONS,
      processed: 7,
    }
    it.doing(sim => stopCapture(sim, task, complete))
    return { task, snapshot }
  }

  test.each(['snapshot', 'upload'] as const)('the alignment is measured, and told by its %s', where => {
    const { task, snapshot } = stopped(true, 5, where)
    expect(task.capture?.inputsDone).toBe(true)
    expect(task.capture?.inputs.map(({ open }) => open)).toEqual([false, false])
    expect([snapshot.alignment, snapshot.processed]).toEqual([30, 7])
    expect(task.alignment).toBeNull()
  })

  test('that of another checkpoint goes on', () => {
    const { task, snapshot } = stopped(true, 6)
    expect(task.alignment?.checkpoint).toBe(6)
    expect(snapshot.alignment).toBe(-1)
  })

  test('and the snapshot is no more, nothing but the alignment ends', () => {
    expect(stopped(true, 5, 'nowhere').task.alignment).toBeNull()
  })

  test('a checkpoint that is given up instead has no data in flight', () => {
    const { task, snapshot } = stopped(false)
    expect([task.capture, snapshot.aborted, snapshot.alignment]).toEqual([null, true, -1])
  })

  test('without a capture nothing is done', () => {
    const { task, doing } = counting()
    doing(sim => stopCapture(sim, task, false))
    expect(task.capture).toBeNull()
  })
})

describe('the barrier of a task', () => {
  /** The first output has no credit and a buffer in its queue; the second is empty. */
  function broadcast(
    kind: BarrierKind,
    { triggeredAgo = 0, mayOvertake = true, capture = null as InFlightCapture | null } = {},
  ) {
    const it = sending()
    const { task, run } = it
    const [first, second] = task.outputs
    for (const output of task.outputs)
      Object.assign(output, { credits: 0, open: null, queue: [], blocked: 0 })
    first!.queue = [bufferOf('a', 'b')]
    for (const channel of run.plan.channels) Object.assign(channel, { mayOvertake })
    task.capture = capture
    const options = withKind(PLAIN_OPTIONS, kind)
    const snapshot = snapshotOf(5, { options, triggeredAt: it.now - triggeredAgo })
    const done = it.doing(sim => broadcastBarrier(sim, task, snapshot))
    const timers = done.sent.filter(({ body }) => body.type === 'output-timeout')
    return { task, queues: [first!, second!].map(({ queue }) => queue.map(textOf)), done, timers }
  }

  test('that is aligned goes behind the data, and nothing is captured', () => {
    const { task, queues, done, timers } = broadcast('aligned')
    expect(queues).toEqual([['ab', 'aligned'], []])
    expect(itemsSent(done)).toEqual(['aligned'])
    expect([task.capture, timers]).toEqual([null, []])
  })

  test('that is unaligned goes before them, and they belong to the checkpoint', () => {
    const { task, queues, done, timers } = broadcast('unaligned')
    expect(queues).toEqual([['ab'], []])
    expect(itemsSent(done)).toEqual(['unaligned', 'unaligned'])
    expect(task.capture?.outputs.map(buffers => buffers.map(({ buffer }) => textOf(buffer)))).toEqual([
      ['ab'],
      [],
    ])
    expect(task.capture).toMatchObject({ checkpoint: 5, inputsDone: true, waiting: [] })
    expect(done.told.map(({ kind, amount, checkpoint }) => [kind, amount, checkpoint])).toEqual([
      ['BarrierOvertook', 2, 5],
    ])
    expect(timers).toEqual([])
  })

  test('that may overtake is timed where it waits, and not where it has left at once', () => {
    const { task, queues, timers } = broadcast('timeoutable', { triggeredAgo: 4000 })
    expect(queues).toEqual([['ab', 'timeoutable'], []])
    expect(task.capture?.waiting).toEqual([0])
    expect(timers).toEqual([
      { to: SOURCE, at: 6000, body: { type: 'output-timeout', attempt: 0, checkpoint: 5 } },
    ])
  })

  test.each([10_000, 10_001, 50_000])(
    'that was triggered %i µs ago is looked at again at once',
    triggeredAgo => {
      expect(broadcast('timeoutable', { triggeredAgo }).timers.map(({ at }) => at)).toEqual([1])
    },
  )

  test('stays behind the data of an edge where none may overtake', () => {
    for (const kind of ['unaligned', 'timeoutable'] as const) {
      const { task, queues, done, timers } = broadcast(kind, { mayOvertake: false })
      expect(queues).toEqual([['ab', 'forced-aligned'], []])
      expect(itemsSent(done)).toEqual(['forced-aligned'])
      expect([task.capture?.waiting, timers]).toEqual([[], []])
    }
  })

  test('goes on with the capture that its inputs began, and ends that of another checkpoint', () => {
    const own = newCapture(5, 0, 2)
    own.inputsDone = false
    expect(broadcast('unaligned', { capture: own }).task.capture).toBe(own)
    expect(broadcast('unaligned', { capture: newCapture(4, 0, 2) }).task.capture?.checkpoint).toBe(5)
    const old = newCapture(4, 0, 2)
    expect(broadcast('aligned', { capture: old }).task.capture).toBe(old)
  })

  test('closes the buffer that is being filled; what goes out behind it is told behind it', () => {
    const it = sending()
    const { task } = it
    const [output] = task.outputs
    Object.assign(output!, {
      credits: 9,
      open: null,
      blocked: 0,
      queue: [bufferOf('a'), barrierOf(4, 'aligned')],
    })
    const options = withKind(PLAIN_OPTIONS, 'unaligned')
    const done = it.doing(sim => broadcastBarrier(sim, task, snapshotOf(5, { options })))
    expect(itemsSent(done)).toEqual(['unaligned', 'a', 'aligned', 'unaligned'])
    expect(kindsTold(done)).toEqual(['BarrierOvertook', 'SubpartitionBlocked'])
  })
})

describe('a barrier that has waited too long in a queue', () => {
  function timedOut(checkpoint: number, waiting = [0, 1]) {
    const it = sending()
    const { task } = it
    for (const output of task.outputs) {
      output.credits = 0
      output.open = null
      output.queue = [bufferOf('a'), bufferOf('b'), barrierOf(5, 'timeoutable'), bufferOf('c')]
    }
    task.capture = newCapture(5, 0, 2)
    task.capture.waiting = waiting
    const done = it.doing(sim => onOutputTimeout(sim, task, checkpoint))
    return { task, done }
  }

  test('goes to the front wherever it waits, and what it overtakes belongs to the checkpoint', () => {
    const { task, done } = timedOut(5)
    expect(itemsSent(done)).toEqual(['unaligned', 'unaligned'])
    expect(task.outputs.map(({ queue }) => queue.map(textOf))).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ])
    expect(task.capture!.outputs.map(buffers => buffers.map(({ buffer }) => textOf(buffer)))).toEqual([
      ['a', 'b'],
      ['a', 'b'],
    ])
    expect(task.capture!.waiting).toEqual([])
    expect(kindsTold(done)).toEqual(['AlignmentTimedOut', 'BarrierOvertook', 'BarrierOvertook'])
  })

  test('leaves the outputs alone where it has been sent', () => {
    const { task } = timedOut(5, [1])
    expect(task.outputs[0]!.queue.map(textOf)).toEqual(['a', 'b', 'timeoutable', 'c'])
    expect(task.capture!.outputs[0]).toEqual([])
  })

  test.each([
    ['of another checkpoint', 4, [0, 1]],
    ['that was sent everywhere', 5, []],
  ] as const)('and is one %s asks for nothing', (_, checkpoint, waiting) => {
    const { task, done } = timedOut(checkpoint, [...waiting])
    expect([done.sent, kindsTold(done)]).toEqual([[], ['Housekeeping']])
    expect(task.outputs[0]!.queue.map(textOf)).toEqual(['a', 'b', 'timeoutable', 'c'])
  })
})

describe('the snapshot', () => {
  function settled(change: { inputsDone?: boolean; waiting?: number[]; of?: number; empty?: boolean } = {}) {
    const it = counting()
    const { task, plan } = it
    const capture = newCapture(5, 2, 0)
    capture.inputsDone = change.inputsDone ?? true
    capture.waiting = change.waiting ?? []
    if (change.empty !== true) capture.inputs[1]!.buffers.push({ buffer: bufferOf('ab', 'c'), from: 1 })
    task.capture = capture
    const upload = snapshotOf(change.of ?? 5, { awaitsInFlight: true, bytes: 100, alignment: 3 })
    task.uploads = [snapshotOf(2), upload]
    const done = it.doing(sim => settleCapture(sim, task, plan))
    return { it, task, upload, done, capture }
  }

  test('is stored with its data in flight once that is complete', () => {
    const { it, task, upload, done, capture } = settled()
    expect(upload).toMatchObject({ awaitsInFlight: false, bytes: 117 })
    const { buffers } = capture.inputs[1]!
    expect(upload.inFlight).toEqual({ inputs: [{ channel: 1, buffers }], outputs: [] })
    expect(task.capture).toBeNull()
    const { storage, settings } = it.run.plan
    const body = { type: 'store', attempt: 0, checkpoint: 5, bytes: 117 }
    expect(done.sent).toEqual([{ to: storage, at: settings.storageLatency, body }])
    expect(done.told).toEqual([{ kind: 'InFlightPersisted', checkpoint: 5, amount: 1, duration: 3 }])
  })

  test('of which nothing was in flight is stored as it is', () => {
    const { upload, done } = settled({ empty: true })
    expect(upload).toMatchObject({ awaitsInFlight: false, bytes: 100, inFlight: null })
    expect(done.told).toMatchObject([{ amount: 0 }])
    expect(done.sent).toHaveLength(1)
  })

  test.each([
    ['the last barrier', { inputsDone: false }],
    ['a barrier in a queue', { waiting: [0] }],
    ['its own synchronous part', { of: 6 }],
  ])('waits for %s', (_, change) => {
    const { task, upload, done, capture } = settled(change)
    expect([done.sent, upload.awaitsInFlight, upload.bytes]).toEqual([[], true, 100])
    expect(task.capture).toBe(capture)
  })

  test('goes to storage with its size', () => {
    const it = counting()
    const done = it.doing(sim => store(sim, it.task, snapshotOf(7, { bytes: 12 })))
    expect(done.sent.map(({ body }) => body)).toEqual([
      { type: 'store', attempt: 0, checkpoint: 7, bytes: 12 },
    ])
  })
})

describe('what was in flight comes back', () => {
  const part = (channel: number, ...values: readonly string[]) => ({
    channel,
    buffers: values.map(value => ({ buffer: bufferOf('x', value), from: 1 })),
  })

  function cleared(actor: typeof SOURCE | typeof COUNT) {
    const it = actor === COUNT ? counting() : sending()
    for (const input of it.task.inputs) Object.assign(input, { queue: [], arrived: [], restored: 0 })
    for (const output of it.task.outputs)
      Object.assign(output, { queue: [], open: null, credits: 0, blocked: 0 })
    return it
  }

  test('to the inputs, to be read before anything new', () => {
    const it = cleared(COUNT)
    const { task } = it
    const state = { inputs: [part(1, 'a', 'b')], outputs: [] }
    const done = it.doing(sim => restoreInFlight(sim, task, state, true))
    expect(task.inputs.map(({ queue }) => queue.map(textOf))).toEqual([[], ['a', 'b']])
    expect(task.inputs.map(({ arrived }) => arrived)).toEqual([[], [task.events, task.events]])
    expect(task.inputs.map(({ restored }) => restored)).toEqual([0, 2])
    expect(task.recovering).toBe(true)
    expect(done.told).toEqual([{ kind: 'InFlightRestored', amount: 2 }])
  })

  test('to the outputs, to be sent before anything new, which waits for the receiver', () => {
    const it = cleared(SOURCE)
    const { task } = it
    const [first, second] = task.outputs
    second!.credits = 1
    const state = { inputs: [], outputs: [part(second!.channel, 'a')] }
    const done = it.doing(sim => restoreInFlight(sim, task, state, true))
    expect(itemsSent(done)).toEqual(['end-of-channel-state', 'a', 'end-of-channel-state'])
    expect([first!.blocked, second!.blocked]).toEqual([BEHIND_RESTORED, BEHIND_RESTORED])
    expect(task.recovering).toBe(false)
  })

  test('to nobody: then nobody waits', () => {
    const it = cleared(SOURCE)
    const done = it.doing(sim => restoreInFlight(sim, it.task, undefined, false))
    expect([done.sent, done.told, it.task.recovering]).toEqual([[], [], false])
  })

  test('to others: then this task waits as well', () => {
    const it = cleared(COUNT)
    it.doing(sim => restoreInFlight(sim, it.task, undefined, true))
    expect(it.task.recovering).toBe(false)
    const source = cleared(SOURCE)
    const done = source.doing(sim => restoreInFlight(sim, source.task, undefined, true))
    expect(itemsSent(done)).toEqual(['end-of-channel-state', 'end-of-channel-state'])
    expect(done.told).toEqual([])
  })
})
