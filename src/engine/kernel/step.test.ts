import { describe, expect, test } from 'vitest'
import { jobForTests, seekRow } from '../checkpoint/job-for-tests.suite.ts'
import type { Run } from '../index.ts'
import { Message } from './message.ts'
import { handleNext, nextActor, nextTime } from './step.ts'
import type { Actor, TaskActor } from './world.ts'

const JOB_MANAGER = 0
const TASK = 1

/** A job of which nothing is due; `due` says what is: for each actor the time of a message from another. */
function quiet(due: Readonly<Record<number, number>> = {}): Run {
  const run = jobForTests()
  seekRow(run, 'CheckpointTriggered')
  run.world.now = 1
  for (const actor of run.world.actors) {
    actor.inbox.items.length = 0
    if (actor.kind === 'task') actor.cpu = 'none'
  }
  for (const [index, at] of Object.entries(due)) sendAt(run.world.actors[Number(index)]!, at)
  return run
}

function sendAt(actor: Actor, at: number, from = JOB_MANAGER, n = 5): void {
  actor.inbox.push(new Message(at, from, from, n, 0, 0, { type: 'cancel', attempt: 99 }))
}

function taskOf(run: Run): TaskActor {
  const task = run.world.actors[TASK]!
  if (task.kind !== 'task') throw new Error('the second actor is a task')
  return task
}

/** Its thread has something to do; `n`: as the n-th that the task asked for. */
const working = (run: Run, at: number, n = 5): TaskActor =>
  Object.assign(taskOf(run), { cpu: 'take', cpuAt: at, cpuN: n })

describe('the next event', () => {
  test('of an actor is its first message, or what its thread does if that is sooner', () => {
    const run = quiet({ [TASK]: 7 })
    const task = taskOf(run)
    expect(nextTime(task)).toBe(7)
    task.cpuAt = 3
    expect(nextTime(task)).toBe(7)
    expect(nextTime(working(run, 3))).toBe(3)
    expect(nextTime(working(run, 9))).toBe(7)
    expect(nextTime(run.world.actors[JOB_MANAGER]!)).toBe(Infinity)
  })

  test('of all is the earliest, and at the same time that of the actor of the lowest rank', () => {
    const next = (due: Readonly<Record<number, number>>, ranks: readonly number[] = []) => {
      const run = quiet(due)
      ranks.forEach((rank, index) => Object.assign(run.world.actors[index]!, { rank }))
      return nextActor(run.timeline.sim)?.index ?? null
    }
    expect(next({})).toBeNull()
    expect(next({ 2: 9, 3: 8, 4: 8 })).toBe(3)
    expect(next({ 1: 8, 2: 8 }, [0, 2, 1])).toBe(2)
    expect(next({ 0: 8, 1: 8, 2: 8 }, [1, 2, 0])).toBe(2)
  })
})

describe('a thread and a message at the same time', () => {
  /** What the task does first, its thread having the number 5. */
  const first = (change: (run: Run) => void): 'thread' | 'message' => {
    const run = quiet()
    const task = working(run, 4)
    change(run)
    handleNext(run.timeline.sim, task)
    return task.inbox.items.some(({ body }) => body.type === 'cancel') ? 'thread' : 'message'
  }

  test('come in the order of their senders, and of one sender in the order of its numbers', () => {
    const send = (at: number, from: number, n: number) => (run: Run) => sendAt(taskOf(run), at, from, n)
    expect(first(send(5, 0, 0))).toBe('thread')
    expect(first(send(3, 2, 9))).toBe('message')
    expect(first(send(4, 0, 9))).toBe('message')
    expect(first(send(4, 2, 0))).toBe('thread')
    expect(first(send(4, TASK, 4))).toBe('message')
    expect(first(send(4, TASK, 6))).toBe('thread')
  })
})

test('an event moves the clock, is counted at its actor, and names what it came from', () => {
  const run = quiet()
  const task = taskOf(run)
  const { sim } = run.timeline
  task.inbox.push(new Message(30, 2, 2, 0, 20, 17, { type: 'cancel', attempt: 99 }))
  const { events } = task
  handleNext(sim, task)
  expect([run.world.now, task.events]).toEqual([30, events + 1])
  expect(sim.current).toMatchObject({ actor: TASK, from: 2, cause: 17, sentAt: 20 })
  task.inbox.push(new Message(31, TASK, TASK, 0, 20, 18, { type: 'cancel', attempt: 99 }))
  handleNext(sim, task)
  expect(sim.current).toMatchObject({ actor: TASK, from: TASK, cause: 18, sentAt: -1 })
  working(run, 40).cpuCause = 12
  sim.current.actor = 0
  handleNext(sim, task)
  expect([run.world.now, task.events]).toEqual([40, events + 3])
  expect(sim.current).toMatchObject({ actor: TASK, from: TASK, cause: 12, sentAt: -1 })
})
