/**
 * A block of rows of keyed state as bytes: texts in one run with their lengths beside them, values in a column of
 * their own. Numbers take four or eight bytes, all else is the JSON of a snapshot file. The same rows give the same
 * bytes, so that the hash of a block is its name.
 */
import { assert } from '../../base/assert.ts'
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

export interface Rows {
  readonly texts: readonly string[]
  readonly values: readonly unknown[]
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const LONE_SURROGATE = /\p{Surrogate}/u

const padded = (bytes: number): number => (bytes + 7) & ~7

/** Grows and is used again for the next block; what is returned is a copy. */
let scratch = new Uint8Array(256 * 1024)

function room(bytes: number): Uint8Array<ArrayBuffer> {
  if (scratch.length < bytes) scratch = new Uint8Array(padded(bytes * 2))
  return scratch
}

export function encodeRows({ texts, values }: Rows): Uint8Array<ArrayBuffer> {
  assert(texts.length === values.length, 'each text has a value')
  const count = texts.length
  const text = texts.join('')
  const column = valuesOf(values)
  const lengthsAt = HEADER_WORDS * 4
  const textAt = padded(lengthsAt + count * 4)
  const buffer = room(textAt + padded(text.length * 3) + column.bytes.length + 8)
  const { kind, bytes } = putText(text, buffer.subarray(textAt))
  const valuesAt = padded(textAt + bytes)
  const end = padded(valuesAt + column.bytes.length)
  const words = new Uint32Array(buffer.buffer, 0, lengthsAt / 4 + count)
  words.set([MARK, count, kind, bytes, column.kind, column.bytes.length])
  for (let i = 0; i < count; i++) words[HEADER_WORDS + i] = texts[i]!.length
  buffer.fill(0, lengthsAt + count * 4, textAt)
  buffer.fill(0, textAt + bytes, valuesAt)
  buffer.set(column.bytes, valuesAt)
  buffer.fill(0, valuesAt + column.bytes.length, end)
  return buffer.slice(0, end)
}

function putText(text: string, into: Uint8Array): { readonly kind: number; readonly bytes: number } {
  const { written } = encoder.encodeInto(text, into)
  if (written === text.length || !LONE_SURROGATE.test(text)) return { kind: UTF8, bytes: written }
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    into[2 * i] = unit & 0xff
    into[2 * i + 1] = unit >>> 8
  }
  return { kind: UTF16, bytes: text.length * 2 }
}

const isInt32 = (value: unknown): boolean =>
  typeof value === 'number' && (value | 0) === value && !Object.is(value, -0)

function valuesOf(values: readonly unknown[]): { readonly kind: number; readonly bytes: Uint8Array } {
  if (values.every(isInt32)) {
    const bytes = new Uint8Array(Int32Array.from(values as number[]).buffer)
    return { kind: INT32, bytes }
  }
  if (values.every(value => typeof value === 'number')) {
    const bytes = new Uint8Array(Float64Array.from(values as number[]).buffer)
    return { kind: FLOAT64, bytes }
  }
  return { kind: JSON_TEXT, bytes: encoder.encode(JSON.stringify(values.map(encodeValue))) }
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
      return ok(Array.from(new Int32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)))
    case FLOAT64:
      return ok(Array.from(new Float64Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 3)))
    case JSON_TEXT: {
      const json = JSON.parse(decoder.decode(bytes)) as readonly Json[]
      return attempt(() => json.map(value => decodeValue(value, ROOT)))
    }
    default:
      return refuse('values of a known kind')
  }
}
