import { expect, test } from 'vitest'
import { createRng, nextInt } from '../../base/prng.ts'
import { WindowLog } from './window-log.ts'

type Key = readonly [time: number, rank: number, sender: number, n: number]

const before = (a: Key, b: Key) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2] || a[3] - b[3]

test('the place of an event is how many come before it, records in a row counted one by one', () => {
  for (let seed = 1; seed <= 200; seed++) {
    const rng = createRng(seed, 'window')
    const log = new WindowLog()
    const keys: Key[] = []
    for (let actor = 0; actor < 3; actor++) {
      let time = nextInt(rng, 6)
      for (let i = 0; i < 4; i++) {
        if (nextInt(rng, 2) === 0) {
          const key: Key = [time, actor, nextInt(rng, 3), 1 + nextInt(rng, 3)]
          log.add(...key)
          keys.push(key)
          time += 1 + nextInt(rng, 4)
          continue
        }
        const cost = 1 + nextInt(rng, 3)
        const pairs = 1 + nextInt(rng, 4)
        log.addRecords(time, actor, pairs, cost)
        for (let pair = 0; pair < pairs; pair++) {
          keys.push([time, actor, actor, 0], [time + cost, actor, actor, 0])
          time += cost + 1
        }
      }
    }
    expect(log.length).toBe(keys.length)
    const places = keys.map(key => keys.filter(other => before(other, key) < 0).length)
    expect(keys.map((_, index) => log.placeOf(index))).toEqual(places)
  }
})

test('a log takes as many entries as come, and is used again', () => {
  const log = new WindowLog()
  for (let round = 0; round < 2; round++) {
    for (let i = 0; i < 3000; i++) log.add(3000 - i, 0, 0, 0)
    expect([log.length, log.placeOf(0), log.placeOf(2999)]).toEqual([3000, 2999, 0])
    log.clear()
    expect(log.length).toBe(0)
  }
  log.addRecords(5, 0, 2, 3)
  expect([0, 1, 2, 3].map(index => log.placeOf(index))).toEqual([0, 1, 2, 3])
  expect(() => log.placeOf(4)).toThrow('the event is in the window')
  expect(() => log.addRecords(5, 0, 0, 3)).toThrow('not empty')
})
