/**
 * A block of rows of keyed state as bytes: texts in one run with their lengths beside them, values in a column of
 * their own. Numbers take four or eight bytes, all else is the JSON of a snapshot file. The same rows give the same
 * bytes, so that the hash of a block is its name.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import { decodeValue, encodeValue } from '../../interop/json-values.ts'
import type { Json } from '../../interop/json-text.ts'
import { attempt, ROOT } from '../../interop/problems.ts'

const MARK = 0x72_6f_77_31
const HEADER_WORDS = 6

/** How texts lie: as UTF-8, or, where that would lose a lone surrogate, as UTF-16. */
const UTF8 = 0
const UTF16 = 1
const INT32 = 0
const FLOAT64 = 1
const JSON_TEXT = 2

/** The first `count` rows of columns that may be longer. */
export interface Rows {
  readonly texts: readonly string[]
  readonly values: readonly unknown[]
  readonly count: number
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONE_SURROGATE = /\p{Surrogate}/u

const padded = (bytes: number): number => (bytes + 7) & ~7

/** Grows and is used again for the next block. */
let scratch = new Uint8Array(256 * 1024)

function room(bytes: number): Uint8Array<ArrayBuffer> {
  if (scratch.length < bytes) scratch = new Uint8Array(padded(bytes * 2))
  return scratch
}

/** The bytes are good until the next block is encoded. */
export function encodeRows({ texts, values, count }: Rows): Uint8Array<ArrayBuffer> {
  const textAt = padded((HEADER_WORDS + count) * 4)
  const buffer = room(textAt + padded(unitsOf(texts, count) * 3) + count * 8 + 8)
  const words = new Uint32Array(buffer.buffer, 0, HEADER_WORDS + count)
  const text = putTexts(texts, count, words, buffer, textAt)
  const valuesAt = textAt + padded(text.bytes)
  const column = putNumbers(values, count, buffer, valuesAt) ?? jsonOf(values.slice(0, count))
  words.set([MARK, count, text.kind, text.bytes, column.kind, column.bytes])
  const filled = column.json === undefined ? valuesAt + column.bytes : valuesAt
  const end = valuesAt + padded(column.bytes)
  clearPadding(buffer, (HEADER_WORDS + count) * 4)
  clearPadding(buffer, textAt + text.bytes)
  clearPadding(buffer, filled)
  if (column.json === undefined) return buffer.subarray(0, end)
  const block = new Uint8Array(end)
  block.set(buffer.subarray(0, valuesAt))
  block.set(column.json, valuesAt)
  return block
}

/** What stands between two columns is nothing, whatever stood in the buffer before. */
function clearPadding(buffer: Uint8Array, from: number): void {
  for (let i = from; i < padded(from); i++) buffer[i] = 0
}

function unitsOf(texts: readonly string[], count: number): number {
  let units = 0
  for (let i = 0; i < count; i++) units += texts[i]!.length
  return units
}

interface Column {
  readonly kind: number
  readonly bytes: number
  /** What does not stand in the buffer yet. */
  readonly json?: Uint8Array
}

/** Nearly all keys are ASCII, of which each unit is a byte; anything else is encoded as a whole. */
function putTexts(
  texts: readonly string[],
  count: number,
  lengths: Uint32Array,
  into: Uint8Array,
  from: number,
): Column {
  let at = from
  let all = 0
  for (let t = 0; t < count; t++) {
    const text = texts[t]!
    const { length } = text
    lengths[HEADER_WORDS + t] = length
    for (let i = 0; i < length; i++) {
      const unit = text.charCodeAt(i)
      all |= unit
      into[at++] = unit
    }
  }
  if (all < 0x80) return { kind: UTF8, bytes: at - from }
  const text = texts.slice(0, count).join('')
  if (LONE_SURROGATE.test(text)) return putUtf16(text, into, from)
  return { kind: UTF8, bytes: encoder.encodeInto(text, into.subarray(from)).written }
}

function putUtf16(text: string, into: Uint8Array, from: number): Column {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    into[from + 2 * i] = unit & 0xff
    into[from + 2 * i + 1] = unit >>> 8
  }
  return { kind: UTF16, bytes: text.length * 2 }
}

