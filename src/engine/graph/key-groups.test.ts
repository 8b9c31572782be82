import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { parseCsv } from '../../base/csv.ts'
import { murmur } from '../../base/murmur.ts'
import type { KeyTypeName, KeyValue } from '../api/state.ts'
import { canonicalKey, KeyError, parseKey } from './canonical-key.ts'
import { javaHash } from './java-hash.ts'
import {
  assignToKeyGroup,
  defaultMaxParallelism,
  keyGroupOf,
  keyGroupToSubtask,
  rangeOf,
} from './key-groups.ts'

const FLINK_TYPES: Readonly<Record<string, KeyTypeName>> = {
  String: 'STRING',
  Integer: 'INT',
  Long: 'LONG',
  Double: 'DOUBLE',
  Boolean: 'BOOLEAN',
}

function reference(name: string): readonly (readonly string[])[] {
  const { rows, problems } = parseCsv(readFileSync(`golden/reference/${name}.csv`, 'utf8'))
  expect(problems).toEqual([])
  return rows.slice(1).map(row => row.cells)
}

describe('against Flink', () => {
  test('every key of the reference has the same key group and subtask', () => {
    const rows = reference('keygroups')
    expect(rows.length).toBeGreaterThan(5000)
    for (const [text, type, max, parallelism, keyGroup, subtask] of rows) {
      const keyType = FLINK_TYPES[type!]!
      const group = keyGroupOf(keyType, parseKey(keyType, text!), Number(max))
      expect([text, group, keyGroupToSubtask(Number(max), Number(parallelism), group)]).toEqual([
        text,
        Number(keyGroup),
        Number(subtask),
      ])
    }
  })

  test('every range of the reference is the same', () => {
    for (const [max, parallelism, subtask, first, last] of reference('keygroup_ranges')) {
      const range = rangeOf(Number(max), Number(parallelism), Number(subtask))
      expect(range).toEqual([Number(first), Number(last)])
    }
  })
})

describe('murmur', () => {
  test('maps the one code that would become the smallest int to 0', () => {
    expect(murmur(-2089875627)).toBe(0)
  })

  test('is never negative', () => {
    for (let code = -3000; code < 3000; code++) expect(murmur(code * 715827)).toBeGreaterThanOrEqual(0)
  })
})

describe('ranges', () => {
  test.each([1, 2, 3, 5, 7, 100, 127, 128])(
    'of %i subtasks cover 128 key groups and agree with the routing',
    p => {
      const owners: number[] = []
      for (let subtask = 0; subtask < p; subtask++) {
        const [first, last] = rangeOf(128, p, subtask)
        for (let group = first; group <= last; group++) owners.push(subtask)
      }
      expect(owners).toEqual(Array.from({ length: 128 }, (_, group) => keyGroupToSubtask(128, p, group)))
    },
  )

  test('refuse a parallelism above the max parallelism', () => {
    expect(() => rangeOf(4, 5, 0)).toThrow('parallelism')
  })
})

test('the default max parallelism doubles where Flink doubles it', () => {
  const cases = {
    1: 128,
    85: 128,
    86: 256,
    171: 256,
    172: 512,
    341: 512,
    342: 1024,
    1366: 4096,
    32768: 32768,
  }
  for (const [parallelism, max] of Object.entries(cases)) {
    expect(defaultMaxParallelism(Number(parallelism))).toBe(max)
  }
})

describe('Java hash codes', () => {
  const cases: readonly (readonly [KeyTypeName, KeyValue, number])[] = [
    ['STRING', 'user-0', -836031826],
    ['STRING', '😀', 1772899],
    ['STRING', '𠮷野家', 1705507357],
    ['INT', -42, -42],
    ['LONG', -1, 0],
    ['LONG', -42, 41],
    ['LONG', 4294967296, 1],
    ['LONG', 1700000000000, -807048821],
    ['LONG', 9223372036854775807n, -2147483648],
    ['LONG', -9223372036854775808n, -2147483648],
    ['BOOLEAN', true, 1231],
    ['BOOLEAN', false, 1237],
    ['DOUBLE', 1, 1072693248],
    ['DOUBLE', 0, 0],
    ['DOUBLE', -0, -2147483648],
    ['DOUBLE', NaN, 2146959360],
    ['TUPLE2_STRING_INT', ['a', 5], 97 * 31 + 5],
    ['STRING_OR_BOOLEAN', true, 1231],
    ['STRING_OR_BOOLEAN', 'hello', 99162322],
  ]
  test.each(cases)('%s %s', (type, key, code) => {
    expect(javaHash(type, key)).toBe(code)
  })

  test('a long is the same as a number and as a bigint', () => {
    for (const value of [0, 1, -1, 4294967295, -4294967296, 9007199254740991, -9007199254740991]) {
      expect(javaHash('LONG', BigInt(value))).toBe(javaHash('LONG', value))
    }
  })

  test('the type decides: an int and a long of 42 share a key group, the text does not', () => {
    const group = (type: KeyTypeName, key: KeyValue) => assignToKeyGroup(javaHash(type, key), 128)
    expect(group('INT', 42)).toBe(group('LONG', 42))
    expect(group('STRING', '42')).not.toBe(group('INT', 42))
  })
})

