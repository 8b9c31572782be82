/**
 * Sorted sources of rows, the newest first, become one. Sources are walked by columns; no object is made for a row
 * that only passes through.
 */
import { stacked, valueOf } from '../shared/entry.ts'
import { compareKeys, compareRows, lowerBound, type BlockContent, type Columns, type KeyAt } from './block.ts'

/** Rows in order, in pieces. */
export type Source = readonly { readonly content: BlockContent }[]

/** Where a source is read. */
class Cursor {
  readonly #source: Source
  readonly #upTo: KeyAt | null
  #piece = 0
  #index = 0
  group = 0
  key = ''
  row = ''
  isAtEnd = false

  constructor(source: Source, after: KeyAt | null, upTo: KeyAt | null) {
    this.#source = source
    this.#upTo = upTo
    const first = source[0]
    if (first !== undefined && after !== null) this.#index = behind(first.content, after)
    this.#look()
  }

  #look(): void {
    let piece = this.#source[this.#piece]
    if (piece !== undefined && this.#index >= piece.content.rows.length) {
      piece = this.#source[++this.#piece]
      this.#index = 0
    }
    if (piece === undefined) {
      this.isAtEnd = true
      return
    }
    const { groups, keys, rows } = piece.content
    this.group = groups[this.#index]!
    this.key = keys[this.#index]!
    this.row = rows[this.#index]!
    if (this.#upTo !== null && compareKeys(this, this.#upTo) > 0) this.isAtEnd = true
  }

  get entry(): unknown {
    return this.#source[this.#piece]!.content.entries[this.#index]
  }

  get changed(): number {
    return this.#source[this.#piece]!.content.changed[this.#index]!
  }

  next(): void {
    this.#index += 1
    this.#look()
  }
}

/** Index of the first row whose key is behind the given one. */
function behind(content: BlockContent, after: KeyAt): number {
  let index = lowerBound(content, after, '')
  while (content.groups[index] === after.group && content.keys[index] === after.key) index += 1
  return index
}

const isSameRow = (a: Cursor, b: Cursor): boolean => a.row === b.row && a.key === b.key && a.group === b.group

/** The first in the order of rows; of the same row the newest. */
function least(cursors: readonly Cursor[]): Cursor | null {
  let best: Cursor | null = null
  for (const cursor of cursors) {
    if (cursor.isAtEnd) continue
    if (best === null) best = cursor
    else if (compareRows(cursor.group, cursor.key, cursor.row, best.group, best.key, best.row) < 0)
      best = cursor
  }
  return best
}

/**
 * The rows with keys behind `after` up to `upTo`, each once; null: from the begin, to the end. `isDeepest`: nothing
 * lies below, so values are whole, and what is deleted is left out.
 */
export function mergedRows(
  newestFirst: readonly Source[],
  isDeepest: boolean,
  after: KeyAt | null = null,
  upTo: KeyAt | null = null,
): BlockContent {
  const merged: Columns = { groups: [], keys: [], rows: [], entries: [], changed: [] }
  const cursors = newestFirst.map(source => new Cursor(source, after, upTo))
  for (let first = least(cursors); first !== null; first = least(cursors)) {
    const stack = stackAt(cursors, first)
    const entry = isDeepest ? valueOf(stack) : stack
    if (entry !== undefined) {
      merged.groups.push(first.group)
      merged.keys.push(first.key)
      merged.rows.push(first.row)
      merged.entries.push(entry)
      merged.changed.push(first.changed)
    }
    first.next()
  }
  return merged
}

/** What the sources hold of the row at `first`, which is the newest; the others go on. */
function stackAt(cursors: readonly Cursor[], first: Cursor): unknown {
  let { entry } = first
  for (const cursor of cursors) {
    if (cursor === first || cursor.isAtEnd || !isSameRow(cursor, first)) continue
    entry = stacked(entry, cursor.entry)
    cursor.next()
  }
  return entry
}
