/**
 * Keyed state cut into blocks of about a thousand rows, in the order in which it was cut, and put into bytes, in one
 * pass over the rows. Where a block ends is decided by the keys themselves, once it is large enough: so a row that
 * comes or goes changes its own block and leaves the others with the content, and the name, they had.
 */
import { encodeValue } from '../../interop/json-values.ts'
import { FLOAT64, HEADER_WORDS, INT32, JSON_TEXT, MARK, padded, UTF16, UTF8 } from './row-block.ts'

export const BLOCK_ROWS_MIN = 512
export const BLOCK_ROWS_MAX = 1536
/** Of this many keys about one ends a block. */
const ENDS_ONE_OF = 512
const TAIL_LENGTH = 8
const UNITS_AT_FIRST = 64 * 1024

type Bytes = Uint8Array<ArrayBuffer>

/** A block that was cut. It is written before the next one is cut, or not at all. */
export interface CutBlock {
  readonly rows: number
  readonly bytes: number
  /** Fills all of `into`, which is as long as the block and begins where numbers of eight bytes may. */
  write(into: Bytes): void
}

/** A column of a block: what it is, how many bytes it takes, and the bytes. */
interface Column {
  readonly kind: number
  readonly bytes: number
  write(into: Bytes, at: number): void
}

const encoder = new TextEncoder()
const LONE_SURROGATE = /\p{Surrogate}/u

/** A number for the end of a text, where keys differ most; of each unit its lower byte. */
function tailHash(units: Bytes, end: number, length: number): number {
  let hash = length
  for (let i = end - Math.min(length, TAIL_LENGTH); i < end; i++)
    hash = (Math.imul(hash, 0x01000193) ^ units[i]!) | 0
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 12
}

export class RowCutter {
  readonly #rows: Iterator<readonly [string, unknown]> & Iterable<readonly [string, unknown]>
  readonly #ofValue: (value: unknown) => unknown
  readonly #texts = new Array<string>(BLOCK_ROWS_MAX).fill('')
  readonly #values = new Array<unknown>(BLOCK_ROWS_MAX).fill(null)
  readonly #lengths = new Uint32Array(BLOCK_ROWS_MAX)
  readonly #ints = new Int32Array(BLOCK_ROWS_MAX)
  /** The lower byte of each unit of the texts; where all are ASCII, which they nearly always are, the text itself. */
  #units: Bytes = new Uint8Array(UNITS_AT_FIRST)
  #unitCount = 0
  /** All units together. */
  #seen = 0
  #isInts = true

  /** `ofValue`: what is written of a value that is no number. */
  constructor(rows: ReadonlyMap<string, unknown>, ofValue: (value: unknown) => unknown = value => value) {
    this.#rows = rows.entries()
    this.#ofValue = ofValue
  }

  /** Null: no row is left. */
  next(): CutBlock | null {
    const rows = this.#take()
    if (rows === 0) return null
    const text = this.#textColumn(rows)
    const values = this.#valueColumn(rows)
    const textAt = padded((HEADER_WORDS + rows) * 4)
    const valuesAt = textAt + padded(text.bytes)
    return {
      rows,
      bytes: valuesAt + padded(values.bytes),
      write: into => {
        const words = new Uint32Array(into.buffer, into.byteOffset, HEADER_WORDS + rows)
        words.set([MARK, rows, text.kind, text.bytes, values.kind, values.bytes])
        words.set(this.#lengths.subarray(0, rows), HEADER_WORDS)
        clearPadding(into, (HEADER_WORDS + rows) * 4)
        text.write(into, textAt)
        clearPadding(into, textAt + text.bytes)
        values.write(into, valuesAt)
        clearPadding(into, valuesAt + values.bytes)
      },
    }
  }

  /** The rows of the next block into columns; returns how many. What is read again and again stands in variables. */
  #take(): number {
    const [texts, values, lengths, ints] = [this.#texts, this.#values, this.#lengths, this.#ints]
    let units = this.#units
    let [count, at, seen, isInts] = [0, 0, 0, true]
    for (const [text, value] of this.#rows) {
      const { length } = text
      if (at + length > units.length) units = this.#grow(at + length)
      for (let i = 0; i < length; i++) {
        const unit = text.charCodeAt(i)
        seen |= unit
        units[at + i] = unit
      }
      at += length
      texts[count] = text
      values[count] = value
      lengths[count] = length
      if (isInts) {
        if (isInt(value)) ints[count] = value
        else isInts = false
      }
      count += 1
      if (count < BLOCK_ROWS_MIN) continue
      if (count === BLOCK_ROWS_MAX || (tailHash(units, at, length) & (ENDS_ONE_OF - 1)) === 0) break
    }
    this.#unitCount = at
    this.#seen = seen
    this.#isInts = isInts
    return count
  }

  #grow(atLeast: number): Bytes {
    const units = new Uint8Array(atLeast * 2)
    units.set(this.#units)
    this.#units = units
    return units
  }

  #textColumn(rows: number): Column {
    if (this.#seen < 0x80) {
      const units = this.#units.subarray(0, this.#unitCount)
      return { kind: UTF8, bytes: units.length, write: (into, at) => into.set(units, at) }
    }
    const text = this.#texts.slice(0, rows).join('')
    return LONE_SURROGATE.test(text) ? utf16Column(text) : bytesColumn(UTF8, encoder.encode(text))
  }

  /** Where not all are numbers they are the JSON of a snapshot file. */
  #valueColumn(rows: number): Column {
    if (this.#isInts) {
      const ints = this.#ints.subarray(0, rows)
      const write = (into: Bytes, at: number) =>
        new Int32Array(into.buffer, into.byteOffset + at, rows).set(ints)
      return { kind: INT32, bytes: rows * 4, write }
    }
    const values = this.#values.slice(0, rows)
    if (values.every(isNumber)) {
      const write = (into: Bytes, at: number) =>
        new Float64Array(into.buffer, into.byteOffset + at, rows).set(values)
      return { kind: FLOAT64, bytes: rows * 8, write }
    }
    const json = JSON.stringify(values.map(value => encodeValue(this.#ofValue(value))))
    return bytesColumn(JSON_TEXT, encoder.encode(json))
  }
}

/** -0 is none: it would come back as 0. */
const isInt = (value: unknown): value is number =>
  typeof value === 'number' && (value | 0) === value && (value !== 0 || 1 / value > 0)

const isNumber = (value: unknown): value is number => typeof value === 'number'

const bytesColumn = (kind: number, bytes: Uint8Array): Column => ({
  kind,
  bytes: bytes.length,
  write: (into, at) => into.set(bytes, at),
})

/** What UTF-8 would lose. */
function utf16Column(text: string): Column {
  const bytes = new Uint8Array(text.length * 2)
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    bytes[2 * i] = unit & 0xff
    bytes[2 * i + 1] = unit >>> 8
  }
  return bytesColumn(UTF16, bytes)
}

/** What stands between two columns is nothing, whatever stood in the memory before. */
function clearPadding(bytes: Bytes, from: number): void {
  for (let i = from; i < padded(from); i++) bytes[i] = 0
}
