/** Barriers as a task takes them: Flink's CheckpointedInputGate with each of its barrier handlers. */
import { describe, expect, test } from 'vitest'
import type { BarrierKind } from '../checkpoint/options.ts'
import type { Sim } from '../kernel/sim.ts'
import {
  onBarrierTaken,
  onCancelBarrierTaken,
  onInputEnded,
  onInputTimeout,
  takePriority,
} from './barriers.ts'
import {
  barrierOf,
  bufferOf,
  COUNT,
  endInput,
  kindsTold,
  resumed,
  taskForTests,
  textOf,
  type TaskForTests,
} from './task-for-tests.suite.ts'

const MODES = {
  aligned: {},
  counted: { 'execution.checkpointing.mode': 'AT_LEAST_ONCE' },
  alternating: {
    'execution.checkpointing.unaligned.enabled': 'true',
    'execution.checkpointing.aligned-checkpoint-timeout': '10 ms',
  },
} as const

const receiver = (mode: keyof typeof MODES, config = {}) => taskForTests(COUNT, { ...MODES[mode], ...config })

const takes = (
  it: TaskForTests,
  input: number,
  checkpoint: number,
  kind: BarrierKind = 'aligned',
  triggeredAt = 0,
) => it.doing(sim => onBarrierTaken(sim, it.task, it.plan, input, barrierOf(checkpoint, kind, triggeredAt)))

const blocked = ({ task }: TaskForTests) => task.inputs.map(input => input.blocked)

const declined = (done: ReturnType<TaskForTests['doing']>) =>
  done.sent.flatMap(({ body }) => (body.type === 'decline' ? [[body.checkpoint, body.reason]] : []))

const resumes = (done: ReturnType<TaskForTests['doing']>) =>
  done.sent.flatMap(({ body }) => (body.type === 'resume' ? [[body.channel, body.checkpoint]] : []))

describe('aligned', () => {
  test('the first barrier shuts its channel and begins the alignment, the last one triggers', () => {
    const it = receiver('aligned')
    const { task, now } = it
    expect(kindsTold(takes(it, 1, 5, 'aligned', 7))).toEqual(['ChannelBlocked'])
    expect(blocked(it)).toEqual([0, 5])
    expect(task.alignment).toMatchObject({ checkpoint: 5, startedAt: now, triggeredAt: 7, processed: 0 })
    expect(task.snapshot).toBeNull()
    const done = takes(it, 0, 5, 'aligned', 7)
    expect(kindsTold(done)).toEqual(['AlignmentCompleted'])
    expect([task.snapshot?.checkpoint, blocked(it), task.heldResumes]).toEqual([5, [5, 5], [0, 1]])
    expect(resumed(it, done)).toEqual([])
  })

  test('the next checkpoint begins another alignment, and what the older one has shut opens', () => {
    const it = receiver('aligned')
    takes(it, 0, 5)
    it.run.world.now += 10
    const done = takes(it, 1, 6)
    expect(it.task.alignment).toMatchObject({ checkpoint: 6, startedAt: it.now + 10 })
    expect(resumes(done)).toEqual([[0, 5]])
    expect(declined(done)).toEqual([[5, 'CHECKPOINT_DECLINED_SUBSUMED']])
    expect(blocked(it)).toEqual([0, 6])
  })

  test('a late one only lets its sender go on', () => {
    const it = receiver('aligned')
    takes(it, 0, 6)
    const { alignment } = it.task
    const done = takes(it, 1, 5)
    expect([kindsTold(done), resumes(done)]).toEqual([['MessageIgnored'], [[1, 5]]])
    expect([it.task.alignment, blocked(it)]).toEqual([alignment, [6, 0]])
  })

  test('a checkpoint that is not taken lets all go on at once', () => {
    const it = receiver('aligned')
    it.task.lastCheckpointId = 5
    takes(it, 0, 5)
    expect(resumes(takes(it, 1, 5))).toEqual([
      [0, 5],
      [1, 5],
    ])
    expect(it.task.heldResumes).toEqual([])
  })

  test('no checkpoint is announced to, or timed by, a task that only aligns', () => {
    const it = receiver('aligned')
    takes(it, 0, 5)
    expect(kindsTold(it.doing(sim => onInputTimeout(sim, it.task, 5)))).toEqual(['Housekeeping'])
    it.task.inputs[1]!.priority.push({
      event: { ...barrierOf(6, 'timeoutable'), type: 'announcement' },
      arrived: 1,
    })
    it.doing(sim => takePriority(sim, it.task, it.plan))
    expect(it.task.barriers.current).toBe(5)
  })
})

