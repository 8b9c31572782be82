/**
 * The canonical text of a key, one per key and declared type: what state tables, the trace and the page know a key
 * by. `parseKey` is its inverse. A key that does not fit its type is a fault of the user's function and throws
 * {@link KeyError}, which fails the task as it does in Flink.
 */
import type { Problem } from '../../base/result.ts'
import type { KeyTypeName, KeyValue } from '../api/state.ts'

export class KeyError extends Error {
  override name = 'KeyError'
  readonly problem: Problem

  constructor(problem: Problem) {
    super(problem.message)
    this.problem = problem
  }
}

const INT_MIN = -2147483648
const INT_MAX = 2147483647
const LONG_MIN = -(1n << 63n)
const LONG_MAX = (1n << 63n) - 1n

export function canonicalKey(type: KeyTypeName, key: unknown): string {
  if (key === null || key === undefined) throw keyError('key-null', `expected a key, got ${key}`)
  switch (type) {
    case 'STRING':
      return typeof key === 'string' ? key : refuse('a string', key)
    case 'INT':
      return isInt(key) ? String(key) : refuse('a 32-bit integer', key)
    case 'LONG':
      return isLong(key) ? String(key) : refuse('a 64-bit integer, as a safe integer or a bigint', key)
    case 'DOUBLE':
      return typeof key === 'number' ? doubleText(key) : refuse('a number', key)
    case 'BOOLEAN':
      return typeof key === 'boolean' ? String(key) : refuse('true or false', key)
    case 'TUPLE2_STRING_INT':
      return isTuple(key) ? `[${JSON.stringify(key[0])},${key[1]}]` : refuse('[string, 32-bit integer]', key)
    case 'STRING_OR_BOOLEAN':
      return undeclaredText(key)
  }
}

/** The key of a canonical text. The text must have come from `canonicalKey`. A LONG beyond 2^53 is a bigint. */
export function parseKey(type: KeyTypeName, text: string): KeyValue {
  switch (type) {
    case 'STRING':
      return text
    case 'INT':
      return Number(text)
    case 'LONG':
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text)
    case 'DOUBLE':
      return Number(text)
    case 'BOOLEAN':
      return text === 'true'
    case 'TUPLE2_STRING_INT':
      return JSON.parse(text) as [string, number]
    case 'STRING_OR_BOOLEAN':
      if (text === 'true' || text === 'false') return text === 'true'
      return text.startsWith('"') ? (JSON.parse(text) as string) : text
  }
}

/** -0 and 0 are two keys, as in Java. */
function doubleText(key: number): string {
  return key === 0 && 1 / key < 0 ? '-0' : String(key)
}

/** Strings stand as they are, but for those that would read as a boolean or as a quoted string. */
function undeclaredText(key: unknown): string {
  if (typeof key === 'boolean') return String(key)
  if (typeof key === 'string') {
    return key === 'true' || key === 'false' || key.startsWith('"') ? JSON.stringify(key) : key
  }
  if (typeof key === 'number' || typeof key === 'bigint') {
    const message = `expected a declared type for the number ${key}: say Types.INT, Types.LONG or Types.DOUBLE`
    throw keyError('key-type-undeclared', message)
  }
  return refuse('a string or a boolean, or a declared type', key)
}

function isInt(key: unknown): key is number {
  return typeof key === 'number' && Number.isInteger(key) && key >= INT_MIN && key <= INT_MAX
}

function isLong(key: unknown): key is number | bigint {
  if (typeof key === 'bigint') return key >= LONG_MIN && key <= LONG_MAX
  return typeof key === 'number' && Number.isSafeInteger(key)
}

function isTuple(key: unknown): key is readonly [string, number] {
  return Array.isArray(key) && key.length === 2 && typeof key[0] === 'string' && isInt(key[1])
}

function refuse(expected: string, key: unknown): never {
  throw keyError('key-type', `expected a key that is ${expected}, got ${describe(key)}`)
}

function describe(key: unknown): string {
  if (Array.isArray(key)) return `an array of ${key.length}`
  const hasText = ['string', 'number', 'bigint', 'boolean'].includes(typeof key)
  return hasText ? `${typeof key} ${String(key as string).slice(0, 60)}` : `a ${typeof key}`
}

function keyError(code: string, message: string): KeyError {
  return new KeyError({ code, path: 'keyBy', message })
}
