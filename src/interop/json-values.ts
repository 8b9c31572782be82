/**
 * What a user function may keep, as JSON and back without loss. JSON has no NaN, no infinities, no negative zero, no
 * undefined and no bigint; these are written as an object with the single mark `$`. An object of the user that has
 * a field `$` itself is written as the list of its fields, so that no value can be taken for a mark.
 *
 *   NaN → {"$": "NaN"}    12n → {"$": "bigint", "value": "12"}    {$: 1} → {"$": "object", "value": [["$", 1]]}
 *   new Map([[1, 2]]) → {"$": "map", "value": [[1, 2]]}    new Set([1]) → {"$": "set", "value": [1]}
 */
import { assert, AssertionError } from '../base/assert.ts'
import type { Json } from './json-text.ts'
import { BIGINT_DIGITS_MAX, VALUE_DEPTH_MAX } from './limits.ts'
import { refuse, refuseValue, within, type Place } from './problems.ts'

const MARK = '$'

const MARKED_NUMBERS: ReadonlyMap<string, number | undefined> = new Map([
  ['NaN', NaN],
  ['Infinity', Infinity],
  ['-Infinity', -Infinity],
  ['-0', -0],
  ['undefined', undefined],
])

const INTEGER_TEXT = /^(?:0|-?[1-9][0-9]*)$/

function encodeNumber(value: number): Json {
  if (Number.isFinite(value) && !Object.is(value, -0)) return value
  return { [MARK]: Object.is(value, -0) ? '-0' : String(value) }
}

function encodeObject(value: object, depth: number): Json {
  assert(depth < VALUE_DEPTH_MAX, `a value has at most ${VALUE_DEPTH_MAX} levels`)
  // Array.from reads a hole as undefined.
  if (Array.isArray(value)) return Array.from(value as unknown[], item => encode(item, depth + 1))
  if (value instanceof Set)
    return { [MARK]: 'set', value: Array.from(value, item => encode(item, depth + 1)) }
  if (value instanceof Map) {
    const entries = Array.from(value, ([key, item]) => [encode(key, depth + 1), encode(item, depth + 1)])
    return { [MARK]: 'map', value: entries }
  }
  const prototype: unknown = Object.getPrototypeOf(value)
  assert(
    prototype === Object.prototype || prototype === null,
    'a value is a plain object, not an instance of a class',
  )
  const fields = Object.entries(value).map(([name, item]) => [name, encode(item, depth + 1)] as const)
  return fields.some(([name]) => name === MARK)
    ? { [MARK]: 'object', value: fields }
    : Object.fromEntries(fields)
}

function encode(value: unknown, depth: number): Json {
  switch (typeof value) {
    case 'number':
      return encodeNumber(value)
    case 'string':
    case 'boolean':
      return value
    case 'undefined':
      return { [MARK]: 'undefined' }
    case 'bigint':
      return { [MARK]: 'bigint', value: value.toString() }
    case 'object':
      return value === null ? null : encodeObject(value, depth)
    case 'function':
    case 'symbol':
      throw new AssertionError(`expected a JSON value, got a ${typeof value}`)
  }
}

/** Asserts that the value is plain data: the engine lets nothing else into state. */
export const encodeValue = (value: unknown): Json => encode(value, 0)

function decodeBigint(text: Json | undefined, at: Place): bigint {
  const isInteger = typeof text === 'string' && text.length <= BIGINT_DIGITS_MAX && INTEGER_TEXT.test(text)
  return isInteger ? BigInt(text) : refuseValue('the decimal text of an integer', text, at)
}

function listOf(json: Json | undefined, at: Place): readonly Json[] {
  return Array.isArray(json) ? (json as readonly Json[]) : refuseValue('a list', json, at)
}

function decodeSet(json: Json | undefined, at: Place): ReadonlySet<unknown> {
  const items = listOf(json, at).map((item, index) => decodeValue(item, within(at, index)))
  return once(new Set(items), items, at)
}

function decodePairs(json: Json | undefined, at: Place): readonly (readonly [unknown, unknown])[] {
  return listOf(json, at).map((entry, index) => {
    const [key, value, ...others] = listOf(entry, within(at, index))
    if (others.length > 0) refuseValue('[key, value]', entry, within(at, index))
    return [decodeValue(key, within(at, index, 0)), decodeValue(value, within(at, index, 1))]
  })
}

function decodeMap(json: Json | undefined, at: Place): ReadonlyMap<unknown, unknown> {
  const pairs = decodePairs(json, at)
  return once(new Map(pairs), pairs, at)
}

function once<T extends { readonly size: number }>(held: T, given: readonly unknown[], at: Place): T {
  if (held.size !== given.length)
    refuse('duplicate', at, `expected ${given.length} different keys, got ${held.size}`)
  return held
}

/** An object that has a field `$`. */
function decodeFields(json: Json | undefined, at: Place): object {
  const fields = decodePairs(json, at).map(([name, value], index) => {
    const field = typeof name === 'string' ? name : refuseValue('a name', name, within(at, index, 0))
    return [field, value] as const
  })
  return Object.fromEntries(once(new Map(fields), fields, at))
}

type Decode = (json: Json | undefined, at: Place) => unknown

const MARKED_VALUES: ReadonlyMap<string, Decode> = new Map<string, Decode>([
  ['bigint', decodeBigint],
  ['map', decodeMap],
  ['set', decodeSet],
  ['object', decodeFields],
])

const MARKS = [...MARKED_NUMBERS.keys(), ...MARKED_VALUES.keys()]

function decodeMarked(fields: Readonly<Record<string, Json>>, at: Place): unknown {
  const mark = fields[MARK]
  if (typeof mark !== 'string' || !MARKS.includes(mark)) {
    refuseValue(`one of ${MARKS.join(', ')}`, mark, within(at, MARK))
  }
  const decodeMark = MARKED_VALUES.get(mark)
  const extra = Object.keys(fields).find(
    name => name !== MARK && (decodeMark === undefined || name !== 'value'),
  )
  if (extra !== undefined) {
    refuse(
      'unknown-field',
      within(at, extra),
      `expected no other field than the mark's, got ${JSON.stringify(extra)}`,
    )
  }
  return decodeMark === undefined
    ? MARKED_NUMBERS.get(mark)
    : decodeMark(fields['value'], within(at, 'value'))
}

/** The reverse; throws a refusal where a mark is wrong. */
export function decodeValue(json: Json | undefined, at: Place): unknown {
  if (json === undefined) refuseValue('a value', json, at)
  if (json === null || typeof json !== 'object') return json
  if (Array.isArray(json))
    return (json as readonly Json[]).map((item, index) => decodeValue(item, within(at, index)))
  const fields = json as Readonly<Record<string, Json>>
  if (Object.hasOwn(fields, MARK)) return decodeMarked(fields, at)
  return Object.fromEntries(
    Object.entries(fields).map(([name, item]) => [name, decodeValue(item, within(at, name))]),
  )
}
