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
  return copyFields(value, Object.create(Object.getPrototypeOf(value)) as object)
}

function copyArray(value: readonly unknown[]): unknown[] {
  const copy = new Array<unknown>(value.length)
  for (let i = 0; i < value.length; i++) copy[i] = copyPlain(value[i])
  return copy
}

/** Copies the own fields of `from` into `to`, and returns `to`. */
export function copyFields(from: object, to: object): object {
  const source = from as Record<string, unknown>
  const target = to as Record<string, unknown>
  for (const field of Object.keys(source)) target[field] = copyPlain(source[field])
  return to
}
