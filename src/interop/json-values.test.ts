import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SEED, value } from './arbitrary.suite.ts'
import { parseJson, type Json } from './json-text.ts'
import { decodeValue, encodeValue } from './json-values.ts'
import { VALUE_DEPTH_MAX } from './limits.ts'
import { attempt, ROOT } from './problems.ts'

const decode = (json: unknown) => attempt(() => decodeValue(json as Json, ROOT))

describe('values in JSON', () => {
  it.each([
    [NaN, { $: 'NaN' }],
    [Infinity, { $: 'Infinity' }],
    [-Infinity, { $: '-Infinity' }],
    [-0, { $: '-0' }],
    [undefined, { $: 'undefined' }],
    [12n, { $: 'bigint', value: '12' }],
    [-(2n ** 64n), { $: 'bigint', value: '-18446744073709551616' }],
    [{ $: 1 }, { $: 'object', value: [['$', 1]] }],
    [{ $: 'NaN' }, { $: 'object', value: [['$', 'NaN']] }],
    [
      { a: { $: { $: null } } },
      { a: { $: 'object', value: [['$', { $: 'object', value: [['$', null]] }]] } },
    ],
    [
      [1, undefined, [NaN]],
      [1, { $: 'undefined' }, [{ $: 'NaN' }]],
    ],
    [
      { a: 1, b: undefined },
      { a: 1, b: { $: 'undefined' } },
    ],
    [
      new Map<unknown, unknown>([
        [1, { a: -0 }],
        ['1', new Set([NaN])],
      ]),
      {
        $: 'map',
        value: [
          [1, { a: { $: '-0' } }],
          ['1', { $: 'set', value: [{ $: 'NaN' }] }],
        ],
      },
    ],
    [new Set(), { $: 'set', value: [] }],
    [0.1, 0.1],
    [null, null],
    ['$', '$'],
  ])('%o is written as %j and read back', (held, json) => {
    expect(encodeValue(held)).toEqual(json)
    const back = decode(json)
    expect(back.ok && isDeepStrictEqual(back.value, held)).toBe(true)
  })

  it('comes back from text as it was, whatever it is', () => {
    fc.assert(
      fc.property(value, held => {
        const back = decodeValue(parseJson(JSON.stringify(encodeValue(held))), ROOT)
        expect(isDeepStrictEqual(back, held)).toBe(true)
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })

  it('is one encoding for one value: two values never have the same', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const sameText = JSON.stringify(encodeValue(a)) === JSON.stringify(encodeValue(b))
        expect(sameText && !isDeepStrictEqual(a, b)).toBe(false)
      }),
      { seed: SEED, numRuns: 2000 },
    )
  })

  it('reads a hole of a list as undefined', () => {
    const sparse = [1]
    sparse[2] = 3
    expect(encodeValue(sparse)).toEqual([1, { $: 'undefined' }, 3])
  })

  it.each([
    [
      { $: 'nan' },
      '$',
      'expected one of NaN, Infinity, -Infinity, -0, undefined, bigint, map, set, object, got "nan"',
    ],
    [
      { $: 1 },
      '$',
      'expected one of NaN, Infinity, -Infinity, -0, undefined, bigint, map, set, object, got 1',
    ],
    [{ $: 'NaN', a: 1 }, 'a', `expected no other field than the mark's, got "a"`],
    [{ $: 'NaN', value: 1 }, 'value', `expected no other field than the mark's, got "value"`],
    [{ $: 'bigint', value: '12', b: 1 }, 'b', `expected no other field than the mark's, got "b"`],
    [{ $: 'bigint' }, 'value', 'expected the decimal text of an integer, got nothing'],
    [{ $: 'bigint', value: 12 }, 'value', 'expected the decimal text of an integer, got 12'],
    [{ $: 'bigint', value: '012' }, 'value', 'expected the decimal text of an integer, got "012"'],
    [{ $: 'bigint', value: '-0' }, 'value', 'expected the decimal text of an integer, got "-0"'],
    [{ $: 'object', value: {} }, 'value', 'expected a list, got an object'],
    [{ $: 'object', value: [['a']] }, 'value[0][1]', 'expected a value, got nothing'],
    [{ $: 'map', value: [[1, 2, 3]] }, 'value[0]', 'expected [key, value], got a list of 3'],
    [
      {
        $: 'map',
        value: [
          [1, 2],
          [1, 3],
        ],
      },
      'value',
      'expected 2 different keys, got 1',
    ],
    [{ $: 'map', value: ['ab'] }, 'value[0]', 'expected a list, got "ab"'],
    [{ $: 'set', value: [{ $: 'NaN' }, { $: 'NaN' }] }, 'value', 'expected 2 different keys, got 1'],
    [{ $: 'set' }, 'value', 'expected a list, got nothing'],
    [{ $: 'object', value: [[1, 1]] }, 'value[0][0]', 'expected a name, got 1'],
    [
      {
        $: 'object',
        value: [
          ['a', 1],
          ['a', 2],
        ],
      },
      'value',
      'expected 2 different keys, got 1',
    ],
    [
      { x: [1, { 'a b': { $: 'nil' } }] },
      'x[1]["a b"].$',
      'expected one of NaN, Infinity, -Infinity, -0, undefined, bigint, map, set, object, got "nil"',
    ],
  ])('refuses %j', (json, path, message) => {
    expect(decode(json)).toMatchObject({ ok: false, error: { path, message } })
  })

  it('asserts that only plain data gets here', () => {
    class Point {
      x = 1
    }
    const circle: { self?: unknown } = {}
    circle.self = circle
    for (const held of [() => 1, Symbol('s'), new Point(), new Date(0), [new Uint8Array(1)], circle]) {
      expect(() => encodeValue(held)).toThrow(/expected a JSON value|plain object|levels/)
    }
  })

  it('reads the deepest value it writes', () => {
    let deepest: unknown = 1
    for (let level = 0; level < VALUE_DEPTH_MAX; level++) deepest = { $: deepest }
    const text = JSON.stringify(encodeValue(deepest))
    expect(isDeepStrictEqual(decodeValue(parseJson(text), ROOT), deepest)).toBe(true)
    expect(() => encodeValue([deepest])).toThrow(/at most 100 levels/)
  })
})
