/** Records in a task's thread: Flink's SourceOperator, StreamTaskNetworkInput, RecordWriter and its partitioners. */
import { describe, expect, test } from 'vitest'
import type { Partitioner } from '../api/stream-graph.ts'
import { keyGroupOf, keyGroupToSubtask } from '../graph/key-groups.ts'
import type { OutputEdgePlan, TaskPlan } from '../kernel/plan.ts'
import type { Sim } from '../kernel/sim.ts'
import type { SourceState, TaskActor } from '../kernel/world.ts'
import { OpenBuffer } from '../network/buffer.ts'
import { broadcastPlace, outputPath, ROOT_PATH } from './lineage.ts'
import { arrivalOf, finishRecord, flushStaged, nextSplit, takeFromBuffer, takeFromSource } from './records.ts'
import { bufferOf, COUNT, SOURCE, taskForTests, type TaskForTests } from './task-for-tests.suite.ts'

const NO_TIMEOUT = { 'execution.buffer-timeout.interval': '0 ms' }

describe('splits', () => {
  const simOf = (...arrivals: readonly (readonly number[] | null)[]) =>
    ({
      plan: { partitions: arrivals.map(times => ({ split: { values: ['a', 'b'], arrivals: times } })) },
    }) as unknown as Sim
  const sourceOf = (...offsets: readonly number[]) =>
    ({ splits: offsets.map((offset, partition) => ({ partition, offset })) }) as unknown as SourceState

  test('are read from by the arrival of their next record, the first of those that come together', () => {
    const next = (sim: Sim, ...offsets: readonly number[]) =>
      nextSplit(sim, sourceOf(...offsets))?.partition ?? null
    const sim = simOf([5, 9], [3, 7], [3, 8])
    expect(next(sim, 0, 0, 0)).toBe(1)
    expect(next(sim, 0, 1, 1)).toBe(0)
    expect(next(sim, 1, 1, 1)).toBe(1)
    expect(next(sim, 1, 2, 1)).toBe(2)
    expect(next(sim, 2, 2, 2)).toBeNull()
    expect(next(simOf([5, 9], null), 0, 0)).toBe(1)
    expect(arrivalOf(sim, sourceOf(1, 0, 0).splits[0]!)).toBe(9)
    expect(arrivalOf(simOf(null), sourceOf(1).splits[0]!)).toBe(0)
  })
})

/** Its operators note what they take. */
function noting(it: TaskForTests, fails = false) {
  const taken: unknown[] = []
  const take = (input: number) => (value: unknown, timestamp: number | null) => {
    taken.push([input, value, timestamp])
    if (fails) throw new Error('no')
  }
  it.task.runtime!.operators = [0, 1, 2].map(() => ({ processElement: take(0), processElement2: take(1) }))
  return taken
}

describe('a record of a source', () => {
  function read(change: { timestamps?: readonly number[]; furthest?: number; slowFactor?: number } = {}) {
    const it = taskForTests(SOURCE, { 'weir.task.record-cost': '3 ms' })
    const { task, run } = it
    const split = task.source!.splits[0]!
    Object.assign(split, { offset: 4, furthest: change.furthest ?? 0 })
    Object.assign(run.plan.partitions[split.partition]!.split, { timestamps: change.timestamps ?? null })
    task.slowFactor = change.slowFactor ?? 1
    task.staged.clear()
    const before = task.processed
    it.doing(sim => takeFromSource(sim, task, it.plan, split))
    return { task, now: it.now, split, processed: task.processed - before }
  }

  test('is in hand until its cost has passed, and stages what it makes', () => {
    const { task, now, split, processed } = read()
    expect(task.hand).toEqual({
      busy: true,
      value: 'e',
      key: null,
      timestamp: null,
      partition: 0,
      offset: 4,
      path: ROOT_PATH,
    })
    expect([split.offset, split.furthest, processed]).toEqual([5, 5, 1])
    expect([task.cpu, task.cpuAt - now]).toEqual(['done', 3000])
    expect([task.staged.count, task.staged.values[0], task.staged.keys[0]]).toEqual([1, 'e', 'e'])
  })

  test('costs more where the task is slow, and is no further than one that was read before', () => {
    const { task, now, split } = read({ slowFactor: 4, furthest: 30 })
    expect([task.cpuAt - now, split.furthest]).toEqual([12_000, 30])
  })

  test('has the timestamp that its log gives it', () => {
    const { task } = read({ timestamps: Array.from({ length: 40 }, (_, i) => i * 10) })
    expect([task.hand.timestamp, task.staged.timestamps[0]]).toEqual([40, 40])
  })
})

