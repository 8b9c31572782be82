import { describe, expect, test } from 'vitest'
import { ProcessJoinFunction, type ProcessJoinContext } from '../../datastream/co-functions.ts'
import type { Collector } from '../../datastream/functions.ts'
import { OutputTag } from '../../datastream/output-tag.ts'
import { Harness } from '../shared/harness.suite.ts'
import { intervalJoin } from './operator.ts'

const pairs = new OutputTag<string>('pairs')

class Pair extends ProcessJoinFunction<string, string, string> {
  processElement(left: string, right: string, context: ProcessJoinContext, out: Collector<string>): void {
    out.collect(left + right)
    if (left === 'tell') context.output(pairs, `${context.getLeftTimestamp()} ${context.getRightTimestamp()}`)
  }
}

function harnessOf(lower: number, upper: number, tags: readonly [string?, string?] = []): Harness {
  const [leftLateTag = null, rightLateTag = null] = tags
  return new Harness(intervalJoin, { function: new Pair(), lower, upper, leftLateTag, rightLateTag })
}

describe('pairs', () => {
  test('both bounds are inclusive, and the larger timestamp is the result’s', () => {
    const harness = harnessOf(-2, 1).element('l', 10, 'k')
    for (const time of [7, 8, 10, 11, 12]) harness.element2(`@${time}`, time, 'k')
    expect(harness.emitted).toEqual([
      { value: 'l@8', timestamp: 10 },
      { value: 'l@10', timestamp: 10 },
      { value: 'l@11', timestamp: 11 },
    ])
  })

  test('the one that comes second finds the first, whichever side it is on', () => {
    const harness = harnessOf(-2, 1).element2('@11', 11, 'k').element2('@8', 8, 'k').element('l', 10, 'k')
    expect(harness.values).toEqual(['l@8', 'l@11'])
  })

  test('only of one key', () => {
    expect(harnessOf(0, 0).element('l', 1, 'a').element2('r', 1, 'b').values).toEqual([])
  })

  test('at the end of time a bound behind it lies before all records, as in the arithmetic of a long', () => {
    const pairsAt = (lower: number, upper: number) =>
      harnessOf(lower, upper).element('l', Infinity, 'k').element2('@', Infinity, 'k')
    expect(pairsAt(0, 0).values).toEqual(['l@'])
    expect(pairsAt(0, 1).values).toEqual(['l@'])
    expect(pairsAt(-1, 0).values).toEqual([])
    expect(pairsAt(-1, 1).watermark(5).keyed.size).toBe(0)
    expect(pairsAt(0, 0).watermark(5).keyed.size).toBe(2)
  })

  test('the context knows both timestamps', () => {
    const harness = harnessOf(0, 9).element('tell', 1, 'a').element2('r', 4, 'a')
    expect(harness.emitted[1]).toEqual({ value: '1 4', timestamp: 4, tag: 'pairs' })
  })
})

describe('cleaning', () => {
  test('a record is kept as long as a partner can come, and not longer', () => {
    const harness = harnessOf(-2, 3).element('l', 10, 'k').element2('r', 20, 'k')
    expect(harness.watermark(12).keyed.size).toBe(2)
    expect(harness.watermark(13).keyed.size).toBe(1)
    expect(harness.watermark(21).keyed.size).toBe(1)
    expect(harness.watermark(22).keyed.size).toBe(0)
  })

  test('where partners only come before it, it is kept until its own time', () => {
    const harness = harnessOf(-5, -3).element('l', 10, 'k').element2('r', 10, 'k')
    expect(harness.watermark(9).keyed.size).toBe(2)
    expect(harness.watermark(10).keyed.size).toBe(1)
    expect(harness.watermark(15).keyed.size).toBe(0)
  })
})

describe('late records', () => {
  test('are below the watermark; the watermark itself is in time', () => {
    const harness = harnessOf(0, 5).watermark(10).element2('r', 12, 'k')
    expect(harness.element('in time', 10, 'k').element('late', 9, 'k').values).toEqual(['in timer'])
  })

  test('go to their side’s output, if it has one', () => {
    const harness = harnessOf(0, 5, ['left', 'right']).watermark(10)
    harness.element('l', 9, 'k').element2('r', 9, 'k')
    expect(harness.emitted).toEqual([
      { value: 'l', timestamp: 9, tag: 'left' },
      { value: 'r', timestamp: 9, tag: 'right' },
    ])
  })
})

test('a record without a timestamp is a fault', () => {
  expect(() => harnessOf(0, 5).element('l', null, 'k')).toThrow('Long.MIN_VALUE timestamp')
})

test('goes on from a snapshot, with its timers', () => {
  const state = harnessOf(0, 5).element('l', 1, 'k').snapshot(1)
  const params = { function: new Pair(), lower: 0, upper: 5, leftLateTag: null, rightLateTag: null }
  const restored = new Harness(intervalJoin, params, { state }).element2('r', 2, 'k')
  expect(restored.values).toEqual(['lr'])
  expect(restored.watermark(6).keyed.size).toBe(0)
})
