/** Keyed state in a snapshot file: rows in order, each in the key group of its key and with the right subtask. */
import type { KeyedStateSnapshot } from '../../engine/api/snapshot.ts'
import type { KeyTypeName, KeyValue, StateKind } from '../../engine/api/state.ts'
import type { Json } from '../json-text.ts'
import { decodeValue } from '../json-values.ts'
import { describe, refuse, refuseValue, within, type Place } from '../problems.ts'
import { fields, integer, list, name, oneOf, optional, present, text, type Reader } from '../readers.ts'
import { PARALLELISM_MAX } from '../limits.ts'

/** Flink's rules for keys. They live in the engine, which a reader does not know; who calls it hands them in. */
export interface KeyRules {
  /** One text per key; throws for a key that is not of the type. */
  canonicalKey(type: KeyTypeName, key: unknown): string
  /** Key group of a key that has a canonical text. */
  keyGroupOf(type: KeyTypeName, key: KeyValue, maxParallelism: number): number
}

/** The subtask that the rows belong to. */
export interface Owner {
  readonly index: number
  readonly parallelism: number
  readonly maxParallelism: number
  readonly keys: KeyRules
}

const KINDS: Readonly<Record<StateKind, true>> = {
  value: true,
  list: true,
  map: true,
  reducing: true,
  aggregating: true,
  'event-time-timers': true,
  'processing-time-timers': true,
}

const KEY_TYPES: Readonly<Record<KeyTypeName, string>> = {
  STRING: 'a string',
  INT: 'a 32-bit integer',
  LONG: 'a 64-bit integer, beyond 2^53 as its text',
  DOUBLE: 'a number',
  BOOLEAN: 'true or false',
  TUPLE2_STRING_INT: '[string, 32-bit integer]',
  STRING_OR_BOOLEAN: 'a string or a boolean',
}

const LONG_TEXT = /^-?[1-9][0-9]{15,18}$/

export const keyType = oneOf(Object.keys(KEY_TYPES) as KeyTypeName[])

/** `|` ends a namespace in the rows of the engine. */
const namespace: Reader<string> = (json, at) => {
  const read = text(200)(json, at)
  return read.includes('|') ? refuseValue('a namespace without |', read, at) : read
}

const header = fields({
  state: name,
  kind: oneOf(Object.keys(KINDS) as StateKind[]),
  keyType,
  rows: list(
    fields({
      keyGroup: integer(0, PARALLELISM_MAX - 1),
      key: present,
      value: present,
      namespace: optional(namespace),
      timestamp: optional(integer(-Number.MAX_SAFE_INTEGER)),
    }),
  ),
})

/** The key as the rules know it: the text of a large LONG is a bigint there. */
function keyFor(type: KeyTypeName, key: unknown, at: Place): KeyValue {
  if (type !== 'LONG' || typeof key !== 'string') return key as KeyValue
  const value = LONG_TEXT.test(key) ? BigInt(key) : refuseValue(KEY_TYPES.LONG, key, at)
  return Number.isSafeInteger(Number(value))
    ? refuseValue('a number, for an integer below 2^53', key, at)
    : value
}

function canonical(type: KeyTypeName, key: unknown, at: Place, keys: KeyRules): string {
  try {
    return keys.canonicalKey(type, keyFor(type, key, at))
  } catch (error) {
    if (error instanceof Error && error.name === 'KeyError') return refuseValue(KEY_TYPES[type], key, at)
    throw error
  }
}

function checkKeyGroup(keyGroup: number, type: KeyTypeName, key: unknown, row: Place, owner: Owner): void {
  const at = within(row, 'keyGroup')
  const { index, parallelism, maxParallelism } = owner
  if (keyGroup >= maxParallelism) {
    refuseValue(`an integer from 0 to ${maxParallelism - 1}`, keyGroup, at, 'out-of-range')
  }
  const right = owner.keys.keyGroupOf(type, keyFor(type, key, within(row, 'key')), maxParallelism)
  if (keyGroup !== right) {
    refuse('wrong-key-group', at, `expected ${right}, the key group of ${describe(key)}, got ${keyGroup}`)
  }
  const subtask = Math.floor((keyGroup * parallelism) / maxParallelism)
  if (subtask !== index) {
    refuse(
      'wrong-key-group',
      at,
      `expected a key group of subtask ${index}, got ${keyGroup}, which is of ${subtask}`,
    )
  }
}

type MapKey = string | number | boolean