describe('canonical keys', () => {
  const keys: readonly (readonly [KeyTypeName, KeyValue])[] = [
    ['STRING', ''],
    ['STRING', '用户 \ud800"'],
    ['INT', -2147483648],
    ['INT', 2147483647],
    ['LONG', 9007199254740991],
    ['LONG', -9223372036854775808n],
    ['LONG', 9223372036854775807n],
    ['DOUBLE', 0],
    ['DOUBLE', -0.5],
    ['DOUBLE', -0],
    ['DOUBLE', 1e300],
    ['DOUBLE', NaN],
    ['DOUBLE', -Infinity],
    ['BOOLEAN', false],
    ['BOOLEAN', true],
    ['TUPLE2_STRING_INT', ['a,"b"]', -7]],
    ['STRING_OR_BOOLEAN', 'true'],
    ['STRING_OR_BOOLEAN', 'false'],
    ['STRING_OR_BOOLEAN', true],
    ['STRING_OR_BOOLEAN', false],
    ['STRING_OR_BOOLEAN', '"quoted'],
    ['STRING_OR_BOOLEAN', 'plain'],
  ]
  test.each(keys)('%s %s comes back from its text', (type, key) => {
    expect(parseKey(type, canonicalKey(type, key))).toEqual(key)
  })

  test('are one text for one long', () => {
    expect(canonicalKey('LONG', 42n)).toBe(canonicalKey('LONG', 42))
    expect(canonicalKey('LONG', -0)).toBe('0')
  })

  const refused: readonly (readonly [KeyTypeName, unknown, string])[] = [
    ['STRING_OR_BOOLEAN', 7, 'say Types.INT, Types.LONG or Types.DOUBLE'],
    ['STRING', 7, 'expected a key that is a string, got number 7'],
    ['STRING', null, 'expected a key, got null'],
    ['INT', undefined, 'expected a key, got undefined'],
    ['INT', 2147483648, '32-bit integer'],
    ['INT', -2147483649, '32-bit integer'],
    ['INT', 1.5, '32-bit integer'],
    ['INT', '5', 'got string 5'],
    ['LONG', 9007199254740992, 'a safe integer or a bigint'],
    ['LONG', 1n << 63n, '64-bit integer'],
    ['LONG', -(1n << 63n) - 1n, 'got bigint -9223372036854775809'],
    ['LONG', '5', '64-bit integer'],
    ['DOUBLE', '5', 'a number'],
    ['DOUBLE', 5n, 'got bigint 5'],
    ['BOOLEAN', 'true', 'true or false'],
    ['BOOLEAN', [1, 2, 3], 'got an array of 3'],
    ['TUPLE2_STRING_INT', ['a'], '[string, 32-bit integer]'],
    ['TUPLE2_STRING_INT', ['a', 1, 2], 'got an array of 3'],
    ['TUPLE2_STRING_INT', [1, 2], '[string, 32-bit integer]'],
    ['TUPLE2_STRING_INT', ['a', 'b'], '[string, 32-bit integer]'],
    ['TUPLE2_STRING_INT', 'ab', '[string, 32-bit integer]'],
    ['STRING_OR_BOOLEAN', 7n, 'for the number 7: say Types.INT'],
    ['STRING_OR_BOOLEAN', { a: 1 }, 'a declared type, got a object'],
    ['STRING', 'x'.repeat.bind('x'), 'got a function'],
  ]
  test.each(refused)('%s refuses %s', (type, key, message) => {
    expect(() => canonicalKey(type, key)).toThrow(message)
  })

  test('refuse with a problem that says where', () => {
    const problem = (key: unknown) => {
      try {
        return canonicalKey('STRING_OR_BOOLEAN', key)
      } catch (error) {
        return error instanceof KeyError ? error.problem : error
      }
    }
    expect(problem(null)).toEqual({ code: 'key-null', path: 'keyBy', message: 'expected a key, got null' })
    expect(problem(7)).toMatchObject({ code: 'key-type-undeclared', path: 'keyBy' })
    expect(problem([])).toMatchObject({ code: 'key-type', path: 'keyBy' })
  })

  test('say which text is a boolean and which a string where no type is declared', () => {
    const texts: readonly (readonly [KeyValue, string])[] = [
      [true, 'true'],
      ['true', '"true"'],
      [false, 'false'],
      ['false', '"false"'],
      ['"', '"\\""'],
      ['truer', 'truer'],
    ]
    for (const [key, text] of texts) {
      expect(canonicalKey('STRING_OR_BOOLEAN', key)).toBe(text)
      expect(parseKey('STRING_OR_BOOLEAN', text)).toBe(key)
    }
  })
})
