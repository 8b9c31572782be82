import { describe, expect, test } from 'vitest'
import { doing, type Done } from '../kernel/actor-for-tests.suite.ts'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import { PLAIN_OPTIONS, withKind } from '../checkpoint/options.ts'
import type { Run } from '../index.ts'
import type { Sim } from '../kernel/sim.ts'
import type { SubpartitionState, TaskActor } from '../kernel/world.ts'
import { isBuffer, OpenBuffer, type BarrierEvent } from './buffer.ts'
import {
  addEvent,
  addMark,
  addRecord,
  BEHIND_RESTORED,
  closeBuffer,
  isFull,
  newSubpartition,
  pump,
} from './subpartition.ts'

const CONFIG = { 'execution.buffer-timeout.interval': '10 ms', 'weir.network.latency': '1 ms' }

interface Sender {
  readonly run: Run
  readonly task: TaskActor
  readonly output: SubpartitionState
  readonly doing: (act: (sim: Sim) => void) => Done
}

/** A source that runs, and an output of its own that is new. */
function sender(config: Readonly<Record<string, string>> = {}): Sender {
  const run = jobForTests({ config: { ...CONFIG, ...config } })
  seekRow(run, 'JobStatusChanged', 'RUNNING')
  const task = run.world.actors[1]!
  if (task.kind !== 'task') throw new Error('the second actor is a task')
  const output = newSubpartition(task.outputs[0]!.channel)
  task.flushAt = -1
  return { run, task, output, doing: act => doing(run, 1, act) }
}

const add = ({ task, output }: Sender, sim: Sim, value = 'v'): boolean =>
  addRecord(sim, task, output, value, null, null, 0)

const barrier = (kind: 'aligned' | 'unaligned' | 'timeoutable' = 'aligned'): BarrierEvent => ({
  type: 'barrier',
  checkpoint: 4,
  triggeredAt: 0,
  options: withKind(PLAIN_OPTIONS, kind),
})

const itemsOf = ({ sent }: Done) =>
  sent.flatMap(({ body }) => (body.type === 'item' ? [isBuffer(body.item) ? 'buffer' : body.item.type] : []))

test('nothing has gone out on a new queue, and nothing holds it up', () => {
  expect(newSubpartition(3)).toEqual({
    channel: 3,
    open: null,
    queue: [],
    credits: 0,
    blocked: 0,
    sentBuffers: 0,
    droppedBuffers: 0,
    closedEntries: 0,
    marks: 0,
    processed: false,
    bufferSize: 2 ** 31 - 1,
  })
})

describe('records', () => {
  test('wait in an open buffer for the flusher, which comes at the next multiple of the timeout', () => {
    const one = sender()
    const { sent } = one.doing(sim => expect(add(one, sim)).toBe(false))
    const { now } = one.run.world
    const flush = (Math.floor(now / 10_000) + 1) * 10_000
    expect(sent).toEqual([{ to: 1, at: flush - now, body: { type: 'flush', attempt: one.task.attempt } }])
    expect(one.task.flushAt).toBe(flush)
    expect(one.doing(sim => void add(one, sim)).sent).toEqual([])
    expect([one.output.open?.size, one.output.queue]).toEqual([2, []])
  })

  test('leave when the buffer is full, or at once without a buffer timeout', () => {
    const at = (config: Readonly<Record<string, string>>, bufferSize = newSubpartition(0).bufferSize) => {
      const one = sender(config)
      one.output.credits = 9
      one.output.bufferSize = bufferSize
      for (let count = 1; count < 5000; count++) {
        let isClosed = false
        const done = one.doing(sim => void (isClosed = add(one, sim)))
        expect(itemsOf(done)).toEqual(isClosed ? ['buffer'] : [])
        if (isClosed) return count
      }
      throw new Error('it is never full')
    }
    expect(at({ 'execution.buffer-timeout.interval': '0 ms' })).toBe(1)
    expect(at({ 'execution.buffer-timeout.interval': '0 ms' }, 170)).toBe(1)
    expect(at({ 'taskmanager.memory.segment-size': '170 b' })).toBe(10)
    expect(at({ 'taskmanager.memory.segment-size': '171 b' })).toBe(11)
    expect(at({ 'taskmanager.memory.segment-size': '1 kb' }, 170)).toBe(10)
    expect(at({ 'taskmanager.memory.segment-size': '1 kb' }, 1)).toBe(1)
    expect(at({ 'taskmanager.memory.segment-size': '1 b' })).toBe(1)
  })

  test('need a credit each buffer, and are counted when they go', () => {
    const one = sender()
    const fill = () => {
      one.output.open = new OpenBuffer()
      one.output.open.add('v', null, null, 0, 0, 0)
      closeBuffer(one.output)
    }
    for (let i = 0; i < 3; i++) fill()
    expect(itemsOf(one.doing(sim => pump(sim, one.task, one.output)))).toEqual([])
    one.output.credits = 2
    const done = one.doing(sim => pump(sim, one.task, one.output))
    expect(done.sent).toMatchObject([{ at: 1000 }, { at: 1000 }])
    expect(itemsOf(done)).toEqual(['buffer', 'buffer'])
    const { credits, sentBuffers, closedEntries, queue } = one.output
    expect([credits, sentBuffers, closedEntries, queue.length]).toEqual([0, 2, 3, 1])
  })

  test('make a queue full at so many buffers', () => {
    const one = sender()
    const { queueBuffers } = one.run.plan.settings
    one.doing(sim => {
      while (one.output.queue.length < queueBuffers - 1) one.output.queue.push(new OpenBuffer().close())
      expect(isFull(sim, one.output)).toBe(false)
      one.output.queue.push(new OpenBuffer().close())
      expect(isFull(sim, one.output)).toBe(true)
    })
  })

  test('are all that counts: barriers that wait behind a barrier stop nobody', () => {
    const one = sender()
    const { queueBuffers } = one.run.plan.settings
    one.doing(sim => {
      one.output.blocked = 1
      for (let i = 0; i <= queueBuffers; i++)
        addEvent(sim, one.task, one.output, { type: 'cancel-barrier', checkpoint: 2 + i })
      expect(one.output.queue.length).toBeGreaterThan(queueBuffers)
      expect(isFull(sim, one.output)).toBe(false)
    })
  })
})

