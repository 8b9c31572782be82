/** How far a thread goes by itself: until something else can happen, to the microsecond. */
import { describe, expect, test } from 'vitest'
import { PLAIN_OPTIONS } from '../checkpoint/options.ts'
import { timer } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { OpenBuffer } from '../network/buffer.ts'
import { runRecords } from './batch.ts'
import { barrierOf, COUNT, SOURCE, taskForTests, type TaskForTests } from './task-for-tests.suite.ts'

const COST = 1000
const NEVER = Number.MAX_SAFE_INTEGER

/** Records that are done before `until`, of a thread that takes the first at 0. */
const fitting = (until: number) => Math.max(0, Math.floor((until - COST - 1) / (COST + 1)) + 1)

type Change = (it: TaskForTests) => void

/** How many records a thread runs that is about to take one, and in how many calls of the kernel. */
function run(it: TaskForTests, until: number, change: Change = () => undefined): number {
  const { task } = it
  task.cpu = 'take'
  task.cpuAt = it.now + 1
  task.cpuN = task.sent++
  task.inbox.items.length = 0
  change(it)
  let events = 0
  it.doing(
    sim => void (events = runRecords(sim, task, it.plan, until === NEVER ? NEVER : task.cpuAt + until)),
  )
  return events / 2
}

function source(config: Readonly<Record<string, string>> = {}): TaskForTests {
  const it = taskForTests(SOURCE, config)
  Object.assign(it.task.source!.splits[0]!, { offset: 0, furthest: 0 })
  for (const output of it.task.outputs)
    Object.assign(output, { queue: [], open: null, credits: 1000, blocked: 0 })
  it.task.staged.clear()
  return it
}

/** A buffer in hand of which the first record has been taken. */
function receiver(count = 6, config: Readonly<Record<string, string>> = {}): TaskForTests {
  const it = taskForTests(COUNT, config)
  const open = new OpenBuffer()
  for (let i = 0; i < count; i++) open.add('a', 'a', null, 0, i, 0)
  Object.assign(it.task.inputs[1]!, { queue: [open.close()], arrived: [1], cursor: 1 })
  it.task.currentInput = 1
  return it
}

describe.each([
  ['a source', source, 40],
  ['a receiver', receiver, 5],
] as const)('%s', (_, open, all) => {
  test('runs all that it has, if nothing else happens', () => {
    expect(run(open(), NEVER)).toBe(all)
  })

  test.each([COST, COST + 1, 2 * COST + 1, 2 * COST + 2, 3 * COST + 2, 3 * COST + 3, 4 * COST + 4])(
    'runs what is done within %i µs',
    until => {
      expect(run(open(), until)).toBe(fitting(until))
    },
  )

  test('is as slow as its task', () => {
    const slow: Change = ({ task }) => void (task.slowFactor = 3)
    expect([
      run(open(), 3 * COST, slow),
      run(open(), 3 * COST + 1, slow),
      run(open(), 6 * COST + 2, slow),
    ]).toEqual([0, 1, 2])
  })

  test.each<[string, Change]>([
    ['mail waits', ({ task }) => task.mailbox.push({ mail: { type: 'clock', attempt: 0 }, arrived: 1 })],
    ['a mark is there', ({ task }) => task.eventTime.marks.push({ type: 'clock' })],
    ['a record may be poison', ({ task }) => (task.faults = { ...task.faults, poisonNext: 1 })],
    [
      'what a record costs is not known',
      ({ run: { plan }, plan: own }) => Object.assign(plan.backend, { charges: own.key !== null }),
    ],
    [
      'its backend has something to do',
      ({ task }) =>
        Object.assign(task.runtime!.wiring, { upkeep: { isDue: () => true, settle: () => undefined } }),
    ],
  ])('runs nothing by itself where %s', (why, change) => {
    expect(run(open(), NEVER, change)).toBe(why.startsWith('what') && open === source ? all : 0)
  })

  test('stops before a message that comes to it', () => {
    const at =
      (micros: number): Change =>
      ({ task, doing }) => {
        doing(sim => timer(sim, task, task.cpuAt + micros, { type: 'flush', attempt: 0 }))
      }
    for (const micros of [COST, COST + 1, 2 * COST + 1, 2 * COST + 2])
      expect(run(open(), NEVER, at(micros))).toBe(fitting(micros))
    expect(run(open(), COST + 1, at(9 * COST))).toBe(1)
  })

  test('leaves the thread where steps would have', () => {
    const it = open()
    const { events } = it.task
    run(it, 2 * COST + 2)
    const { cpu, cpuAt, hand, batch } = it.task
    expect([cpu, cpuAt - it.now, batch]).toEqual(['take', 1 + 2 * (COST + 1), 0])
    expect([hand.busy, hand.value, it.task.events - events]).toEqual([false, null, 4])
  })

  test('ends with the record that fails', () => {
    const it = open()
    let left = 2
    const failing = {
      processElement: () => {
        if (left-- === 0) throw new Error('no')
      },
    }
    if (open === receiver) it.task.runtime!.operators = [failing, failing, failing]
    else Object.assign(it.task.runtime!.wiring.collectors[0]!, { collect: failing.processElement })
    expect(run(it, NEVER)).toBe(2.5)
    expect([it.task.life, it.task.errorText]).toEqual(['FAILED', 'Error: no'])
  })
})

