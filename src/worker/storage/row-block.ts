/**
 * A block of rows of keyed state as bytes: texts in one run with their lengths beside them, values in a column of
 * their own. Numbers take four or eight bytes, all else is the JSON of a snapshot file. The same rows give the same
 * bytes, so that the hash of a block is its name.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import { decodeValue } from '../../interop/json-values.ts'
import type { Json } from '../../interop/json-text.ts'
import { attempt, ROOT } from '../../interop/problems.ts'

export const MARK = 0x72_6f_77_31
export const HEADER_WORDS = 6

/** How texts lie: as UTF-8, or, where that would lose a lone surrogate, as UTF-16. */
export const UTF8 = 0
export const UTF16 = 1
export const INT32 = 0
export const FLOAT64 = 1
export const JSON_TEXT = 2

export interface Rows {
  readonly texts: readonly string[]
  readonly values: readonly unknown[]
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export const padded = (bytes: number): number => (bytes + 7) & ~7

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
    ? ok({ texts: cut(text, lengths), values: values.value })
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
