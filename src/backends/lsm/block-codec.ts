/**
 * A block's content as bytes and back, in columns: groups, keys, rows where they are not the keys, counts of events,
 * entries. One key is found in the bytes by halving, without making an object of any other.
 */
import { assert } from '../../base/assert.ts'
import type { BlockContent, KeyAt } from './block.ts'
import { isLatin, NotPlain, ValueReader, ValueWriter } from '../shared/values.ts'

const VERSION = 2
const HEADER_WORDS = 10

const ROWS_ARE_KEYS = 0
/** Bytes of a unit of text. */
const LATIN = 1
const WIDE = 2
const NARROW_COUNT = 4
const WIDE_COUNT = 8
const INT32 = 0
const FLOAT64 = 1
const TAGGED = 2

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

const padded = (bytes: number): number => (bytes + 7) & ~7

/** What the header says, in its order. */
interface Header {
  readonly count: number
  readonly keyUnits: number
  readonly keyWidth: number
  readonly rowUnits: number
  readonly rowWidth: number
  readonly entryKind: number
  /** Of tagged entries. */
  readonly entryBytes: number
  /** Bytes of a count of events. */
  readonly changedWidth: number
}

type Units = Uint8Array | Uint16Array

/** The columns of a block as views into its bytes. */
interface Columns {
  readonly groups: Uint16Array
  readonly changed: Uint32Array | Float64Array
  readonly keyEnds: Uint32Array
  readonly keys: Units
  /** The same as the keys' where the rows are the keys. */
  readonly rowEnds: Uint32Array
  readonly rows: Units
  readonly numbers: Int32Array | Float64Array | null
  /** Where there are no numbers. */
  readonly entryEnds: Uint32Array
  readonly tagged: Uint8Array
}

const bytesOfNumber = (kind: number): number => (kind === INT32 ? 4 : 8)

function sizeOf(header: Header): number {
  const { count, keyUnits, keyWidth, rowUnits, rowWidth, entryKind, entryBytes, changedWidth } = header
  const rows = rowWidth === ROWS_ARE_KEYS ? 0 : padded(count * 4) + padded(rowUnits * rowWidth)
  const entries =
    entryKind === TAGGED ? padded(count * 4) + padded(entryBytes) : padded(count * bytesOfNumber(entryKind))
  const keys = padded(count * 4) + padded(keyUnits * keyWidth)
  return HEADER_WORDS * 4 + padded(count * 2) + padded(count * changedWidth) + keys + rows + entries
}

function columnsIn(header: Header, bytes: Uint8Array): Columns {
  const { count, keyUnits, keyWidth, rowUnits, rowWidth, entryKind, entryBytes, changedWidth } = header
  const { buffer } = bytes
  let at = bytes.byteOffset + HEADER_WORDS * 4
  const place = (size: number) => {
    const from = at
    at += padded(size)
    return from
  }
  const units = (length: number, width: number): Units =>
    width === LATIN
      ? new Uint8Array(buffer, place(length), length)
      : new Uint16Array(buffer, place(length * 2), length)
  const groups = new Uint16Array(buffer, place(count * 2), count)
  const changedAt = place(count * changedWidth)
  const changed =
    changedWidth === NARROW_COUNT
      ? new Uint32Array(buffer, changedAt, count)
      : new Float64Array(buffer, changedAt, count)
  const keyEnds = new Uint32Array(buffer, place(count * 4), count)
  const keys = units(keyUnits, keyWidth)
  const areKeys = rowWidth === ROWS_ARE_KEYS
  const rowEnds = areKeys ? keyEnds : new Uint32Array(buffer, place(count * 4), count)
  const rows = areKeys ? keys : units(rowUnits, rowWidth)
  const isTagged = entryKind === TAGGED
  const numbersAt = place(isTagged ? 0 : count * bytesOfNumber(entryKind))
  const numbers = isTagged
    ? null
    : entryKind === INT32
      ? new Int32Array(buffer, numbersAt, count)
      : new Float64Array(buffer, numbersAt, count)
  const entryEnds = new Uint32Array(buffer, place(isTagged ? count * 4 : 0), isTagged ? count : 0)
  const tagged = new Uint8Array(buffer, place(entryBytes), entryBytes)
  return { groups, changed, keyEnds, keys, rowEnds, rows, numbers, entryEnds, tagged }
}

