/**
 * An immutable sorted block: a file of the log-structured store, of about a thousand rows by key group, key and row.
 * What describes it always stays; its content may be let go of once a host keeps its bytes, and is brought back when
 * it is needed, whole or the rows of single keys. Where the content lies is no part of the world.
 */
import { assert } from '../../base/assert.ts'
import { blockHash } from '../../base/block-hash.ts'
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import { compare } from '../../base/order.ts'
import { BlocksAway, type KeyPlace, type StateBlock } from '../../engine/api/block-source.ts'
import { decodeContent, EncodedBlock, encodeContent } from './block-codec.ts'
import { BloomFilter } from './bloom.ts'

/** Columns; rows are in the order of (group, key, row). */
export interface BlockContent {
  readonly groups: readonly number[]
  readonly keys: readonly string[]
  readonly rows: readonly string[]
  readonly entries: readonly unknown[]
  /** The task's count of events at the last change of each row. */
  readonly changed: readonly number[]
}

/** A content that grows. */
export type Columns = { readonly [Name in keyof BlockContent]: BlockContent[Name][number][] }

export type KeyAt = KeyPlace

/** The rows of one key that a host has brought without the others. */
interface KeyRows {
  readonly rows: readonly string[]
  readonly entries: readonly unknown[]
}

const BLOOM_BITS = 10

export class Block extends Shared implements StateBlock {
  readonly id: string
  readonly count: number
  /** By the cost model. */
  readonly bytes: number
  readonly first: KeyAt
  readonly last: KeyAt
  readonly #bloom: BloomFilter
  #content: BlockContent | null
  /** By key. */
  #brought: Map<string, KeyRows> | null = null
  /** Hash of the content. */
  #name: string | null = null

  constructor(id: string, content: BlockContent, bytes: number) {
    super()
    const { groups, keys } = content
    const end = keys.length - 1
    assert(end >= 0, 'a block has a row')
    this.id = id
    this.count = keys.length
    this.bytes = bytes
    this.first = { group: groups[0]!, key: keys[0]! }
    this.last = { group: groups[end]!, key: keys[end]! }
    this.#bloom = new BloomFilter(keys, BLOOM_BITS)
    this.#content = content
  }

  /** Its rows are needed now; without them the caller has to be asked again when they are there. */
  get content(): BlockContent {
    if (this.#content === null) throw new BlocksAway([this])
    return this.#content
  }

  get isHere(): boolean {
    return this.#content !== null
  }

  /** Whether the rows of a key are here. */
  has(key: string): boolean {
    return this.#content !== null || this.#brought?.has(key) === true
  }

  encode(): Uint8Array | null {
    const bytes = encodeContent(this.content)
    if (bytes !== null) this.#name ??= blockHash(bytes)
    return bytes
  }

  letGo(): void {
    if (this.#content !== null) this.#hash()
    this.#content = null
    this.#brought = null
  }

  bring(bytes: Uint8Array, keys: readonly KeyAt[] | null): void {
    if (keys === null) {
      assert(blockHash(bytes) === this.#name, `block ${this.id} comes back as it was`)
      this.#content = decodeContent(bytes)
    } else if (this.#content === null) this.#bringKeys(new EncodedBlock(bytes), keys)
  }

  #bringKeys(encoded: EncodedBlock, keys: readonly KeyAt[]): void {
    // All the bytes would take longer to look at than the keys.
    const isOwn = encoded.count === this.count && encoded.key(this.count - 1) === this.last.key
    assert(isOwn, `block ${this.id} comes back with all its rows`)
    const brought = (this.#brought ??= new Map<string, KeyRows>())
    for (const at of keys) {
      const [from, to] = encoded.range(at)
      const rows: string[] = []
      const entries: unknown[] = []
      for (let i = from; i < to; i++) {
        rows.push(encoded.row(i, at.key))
        entries.push(encoded.entry(i))
      }
      brought.set(at.key, { rows, entries })
    }
  }

  /** Of its bytes, so that it needs none of the content once it is known; of the rows where they have no bytes. */
  #hash(): string {
    if (this.#name === null && this.encode() === null) this.#name = hashOfRows(this.content)
    return this.#name!
  }

  hashInto(hasher: Hasher): void {
    hasher.string(this.id).word(this.bytes).string(this.#hash())
  }

  /** Whether a key lies between its first and its last. */
  covers(at: KeyAt): boolean {
    return compareKeys(at, this.first) >= 0 && compareKeys(at, this.last) <= 0
  }

  overlaps(other: Block): boolean {
    return compareKeys(this.first, other.last) <= 0 && compareKeys(other.first, this.last) <= 0
  }

  mayHave(hash: number): boolean {
    return this.#bloom.mayHave(hash)
  }

  /** What it holds of a row; undefined: nothing. */
  entryOf(at: KeyAt, row: string): unknown {
    if (this.#content === null) {
      const brought = this.#brought?.get(at.key)
      if (brought === undefined) throw new BlocksAway([this])
      return brought.entries[brought.rows.indexOf(row)]
    }
    const { keys, rows, entries } = this.#content
    for (let i = lowerBound(this.#content, at, row); i < rows.length && keys[i] === at.key; i++)
      if (rows[i] === row) return entries[i]
    return undefined
  }
}

/** Index of the first row at or behind the given one. */
export function lowerBound({ groups, keys, rows }: BlockContent, at: KeyAt, row: string): number {
  let low = 0
  let high = rows.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (compareRows(groups[middle]!, keys[middle]!, rows[middle]!, at.group, at.key, row) < 0)
      low = middle + 1
    else high = middle
  }
  return low
}

function hashOfRows({ groups, rows, keys, entries }: BlockContent): string {
  const hasher = new Hasher()
  for (let i = 0; i < rows.length; i++)
    hasher.word(groups[i]!).string(keys[i]!).string(rows[i]!).value(entries[i])
  return hasher.hex()
}

export function compareKeys(a: KeyAt, b: KeyAt): number {
  return a.group === b.group ? compare(a.key, b.key) : a.group - b.group
}

export function compareRows(
  groupA: number,
  keyA: string,
  rowA: string,
  groupB: number,
  keyB: string,
  rowB: string,
): number {
  if (groupA !== groupB) return groupA - groupB
  return compare(keyA, keyB) || compare(rowA, rowB)
}

/**
 * Sorted rows cut into blocks of at most `most` rows and of about the same length. Rows of one key stay in one block.
 */
export function blocksOf(
  content: BlockContent,
  most: number,
  rowBytes: number,
  nextId: () => string,
): Block[] {
  const { groups, keys } = content
  const size = Math.ceil(keys.length / Math.ceil(keys.length / most))
  const blocks: Block[] = []
  for (let from = 0; from < keys.length;) {
    let to = Math.min(keys.length, from + size)
    while (to < keys.length && groups[to] === groups[to - 1] && keys[to] === keys[to - 1]) to += 1
    blocks.push(new Block(nextId(), part(content, from, to), (to - from) * rowBytes))
    from = to
  }
  return blocks
}

function part(
  { groups, keys, rows, entries, changed }: BlockContent,
  from: number,
  to: number,
): BlockContent {
  return {
    groups: groups.slice(from, to),
    keys: keys.slice(from, to),
    rows: rows.slice(from, to),
    entries: entries.slice(from, to),
    changed: changed.slice(from, to),
  }
}
