import { expect, test } from 'vitest'
import { partitionedLog } from './source.ts'

test('records go to partitions in turn and arrive at a steady pace', () => {
  const { splits, bounded } = partitionedLog(['a', 'b', 'c'], {
    topic: 'words',
    partitions: 2,
    arrivals: { intervalUs: 500, startUs: 100 },
  })
  expect(bounded).toBe(true)
  expect(splits).toEqual([
    { id: 'words-0', values: ['a', 'c'], timestamps: null, arrivals: [100, 1100] },
    { id: 'words-1', values: ['b'], timestamps: null, arrivals: [600] },
  ])
})

test('records with one key go to one partition, by its Java hash code', () => {
  const keys = ['a', 'b', 'user-0', 'a', 'Aa', 'BB']
  const arrivals = { intervalUs: 1 }
  const { splits } = partitionedLog(keys, { topic: 't', partitions: 3, keyOf: key => key, arrivals })
  // 97 % 3 = 1, 98 % 3 = 2, -836031826 mod 3 = 2, 2112 % 3 = 0
  expect(splits.map(split => split.values)).toEqual([
    ['Aa', 'BB'],
    ['a', 'a'],
    ['b', 'user-0'],
  ])
})

test('arrivals follow event times, and never fall', () => {
  const { splits } = partitionedLog([1000, 1500, 1200, 2000], {
    topic: 't',
    partitions: 1,
    timestampOf: time => time,
    arrivals: { speedUp: 100 },
  })
  expect(splits[0]!.arrivals).toEqual([0, 5000, 5000, 10000])
  expect(splits[0]!.timestamps).toEqual([1000, 1500, 1200, 2000])
})

test('arrivals may come in bursts', () => {
  const arrivals = { burst: 2, everyUs: 100, startUs: 7 }
  const { splits } = partitionedLog([1, 2, 3, 4, 5], { topic: 't', partitions: 1, arrivals })
  expect(splits[0]!.arrivals).toEqual([7, 7, 107, 107, 207])
})

test('arrivals may be told, apart from event times', () => {
  const { splits } = partitionedLog([900, 100, 500], {
    topic: 't',
    partitions: 1,
    timestampOf: time => time,
    arrivals: { at: [1000, 1010, 1030], speedUp: 10 },
  })
  expect(splits[0]!.timestamps).toEqual([900, 100, 500])
  expect(splits[0]!.arrivals).toEqual([0, 1000, 3000])
})

test('several logs may begin at one moment', () => {
  const arrivals = { at: [1500, 1600], from: 1000, speedUp: 10 }
  const { splits } = partitionedLog(['a', 'b'], { topic: 't', partitions: 1, arrivals })
  expect(splits[0]!.arrivals).toEqual([50_000, 60_000])
})

test('the partition of a record may be told, and one may stay empty', () => {
  const { splits } = partitionedLog(['a', 'bb', 'a'], {
    topic: 't',
    partitions: 3,
    partitionOf: value => value.length - 1,
    arrivals: { intervalUs: 1 },
  })
  expect(splits.map(split => split.values)).toEqual([['a', 'a'], ['bb'], []])
})
