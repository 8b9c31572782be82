import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { EpochClock } from '../../base/versioned-map.ts'
import { hashmap } from '../../backends/hashmap/backend.ts'
import { openBackend } from '../../backends/shared/open.suite.ts'
import { TimerQueue } from './timer-queue.ts'

const groups: Readonly<Record<string, number>> = { a: 2, b: 1, c: 1 }

function makeQueue() {
  const clock = new EpochClock()
  const table = openBackend(hashmap, { clock }).createTimerTable('timers', 'event-time-timers')
  return { clock, table, queue: new TimerQueue(table, key => groups[key]!) }
}

function drain(queue: TimerQueue): string[] {
  const taken: string[] = []
  while (queue.first() !== null) {
    const { timestamp, key, namespace } = queue.take()
    taken.push(`${timestamp} ${key}${namespace}`)
  }
  return taken
}

test('F156: a timer that is registered twice fires once', () => {
  const { queue } = makeQueue()
  expect([queue.register(100, '', 'a', 1), queue.register(100, '', 'a', 2)]).toEqual([true, false])
  expect(drain(queue)).toEqual(['100 a'])
})

test('by time, then key group, key and namespace, whatever the order they came in', () => {
  const { queue } = makeQueue()
  for (const [time, key, namespace] of [
    [20, 'a', ''],
    [5, 'a', 'y'],
    [5, 'c', ''],
    [-7, 'a', ''],
    [5, 'a', 'x'],
    [5, 'b', ''],
  ] as const)
    queue.register(time, namespace, key, 1)
  expect(drain(queue)).toEqual(['-7 a', '5 b', '5 c', '5 ax', '5 ay', '20 a'])
})

test('a timer that was deleted does not fire; registered again it fires once', () => {
  const { queue } = makeQueue()
  queue.register(5, '', 'a', 1)
  queue.delete(5, '', 'a')
  expect(queue.first()).toBeNull()
  queue.register(5, '', 'a', 1)
  queue.register(9, '', 'a', 1)
  queue.delete(9, '', 'a')
  expect(drain(queue)).toEqual(['5 a'])
})

test('timers go back and forth in time with their table', () => {
  const { clock, queue } = makeQueue()
  queue.register(5, '', 'a', 1)
  queue.register(7, '', 'b', 1)
  const before = clock.now
  clock.next()
  queue.take()
  queue.register(6, '', 'c', 2)
  const after = clock.now
  clock.next()
  for (const map of clock.maps) map.rewind(before)
  expect(queue.first()?.timestamp).toBe(5)
  for (const map of clock.maps) map.redo(after)
  expect(drain(queue)).toEqual(['6 c', '7 b'])
})

test('many deleted timers are let go', () => {
  const { queue } = makeQueue()
  for (let i = 0; i < 1000; i++) {
    queue.register(i, '', 'a', i)
    if (i > 0) queue.delete(i - 1, '', 'a')
  }
  expect(queue.size).toBe(1)
  expect(drain(queue)).toEqual(['999 a'])
})

test('what is registered, deleted and taken by turns comes in the order of a sorted list', () => {
  for (let seed = 1; seed <= 100; seed++) {
    const rng = createRng(seed, 'timers')
    const { queue } = makeQueue()
    const model = new Set<string>()
    const inOrder = () =>
      [...model]
        .map(name => name.split(' '))
        .map(([time, key, namespace]) => ({ time: Number(time), key: key!, namespace: namespace! }))
        .sort(
          (a, b) =>
            a.time - b.time ||
            groups[a.key]! - groups[b.key]! ||
            (a.key + a.namespace < b.key + b.namespace ? -1 : 1),
        )
    for (let i = 0; i < 60; i++) {
      const [time, key, namespace] = [nextInt(rng, 8), 'abc'[nextInt(rng, 3)]!, 'xy'[nextInt(rng, 2)]!]
      const name = `${time} ${key} ${namespace}`
      const what = nextInt(rng, 4)
      if (what < 2) {
        expect(queue.register(time, namespace, key, i)).toBe(!model.has(name))
        model.add(name)
      } else if (what === 2) {
        queue.delete(time, namespace, key)
        model.delete(name)
      } else if (model.size > 0) {
        const first = inOrder()[0]!
        const { timestamp, ...taken } = queue.take()
        expect({ ...taken, timestamp }).toMatchObject({
          timestamp: first.time,
          key: first.key,
          namespace: first.namespace,
        })
        model.delete(`${first.time} ${first.key} ${first.namespace}`)
      }
      expect([queue.size, queue.first()?.timestamp]).toEqual([model.size, inOrder()[0]?.time])
    }
    expect(drain(queue)).toEqual(inOrder().map(({ time, key, namespace }) => `${time} ${key}${namespace}`))
  }
  expect(() => makeQueue().queue.take()).toThrow('there is a timer to take')
})