describe('a record of a buffer', () => {
  function taken(
    before: (it: TaskForTests) => void = () => undefined,
    { cursor = 0, fails = false, buffer = bufferOf('a', 'b') } = {},
  ) {
    const it = taskForTests(COUNT, { 'weir.task.record-cost': '3 ms' })
    const { task } = it
    const input = task.inputs[1]!
    Object.assign(input, { queue: [buffer], arrived: [1], cursor, restored: 0 })
    const calls = noting(it, fails)
    before(it)
    const processed = task.processed
    const done = it.doing(sim => takeFromBuffer(sim, task, it.plan, input, buffer))
    return { it, task, input, calls, done, processed: task.processed - processed }
  }

  const credits = ({ sent }: ReturnType<TaskForTests['doing']>) =>
    sent.filter(({ body }) => body.type === 'credit')

  test('meets its operator with its key, and is in hand until its cost has passed', () => {
    const { it, task, input, calls, done, processed } = taken()
    expect(calls).toEqual([[0, 'a', null]])
    expect(task.hand).toEqual({
      busy: true,
      value: 'a',
      key: 'a',
      timestamp: null,
      partition: 0,
      offset: 0,
      path: 0,
    })
    expect([input.cursor, input.queue.length, processed]).toEqual([1, 1, 1])
    expect(task.runtime!.wiring.keyContext).toMatchObject({ key: 'a', event: task.events })
    expect([task.cpu, task.cpuAt - it.now]).toEqual(['done', 3000])
    expect(credits(done)).toEqual([])
  })

  test('that is the last gives the credit back, unless nobody had granted one', () => {
    const last = taken(undefined, { cursor: 1 })
    expect([last.input.cursor, last.input.queue]).toEqual([0, []])
    const { networkLatency } = last.it.run.plan.settings
    const body = { type: 'credit', attempt: 0, channel: 1, count: 1 }
    expect(last.done.sent).toEqual([{ to: 2, at: networkLatency, body }])
    const restored = taken(({ task }) => void (task.inputs[1]!.restored = 2), { cursor: 1 })
    expect([restored.input.restored, restored.input.queue, restored.done.sent]).toEqual([1, [], []])
  })

  test('on the second input meets the other method', () => {
    const { calls } = taken(({ plan }) => void Object.assign(plan.gates[1]!, { input: 1 }))
    expect(calls).toEqual([[1, 'a', null]])
  })

  test('counts with its buffer where an alignment or the buffer sizes are measured, once a buffer', () => {
    const measuring = (cursor: number) => {
      const { task } = taken(
        ({ task: one }) => {
          one.alignment = {
            checkpoint: 5,
            startedAt: 0,
            triggeredAt: 0,
            options: { snapshot: { kind: 'checkpoint', full: false } },
            processed: 3,
          }
          one.debloat = { bytes: 4 } as TaskActor['debloat']
        },
        { cursor },
      )
      return [task.alignment!.processed, task.debloat!.bytes]
    }
    expect([measuring(0), measuring(1)]).toEqual([
      [3 + 34, 4 + 34],
      [3, 4],
    ])
    expect(
      taken(({ task }) => void (task.debloat = { bytes: 4 } as TaskActor['debloat'])).task.debloat!.bytes,
    ).toBe(38)
  })

  test('that fails its operator fails the task', () => {
    const { task, done } = taken(undefined, { cursor: 1, fails: true })
    expect([task.life, task.errorText, credits(done)]).toEqual(['FAILED', 'Error: no', []])
  })

  test('that is poison does so too, and one that is to be lost never reaches it', () => {
    const poisoned = taken(({ task }) => void (task.faults = { ...task.faults, poisonNext: 1 }))
    expect([poisoned.calls, poisoned.task.life]).toEqual([[], 'FAILED'])
    const drops = [{ partition: 0, offset: 1 }]
    const lost = taken(({ task }) => void (task.faults = { ...task.faults, drops }), { cursor: 1 })
    expect([lost.calls, lost.task.cpu, lost.processed, credits(lost.done).length]).toEqual([[], 'none', 0, 1])
    expect(lost.done.told.map(({ kind }) => kind)).toEqual(['RecordDropped'])
    const early = taken(
      ({ task }) => void (task.faults = { ...task.faults, drops: [{ partition: 0, offset: 0 }] }),
    )
    expect([early.calls, early.input.queue.length, credits(early.done)]).toEqual([[], 1, []])
    const kept = taken(
      ({ task }) => void (task.faults = { ...task.faults, drops: [{ partition: 0, offset: 9 }] }),
    )
    expect(kept.calls).toHaveLength(1)
  })

  test('that is a watermark sets a mark, and gives the credit back as the last of its buffer', () => {
    const open = new OpenBuffer()
    open.addMark({ type: 'watermark', timestamp: 7 })
    const marks = (other: number) => {
      const { task, calls, done, input } = taken(
        ({ task: one }) => void (one.eventTime.valves[0]!.channels[0]!.watermark = other),
        { buffer: open.close() },
      )
      return [task.eventTime.marks, calls, task.cpu, credits(done).length, input.queue.length]
    }
    const mark = { type: 'watermark', timestamp: 7, position: 0, input: 0 }
    expect(marks(9)).toEqual([[mark], [], 'none', 1, 0])
    expect(marks(0)).toEqual([[{ ...mark, timestamp: 0 }], [], 'none', 1, 0])
    const longer = new OpenBuffer()
    longer.addMark({ type: 'watermark', timestamp: 7 })
    longer.add('a', 'a', null, 0, 0, 0)
    const first = taken(undefined, { buffer: longer.close() })
    expect([credits(first.done), first.input.cursor]).toEqual([[], 1])
  })
})

