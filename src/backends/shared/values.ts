/**
 * Values of state as bytes and back. Values are plain data; a number is its eight bytes and a text its code units, so
 * that every bit comes back. What is no plain data, such as an instance of a class, has no bytes here.
 */
import { ListPart, MapPart, TOMBSTONE, Tombstone } from './entry.ts'

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

/** The value has no bytes. */
export class NotPlain extends Error {}

export class ValueWriter {
  #bytes = new Uint8Array(1024)
  #view = new DataView(this.#bytes.buffer)
  #length = 0

  get length(): number {
    return this.#length
  }

  #room(more: number): void {
    if (this.#length + more <= this.#bytes.length) return
    const grown = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + more))
    grown.set(this.#bytes)
    this.#bytes = grown
    this.#view = new DataView(grown.buffer)
  }

  #byte(value: number): void {
    this.#room(1)
    this.#bytes[this.#length++] = value
  }

  /** Seven bits a byte, the lowest first. */
  #count(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.#byte((rest & 0x7f) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.#byte(rest)
  }

  #number(value: number): void {
    this.#byte(TAGS.number)
    this.#room(8)
    this.#view.setFloat64(this.#length, value)
    this.#length += 8
  }

  #text(value: string): void {
    const isNarrow = isLatin(value)
    this.#byte(isNarrow ? TAGS.text : TAGS.wideText)
    this.#count(value.length)
    this.#room(value.length * 2)
    for (let i = 0; i < value.length; i++) {
      const unit = value.charCodeAt(i)
      if (!isNarrow) this.#bytes[this.#length++] = unit >>> 8
      this.#bytes[this.#length++] = unit & 0xff
    }
  }

  /** Throws {@link NotPlain}. */
  value(value: unknown): void {
    switch (typeof value) {
      case 'undefined':
        return this.#byte(TAGS.undefined)
      case 'boolean':
        return this.#byte(value ? TAGS.true : TAGS.false)
      case 'number':
        return this.#number(value)
      case 'string':
        return this.#text(value)
      case 'bigint':
        this.#byte(TAGS.bigint)
        return this.#text(value.toString())
      case 'object':
        return value === null ? this.#byte(TAGS.null) : this.#object(value)
      case 'function':
      case 'symbol':
        throw new NotPlain()
    }
  }

  #object(value: object): void {
    if (value instanceof Tombstone) return this.#byte(TAGS.tombstone)
    if (value instanceof ListPart) return this.#items(TAGS.listPart, value.items)
    if (value instanceof MapPart) return this.#entries(TAGS.mapPart, value.entries)
    if (Array.isArray(value)) return this.#items(TAGS.array, value)
    if (value instanceof Map) return this.#entries(TAGS.map, value)
    if (value instanceof Set) return this.#items(TAGS.set, [...value])
    if (Object.getPrototypeOf(value) !== Object.prototype) throw new NotPlain()
    this.#entries(TAGS.object, new Map(Object.entries(value)))
  }

  #items(tag: number, items: readonly unknown[]): void {
    this.#byte(tag)
    this.#count(items.length)
    for (const item of items) this.value(item)
  }

  #entries(tag: number, entries: ReadonlyMap<unknown, unknown>): void {
    this.#byte(tag)
    this.#count(entries.size)
    for (const [key, value] of entries) {
      this.value(key)
      this.value(value)
    }
  }

  /** What was written; good until more is. */
  done(): Uint8Array {
    return this.#bytes.subarray(0, this.#length)
  }
}

export function isLatin(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0xff) return false
  return true
}

export class ValueReader {
  readonly #bytes: Uint8Array
  readonly #view: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  }

  #damaged(expected: string): Error {
    return new Error(`value: expected ${expected} at byte ${this.#at} of ${this.#bytes.length}`)
  }

  #byte(): number {
    const value = this.#bytes[this.#at]
    if (value === undefined) throw this.#damaged('another byte')
    this.#at += 1
    return value
  }

  #count(): number {
    let value = 0
    for (let factor = 1; factor < Number.MAX_SAFE_INTEGER; factor *= 128) {
      const byte = this.#byte()
      value += (byte & 0x7f) * factor
      if (byte < 0x80) return value
    }
    throw this.#damaged('a count')
  }

  /** A count of things that take at least a byte each. */
  #size(): number {
    const size = this.#count()
    if (size > this.#bytes.length - this.#at) throw this.#damaged(`room for ${size} things`)
    return size
  }

  #number(): number {
    if (this.#at + 8 > this.#bytes.length) throw this.#damaged('a number')
    this.#at += 8
    return this.#view.getFloat64(this.#at - 8)
  }

  #text(isNarrow: boolean): string {
    const length = this.#size()
    const units: string[] = []
    for (let i = 0; i < length; i++) {
      const high = isNarrow ? 0 : this.#byte()
      units.push(String.fromCharCode((high << 8) | this.#byte()))
    }
    return units.join('')
  }

  value(): unknown {
    const tag = this.#byte()
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
        return this.#number()
      case TAGS.text:
      case TAGS.wideText:
        return this.#text(tag === TAGS.text)
      case TAGS.bigint:
        return BigInt(this.value() as string)
      case TAGS.tombstone:
        return TOMBSTONE
      default:
        return this.#collection(tag)
    }
  }

  #collection(tag: number): unknown {
    switch (tag) {
      case TAGS.array:
        return this.#items()
      case TAGS.set:
        return new Set(this.#items())
      case TAGS.listPart:
        return new ListPart(this.#items())
      case TAGS.map:
        return new Map(this.#entries())
      case TAGS.mapPart:
        return new MapPart(new Map(this.#entries()) as MapPart['entries'])
      case TAGS.object:
        return Object.fromEntries(this.#entries() as [string, unknown][])
      default:
        throw this.#damaged('a known kind of value')
    }
  }

  #items(): unknown[] {
    return Array.from({ length: this.#size() }, () => this.value())
  }

  #entries(): [unknown, unknown][] {
    return Array.from({ length: this.#size() }, () => [this.value(), this.value()])
  }
}
