/**
 * A pure function of a text that remembers its last answers: the oldest of `limit` gives way to a new one. `make` must
 * depend on its text alone.
 */
import { assert } from './assert.ts'

export function memoized<T>(make: (text: string) => T, limit: number): (text: string) => T {
  assert(limit > 0, 'something is remembered')
  const known = new Map<string, T>()
  return text => {
    if (known.has(text)) return known.get(text) as T
    const made = make(text)
    if (known.size >= limit)
      for (const oldest of known.keys()) {
        known.delete(oldest)
        break
      }
    known.set(text, made)
    return made
  }
}