test('a mark waits behind the records before it, and is counted', () => {
  const one = sender()
  one.doing(sim => {
    add(one, sim)
    addMark(sim, one.task, one.output, { type: 'watermark', timestamp: 5 })
  })
  expect([one.output.marks, one.output.open?.size]).toEqual([1, 2])
  closeBuffer(one.output)
  const [buffer] = one.output.queue
  expect(buffer !== undefined && isBuffer(buffer) && [buffer.isMark(0), buffer.isMark(1)]).toEqual([
    false,
    true,
  ])
})

describe('an event', () => {
  test('goes behind the open buffer, and needs no credit', () => {
    const one = sender()
    const send = (credits: number) => {
      one.output.credits = credits
      return itemsOf(
        one.doing(sim => {
          add(one, sim)
          addEvent(sim, one.task, one.output, { type: 'end-of-data', drained: true })
        }),
      )
    }
    expect(send(1)).toEqual(['buffer', 'end-of-data'])
    expect(send(0)).toEqual([])
    expect(one.output.queue).toHaveLength(2)
    const empty = sender()
    const event = { type: 'end-of-partition' } as const
    expect(itemsOf(empty.doing(sim => addEvent(sim, empty.task, empty.output, event)))).toEqual([event.type])
  })

  const blockedBy = (one: Sender, event: BarrierEvent | { readonly type: 'end-of-channel-state' }) => {
    const done = one.doing(sim => {
      addEvent(sim, one.task, one.output, event)
      addEvent(sim, one.task, one.output, { type: 'end-of-partition' })
    })
    return [one.output.blocked, itemsOf(done).length, done.told.map(({ kind }) => kind)]
  }

  test('that is an aligned barrier shuts the queue behind it, exactly once only', () => {
    expect(blockedBy(sender(), barrier())).toEqual([4, 1, ['SubpartitionBlocked']])
    expect(blockedBy(sender(), barrier('timeoutable'))).toEqual([4, 1, ['SubpartitionBlocked']])
    expect(blockedBy(sender(), barrier('unaligned'))).toEqual([0, 2, []])
    const atLeastOnce = sender({ 'execution.checkpointing.mode': 'AT_LEAST_ONCE' })
    expect(blockedBy(atLeastOnce, barrier())).toEqual([0, 2, []])
  })

  test('that ends the restored channel state shuts it until the receiver resumes', () => {
    expect(blockedBy(sender(), { type: 'end-of-channel-state' })).toEqual([BEHIND_RESTORED, 1, []])
  })

  test('that is a barrier which left in time can overtake nothing any more', () => {
    const waiting = (checkpoint: number, kind: 'timeoutable' | 'aligned') => {
      const one = sender()
      const capture = { checkpoint, inputs: [], outputs: [], inputsDone: true, waiting: [0, 1] }
      one.task.capture = capture
      one.doing(sim => addEvent(sim, one.task, one.output, barrier(kind)))
      return capture.waiting
    }
    expect(waiting(4, 'timeoutable')).toEqual([1])
    expect(waiting(3, 'timeoutable')).toEqual([0, 1])
    expect(waiting(4, 'aligned')).toEqual([0, 1])
  })
})

test('the receiver hears how many buffers wait behind each, where it sizes them', () => {
  const backlogs = (config: Readonly<Record<string, string>>) => {
    const one = sender(config)
    one.output.credits = 2
    for (let i = 0; i < 3; i++) one.output.queue.push(new OpenBuffer().close())
    return one
      .doing(sim => pump(sim, one.task, one.output))
      .sent.map(({ body }) => (body.type === 'item' ? body.backlog : null))
  }
  expect(backlogs({})).toEqual([undefined, undefined])
  expect(backlogs({ 'taskmanager.network.memory.buffer-debloat.enabled': 'true' })).toEqual([2, 1])
})
