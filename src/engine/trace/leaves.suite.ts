/** The leaves of a world: what its hash must not overlook. */
import { Shared } from '../../base/copy.ts'

/** Fields that are shown and are no content: error texts differ between hosts, epochs between histories. */
const LEFT_OUT = new Set(['errorText', 'epoch'])

interface Leaf {
  readonly path: string
  readonly value: unknown
  set(value: unknown): void
}

/** Every number, text and truth value in plain data, and how to change it. */
export function leavesOf(value: unknown, path: string, found: Leaf[]): Leaf[] {
  if (typeof value !== 'object' || value === null || value instanceof Shared) return found
  if (value instanceof Map) {
    for (const [name, item] of value as Map<unknown, unknown>)
      leavesOf(item, `${path}.${String(name)}`, found)
    return found
  }
  const fields = value as Record<string, unknown>
  for (const [name, item] of Object.entries(fields)) {
    if (LEFT_OUT.has(name)) continue
    if (['number', 'string', 'boolean'].includes(typeof item)) {
      found.push({ path: `${path}.${name}`, value: item, set: changed => (fields[name] = changed) })
    } else leavesOf(item, `${path}.${name}`, found)
  }
  return found
}

export const changed = (value: unknown): unknown =>
  typeof value === 'number'
    ? Number.isFinite(value)
      ? value + 1
      : 0
    : typeof value === 'boolean'
      ? !value
      : `${String(value)}!`

/** Columns of what is staged keep what was there before; only the first entries count. */
export const isStale = (path: string): boolean =>
  /\.staged\.(edges|values|keys|timestamps|targets)\./.test(path)
