/**
 * Small readers that check a JSON value and give it a type, put together like the shape they read. Each names what
 * it expected and what it got; `fields` reads in the order in which its shape is written, so that "the first thing
 * wrong" is the same every time.
 */
import type { Json } from './json-text.ts'
import { NAME_LENGTH_MAX } from './limits.ts'
import { refuse, refuseValue, unknownField, within, type Place } from './problems.ts'

/** `undefined`: there is no such field. */
export type Reader<T> = (value: Json | undefined, at: Place) => T

type Shape = Readonly<Record<string, Reader<unknown>>>
/** Names of fields that may be left out. */
type Optional<S extends Shape> = {
  [Name in keyof S]: undefined extends ReturnType<S[Name]> ? Name : never
}[keyof S]
type Fields<S extends Shape> = {
  readonly [Name in Exclude<keyof S, Optional<S>>]: ReturnType<S[Name]>
} & { readonly [Name in Optional<S>]?: Exclude<ReturnType<S[Name]>, undefined> }

export function object(value: Json | undefined, at: Place): Readonly<Record<string, Json>> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value)
  return isObject ? (value as Readonly<Record<string, Json>>) : refuseValue('an object', value, at)
}

/** An object with exactly these fields. A field whose reader gives undefined is left out. */
export function fields<S extends Shape>(shape: S): Reader<Fields<S>> {
  const entries = Object.entries(shape)
  return (value, at) => {
    const given = object(value, at)
    const read: Record<string, unknown> = {}
    for (const [name, reader] of entries) {
      const field = reader(Object.hasOwn(given, name) ? given[name] : undefined, within(at, name))
      if (field !== undefined) read[name] = field
    }
    for (const name of Object.keys(given)) {
      if (Object.hasOwn(shape, name)) continue
      const known = entries.map(([known]) => known).join(', ')
      unknownField(within(at, name), `expected one of ${known}, got ${JSON.stringify(name)}`)
    }
    return read as Fields<S>
  }
}

/** Read by someone else later. */
export const anything: Reader<Json | undefined> = value => value

export const present: Reader<Json> = (value, at) =>
  value === undefined ? refuseValue('a value', value, at) : value

export const text =
  (lengthMax: number): Reader<string> =>
  (value, at) => {
    if (typeof value !== 'string') refuseValue('a text', value, at)
    if (value.length > lengthMax) {
      refuse('out-of-range', at, `expected at most ${lengthMax} characters, got ${value.length}`)
    }
    return value
  }

/** A text that is not empty. */
export const name: Reader<string> = (value, at) => {
  const read = text(NAME_LENGTH_MAX)(value, at)
  return read === '' ? refuseValue('a name', read, at, 'out-of-range') : read
}

export const integer =
  (min: number, max: number = Number.MAX_SAFE_INTEGER): Reader<number> =>
  (value, at) => {
    if (typeof value !== 'number' || !Number.isInteger(value)) refuseValue('an integer', value, at)
    const range =
      max === Number.MAX_SAFE_INTEGER ? `an integer from ${min} on` : `an integer from ${min} to ${max}`
    return value >= min && value <= max ? value : refuseValue(range, value, at, 'out-of-range')
  }

export const oneOf =
  <T extends string>(options: readonly T[]): Reader<T> =>
  (value, at) =>
    options.find(option => option === value) ?? refuseValue(`one of ${options.join(', ')}`, value, at)

export const nullable =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, at) =>
    value === null ? null : reader(value, at)

export const optional =
  <T>(reader: Reader<T>): Reader<T | undefined> =>
  (value, at) =>
    value === undefined ? undefined : reader(value, at)

export const list =
  <T>(reader: Reader<T>, lengthMax: number = Number.MAX_SAFE_INTEGER): Reader<readonly T[]> =>
  (value, at) => {
    if (!Array.isArray(value)) refuseValue('a list', value, at)
    const items = value as readonly Json[]
    if (items.length > lengthMax) {
      refuse('out-of-range', at, `expected at most ${lengthMax} items, got ${items.length}`)
    }
    return items.map((item, index) => reader(item, within(at, index)))
  }

/** An object used as a dictionary: any names, one kind of value. */
export const dictionary =
  <T>(reader: Reader<T>, sizeMax: number): Reader<Readonly<Record<string, T>>> =>
  (value, at) => {
    const entries = Object.entries(object(value, at))
    if (entries.length > sizeMax) {
      refuse('out-of-range', at, `expected at most ${sizeMax} entries, got ${entries.length}`)
    }
    return Object.fromEntries(
      entries.map(([key, item]) => [name(key, within(at, key)), reader(item, within(at, key))]),
    )
  }

/** Refuses the second of two items with the same key, at its field `field`. */
export function unique<T>(
  items: readonly T[],
  field: string,
  keyOf: (item: T) => string | number,
  at: Place,
): void {
  const seen = new Set<string | number>()
  for (const [index, item] of items.entries()) {
    const key = keyOf(item)
    if (seen.has(key))
      refuse('duplicate', within(at, index, field), `duplicate ${field}: ${JSON.stringify(key)}`)
    seen.add(key)
  }
}
