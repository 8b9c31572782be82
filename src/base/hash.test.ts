import { expect, test } from 'vitest'
import { Hasher, hashOf } from './hash.ts'

test('the order in which fields were set does not count, names and values do', () => {
  const hash = hashOf({ one: 1, two: 2, three: [3] })
  expect(hashOf({ three: [3], two: 2, one: 1 })).toBe(hash)
  for (const other of [
    { one: 1, two: 2 },
    { one: 1, two: 2, tree: [3] },
    { one: 2, two: 1, three: [3] },
  ])
    expect(hashOf(other)).not.toBe(hash)
})

test('a name that holds a zero is one name', () => {
  const [a, b] = [
    { 'b\u0000a': 1, c: 2 },
    { b: 1, 'a\u0000c': 2 },
  ]
  expect(hashOf(a)).not.toBe(hashOf(b))
  expect(hashOf(a)).toBe(hashOf({ c: 2, 'b\u0000a': 1 }))
})

test('fields that are left out count nowhere', () => {
  const hash = (value: unknown) => new Hasher(new Set(['epoch'])).value(value).hex()
  expect(hash({ a: { epoch: 1, b: 2 } })).toBe(hash({ a: { b: 2, epoch: 3 } }))
  expect(hash({ a: { epoch: 1, b: 2 } })).not.toBe(hash({ a: { b: 3, epoch: 1 } }))
})
