import type { AwayKept, Keeping, RowsKept } from './storage-protocol.ts'

/** What the worker says unasked, beside its answers: that it lives, what it is about to do, and what it has stored. */
export type WorkerNote =
  | { readonly weir: 'ready' }
  | { readonly weir: 'progress'; readonly step: number; readonly actor: string }
  | { readonly weir: 'keeping'; readonly keeping: Keeping }
  | { readonly weir: 'rows'; readonly rows: RowsKept }
  | { readonly weir: 'away'; readonly away: AwayKept }

export function isNote(data: unknown): data is WorkerNote {
  return typeof data === 'object' && data !== null && 'weir' in data
}
