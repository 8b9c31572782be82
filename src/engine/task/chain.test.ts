/** How a record goes from operator to operator, and out: Flink's ChainingOutput, RecordWriterOutput and BroadcastingOutput. */
import { describe, expect, test } from 'vitest'
import type { JobEdge } from '../graph/job-graph.ts'
import type { OutputEdgePlan, TaskPlan } from '../kernel/plan.ts'
import { ChainCollector } from './chain.ts'
import { COUNT, SOURCE, taskForTests } from './task-for-tests.suite.ts'

/** Operators 1 and 2 are chained to the head, the second for a side output. */
function chained() {
  const it = taskForTests(COUNT)
  const { task } = it
  const taken: unknown[][] = []
  task.runtime!.operators = [0, 1, 2].map(position => ({
    processElement: (value: unknown, timestamp: number | null, out: unknown) =>
      void taken.push([position, value, timestamp, out]),
  }))
  const link = (position: number, tag: string | null) => ({ node: 0, position, tag, input: 0 })
  const plan = {
    ...it.plan,
    vertex: { ...it.plan.vertex, chained: [[link(1, null), link(2, 'side'), link(2, null)], [], []] },
  }
  const wiring: { collectors: ChainCollector[] } = { collectors: [] }
  wiring.collectors = [0, 1, 2].map(position => new ChainCollector(task, plan, position, wiring))
  const [head] = wiring.collectors
  return { task, head: head!, taken, collectors: wiring.collectors }
}

describe('in the chain', () => {
  test('a record goes to all that read the main output, in their order, with the timestamp in hand', () => {
    const { head, taken, collectors } = chained()
    head.timestamp = 7
    head.collect('a')
    expect(taken).toEqual([
      [1, 'a', 7, collectors[1]],
      [2, 'a', 7, collectors[2]],
    ])
    expect(collectors.map(({ timestamp }) => timestamp)).toEqual([7, 7, 7])
  })

  test('or with a timestamp of its own', () => {
    const { head, taken, collectors } = chained()
    head.timestamp = 7
    head.collectWithTimestamp('a', 9)
    head.collectWithTimestamp('b', null)
    expect(taken.map(([, value, timestamp]) => [value, timestamp])).toEqual([
      ['a', 9],
      ['a', 9],
      ['b', null],
      ['b', null],
    ])
    expect(collectors[0]!.timestamp).toBe(7)
  })

  test('a side output goes to those that read it', () => {
    const { head, taken } = chained()
    head.timestamp = 7
    head.output('side', 'a')
    head.output('side', 'b', 3)
    head.output('other', 'c')
    expect(taken.map(([position, value, timestamp]) => [position, value, timestamp])).toEqual([
      [2, 'a', 7],
      [2, 'b', 3],
    ])
  })

  test('each gets a copy', () => {
    const { head, taken } = chained()
    const value = { a: 1 }
    head.collect(value)
    expect(taken.map(([, one]) => one)).toEqual([value, value])
    expect(taken.every(([, one]) => one !== value)).toBe(true)
    expect(taken[0]![1]).not.toBe(taken[1]![1])
  })

  test('watermarks and idleness are marks of the operator that emits them, in their order', () => {
    const { task, collectors } = chained()
    task.eventTime.fresh = []
    collectors[1]!.emitWatermark(5)
    collectors[0]!.emitWatermarkStatus(true)
    expect(task.eventTime.fresh).toEqual([
      { type: 'emit', position: 1, timestamp: 5 },
      { type: 'emit-status', position: 0, idle: true },
    ])
  })
})

describe('on the network', () => {
  /** Three edges leave the head: one by key, one for a side output, and one of another operator. */
  function leaving(change: Partial<JobEdge> = {}) {
    const it = taskForTests(SOURCE)
    const { task, plan: own } = it
    const [edge] = own.edges
    const node = own.vertex.nodes[0]!.id
    const edgeOf = (more: Partial<JobEdge>): OutputEdgePlan => ({
      ...edge!,
      width: 3,
      edge: { ...edge!.edge, fromNode: node, ...more },
    })
    const plan: TaskPlan = {
      ...own,
      edges: [edgeOf({ fromNode: node + 99 }), edgeOf(change), edgeOf({ tag: 'side', key: null })],
    }
    task.staged.clear()
    const out = new ChainCollector(task, plan, 0, { collectors: [] })
    const staged = () => {
      const { count, edges, values, keys, timestamps, targets } = task.staged
      return Array.from({ length: count }, (_, i) => [
        edges[i],
        values[i],
        keys[i],
        timestamps[i],
        targets[i],
      ])
    }
    return { task, out, staged }
  }

  test('a record is staged for the edges that read its output, with its key', () => {
    const { out, staged } = leaving()
    out.timestamp = 7
    out.collect('a')
    out.output('side', 'b', 3)
    expect(staged()).toEqual([
      [1, 'a', 'a', 7, -1],
      [2, 'b', null, 3, -1],
    ])
  })

  test('a copy of it', () => {
    const { out, task } = leaving({ key: null })
    const value = { a: 1 }
    out.collect(value)
    expect(task.staged.values[0]).toEqual(value)
    expect(task.staged.values[0]).not.toBe(value)
  })

  test('its key is what its type makes of it', () => {
    const keyed = (type: 'STRING' | 'STRING_OR_BOOLEAN' | 'INT', value: unknown) => {
      const { out, staged } = leaving({ key: { selector: (one: never) => one, type } as JobEdge['key'] })
      out.collect(value)
      return staged()[0]![2]
    }
    expect([keyed('STRING', 'true'), keyed('STRING_OR_BOOLEAN', 'true'), keyed('INT', 5)]).toEqual([
      'true',
      '"true"',
      '5',
    ])
    expect(() => keyed('STRING', 5)).toThrow('expected a key that is a string')
    expect(() => keyed('INT', 'a')).toThrow('32-bit integer')
  })

  test('a custom partitioner says where it goes, by the number of subtasks', () => {
    const target = (answer: number) => {
      const asked: unknown[] = []
      const partition = (value: never, parallelism: number) => {
        asked.push(value, parallelism)
        return answer
      }
      const { out, staged } = leaving({ key: null, partition })
      out.collect('a')
      expect(asked).toEqual(['a', 3])
      return staged()[0]![4]
    }
    expect([target(0), target(2)]).toEqual([0, 2])
    for (const answer of [-1, 3, 0.5, NaN])
      expect(() => target(answer)).toThrow(`expected a custom partitioner to say 0 to 2, got ${answer}`)
  })

  test('a runaway function is stopped at a hundred thousand outputs', () => {
    const { task, out } = leaving({ key: null })
    task.staged.count = 99_999
    out.collect('a')
    expect(() => out.collect('b')).toThrow('More than 100000 outputs for one record.')
    expect(task.staged.count).toBe(100_000)
  })
})
