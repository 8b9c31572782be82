/** The rows of a checkpoint, in the order of the job or by one of their numbers. */
import type { ShownCheckpoint, ShownPart, ShownVertex } from './model.ts'

export type SortColumn = 'ackedAfter' | 'uploaded' | 'full'

export interface Sorting {
  readonly column: SortColumn
  readonly direction: 'ascending' | 'descending'
}

export type PhaseRow =
  | { readonly type: 'part'; readonly vertex: ShownVertex; readonly part: ShownPart }
  /** Of a vertex of whose subtasks nothing is known. */
  | { readonly type: 'vertex'; readonly vertex: ShownVertex }

export const rowsOf = (checkpoint: ShownCheckpoint): readonly PhaseRow[] =>
  checkpoint.vertices.flatMap((vertex): readonly PhaseRow[] =>
    vertex.parts === null
      ? [{ type: 'vertex', vertex }]
      : vertex.parts.map(part => ({ type: 'part', vertex, part })),
  )

function valueOf(row: PhaseRow, column: SortColumn): number {
  if (row.type === 'part') return row.part[column]
  return column === 'ackedAfter' ? row.vertex.latestAckAfter : row.vertex[column]
}

/** Rows that are equal, and those without a value, keep the order of the job; the latter stand last. */
export function sortRows(rows: readonly PhaseRow[], sorting: Sorting | null): readonly PhaseRow[] {
  if (sorting === null) return rows
  const { column, direction } = sorting
  const known = rows.filter(row => valueOf(row, column) >= 0)
  const sign = direction === 'ascending' ? 1 : -1
  return [
    ...known.toSorted((a, b) => sign * (valueOf(a, column) - valueOf(b, column))),
    ...rows.filter(row => valueOf(row, column) < 0),
  ]
}
