/**
 * Values of rows that need not be in memory. A value that is no number or text lies in a box, which all have that refer
 * to it: the rows as they are, the rows as the database has them, both pasts, and snapshots. A host may take its bytes
 * and let go of the value; the box stays, with the hash of what was in it.
 */
import { assert } from '../../base/assert.ts'
import { isPrimitive, Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { VersionedMap } from '../../base/versioned-map.ts'
import { BlocksAway, together, type StateBlock } from '../../engine/api/block-source.ts'
import type { StateRow, StateRows } from '../../engine/api/state-backend.ts'
import { NotPlain, ValueReader, ValueWriter } from '../shared/values.ts'

/** What a box holds when its value is elsewhere; no value of a row. */
const AWAY = Symbol('away')

export class Box extends Shared implements StateBlock {
  readonly id: string
  /** By the cost model. */
  readonly bytes: number
  #value: unknown
  #lanes: readonly [number, number] | null = null

  constructor(id: string, value: object, bytes: number) {
    super()
    this.id = id
    this.bytes = bytes
    this.#value = value
  }

  get value(): unknown {
    if (this.#value === AWAY) throw new BlocksAway([this])
    return this.#value
  }

  get isHere(): boolean {
    return this.#value !== AWAY
  }

  #hash(): readonly [number, number] {
    return (this.#lanes ??= lanesOf(this.value))
  }

  hashInto(hasher: Hasher): void {
    const [a, b] = this.#hash()
    hasher.word(a).word(b)
  }

  encode(): Uint8Array | null {
    const writer = new ValueWriter()
    try {
      writer.value(this.value)
    } catch (error) {
      if (error instanceof NotPlain) return null
      throw error
    }
    return writer.done()
  }

  letGo(): void {
    this.#hash()
    this.#value = AWAY
  }

  bring(bytes: Uint8Array): void {
    if (this.isHere) return
    const value = new ValueReader(bytes).value()
    const [a, b] = lanesOf(value)
    assert(a === this.#lanes![0] && b === this.#lanes![1], `the value of ${this.id} comes back as it was`)
    this.#value = value
  }
}

const lanesOf = (value: unknown): readonly [number, number] => new Hasher().value(value).lanes()

export const boxed = (id: string, value: unknown, bytes: number): unknown =>
  isPrimitive(value) ? value : new Box(id, value as object, bytes)

export const opened = (held: unknown): unknown => (held instanceof Box ? held.value : held)

export const isAway = (held: unknown): held is Box => held instanceof Box && !held.isHere

/** The rows of a map with what is in their boxes, for those who only look; a box is opened when its value is read. */
export class OpenedRows extends Shared implements StateRows {
  readonly #map: VersionedMap

  constructor(map: VersionedMap) {
    super()
    this.#map = map
  }

  get size(): number {
    return this.#map.rows.size
  }

  has(row: string): boolean {
    return this.#map.rows.has(row)
  }

  get(row: string): StateRow | undefined {
    const found = this.#map.rows.get(row)
    return found === undefined ? undefined : openedRow(found)
  }

  keys(): Iterable<string> {
    return this.#map.rows.keys()
  }

  values(): StateRow[] {
    return Array.from(this.#map.rows.values(), openedRow)
  }

  *[Symbol.iterator](): Generator<[string, StateRow]> {
    for (const [row, found] of this.#map.rows) yield [row, openedRow(found)]
  }
}

function openedRow(row: StateRow): StateRow {
  const { value: box, changed } = row
  if (!(box instanceof Box)) return row
  return {
    get value() {
      return box.value
    },
    changed,
  }
}

/** Rows of a snapshot, opened when somebody asks. */
export class BoxedPart extends Shared implements ReadonlyMap<string, unknown> {
  /** Values in their boxes. */
  readonly held: ReadonlyMap<string, unknown>

  constructor(held: ReadonlyMap<string, unknown>) {
    super()
    this.held = held
  }

  #opened(): Map<string, unknown> {
    const reads = Array.from(
      this.held,
      ([row, held]) =>
        () =>
          [row, opened(held)] as const,
    )
    return new Map(together(reads))
  }

  hashInto(hasher: Hasher): void {
    hasher.value(this.held)
  }

  get size(): number {
    return this.held.size
  }

  has(row: string): boolean {
    return this.held.has(row)
  }

  get(row: string): unknown {
    return opened(this.held.get(row))
  }

  keys(): MapIterator<string> {
    return this.held.keys()
  }

  values(): MapIterator<unknown> {
    return this.#opened().values()
  }

  entries(): MapIterator<[string, unknown]> {
    return this.#opened().entries()
  }

  forEach(each: (value: unknown, row: string, map: ReadonlyMap<string, unknown>) => void): void {
    this.#opened().forEach((value, row) => each(value, row, this))
  }

  [Symbol.iterator](): MapIterator<[string, unknown]> {
    return this.entries()
  }
}
