/**
 * JSON that is written piece by piece, so that a file of any size needs the memory of one piece. What is large stands
 * in it as a {@link LazyList}, whose items are made while they are written. The text is the one that `print` and
 * `canonicalJson` give for the same content in memory.
 */
import { Sha256 } from '../base/sha256.ts'
import { canonicalJson, LINE_LENGTH_MAX, print } from './canonical.ts'
import type { Json } from './json-text.ts'

/** Items in order; they are made anew for each walk. */
export class LazyList {
  readonly items: () => Iterable<Json>

  constructor(items: () => Iterable<Json>) {
    this.items = items
  }
}

export type StreamedJson =
  Json | LazyList | readonly StreamedJson[] | { readonly [field: string]: StreamedJson }

export type StreamedFields = { readonly [field: string]: StreamedJson }

/** UTF-16 units of a piece, about. */
const PIECE_LENGTH = 64 * 1024

const isList = (value: StreamedJson): value is readonly StreamedJson[] => Array.isArray(value)

const isFields = (value: StreamedJson): value is StreamedFields =>
  value !== null && typeof value === 'object' && !isList(value) && !(value instanceof LazyList)

function isStreamed(value: StreamedJson): boolean {
  if (value instanceof LazyList) return true
  if (isList(value)) return value.some(isStreamed)
  return isFields(value) && Object.values(value).some(isStreamed)
}

/** Pieces of about one size, out of pieces of any. */
function* gather(pieces: Iterable<string>): Generator<string> {
  let held = ''
  for (const piece of pieces) {
    held += piece
    if (held.length < PIECE_LENGTH) continue
    yield held
    held = ''
  }
  if (held !== '') yield held
}

function* separated(parts: Iterable<Iterable<string>>, open: string, close: string): Generator<string> {
  yield open
  let isFirst = true
  for (const part of parts) {
    if (!isFirst) yield ','
    isFirst = false
    yield* part
  }
  yield close
}

function* canonical(value: StreamedJson): Generator<string> {
  if (!isStreamed(value)) yield canonicalJson(value as Json)
  else if (value instanceof LazyList) yield* separated(mapped(value.items(), canonicalItem), '[', ']')
  else if (isList(value)) yield* separated(mapped(value, canonical), '[', ']')
  else {
    const fields = value as StreamedFields
    yield* separated(
      mapped(Object.keys(fields).sort(), name => canonicalField(name, fields[name] ?? null)),
      '{',
      '}',
    )
  }
}

const canonicalItem = (item: Json): Iterable<string> => [canonicalJson(item)]

function* canonicalField(name: string, value: StreamedJson): Generator<string> {
  yield `${JSON.stringify(name)}:`
  yield* canonical(value)
}

function* mapped<T, U>(items: Iterable<T>, map: (item: T) => U): Generator<U> {
  for (const item of items) yield map(item)
}

function* printed(value: StreamedJson, indent: string): Generator<string> {
  const inner = `${indent} `
  if (!isStreamed(value)) yield print(value as Json, indent)
  else if (value instanceof LazyList)
    yield* folded(
      mapped(value.items(), item => [print(item, inner)]),
      '[]',
      indent,
    )
  else if (isList(value))
    yield* folded(
      mapped(value, item => printed(item, inner)),
      '[]',
      indent,
    )
  else
    yield* folded(
      mapped(Object.entries(value as StreamedFields), ([name, item]) => printedField(name, item, inner)),
      '{}',
      indent,
    )
}

function* printedField(name: string, value: StreamedJson, indent: string): Generator<string> {
  yield `${JSON.stringify(name)}: `
  yield* printed(value, indent)
}

/** On one line as long as all fits there; from the first part that does not, each part has its own. */
function* folded(parts: Iterable<Iterable<string>>, brackets: string, indent: string): Generator<string> {
  const line: string[] = []
  let left = LINE_LENGTH_MAX - indent.length
  let isFolded = false
  const separator = `,\n${indent} `
  for (const part of parts) {
    if (isFolded) {
      yield separator
      yield* part
      continue
    }
    let text = ''
    for (const piece of part) {
      if (isFolded) {
        yield piece
        continue
      }
      text += piece
      if (text.length + 2 <= left && !text.includes('\n')) continue
      isFolded = true
      yield `${brackets[0]}\n${indent} ${[...line, text].join(separator)}`
    }
    line.push(text)
    left -= text.length + 2
  }
  yield isFolded ? `\n${indent}${brackets[1]}` : `${brackets[0]}${line.join(', ')}${brackets[1]}`
}

/** The content with its digest, as the pieces of its text; fields in the order given. */
export function* streamFile(content: StreamedFields): Generator<string> {
  const hash = new Sha256()
  for (const piece of gather(canonical(content))) hash.add(piece)
  const file = { ...content, digest: `sha-256:${hash.hex()}` }
  yield* gather(printed(file, ''))
  yield '\n'
}

export const printFile = (content: StreamedFields): string => [...streamFile(content)].join('')
