/**
 * What a user function may keep, as JSON and back without loss. JSON has no NaN, no infinities, no negative zero, no
 * undefined and no bigint; these are written as an object with the single mark `$`. An object of the user that has
 * a field `$` itself is written as the list of its fields, so that no value can be taken for a mark.
 *
 *   NaN → {"$": "NaN"}    12n → {"$": "bigint", "value": "12"}    {$: 1} → {"$": "object", "value": [["$", 1]]}
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

function decodeEntries(entries: Json | undefined, at: Place): object {
  if (!Array.isArray(entries)) refuseValue('a list of [name, value]', entries, at)
  const fields = new Map<string, unknown>()
  for (const [index, entry] of (entries as readonly Json[]).entries()) {
    const place = within(at, index)
    if (!Array.isArray(entry) || entry.length !== 2) refuseValue('[name, value]', entry, place)
    const [name, value] = entry as readonly Json[]
    if (typeof name !== 'string') refuseValue('a name', name, within(place, 0))
    if (fields.has(name)) refuse('duplicate', within(place, 0), `duplicate name: ${JSON.stringify(name)}`)
    fields.set(name, decodeValue(value, within(place, 1)))
  }
  return Object.fromEntries(fields)
}

const MARKS = [...MARKED_NUMBERS.keys(), 'bigint', 'object']

function decodeMarked(fields: Readonly<Record<string, Json>>, at: Place): unknown {
  const mark = fields[MARK]
  if (typeof mark !== 'string' || !MARKS.includes(mark)) {
    refuseValue(`one of ${MARKS.join(', ')}`, mark, within(at, MARK))
  }
  const isNumber = MARKED_NUMBERS.has(mark)
  const extra = Object.keys(fields).find(name => name !== MARK && (isNumber || name !== 'value'))
  if (extra !== undefined) {
    refuse(
      'unknown-field',
      within(at, extra),
      `expected no other field than the mark's, got ${JSON.stringify(extra)}`,
    )
  }
  if (isNumber) return MARKED_NUMBERS.get(mark)
  const valueAt = within(at, 'value')
  return mark === 'bigint' ? decodeBigint(fields['value'], valueAt) : decodeEntries(fields['value'], valueAt)
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
