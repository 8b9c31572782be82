/** The rows of a table on the heap, open to a test that damages them. */
import type { StateTable } from '../../engine/api/state-backend.ts'

interface HeldRow {
  value: unknown
  changed: number
}

export function heldRows({ rows }: StateTable): Map<string, HeldRow> {
  if (!(rows instanceof Map)) throw new Error('expected a table on the heap')
  return rows as Map<string, HeldRow>
}