describe('a source', () => {
  test('runs nothing that has not arrived, and stops before what has not', () => {
    const arriving =
      (...times: readonly number[]): Change =>
      ({ task, run: { plan } }) => {
        const { split } = plan.partitions[task.source!.splits[0]!.partition]!
        Object.assign(split, {
          arrivals: split.values.map((_, i) => task.cpuAt + (times[i] ?? times.at(-1)!)),
        })
      }
    expect(run(source(), NEVER, arriving(0))).toBe(40)
    expect(run(source(), NEVER, arriving(1))).toBe(0)
    // The thread looks for the next record when the last is done.
    expect(run(source(), NEVER, arriving(0, COST))).toBe(40)
    expect(run(source(), NEVER, arriving(0, COST + 1))).toBe(1)
    expect(run(source(), NEVER, arriving(0, 0, 2 * COST + 1))).toBe(40)
    expect(run(source(), NEVER, arriving(0, 0, 2 * COST + 2))).toBe(2)
  })

  test('that is to stop runs nothing by itself', () => {
    const alignment = { checkpoint: 5, startedAt: 0, triggeredAt: 0, options: PLAIN_OPTIONS, processed: 0 }
    expect(run(source(), NEVER, ({ task }) => void (task.finish.stop = alignment))).toBe(0)
  })

  test('at its end runs nothing', () => {
    expect(run(source(), NEVER, ({ task }) => void (task.source!.splits[0]!.offset = 40))).toBe(0)
    expect(run(source(), NEVER, ({ task }) => void (task.source!.splits[0]!.offset = 39))).toBe(1)
  })

  test('stops at a full queue', () => {
    const full: Change = ({ task, run: { plan } }) => {
      task.outputs[0]!.credits = 0
      expect(plan.settings.queueBuffers).toBeGreaterThan(1)
    }
    const it = source()
    expect(run(it, NEVER, full)).toBe(it.run.plan.settings.queueBuffers)
    expect(it.task.cpu).toBe('none')
  })

  test('that reports what it has read, or makes watermarks, runs as far', () => {
    expect(run(source({ 'weir.checkpointing.trigger.records': '7' }), NEVER)).toBe(40)
  })

  test('knows where it is', () => {
    const it = source()
    const { processed } = it.task
    run(it, 3 * COST + 3)
    const { offset, furthest } = it.task.source!.splits[0]!
    expect([offset, furthest, it.task.processed - processed]).toEqual([3, 3, 3])
    const { partition, offset: last, key, path } = it.task.hand
    expect([partition, last, key, path]).toEqual([0, 2, null, 0])
    const again = source()
    again.task.source!.splits[0]!.furthest = 30
    run(again, 3 * COST + 3)
    expect(again.task.source!.splits[0]!.furthest).toBe(30)
  })
})

describe('a receiver', () => {
  test('runs nothing by itself without a buffer in hand, or before a mark', () => {
    const input =
      (change: object): Change =>
      ({ task }) =>
        void Object.assign(task.inputs[1]!, change)
    expect(run(receiver(), NEVER, input({ cursor: 0 }))).toBe(0)
    expect(run(receiver(), NEVER, input({ queue: [], arrived: [] }))).toBe(0)
    expect(run(receiver(), NEVER, input({ queue: [barrierOf(5, 'aligned')] }))).toBe(0)
    expect(run(receiver(), NEVER, ({ task }) => void (task.currentInput = 0))).toBe(0)
    const marked = new OpenBuffer()
    for (let i = 0; i < 3; i++) marked.add('a', 'a', null, 0, i, 0)
    marked.addMark({ type: 'watermark', timestamp: 7 })
    marked.add('a', 'a', null, 0, 4, 0)
    expect(run(receiver(), NEVER, input({ queue: [marked.close()] }))).toBe(2)
    expect(run(receiver(), NEVER, input({ queue: [marked.buffer], cursor: 3 }))).toBe(0)
  })

  test('runs nothing by itself while something overtakes', () => {
    const priority: Change = ({ task }) =>
      void task.inputs[0]!.priority.push({ event: barrierOf(5, 'unaligned'), arrived: 1 })
    const unaligned = { 'execution.checkpointing.unaligned.enabled': 'true' }
    expect([run(receiver(6, unaligned), NEVER, priority), run(receiver(6, unaligned), NEVER)]).toEqual([0, 5])
    expect(run(receiver(), NEVER, priority)).toBe(5)
  })

  test('gives the credit back with the last record of its buffer', () => {
    const it = receiver(4)
    it.task.cpu = 'take'
    it.task.cpuAt = it.now + 1
    const credits = (until: number) => {
      const { sent } = it.doing(sim => void runRecords(sim, it.task, it.plan, it.task.cpuAt + until))
      return sent.filter(({ body }) => body.type === 'credit').length
    }
    expect([credits(2 * COST + 2), it.task.inputs[1]!.cursor]).toEqual([0, 3])
    expect([credits(COST + 1), it.task.inputs[1]!.queue]).toEqual([1, []])
  })

  test('on the second input takes one after the other as well', () => {
    const second: Change = ({ plan, task }) => {
      Object.assign(plan.gates[1]!, { input: 1 })
      const nothing = { processElement: () => undefined, processElement2: () => undefined }
      task.runtime!.operators = [nothing, nothing, nothing]
    }
    expect(run(receiver(), NEVER, second)).toBe(5)
  })

  test('knows what it has taken', () => {
    const it = receiver()
    const { processed } = it.task
    run(it, 3 * COST + 3)
    expect([it.task.inputs[1]!.cursor, it.task.processed - processed]).toEqual([4, 3])
    const { partition, offset, key, path } = it.task.hand
    expect([partition, offset, key, path]).toEqual([0, 3, 'a', 0])
    expect(
      (it.task as TaskActor).runtime!.wiring.stores[0]!.registered.get('count')!.table.rows.get('a')?.value,
    ).toBe(3)
  })
})