/** A map state's value: [key, value], keys once each and in order where they can be compared. */
function checkMap(value: unknown, at: Place): void {
  if (!Array.isArray(value)) refuseValue('a list of [key, value]', value, at)
  const seen = new Set<unknown>()
  let last: MapKey | undefined
  for (const [index, entry] of (value as readonly unknown[]).entries()) {
    const place = within(at, index)
    if (!Array.isArray(entry) || entry.length !== 2) refuseValue('[key, value]', entry, place)
    const key = (entry as readonly unknown[])[0]
    const isKey = typeof key === 'string' || typeof key === 'number' || typeof key === 'boolean'
    if (!isKey) refuseValue('a text, a number or a boolean', key, within(place, 0))
    if (seen.has(key)) refuse('duplicate', within(place, 0), `duplicate key: ${describe(key)}`)
    if (last !== undefined && key < last) {
      refuse('unsorted', within(place, 0), `expected a key after ${describe(last)}, got ${describe(key)}`)
    }
    seen.add(key)
    last = key
  }
}

function checkValue(kind: StateKind, value: unknown, at: Place): void {
  if (kind === 'map') checkMap(value, at)
  if (kind === 'list' && !Array.isArray(value)) refuseValue('a list', value, at)
}

/** Rows stand by key group, then by the canonical text of their key, and each key once. */
function checkOrder(last: Row | null, next: Row, row: Place): void {
  if (last === null || last.keyGroup < next.keyGroup) return
  if (last.keyGroup > next.keyGroup) {
    refuse(
      'unsorted',
      within(row, 'keyGroup'),
      `expected at least ${last.keyGroup}, the one before, got ${next.keyGroup}`,
    )
  }
  if (last.canonical === next.canonical) checkPlace(last, next, row)
  if (last.canonical > next.canonical) {
    const message = `expected a key after ${describe(last.canonical)}, got ${describe(next.canonical)}`
    refuse('unsorted', within(row, 'key'), message)
  }
}

/** Rows of one key stand by time, then by namespace, and each once. */
function checkPlace(last: Row, next: Row, row: Place): void {
  if (last.timestamp === next.timestamp && last.namespace === next.namespace)
    refuse('duplicate', within(row, 'key'), `duplicate key: ${describe(next.canonical)}`)
  const isAfter =
    last.timestamp < next.timestamp || (last.timestamp === next.timestamp && last.namespace < next.namespace)
  if (!isAfter) refuse('unsorted', row, 'expected rows of a key by time, then by namespace')
}

/** A timer has a time and a namespace, the state of a window a namespace, in every row or in none. */
function checkFields(kind: StateKind, rows: readonly FileRow[], at: Place): void {
  const isTimer = kind === 'event-time-timers' || kind === 'processing-time-timers'
  const namespaced = isTimer || rows[0]?.namespace !== undefined
  for (const [index, { namespace: own, timestamp }] of rows.entries()) {
    if ((own !== undefined) !== namespaced)
      refuse('wrong-type', within(at, index, 'namespace'), `expected ${namespaced ? 'a' : 'no'} namespace`)
    if ((timestamp !== undefined) !== isTimer)
      refuse('wrong-type', within(at, index, 'timestamp'), `expected ${isTimer ? 'a' : 'no'} time of a timer`)
  }
}

type FileRow = ReturnType<typeof header>['rows'][number]

interface Row {
  readonly keyGroup: number
  readonly canonical: string
  readonly namespace: string
  readonly timestamp: number
}

export function readKeyed(json: Json | undefined, at: Place, owner: Owner): KeyedStateSnapshot {
  const { state, kind, keyType: type, rows } = header(json, at)
  const place = within(at, 'rows')
  checkFields(kind, rows, place)
  let last: Row | null = null
  const read = rows.map((row, index) => {
    const rowAt = within(place, index)
    const key = decodeValue(row.key, within(rowAt, 'key'))
    const next: Row = {
      keyGroup: row.keyGroup,
      canonical: canonical(type, key, within(rowAt, 'key'), owner.keys),
      namespace: row.namespace ?? '',
      timestamp: row.timestamp ?? 0,
    }
    checkKeyGroup(row.keyGroup, type, key, rowAt, owner)
    checkOrder(last, next, rowAt)
    last = next
    const value = decodeValue(row.value, within(rowAt, 'value'))
    checkValue(kind, value, within(rowAt, 'value'))
    return {
      keyGroup: row.keyGroup,
      key,
      value,
      ...(row.namespace === undefined ? {} : { namespace: row.namespace }),
      ...(row.timestamp === undefined ? {} : { timestamp: row.timestamp }),
    }
  })
  return { state, kind, keyType: type, rows: read }
}