/** Null: they are not all numbers. */
function putNumbers(
  values: readonly unknown[],
  count: number,
  into: Uint8Array<ArrayBuffer>,
  at: number,
): Column | null {
  const ints = new Int32Array(into.buffer, at, count)
  let isInts = true
  for (let i = 0; i < count; i++) {
    const value = values[i]
    if (typeof value !== 'number') return null
    const int = value | 0
    ints[i] = int
    if (int !== value || (int === 0 && 1 / value < 0)) isInts = false
  }
  if (isInts) return { kind: INT32, bytes: count * 4 }
  const doubles = new Float64Array(into.buffer, at, count)
  for (let i = 0; i < count; i++) doubles[i] = values[i] as number
  return { kind: FLOAT64, bytes: count * 8 }
}

function jsonOf(values: readonly unknown[]): Column {
  const json = encoder.encode(JSON.stringify(values.map(encodeValue)))
  return { kind: JSON_TEXT, bytes: json.length, json }
}

const refuse = (expected: string): Result<never> => fail('block', 'block', `expected ${expected}`)

/** A block whose hash was right reads well; this says what is wrong with one that came from another version. */
export function decodeRows(given: Uint8Array): Result<Rows> {
  const bytes = given.byteOffset % 8 === 0 ? given : given.slice()
  if (bytes.length < HEADER_WORDS * 4) return refuse('a block with a header')
  const header = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS)
  const [mark, count, textKind, textBytes, valueKind, valueBytes] = header as unknown as readonly [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  if (mark !== MARK) return refuse('a block of rows')
  const textAt = padded((HEADER_WORDS + count) * 4)
  const valuesAt = padded(textAt + textBytes)
  if (padded(valuesAt + valueBytes) !== bytes.length) return refuse('a block as long as its header says')
  const lengths = new Uint32Array(bytes.buffer, bytes.byteOffset + HEADER_WORDS * 4, count)
  const text = textFrom(textKind, bytes.subarray(textAt, textAt + textBytes))
  const values = valuesFrom(valueKind, bytes.subarray(valuesAt, valuesAt + valueBytes))
  return values.ok && values.value.length === count
    ? ok({ texts: cut(text, lengths), values: values.value, count })
    : refuse('as many values as texts')
}

function textFrom(kind: number, bytes: Uint8Array): string {
  if (kind === UTF8) return decoder.decode(bytes)
  let text = ''
  for (let i = 0; i < bytes.length; i += 2) text += String.fromCharCode(bytes[i]! | (bytes[i + 1]! << 8))
  return text
}

function cut(text: string, lengths: Uint32Array): string[] {
  const texts = new Array<string>(lengths.length)
  let at = 0
  for (let i = 0; i < lengths.length; i++) {
    texts[i] = text.slice(at, at + lengths[i]!)
    at += lengths[i]!
  }
  return texts
}

function valuesFrom(kind: number, bytes: Uint8Array): Result<readonly unknown[]> {
  switch (kind) {
    case INT32:
      return ok(listOf(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)))
    case FLOAT64:
      return ok(listOf(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 3)))
    case JSON_TEXT: {
      const json = JSON.parse(decoder.decode(bytes)) as readonly Json[]
      return attempt(() => json.map(value => decodeValue(value, ROOT)))
    }
    default:
      return refuse('values of a known kind')
  }
}

/** As Array.from does it, in a fraction of the time. */
function listOf(column: Int32Array | Float64Array): number[] {
  const list = new Array<number>(column.length)
  for (let i = 0; i < column.length; i++) list[i] = column[i]!
  return list
}