function unitsOf(texts: readonly string[]): number {
  let units = 0
  for (const text of texts) units += text.length
  return units
}

const widthOf = (texts: readonly string[]): number => (texts.every(isLatin) ? LATIN : WIDE)

function areSame(texts: readonly string[], others: readonly string[]): boolean {
  for (let i = 0; i < texts.length; i++) if (texts[i] !== others[i]) return false
  return true
}

function numberKind(entries: readonly unknown[]): number {
  let kind = INT32
  for (const entry of entries) {
    if (typeof entry !== 'number') return TAGGED
    if ((entry | 0) !== entry || Object.is(entry, -0)) kind = FLOAT64
  }
  return kind
}

interface Tagged {
  readonly ends: Uint32Array
  readonly bytes: Uint8Array
}

/** Null: something is no plain data. */
function taggedOf(entries: readonly unknown[]): Tagged | null {
  const writer = new ValueWriter()
  const ends = new Uint32Array(entries.length)
  try {
    for (let i = 0; i < entries.length; i++) {
      writer.value(entries[i])
      ends[i] = writer.length
    }
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
  return { ends, bytes: writer.done() }
}

function putTexts(texts: readonly string[], ends: Uint32Array, units: Units): void {
  let at = 0
  for (let t = 0; t < texts.length; t++) {
    const text = texts[t]!
    for (let i = 0; i < text.length; i++) units[at++] = text.charCodeAt(i)
    ends[t] = at
  }
}

/** Null: something in it is no plain data. */
export function encodeContent({ groups, keys, rows, entries, changed }: BlockContent): Uint8Array | null {
  assert(LITTLE_ENDIAN, 'numbers lie in memory with their lowest byte first')
  const count = keys.length
  const entryKind = numberKind(entries)
  const tagged = entryKind === TAGGED ? taggedOf(entries) : null
  if (entryKind === TAGGED && tagged === null) return null
  assert(
    groups.every(group => group <= 0xffff),
    'a key group fits into two bytes',
  )
  const hasRows = !areSame(rows, keys)
  const header: Header = {
    count,
    keyUnits: unitsOf(keys),
    keyWidth: widthOf(keys),
    rowUnits: hasRows ? unitsOf(rows) : 0,
    rowWidth: hasRows ? widthOf(rows) : ROWS_ARE_KEYS,
    entryKind,
    entryBytes: tagged?.bytes.length ?? 0,
    changedWidth: changed.every(count => count <= 0xffff_ffff) ? NARROW_COUNT : WIDE_COUNT,
  }
  const bytes = new Uint8Array(sizeOf(header))
  new Uint32Array(bytes.buffer, 0, HEADER_WORDS).set([VERSION, ...wordsOf(header)])
  const columns = columnsIn(header, bytes)
  columns.groups.set(groups)
  columns.changed.set(changed)
  putTexts(keys, columns.keyEnds, columns.keys)
  if (hasRows) putTexts(rows, columns.rowEnds, columns.rows)
  if (tagged === null) columns.numbers!.set(entries as readonly number[])
  else {
    columns.entryEnds.set(tagged.ends)
    columns.tagged.set(tagged.bytes)
  }
  return bytes
}

const wordsOf = (header: Header) => [
  header.count,
  header.keyUnits,
  header.keyWidth,
  header.rowUnits,
  header.rowWidth,
  header.entryKind,
  header.entryBytes,
  header.changedWidth,
]

const damaged = (expected: string, bytes: Uint8Array): Error =>
  new Error(`block: expected ${expected} at byte ${bytes.length}`)

type Words = readonly [number, number, number, number, number, number, number, number, number]

function headerOf(bytes: Uint8Array): Header {
  if (bytes.length < HEADER_WORDS * 4) throw damaged('a header', bytes)
  const [version, count, keyUnits, keyWidth, rowUnits, rowWidth, entryKind, entryBytes, changedWidth] =
    new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS) as unknown as Words
  if (version !== VERSION) throw damaged(`version ${VERSION}, got ${version},`, bytes)
  const header = { count, keyUnits, keyWidth, rowUnits, rowWidth, entryKind, entryBytes, changedWidth }
  const isKnown =
    (keyWidth === LATIN || keyWidth === WIDE) &&
    rowWidth <= WIDE &&
    entryKind <= TAGGED &&
    (changedWidth === NARROW_COUNT || changedWidth === WIDE_COUNT)
  if (!isKnown) throw damaged('columns of a known kind', bytes)
  const size = sizeOf(header)
  if (size !== bytes.length) throw damaged(`an end at byte ${size}, got one`, bytes)
  return header
}

