import { expect, test } from 'vitest'
import { redistribute } from './redistribute.ts'

/** Lists of one state with as many items as said; item j of old subtask i is `hi[j]`. */
const held = (...sizes: readonly number[]) =>
  sizes.map((size, i) => ({ list: Array.from({ length: size }, (_, j) => `h${i}[${j}]`) }))

const dealt = (sizes: readonly number[], parallelism: number) =>
  redistribute(held(...sizes), parallelism).map(lists => lists['list'] ?? [])

test('F104: [5,2,3] from three to two', () => {
  expect(dealt([5, 2, 3], 2)).toEqual([
    ['h0[0]', 'h0[1]', 'h0[2]', 'h0[3]', 'h0[4]'],
    ['h1[0]', 'h1[1]', 'h2[0]', 'h2[1]', 'h2[2]'],
  ])
})

test('F105: [3,3] from two to four', () => {
  expect(dealt([3, 3], 4)).toEqual([['h0[0]', 'h0[1]'], ['h0[2]', 'h1[0]'], ['h1[1]'], ['h1[2]']])
})

test('F106: [10] from one to four', () => {
  const parts = dealt([10], 4)
  expect(parts.map(part => part.length)).toEqual([3, 3, 2, 2])
  expect(parts.flat()).toEqual(held(10)[0]!.list)
})

test('F107: [1,1] from two to five', () => {
  expect(dealt([1, 1], 5).map(part => part.length)).toEqual([1, 1, 0, 0, 0])
})

test('F108: at the same parallelism nothing moves', () => {
  expect(dealt([7, 0, 2], 3).map(part => part.length)).toEqual([7, 0, 2])
})

test('F110: the second state begins where the first left off', () => {
  const old = [0, 1].map(i => ({
    a: Array.from({ length: i === 0 ? 3 : 2 }, (_, j) => `h${i}[${j}]`),
    b: [`h${i}[0]`, `h${i}[1]`],
  }))
  const parts = redistribute(old, 4)
  expect(parts.map(part => part['a'])).toEqual([['h0[0]', 'h0[1]'], ['h0[2]'], ['h1[0]'], ['h1[1]']])
  expect(parts.map(part => part['b'])).toEqual([['h1[1]'], ['h0[0]'], ['h0[1]'], ['h1[0]']])
})

test('names are dealt out in the order of a Java hash map, not of the alphabet', () => {
  // "counts" falls into bucket 11 of 16, "zeta" into 7.
  const old = [{ counts: [1], zeta: [1] }]
  const parts = redistribute(old, 2)
  expect(parts.map(part => [part['counts']!.length, part['zeta']!.length])).toEqual([
    [0, 1],
    [1, 0],
  ])
})

/** One item of each name, so many subtasks that each name stands alone: where it stands is its place in the order. */
function orderOf(names: readonly string[]): string[] {
  const old = names.map((name): Record<string, readonly unknown[]> => ({ [name]: [name] }))
  return redistribute(old, 40).flatMap(lists => Object.values(lists).flat() as string[])
}

test('names of the same hash stay in the order they came, and above twelve names there are more buckets', () => {
  expect(orderOf(['BB', 'Aa', 'q'])).toEqual(['BB', 'Aa', 'q'])
  expect(orderOf(['Aa', 'BB', 'q'])).toEqual(['Aa', 'BB', 'q'])
  const letters = (last: string) => `pabcdefghij${last}`.split('')
  expect(orderOf(letters('k')).join('')).toBe('pabcdefghijk')
  expect(orderOf(letters('kl')).join('')).toBe('abcdefghijklp')
})
