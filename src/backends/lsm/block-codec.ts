/**
 * A block's content as bytes and back. Values are plain data; a number is its eight bytes and a text its code units,
 * so that every bit comes back. What is no plain data, such as an instance of a class, has no bytes here.
 */
import { ListPart, MapPart, TOMBSTONE, Tombstone } from './entry.ts'
import type { BlockContent } from './block.ts'

const VERSION = 1

const TAGS = {
  null: 0,
  undefined: 1,
  true: 2,
  false: 3,
  number: 4,
  text: 5,
  wideText: 6,
  bigint: 7,
  array: 8,
  map: 9,
  set: 10,
  object: 11,
  tombstone: 12,
  listPart: 13,
  mapPart: 14,
} as const

/** Thrown inside only: the value has no bytes. */
class NotPlain extends Error {}

class Writer {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  /** Seven bits a byte, the lowest first. */
  count(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.byte((rest & 0x7f) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.byte(rest)
  }

  number(value: number): void {
    this.#room(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
  }

  text(value: string): void {
    let isNarrow = true
    for (let i = 0; isNarrow && i < value.length; i++) isNarrow = value.charCodeAt(i) < 0x100
    this.byte(isNarrow ? TAGS.text : TAGS.wideText)
    this.count(value.length)
    this.#room(value.length * 2)
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i)
      if (!isNarrow) this.#bytes[this.#length++] = unit >>> 8
      this.#bytes[this.#length++] = unit & 0xff
    }
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }
}

function writeValue(to: Writer, value: unknown): void {
  switch (typeof value) {
    case 'undefined':
      return to.byte(TAGS.undefined)
    case 'boolean':
      return to.byte(value ? TAGS.true : TAGS.false)
    case 'number':
      to.byte(TAGS.number)
      return to.number(value)
    case 'string':
      return to.text(value)
    case 'bigint':
      to.byte(TAGS.bigint)
      return to.text(value.toString())
    case 'object':
      return value === null ? to.byte(TAGS.null) : writeObject(to, value)
    case 'function':
    case 'symbol':
      throw new NotPlain()
  }
}

function writeObject(to: Writer, value: object): void {
  if (value instanceof Tombstone) return to.byte(TAGS.tombstone)
  if (value instanceof ListPart) return writeItems(to, TAGS.listPart, value.items)
  if (value instanceof MapPart) return writeEntries(to, TAGS.mapPart, value.entries)
  if (Array.isArray(value)) return writeItems(to, TAGS.array, value)
  if (value instanceof Map) return writeEntries(to, TAGS.map, value)
  if (value instanceof Set) return writeItems(to, TAGS.set, [...value])
  if (Object.getPrototypeOf(value) !== Object.prototype) throw new NotPlain()
  writeEntries(to, TAGS.object, new Map(Object.entries(value)))
}

function writeItems(to: Writer, tag: number, items: readonly unknown[]): void {
  to.byte(tag)
  to.count(items.length)
  for (const item of items) writeValue(to, item)
}

function writeEntries(to: Writer, tag: number, entries: ReadonlyMap<unknown, unknown>): void {
  to.byte(tag)
  to.count(entries.size)
  for (const [key, value] of entries) {
    writeValue(to, key)
    writeValue(to, value)
  }
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  damaged(expected: string): Error {
    return new Error(`block: expected ${expected} at byte ${this.#at} of ${this.#bytes.length}`)
  }

  byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw this.damaged('another byte')
    this.#at += 1
    return value
  }

  count(): number {
    let value = 0
    for (let factor = 1; factor < Number.MAX_SAFE_INTEGER; factor *= 128) {
      const byte = this.byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw this.damaged('a count')
  }

  /** A count of things that take at least a byte each. */
  size(): number {
    const size = this.count()
    if (size > this.#bytes.length - this.#at) throw this.damaged(`room for ${size} things`)
    return size
  }

  number(): number {
    if (this.#at + 8 > this.#bytes.length) throw this.damaged('a number')
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8)
  }

  text(isNarrow: boolean): string {
    const length = this.size()
    const units: string[] = []
    for (let i = 0; i < length; i++) {
      const high = isNarrow ? 0 : this.byte()
      units.push(String.fromCharCode((high << 8) | this.byte()))
    }
    return units.join('')
  }
}

function readValue(from: Reader): unknown {
  const tag = from.byte()
  switch (tag) {
    case TAGS.null:
      return null
    case TAGS.undefined:
      return undefined
    case TAGS.true:
      return true
    case TAGS.false:
      return false
    case TAGS.number:
      return from.number()
    case TAGS.text:
    case TAGS.wideText:
      return from.text(tag === TAGS.text)
    case TAGS.bigint:
      return BigInt(readValue(from) as string)
    case TAGS.tombstone:
      return TOMBSTONE
    default:
      return readCollection(from, tag)
  }
}

function readCollection(from: Reader, tag: number): unknown {
  switch (tag) {
    case TAGS.array:
      return readItems(from)
    case TAGS.set:
      return new Set(readItems(from))
    case TAGS.listPart:
      return new ListPart(readItems(from))
    case TAGS.map:
      return new Map(readEntries(from))
    case TAGS.mapPart:
      return new MapPart(new Map(readEntries(from)) as MapPart['entries'])
    case TAGS.object:
      return Object.fromEntries(readEntries(from) as [string, unknown][])
    default:
      throw from.damaged('a known kind of value')
  }
}

function readItems(from: Reader): unknown[] {
  return Array.from({ length: from.size() }, () => readValue(from))
}

function readEntries(from: Reader): [unknown, unknown][] {
  return Array.from({ length: from.size() }, () => [readValue(from), readValue(from)])
}

/** Null: something in it is no plain data. */
export function encodeContent(content: BlockContent): Uint8Array | null {
  const { groups, keys, rows, entries, changed } = content
  const to = new Writer()
  to.byte(VERSION)
  to.count(rows.length)
  try {
    for (let i = 0; i < rows.length; i++) {
      to.count(groups[i]!)
      to.text(keys[i]!)
      writeValue(to, rows[i] === keys[i] ? null : rows[i])
      to.count(changed[i]!)
      writeValue(to, entries[i])
    }
  } catch (error) {
    if (error instanceof NotPlain) return null
    throw error
  }
  return to.done()
}

export function decodeContent(bytes: Uint8Array): BlockContent {
  const from = new Reader(bytes)
  if (from.byte() !== VERSION) throw from.damaged(`version ${VERSION}`)
  const content = {
    groups: [] as number[],
    keys: [] as string[],
    rows: [] as string[],
    entries: [] as unknown[],
    changed: [] as number[],
  }
  const size = from.size()
  for (let i = 0; i < size; i++) {
    content.groups.push(from.count())
    const key = readText(from)
    const row = readValue(from)
    content.keys.push(key)
    content.rows.push(typeof row === 'string' ? row : key)
    content.changed.push(from.count())
    content.entries.push(readValue(from))
  }
  if (!from.isAtEnd) throw from.damaged('the end')
  return content
}

function readText(from: Reader): string {
  const text = readValue(from)
  if (typeof text !== 'string') throw from.damaged('a text')
  return text
}
