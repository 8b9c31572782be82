/**
 * An immutable sorted block: a file of the log-structured store, of about a thousand rows by key group, key and row.
 * What describes it always stays; its content may be let go of once a host keeps its bytes, and is brought back when
 * it is needed. Where the content lies is no part of the world.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { Hasher } from '../../base/hash.ts'
import type { StateBlock } from '../../engine/api/block-source.ts'
import { BlocksAway } from '../../engine/api/block-source.ts'
import { decodeContent, encodeContent } from './block-codec.ts'
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

export interface BlockRow {
  readonly group: number
  readonly key: string
  readonly row: string
  readonly entry: unknown
  readonly changed: number
}

const BLOOM_BITS = 10

export class Block extends Shared implements StateBlock {
  readonly id: string
  readonly count: number
  /** By the cost model. */
  readonly bytes: number
  readonly firstGroup: number
  readonly firstKey: string
  readonly lastGroup: number
  readonly lastKey: string
  readonly #bloom: BloomFilter
  #content: BlockContent | null
  #digest: readonly [number, number] | null = null

  constructor(id: string, content: BlockContent, bytes: number) {
    super()
    const { groups, keys, rows } = content
    const last = rows.length - 1
    assert(last >= 0, 'a block has a row')
    this.id = id
    this.count = rows.length
    this.bytes = bytes
    this.firstGroup = groups[0]!
    this.firstKey = keys[0]!
    this.lastGroup = groups[last]!
    this.lastKey = keys[last]!
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

  encode(): Uint8Array | null {
    return encodeContent(this.content)
  }

  letGo(): void {
    this.#lanes()
    this.#content = null
  }

  bring(bytes: Uint8Array): void {
    const content = decodeContent(bytes)
    assert(content.rows.length === this.count, `block ${this.id} comes back with all its rows`)
    const [a, b] = digestOf(content)
    const [knownA, knownB] = this.#lanes()
    assert(a === knownA && b === knownB, `block ${this.id} comes back as it was`)
    this.#content = content
  }

  #lanes(): readonly [number, number] {
    return (this.#digest ??= digestOf(this.content))
  }

  hashInto(hasher: Hasher): void {
    const [a, b] = this.#lanes()
    hasher.string(this.id).word(this.bytes).word(a).word(b)
  }

  /** Whether a key lies between its first and its last. */
  covers(group: number, key: string): boolean {
    return (
      compareKeys(group, key, this.firstGroup, this.firstKey) >= 0 &&
      compareKeys(group, key, this.lastGroup, this.lastKey) <= 0
    )
  }

  overlaps(other: Block): boolean {
    return (
      compareKeys(this.firstGroup, this.firstKey, other.lastGroup, other.lastKey) <= 0 &&
      compareKeys(other.firstGroup, other.firstKey, this.lastGroup, this.lastKey) <= 0
    )
  }

  mayHave(key: string): boolean {
    return this.#bloom.mayHave(key)
  }

  /** Index of a row; -1: it is not here. */
  find(group: number, key: string, row: string): number {
    const { groups, keys, rows } = this.content
    let low = 0
    let high = rows.length - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const order = compareRows(groups[middle]!, keys[middle]!, rows[middle]!, group, key, row)
      if (order === 0) return middle
      if (order < 0) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  *walk(): Generator<BlockRow> {
    const { groups, keys, rows, entries, changed } = this.content
    for (let i = 0; i < rows.length; i++) {
      yield {
        group: groups[i]!,
        key: keys[i]!,
        row: rows[i]!,
        entry: entries[i],
        changed: changed[i]!,
      }
    }
  }
}

function digestOf({ groups, keys, rows, entries }: BlockContent): [number, number] {
  const hasher = new Hasher()
  for (let i = 0; i < rows.length; i++)
    hasher.word(groups[i]!).string(keys[i]!).string(rows[i]!).value(entries[i])
  return hasher.lanes()
}

const compareTexts = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1)

function compareKeys(groupA: number, keyA: string, groupB: number, keyB: string): number {
  return groupA === groupB ? compareTexts(keyA, keyB) : groupA - groupB
}

function compareRows(
  groupA: number,
  keyA: string,
  rowA: string,
  groupB: number,
  keyB: string,
  rowB: string,
): number {
  const keys = compareKeys(groupA, keyA, groupB, keyB)
  return keys === 0 ? compareTexts(rowA, rowB) : keys
}

export const byRow = (a: BlockRow, b: BlockRow): number =>
  compareRows(a.group, a.key, a.row, b.group, b.key, b.row)

/** Sorted rows cut into blocks of at most `most` rows. Rows of one key stay in one block. */
export function blocksOf(
  rows: readonly BlockRow[],
  most: number,
  rowBytes: number,
  nextId: () => string,
): Block[] {
  const blocks: Block[] = []
  let from = 0
  while (from < rows.length) {
    let to = Math.min(rows.length, from + most)
    while (to < rows.length && rows[to]!.group === rows[to - 1]!.group && rows[to]!.key === rows[to - 1]!.key)
      to += 1
    blocks.push(blockOf(rows.slice(from, to), rowBytes, nextId()))
    from = to
  }
  return blocks
}

function blockOf(rows: readonly BlockRow[], rowBytes: number, id: string): Block {
  const content = {
    groups: rows.map(({ group }) => group),
    keys: rows.map(({ key }) => key),
    rows: rows.map(({ row }) => row),
    entries: rows.map(({ entry }) => entry),
    changed: rows.map(({ changed }) => changed),
  }
  return new Block(id, content, rows.length * rowBytes)
}
