/**
 * Keyed state cut into blocks of about a thousand rows, in the order in which it was cut. Where a block ends is decided
 * by the keys themselves, once it is large enough: so a row that comes or goes changes its own block and leaves the
 * others with the content, and the name, they had.
 */
import type { Rows } from './row-block.ts'

export const BLOCK_ROWS_MIN = 512
export const BLOCK_ROWS_MAX = 1536
/** Of this many keys about one ends a block. */
const ENDS_ONE_OF = 512
const TAIL_LENGTH = 8

/** A number for the end of a text, where keys differ most. */
function tailHash(text: string): number {
  let hash = text.length
  for (let i = Math.max(0, text.length - TAIL_LENGTH); i < text.length; i++)
    hash = (Math.imul(hash, 0x01000193) ^ text.charCodeAt(i)) | 0
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 12
}

/** The columns of one block are those of the next: encode it before you ask for more. */
export function* rowBlocks(rows: ReadonlyMap<string, unknown>): Generator<Rows> {
  const texts = new Array<string>(BLOCK_ROWS_MAX)
  const values = new Array<unknown>(BLOCK_ROWS_MAX)
  let count = 0
  for (const [text, value] of rows) {
    texts[count] = text
    values[count] = value
    count += 1
    if (count < BLOCK_ROWS_MIN) continue
    if (count < BLOCK_ROWS_MAX && (tailHash(text) & (ENDS_ONE_OF - 1)) !== 0) continue
    yield { texts, values, count }
    count = 0
  }
  if (count > 0) yield { texts, values, count }
}
