/** Rows that two backends do not hold alike at the same cut. There should be none. */
import type { BackendAtCut } from './backend-at-cut.ts'

interface RowDifference {
  readonly name: string
  /** Null: it has no such row. */
  readonly expected: string | null
  readonly found: string | null
}

export type StateComparison =
  | { readonly type: 'same'; readonly rows: number }
  | { readonly type: 'different'; readonly rows: readonly RowDifference[] }
  /** They do not stand at the same moment, so that their rows say nothing. */
  | { readonly type: 'elsewhere' }

type Compared = Pick<BackendAtCut, 'rows' | 'rowCount' | 'rowHash' | 'step' | 'time'>

export function compareStates(expected: Compared, found: Compared): StateComparison {
  if (expected.step !== found.step || expected.time !== found.time) return { type: 'elsewhere' }
  if (expected.rowHash === found.rowHash) return { type: 'same', rows: found.rowCount }
  const there = new Map(found.rows.map(({ name, value }) => [name, value]))
  const here = new Map(expected.rows.map(({ name, value }) => [name, value]))
  const names = [...new Set([...here.keys(), ...there.keys()])].sort()
  const rows = names
    .map(name => ({ name, expected: here.get(name) ?? null, found: there.get(name) ?? null }))
    .filter(row => row.expected !== row.found)
  return { type: 'different', rows }
}