describe('counted', () => {
  test('no channel waits; the last barrier triggers, and the alignment is measured from the first', () => {
    const it = receiver('counted')
    const { task, now } = it
    expect(kindsTold(takes(it, 1, 5, 'aligned', 7))).toEqual(['BarrierCounted'])
    expect([blocked(it), task.snapshot]).toEqual([[0, 0], null])
    expect(task.alignment).toMatchObject({ checkpoint: 5, startedAt: now, triggeredAt: 7, processed: 0 })
    task.alignment!.processed = 44
    it.run.world.now += 10
    expect(kindsTold(takes(it, 0, 5, 'aligned', 7))).toEqual(['AlignmentCompleted'])
    expect(task.snapshot).toMatchObject({ checkpoint: 5, alignment: 10, processed: 44 })
  })

  test('a newer checkpoint begins its own; the older one keeps when it began', () => {
    const it = receiver('counted')
    const { task, now } = it
    takes(it, 0, 5)
    task.alignment!.processed = 44
    it.run.world.now += 10
    takes(it, 0, 6)
    expect(task.alignment).toMatchObject({ checkpoint: 6, startedAt: now + 10, processed: 0 })
    it.run.world.now += 10
    takes(it, 1, 5)
    expect(task.snapshot).toMatchObject({
      checkpoint: 5,
      alignmentStartedAt: now,
      alignment: 20,
      processed: 0,
    })
  })

  test('an old one changes nothing', () => {
    const it = receiver('counted')
    takes(it, 0, 6)
    const { alignment } = it.task
    const done = takes(it, 1, 5)
    expect([kindsTold(done), done.sent, it.task.alignment]).toEqual([['MessageIgnored'], [], alignment])
  })
})

describe('alternating', () => {
  const waiting = () => {
    const it = receiver('alternating')
    const { task } = it
    const [first, second] = task.inputs
    first!.queue = [bufferOf('a'), barrierOf(5, 'timeoutable', it.now)]
    first!.arrived = [1, 2]
    second!.queue = [bufferOf('b')]
    second!.arrived = [3]
    first!.barrier = { checkpoint: 5, arrived: 2 }
    return { ...it, first: first!, second: second! }
  }

  const announce = (it: TaskForTests, input: number, checkpoint: number, triggeredAt: number) => {
    const event = { ...barrierOf(checkpoint, 'timeoutable', triggeredAt), type: 'announcement' } as const
    it.task.inputs[input]!.priority.push({ event, arrived: 77 })
    let wasTaken = false
    const done = it.doing(sim => void (wasTaken = takePriority(sim, it.task, it.plan)))
    return { done, wasTaken }
  }

  const timers = (done: ReturnType<TaskForTests['doing']>) =>
    done.sent.filter(({ body }) => body.type === 'input-timeout').map(({ at }) => at)

  test('what was announced is timed from its trigger', () => {
    for (const [ago, delay] of [
      [0, 10_000],
      [4000, 6000],
      [9999, 1],
      [10_000, 1],
      [30_000, 1],
    ] as const) {
      const it = waiting()
      const { done, wasTaken } = announce(it, 0, 5, it.now - ago)
      expect([wasTaken, timers(done)]).toEqual([true, [delay]])
      expect(it.run.timeline.sim.current.cause).toBe(77)
      expect(it.task.inputs[0]!.priority).toEqual([])
      expect([it.task.alignment, it.task.barriers.current]).toEqual([null, 5])
    }
  })

  test('where nothing overtakes, nothing is taken first', () => {
    const it = waiting()
    let wasTaken = true
    const done = it.doing(sim => void (wasTaken = takePriority(sim, it.task, it.plan)))
    expect([wasTaken, done.told]).toEqual([false, []])
  })

  test('the timer brings the announced barriers forward; without one in hand nothing is captured yet', () => {
    const it = waiting()
    announce(it, 0, 5, it.now)
    const done = it.doing(sim => onInputTimeout(sim, it.task, 5))
    expect(kindsTold(done)).toEqual(['AlignmentTimedOut'])
    expect(it.first.queue.map(textOf)).toEqual(['a'])
    expect(it.first.priority.map(({ event }) => event.type)).toEqual(['barrier'])
    expect([it.task.capture, it.task.snapshot]).toEqual([null, null])
  })

  test('and with one in hand the checkpoint begins', () => {
    const it = waiting()
    announce(it, 0, 5, it.now)
    takes(it, 1, 5, 'timeoutable', it.now)
    expect(blocked(it)).toEqual([0, 5])
    it.doing(sim => onInputTimeout(sim, it.task, 5))
    expect(it.task.capture).toMatchObject({ checkpoint: 5, inputsDone: false })
    expect(it.task.snapshot).toMatchObject({ checkpoint: 5, alignment: -1, awaitsInFlight: true })
    expect(it.task.alignment?.checkpoint).toBe(5)
  })

  test('a timer that comes too late is told as such', () => {
    const it = waiting()
    takes(it, 0, 5, 'timeoutable', it.now)
    takes(it, 1, 5, 'timeoutable', it.now)
    const done = it.doing(sim => onInputTimeout(sim, it.task, 5))
    expect([kindsTold(done), done.sent]).toEqual([['Housekeeping'], []])
  })

  test('a barrier that overtook begins it, and the last one ends it', () => {
    const it = waiting()
    const started = takes(it, 0, 5, 'unaligned', it.now)
    expect(kindsTold(started)).toEqual(['UnalignedCheckpointStarted'])
    expect(it.task.capture?.inputs.map(({ buffers }) => buffers.length)).toEqual([1, 1])
    it.run.world.now += 10
    expect(kindsTold(takes(it, 1, 5, 'unaligned', it.now))).toEqual(['BarrierCollected'])
    expect(it.task.capture?.inputsDone).toBe(true)
    expect([it.task.alignment, it.task.snapshot?.alignment]).toEqual([null, 10])
  })

  test('aligned to its end, it is triggered with the kind of its barriers', () => {
    const it = waiting()
    expect(kindsTold(takes(it, 0, 5, 'timeoutable', it.now))).toEqual(['ChannelBlocked'])
    expect(kindsTold(takes(it, 1, 5, 'timeoutable', it.now))).toEqual(['AlignmentCompleted'])
    expect(it.task.snapshot?.options.kind).toBe('timeoutable')
    expect(it.task.heldResumes).toEqual([0, 1])
  })

  test.each([
    ['aligned', [[1, 5]]],
    ['unaligned', []],
  ] as const)('a late barrier that is %s touches no alignment', (kind, expected) => {
    const settled = waiting()
    takes(settled, 0, 5, 'aligned')
    takes(settled, 1, 5, 'aligned')
    expect(settled.task.alignment).toBeNull()
    const late = takes(settled, 1, 5, kind)
    expect([kindsTold(late), resumes(late)]).toEqual([['MessageIgnored'], expected])
    expect(settled.task.alignment).toBeNull()
    const under = waiting()
    takes(under, 0, 6, 'aligned')
    const { alignment } = under.task
    const older = takes(under, 1, 5, kind)
    expect([kindsTold(older), resumes(older)]).toEqual([['MessageIgnored'], expected])
    expect(under.task.alignment).toBe(alignment)
  })

  test('the end of a channel begins no alignment of a checkpoint that is settled, or of none', () => {
    const it = receiver('alternating')
    takes(it, 0, 5, 'aligned')
    takes(it, 1, 5, 'aligned')
    endInput(it, 0)
    expect(it.task.alignment).toBeNull()
    const fresh = receiver('alternating')
    endInput(fresh, 0)
    expect(fresh.task.alignment).toBeNull()
  })
})