describe('what a record has made', () => {
  /** Three subtasks behind one edge. */
  function staged(
    partitioner: Partitioner,
    change: Partial<OutputEdgePlan> = {},
    targets: readonly number[] = [-1, -1, -1],
  ) {
    const it = taskForTests(SOURCE, { 'parallelism.default': '3', ...NO_TIMEOUT })
    const { task } = it
    const [edge] = it.plan.edges
    const plan: TaskPlan = {
      ...it.plan,
      edges: [{ ...edge!, edge: { ...edge!.edge, partitioner }, routes: new Map(), ...change }],
    }
    for (const output of task.outputs) Object.assign(output, { queue: [], open: null, credits: 0 })
    task.staged.clear()
    for (const [i, value] of ['a', 'b', 'c'].entries()) task.staged.add(0, value, value, i, targets[i]!)
    Object.assign(task.hand, { partition: 0, offset: 3, path: ROOT_PATH })
    const flush = () => {
      let isQueued = false
      it.doing(sim => void (isQueued = flushStaged(sim, task, plan)))
      return isQueued
    }
    const queued = () =>
      task.outputs.map(({ queue }) =>
        queue.map(item => ('values' in item ? (item.values[0] as string) : item.type)).join(''),
      )
    const paths = () =>
      task.outputs.flatMap(({ queue }) => queue.map(item => ('values' in item ? item.pathAt(0) : 0)))
    return { it, task, edge: edge!, flush, queued, paths, plan }
  }

  test('goes where its key belongs', () => {
    const { edge, flush, queued, plan } = staged('HASH')
    expect(flush()).toBe(true)
    const expected = ['', '', '']
    for (const key of ['a', 'b', 'c'])
      expected[keyGroupToSubtask(128, 3, keyGroupOf('STRING_OR_BOOLEAN', key, 128))] += key
    expect(queued()).toEqual(expected)
    expect(edge.width).toBe(3)
    expect(plan.edges[0]!.routes.size).toBe(3)
  })

  test.each([
    [0, ['c', 'a', 'b']],
    [1, ['b', 'c', 'a']],
    [2, ['a', 'b', 'c']],
  ] as const)('goes round in turn, behind %i', (last, expected) => {
    for (const partitioner of ['REBALANCE', 'RESCALE'] as const) {
      const { task, flush, queued } = staged(partitioner)
      task.roundRobin = [last]
      flush()
      expect([queued(), task.roundRobin]).toEqual([expected, [last]])
    }
  })

  test('begins anywhere where it goes round for the first time, but at the first where it is rescaled', () => {
    const { task, flush, queued } = staged('REBALANCE')
    task.roundRobin = [-1]
    flush()
    expect(queued().join('')).toHaveLength(3)
    expect(queued()).not.toContain('')
    const rescaled = staged('RESCALE')
    rescaled.task.roundRobin = [-1]
    rescaled.flush()
    expect(rescaled.queued()).toEqual(['a', 'b', 'c'])
  })

  test('goes to the first, where its partitioner says, to any, or to all', () => {
    const global = staged('GLOBAL')
    global.flush()
    expect(global.queued()).toEqual(['abc', '', ''])
    const custom = staged('CUSTOM', {}, [2, 0, 2])
    custom.flush()
    expect(custom.queued()).toEqual(['b', '', 'ac'])
    const shuffled = staged('SHUFFLE')
    shuffled.flush()
    expect(shuffled.queued().join('').split('').sort()).toEqual(['a', 'b', 'c'])
    const broadcast = staged('BROADCAST', { broadcasts: true })
    expect([broadcast.flush(), broadcast.queued()]).toEqual([true, ['abc', 'abc', 'abc']])
    const alone = staged('FORWARD', { width: 1 })
    alone.flush()
    expect(alone.queued()).toEqual(['abc', '', ''])
    const next = staged('GLOBAL', { firstOutput: 1 })
    next.flush()
    expect(next.queued()).toEqual(['', 'abc', ''])
    expect(() => staged('FORWARD').flush()).toThrow('has no choice of subtask')
  })

  test('is told apart by its path: the edge, and its place among the others', () => {
    const { flush, paths, edge, task } = staged('GLOBAL')
    flush()
    const index = edge.edge.index
    expect(paths()).toEqual([edge.rootPath, outputPath(ROOT_PATH, index, 1), outputPath(ROOT_PATH, index, 2)])
    expect(edge.rootPath).toBe(outputPath(ROOT_PATH, index, 0))
    expect(task.staged.count).toBe(0)
    const later = staged('GLOBAL')
    later.task.hand.path = 77
    later.flush()
    expect(later.paths()).toEqual([0, 1, 2].map(place => outputPath(77, index, place)))
    const broadcast = staged('BROADCAST', { broadcasts: true })
    broadcast.flush()
    const places = [0, 1, 2].flatMap(target => [0, 1, 2].map(place => broadcastPlace(place, target)))
    expect(broadcast.paths()).toEqual(places.map(place => outputPath(ROOT_PATH, index, place)))
  })

  test('is said to be queued only where a buffer has joined a queue', () => {
    const it = taskForTests(SOURCE, { 'execution.buffer-timeout.interval': '10 ms' })
    Object.assign(it.task.outputs[0]!, { queue: [], open: null })
    it.task.staged.clear()
    it.task.staged.add(0, 'a', 'a', null, -1)
    let isQueued = true
    it.doing(sim => void (isQueued = flushStaged(sim, it.task, it.plan)))
    expect([isQueued, it.task.outputs[0]!.open?.size]).toEqual([false, 1])
  })

  test('for a plain sink is appended to its log', () => {
    const { it, task, flush } = staged('GLOBAL')
    const log = { node: 9, subtask: 0, log: new Map(), length: 2, digest: 5 }
    it.run.world.outputs.push(
      { node: 9, subtask: 1 } as never,
      { node: 8, subtask: 0 } as never,
      log as never,
    )
    task.staged.clear()
    task.staged.writes.push({ sink: 9, value: 'x', timestamp: 4 }, { sink: 9, value: 'y', timestamp: null })
    expect(flush()).toBe(false)
    const entry = { partition: 0, offset: 3, attempt: 0 }
    expect([...log.log]).toEqual([
      [2, { ...entry, value: 'x', timestamp: 4, path: outputPath(ROOT_PATH, -9, 0) }],
      [3, { ...entry, value: 'y', timestamp: null, path: outputPath(ROOT_PATH, -9, 1) }],
    ])
    expect([log.length, log.digest === 5, task.staged.writes]).toEqual([4, false, []])
  })

  test('is queued when the cost of the record has passed', () => {
    const { it, task, queued, plan } = staged('GLOBAL')
    Object.assign(task.hand, { busy: true, value: 'e' })
    it.doing(sim => finishRecord(sim, task, plan))
    expect([queued(), task.hand.busy, task.hand.value]).toEqual([['abc', '', ''], false, null])
  })
})
