/** What the worker says unasked, beside its answers: that it lives, and what it is about to do. */
export type WorkerNote =
  { readonly weir: 'ready' } | { readonly weir: 'progress'; readonly step: number; readonly actor: string }

export function isNote(data: unknown): data is WorkerNote {
  return typeof data === 'object' && data !== null && 'weir' in data
}
