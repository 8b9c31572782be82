/**
 * Deep copies for keyframes and for records that cross a border. Plain data and instances of classes are copied by
 * their own fields, so that an instance's fields travel in time; functions and instances of {@link Shared} are kept
 * by reference. The input must be a tree: an object reached twice is copied twice.
 */

/** What a copy shares with its original: immutable things, and those that keep their own history. */
export abstract class Shared {}

/** A shared thing that is part of the world's hash. */
export interface Digestible {
  digest(): number
}

export function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function')
}

export function copyPlain<T>(value: T): T {
  return typeof value === 'object' && value !== null ? (copyObject(value) as T) : value
}

function copyObject(value: object): object {
  if (Array.isArray(value)) return copyArray(value)
  if (value instanceof Shared) return value
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copyPlain(item)]))
  if (value instanceof Set) return new Set(value)
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice()
  const prototype = Object.getPrototypeOf(value) as object | null
  if (prototype !== Object.prototype) return copyFields(value, Object.create(prototype) as object)
  // All fields at once, then those anew that are no primitives: most are.
  const copy = { ...value } as Record<string, unknown>
  for (const field of Object.keys(copy)) if (isObject(copy[field])) copy[field] = copyObject(copy[field])
  return copy
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

function copyArray(value: readonly unknown[]): unknown[] {
  const copy = value.slice()
  for (let i = 0; i < copy.length; i++) if (isObject(copy[i])) copy[i] = copyObject(copy[i] as object)
  return copy
}

/** Copies the own fields of `from` into `to`, and returns `to`. */
export function copyFields(from: object, to: object): object {
  const source = from as Record<string, unknown>
  const target = to as Record<string, unknown>
  for (const field of Object.keys(source)) target[field] = copyPlain(source[field])
  return to
}