function textAt(ends: Uint32Array, units: Units, index: number): string {
  const from = index === 0 ? 0 : ends[index - 1]!
  let text = ''
  for (let i = from; i < ends[index]!; i++) text += String.fromCharCode(units[i]!)
  return text
}

/** Units that are given to one call as arguments. */
const AT_ONCE = 4096

function textsOf(ends: Uint32Array, units: Units): string[] {
  let all = ''
  for (let from = 0; from < units.length; from += AT_ONCE)
    all += String.fromCharCode.apply(null, units.subarray(from, from + AT_ONCE) as unknown as number[])
  const texts = new Array<string>(ends.length)
  let from = 0
  for (let i = 0; i < ends.length; i++) {
    texts[i] = all.slice(from, ends[i])
    from = ends[i]!
  }
  return texts
}

/** A block that lies as bytes. */
export class EncodedBlock {
  readonly count: number
  readonly #columns: Columns

  constructor(given: Uint8Array) {
    const bytes = given.byteOffset % 8 === 0 ? given : given.slice()
    const header = headerOf(bytes)
    this.count = header.count
    this.#columns = columnsIn(header, bytes)
  }

  key(index: number): string {
    const { keyEnds, keys } = this.#columns
    return textAt(keyEnds, keys, index)
  }

  /** A row of a key. */
  row(index: number, key: string): string {
    const { rowEnds, rows, keys } = this.#columns
    return rows === keys ? key : textAt(rowEnds, rows, index)
  }

  entry(index: number): unknown {
    const { numbers, entryEnds, tagged } = this.#columns
    if (numbers !== null) return numbers[index]
    const from = index === 0 ? 0 : entryEnds[index - 1]!
    return new ValueReader(tagged.subarray(from, entryEnds[index])).value()
  }

  /** The first and the end of a key's rows; two equal ones where it has none. */
  range(at: KeyAt): readonly [number, number] {
    let low = 0
    let high = this.count
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#compare(middle, at) < 0) low = middle + 1
      else high = middle
    }
    let end = low
    while (end < this.count && this.#compare(end, at) === 0) end += 1
    return [low, end]
  }

  #compare(index: number, { group, key }: KeyAt): number {
    const { groups, keyEnds, keys } = this.#columns
    if (groups[index] !== group) return groups[index]! - group
    const from = index === 0 ? 0 : keyEnds[index - 1]!
    const length = keyEnds[index]! - from
    const common = Math.min(length, key.length)
    for (let i = 0; i < common; i++) {
      const difference = keys[from + i]! - key.charCodeAt(i)
      if (difference !== 0) return difference
    }
    return length - key.length
  }

  content(): BlockContent {
    const { groups, changed, keyEnds, keys, rowEnds, rows, numbers } = this.#columns
    const keyTexts = textsOf(keyEnds, keys)
    return {
      groups: Array.from(groups),
      keys: keyTexts,
      rows: rows === keys ? keyTexts : textsOf(rowEnds, rows),
      entries: numbers === null ? keyTexts.map((_, i) => this.entry(i)) : Array.from(numbers),
      changed: Array.from(changed),
    }
  }
}

/** Throws where it is no block. */
export const decodeContent = (bytes: Uint8Array): BlockContent => new EncodedBlock(bytes).content()