describe('in each mode', () => {
  const modes = ['aligned', 'counted', 'alternating'] as const

  test.each(modes)('%s: a checkpoint that was given up above is declined, and its channels go on', mode => {
    const it = receiver(mode)
    takes(it, 0, 5)
    const done = it.doing(sim => onCancelBarrierTaken(sim, it.task, 1, 5))
    expect(declined(done)).toEqual([[5, 'CHECKPOINT_DECLINED_ON_CANCELLATION_BARRIER']])
    expect(resumed(it, done)).toEqual(mode === 'counted' ? [] : [0])
    expect(blocked(it)).toEqual([0, 0])
  })

  test.each(modes)('%s: a channel that ends stands for its barrier', mode => {
    const it = receiver(mode)
    takes(it, 0, 5)
    endInput(it, 1)
    expect(it.task.snapshot?.checkpoint).toBe(5)
  })

  test.each(modes)('%s: without checkpoints after tasks finish it ends the checkpoint instead', mode => {
    const it = receiver(mode, { 'execution.checkpointing.checkpoints-after-tasks-finish': 'false' })
    takes(it, 0, 5)
    const done = it.doing((sim: Sim) => onInputEnded(sim, it.task, 1))
    expect(declined(done)).toEqual([[5, 'CHECKPOINT_DECLINED_INPUT_END_OF_STREAM']])
    expect(it.task.snapshot).toBeNull()
  })
})

test('at least once, an end completes the newest that waited for it, measured from its own first barrier', () => {
  const it = receiver('counted')
  takes(it, 0, 5, 'aligned', 1)
  it.run.world.now += 10
  takes(it, 0, 6, 'aligned', 2)
  it.run.world.now += 10
  endInput(it, 1)
  const expected: Partial<NonNullable<typeof it.task.snapshot>> = {
    checkpoint: 6,
    triggeredAt: 2,
    alignmentStartedAt: it.now + 10,
    alignment: 10,
    processed: 0,
  }
  expect(it.task.snapshot).toMatchObject(expected)
})
