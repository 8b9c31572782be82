import { describe, expect, test } from 'vitest'
import { jobForTests, jobManagerOf } from '../checkpoint/job-for-tests.suite.ts'
import type { TamperEffect } from '../api/effect.ts'
import type { Run } from '../index.ts'
import { doing, type Done } from './actor-for-tests.suite.ts'
import { schedule, send, timer } from './sim.ts'
import { addTamper } from './tampering.ts'

const TASK = 1
const LATENCY = 1000
const ABORT = { type: 'abort', attempt: 0, checkpoint: 3, latestCompleted: 0 } as const
const COMPLETE = { type: 'complete', attempt: 0, checkpoint: 3, subsumed: 0 } as const

const sending = (run: Run, body: typeof ABORT | typeof COMPLETE, to = TASK, latency = LATENCY): Done =>
  doing(run, 0, sim => send(sim, jobManagerOf(run), to, latency, body))

const arrivals = ({ sent }: Done) => sent.map(({ to, at }) => [to, at])

describe('a message', () => {
  test('arrives after its latency, and never before what was sent to the same receiver earlier', () => {
    const run = jobForTests()
    expect(arrivals(sending(run, ABORT, TASK, 5000))).toEqual([[TASK, 5000]])
    expect(arrivals(sending(run, COMPLETE))).toEqual([[TASK, 5000]])
    expect(arrivals(sending(run, ABORT, 2))).toEqual([[2, LATENCY]])
  })

  test('has the number of its sender, so that two at the same time come in the order they were sent', () => {
    const run = jobForTests()
    const { sent } = jobManagerOf(run)
    sending(run, ABORT)
    sending(run, COMPLETE)
    const { items } = run.world.actors[TASK]!.inbox
    expect(items.map(({ n, from, body }) => [n, from, body.type])).toEqual([
      [sent, 0, 'abort'],
      [sent + 1, 0, 'complete'],
    ])
  })

  test('is late by at most the jitter', () => {
    const run = jobForTests({ config: { 'weir.sim.jitter': '3 us' } })
    const delays = new Set<number>()
    for (let i = 0; i < 100; i++) {
      run.world.now += 10
      delays.add(sending(run, ABORT).sent[0]!.at - LATENCY)
    }
    expect([...delays].sort((a, b) => a - b)).toEqual([0, 1, 2, 3])
    const exact = jobForTests()
    const { rng } = jobManagerOf(exact)
    const before = [...rng]
    sending(exact, ABORT)
    expect(rng).toEqual(before)
  })
})

describe('a message that is tampered with', () => {
  const tampered = (how: TamperEffect['how'], target = TASK): Run => {
    const run = jobForTests()
    addTamper(jobManagerOf(run), { type: 'tamper', message: 'abort', how, delay: 700 }, target)
    return run
  }

  test('is dropped, comes late, or comes twice; it is the next of its kind to the target, once', () => {
    const expected = { drop: [], delay: [[TASK, LATENCY + 700]] }
    for (const how of ['drop', 'delay'] as const) {
      const run = tampered(how)
      expect(arrivals(sending(run, COMPLETE))).toEqual([[TASK, LATENCY]])
      expect(arrivals(sending(run, ABORT, 2))).toEqual([[2, LATENCY]])
      const done = sending(run, ABORT)
      expect(arrivals(done)).toEqual(expected[how])
      expect(done.told).toMatchObject([{ kind: 'RpcTampered', reason: how, peer: TASK, checkpoint: 3 }])
      expect(sending(run, ABORT)).toMatchObject({ sent: [{ to: TASK }], told: [] })
    }
    const run = tampered('duplicate')
    run.world.now += 1
    const { sent } = sending(run, ABORT)
    expect(sent.map(({ to, at }) => [to, at])).toEqual([
      [TASK, LATENCY + 700],
      [TASK, LATENCY + 700],
    ])
  })

  test('may be one to anybody, where the actor itself is the target', () => {
    expect(arrivals(sending(tampered('drop', 0), ABORT, 2))).toEqual([])
    expect(arrivals(sending(tampered('drop', 3), ABORT, 2))).toEqual([[2, LATENCY]])
  })
})

test("a timer is the actor's own, and a thread does one thing at a time", () => {
  const run = jobForTests()
  const task = run.world.actors[TASK]!
  if (task.kind !== 'task') throw new Error('the second actor is a task')
  const set = (at: number) =>
    doing(run, 0, sim => timer(sim, task, sim.world.now + at, { type: 'flush', attempt: 0 })).sent
  expect(set(5)).toMatchObject([{ to: TASK, at: 5 }])
  expect(() => set(0)).toThrow('a timer lies in the future')
  task.events = 8
  const { sent } = task
  doing(run, 0, sim => schedule(sim, task, 'take', 3))
  expect(task).toMatchObject({
    cpu: 'take',
    cpuAt: run.world.now + 3,
    cpuN: sent,
    sent: sent + 1,
    cpuCause: 8,
  })
  expect(() => schedule(run.timeline.sim, task, 'take', 3)).toThrow('one thing at a time')
})
