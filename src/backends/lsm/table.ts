/**
 * One state of the log-structured store. What is read is a copy, as if it were deserialised, and what is written is
 * one, too: a mutation without `update()` is lost. Adding to a list and putting a map's entry read nothing; they
 * leave a part that later reads and compactions join.
 */
import { isPrimitive, Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
import { compare } from '../../base/order.ts'
import { VersionedMap } from '../../base/versioned-map.ts'
import type {
  BackendContext,
  MapKey,
  RowScope,
  StateRow,
  StateRows,
  StateTable,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import type { BlockNeed } from '../../engine/api/block-source.ts'
import { blocksOf, type Block, type BlockContent, type Columns, type KeyAt } from './block.ts'
import { bloomHash } from './bloom.ts'
import { touch, type LsmData, type LsmOptions, type LsmState } from './data.ts'
import {
  isPart,
  isTombstone,
  ListPart,
  MapPart,
  serialised,
  stacked,
  TOMBSTONE,
  valueOf,
} from '../shared/entry.ts'
import { allBlocks, blocksFor, NO_LEVELS, type Levels } from './levels.ts'
import { mergedRows } from './merge.ts'

type Entries = Map<MapKey, unknown>

const NONE: readonly BlockNeed[] = []
const NO_ROWS: BlockContent = { groups: [], keys: [], rows: [], entries: [], changed: [] }

/** µs of virtual time. */
export const LSM_COSTS = { get: 2, put: 2, cachedBlock: 1, blockRead: 40 } as const

/** A map's entry that nobody has put. */
const ABSENT = Symbol('absent')

export class LsmTable extends Shared implements StateTable {
  readonly operatorUid: string
  readonly state: string
  readonly kind: StateKind
  readonly scope: RowScope
  readonly rows: StateRows
  readonly #context: BackendContext
  readonly #options: LsmOptions
  readonly #data: () => LsmData

  constructor(
    context: BackendContext,
    options: LsmOptions,
    data: () => LsmData,
    state: string,
    kind: StateKind,
    scope: RowScope,
  ) {
    super()
    this.operatorUid = context.uid
    this.state = state
    this.kind = kind
    this.scope = scope
    this.#context = context
    this.#options = options
    this.#data = data
    this.rows = new LsmRows(this)
  }

  /** Null: nothing was ever written. */
  get held(): LsmState | null {
    return this.#data().tables[this.state] ?? null
  }

  #open(data: LsmData): LsmState {
    return (data.tables[this.state] ??= {
      memtable: this.#newMemtable(),
      written: 0,
      levels: NO_LEVELS,
      compaction: null,
    })
  }

  #newMemtable(): VersionedMap {
    return new VersionedMap(`memtable of ${this.state}`, this.#context.clock)
  }

  #charge(micros: number): void {
    this.#data().counts.micros += micros
    if (this.#options.ownCosts) this.#context.charge(micros)
  }

  get(row: string, turn = 0): unknown {
    const data = this.#data()
    data.counts.gets += 1
    this.#charge(LSM_COSTS.get)
    const state = data.tables[this.state]
    if (state === undefined) return undefined
    const newest = state.memtable.peek(row, turn)?.value
    if (newest === undefined || isPart(newest))
      return this.#handOut(data, this.#below(data, state, row, newest))
    data.counts.memtableHits += 1
    return this.#handOut(data, isTombstone(newest) ? undefined : newest)
  }

  #handOut(data: LsmData, value: unknown): unknown {
    if (value === undefined) return undefined
    data.counts.deserialised += 1
    return isPrimitive(value) ? value : serialised(value)
  }

  /** What the blocks hold of a row, under `newest` where the memtable has a part of it. */
  #below(data: LsmData | null, state: LsmState, row: string, newest: unknown): unknown {
    let entry = newest
    const { levels } = state
    if (levels.runs.length > 0 || levels.below.length > 0) {
      const at = this.#placeOf(row)
      const hash = bloomHash(at.key)
      for (const block of blocksFor(levels, at)) {
        const found = this.#entryIn(data, block, at, hash, row)
        if (found === undefined) continue
        entry = entry === undefined ? found : stacked(entry, found)
        if (!isPart(entry)) break
      }
    }
    return valueOf(entry)
  }

  #placeOf(row: string): KeyAt {
    const { keyOf, keyGroupOf } = this.#context
    return { key: keyOf(this.scope, row), group: keyGroupOf(this.scope, row) }
  }

  /** With `data`, the read is counted and paid for. */
  #entryIn(data: LsmData | null, block: Block, at: KeyAt, hash: number, row: string): unknown {
    if (!block.mayHave(hash)) {
      if (data !== null) data.counts.bloomSpared += 1
      return undefined
    }
    if (data !== null) this.#read(data, block)
    return block.entryOf(at, row)
  }

  /** What a callback of a key may read and is away. */
  missing(at: KeyAt, hash: number): readonly BlockNeed[] {
    const state = this.held
    if (state === null || this.#isInMemtable(state, at.key)) return NONE
    const needs = awayOf(blocksFor(state.levels, at), at, hash)
    if (state.compaction?.isAtLast !== true) return needs
    // What is due before the record puts these in the place of others.
    return [...needs, ...awayOf(blocksFor({ runs: [state.compaction.written], below: [] }, at), at, hash)]
  }

  /** Then nobody looks further down. Of a window's rows it takes more than the key to tell. */
  #isInMemtable({ memtable }: LsmState, key: string): boolean {
    const newest = this.scope === 'key' ? memtable.rows.get(key)?.value : undefined
    return newest !== undefined && !isPart(newest)
  }

  #read(data: LsmData, block: Block): void {
    const hit = touch(data, block.id, block.bytes, this.#options.cacheBytes)
    if (hit) data.counts.cacheHits += 1
    else data.counts.blockReads += 1
    this.#charge(hit ? LSM_COSTS.cachedBlock : LSM_COSTS.blockRead)
  }

  put(row: string, value: unknown, event: number, turn = 0): void {
    this.#write().memtable.set(row, isPrimitive(value) ? value : serialised(value), event, turn)
  }

  /** A write is paid for, and fills the write buffer. */
  #write(): LsmState {
    const data = this.#data()
    const { rowBytes, writeBuffer } = this.#options
    const { counts } = data
    counts.puts += 1
    counts.serialised += 1
    counts.bytesPut += rowBytes
    this.#charge(LSM_COSTS.put)
    const state = this.#open(data)
    state.written += rowBytes
    if (state.written >= writeBuffer) data.due = true
    return state
  }

  update(row: string, change: (value: unknown) => unknown, event: number, turn = 0): void {
    this.put(row, change(this.get(row, turn)), event, turn)
  }

  delete(row: string): void {
    this.#write().memtable.set(row, TOMBSTONE, 0)
  }

  deleteIf(row: string, decide: (value: unknown) => boolean): boolean {
    const value = this.get(row)
    if (value === undefined || !decide(value)) return false
    this.delete(row)
    return true
  }

  append(row: string, items: readonly unknown[], event: number): void {
    if (items.length === 0) return
    const { memtable } = this.#write()
    const added = serialised(items) as unknown[]
    const held = memtable.live(row)?.value
    if (held instanceof ListPart) {
      held.items.push(...added)
      memtable.set(row, held, event)
    } else if (Array.isArray(held)) {
      held.push(...added)
      memtable.set(row, held, event)
    } else memtable.set(row, held === undefined ? new ListPart(added) : added, event)
  }

  /** The memtable's own part of a map that may be written to. */
  #part(memtable: VersionedMap, row: string): Map<MapKey, unknown> | MapPart {
    const held = memtable.live(row)?.value
    if (held instanceof MapPart) return held
    if (held instanceof Map) return held as Entries
    return held === undefined ? new MapPart(new Map()) : new Map()
  }

  putEntries(row: string, entries: Iterable<readonly [MapKey, unknown]>, event: number): void {
    const given = [...entries]
    if (given.length === 0) return
    const { memtable } = this.#write()
    const part = this.#part(memtable, row)
    const into = part instanceof MapPart ? part.entries : part
    for (const [key, value] of given) into.set(key, serialised(value))
    memtable.set(row, part, event)
  }

  removeEntry(row: string, key: MapKey, event: number): void {
    const { memtable } = this.#write()
    const part = this.#part(memtable, row)
    if (part instanceof MapPart) {
      part.entries.set(key, TOMBSTONE)
      memtable.set(row, part, event)
      return
    }
    part.delete(key)
    memtable.set(row, part.size === 0 ? TOMBSTONE : part, event)
  }

  hasEntry(row: string, key: MapKey): boolean {
    return this.#entry(row, key) !== ABSENT
  }

  entry(row: string, key: MapKey): unknown {
    const value = this.#entry(row, key)
    return value === ABSENT ? undefined : serialised(value)
  }

  /** The newest place that says something about the entry. */
  #entry(row: string, key: MapKey): unknown {
    const data = this.#data()
    data.counts.gets += 1
    this.#charge(LSM_COSTS.get)
    const state = data.tables[this.state]
    if (state === undefined) return ABSENT
    const inMemtable = entryOf(state.memtable.peek(row)?.value, key)
    if (inMemtable !== undefined) return inMemtable.value
    const at = this.#placeOf(row)
    const hash = bloomHash(at.key)
    for (const block of blocksFor(state.levels, at)) {
      const found = entryOf(this.#entryIn(data, block, at, hash, row), key)
      if (found !== undefined) return found.value
    }
    return ABSENT
  }

  entries(row: string): ReadonlyMap<MapKey, unknown> {
    return (this.get(row) ?? new Map()) as Entries
  }

  range(first: number, last: number): [string, StateRow][] {
    const { groups, rows, entries, changed } = this.merged()
    const found: [string, StateRow][] = []
    for (let i = 0; i < rows.length; i++)
      if (groups[i]! >= first && groups[i]! <= last)
        found.push([rows[i]!, { value: entries[i], changed: changed[i]! }])
    return found
  }

  /** The row as it is, without an access. */
  look(row: string): StateRow | undefined {
    const state = this.held
    if (state === null) return undefined
    const held = state.memtable.rows.get(row)
    const newest = held?.value
    const isWhole = newest !== undefined && !isPart(newest)
    const value = isWhole ? valueOf(newest) : this.#below(null, state, row, newest)
    return value === undefined ? undefined : { value, changed: held?.changed ?? 0 }
  }

  /** All rows, whole and in order. */
  merged(): BlockContent {
    const state = this.held
    if (state === null) return NO_ROWS
    const { runs, below } = state.levels
    return mergedRows([[{ content: this.#memtableRows(state.memtable) }], ...runs, ...below], true)
  }

  /** In order. Rows are put apart by key group first, so that few have to be compared. */
  #memtableRows({ rows: held }: VersionedMap): BlockContent {
    const inGroups: string[][] = []
    for (const row of held.keys()) (inGroups[this.#context.keyGroupOf(this.scope, row)] ??= []).push(row)
    const content: Columns = { groups: [], keys: [], rows: [], entries: [], changed: [] }
    for (const [group, rows] of inGroups.entries()) {
      for (const row of rows === undefined ? [] : this.#sorted(rows)) {
        const { value, changed } = held.get(row)!
        content.groups.push(group)
        content.keys.push(this.#context.keyOf(this.scope, row))
        content.rows.push(row)
        content.entries.push(value)
        content.changed.push(changed)
      }
    }
    return content
  }

  /** Rows of one key group by key and row. */
  #sorted(rows: string[]): string[] {
    if (this.scope === 'key') return rows.sort()
    const { keyOf } = this.#context
    const keyed = rows.map(row => ({ key: keyOf(this.scope, row), row }))
    return keyed.sort((a, b) => compare(a.key, b.key) || compare(a.row, b.row)).map(({ row }) => row)
  }

  /** The memtable becomes a run of L0, and a new one begins. Returns what was written. */
  flush(nextId: () => string): readonly Block[] {
    const state = this.held
    if (state === null || state.memtable.rows.size === 0) return []
    const { blockRows, rowBytes } = this.#options
    const isDeepest = allBlocks(state.levels).length === 0
    const content = this.#memtableRows(state.memtable)
    const rows = isDeepest ? mergedRows([[{ content }]], true) : content
    const written = rows.keys.length === 0 ? [] : blocksOf(rows, blockRows, rowBytes, nextId)
    this.#context.clock.letGo(state.memtable)
    state.memtable = this.#newMemtable()
    state.written = 0
    if (written.length > 0)
      state.levels = { runs: [written, ...state.levels.runs], below: state.levels.below }
    return written
  }

  /** Its levels end with the data of the backend; its memtable has a past of its own. */
  dispose(): void {
    if (this.held !== null) this.#context.clock.letGo(this.held.memtable)
  }

  /** What it is restored with: levels that a snapshot holds, or rows. */
  adopt(levels: Levels): void {
    this.#open(this.#data()).levels = levels
  }

  fill(rows: readonly (readonly [string, unknown])[]): void {
    const data = this.#data()
    const state = this.#open(data)
    for (const [row, value] of rows) state.memtable.set(row, value, 0)
    state.written = rows.length * this.#options.rowBytes
    if (state.written >= this.#options.writeBuffer) data.due = true
  }

  hashInto(hasher: Hasher, full: boolean): void {
    const memtable = this.held?.memtable
    if (memtable === undefined) return
    const [a, b] = full ? memtable.fullSum() : memtable.sum()
    if (memtable.rows.size > 0)
      hasher.string(this.operatorUid).string(this.state).word(memtable.rows.size).word(a).word(b)
  }

  hashIsKept(): boolean {
    const memtable = this.held?.memtable
    if (memtable === undefined) return true
    const [a, b] = memtable.sum()
    const [fullA, fullB] = memtable.fullSum()
    return a === fullA && b === fullB
  }
}

function awayOf(blocks: readonly Block[], at: KeyAt, hash: number): readonly BlockNeed[] {
  let needs: BlockNeed[] | null = null
  for (const block of blocks)
    if (!block.has(at.key) && block.mayHave(hash)) (needs ??= []).push({ block, at })
  return needs ?? NONE
}

/** What a place says about a map's entry; undefined: nothing. */
function entryOf(held: unknown, key: MapKey): { readonly value: unknown } | undefined {
  if (held === undefined) return undefined
  if (isTombstone(held)) return { value: ABSENT }
  const entries = held instanceof MapPart ? held.entries : (held as Entries)
  if (entries.has(key)) {
    const value = entries.get(key)
    return { value: isTombstone(value) ? ABSENT : value }
  }
  return held instanceof MapPart ? undefined : { value: ABSENT }
}

/** The rows as they read, for those who only look. */
class LsmRows extends Shared implements StateRows {
  readonly #table: LsmTable

  constructor(table: LsmTable) {
    super()
    this.#table = table
  }

  get size(): number {
    return this.#table.merged().rows.length
  }

  has(row: string): boolean {
    return this.get(row) !== undefined
  }

  get(row: string): StateRow | undefined {
    return this.#table.look(row)
  }

  keys(): readonly string[] {
    return this.#table.merged().rows
  }

  values(): StateRow[] {
    const { entries, changed } = this.#table.merged()
    return entries.map((value, i) => ({ value, changed: changed[i]! }))
  }

  *[Symbol.iterator](): Generator<[string, StateRow]> {
    const { rows, entries, changed } = this.#table.merged()
    for (let i = 0; i < rows.length; i++) yield [rows[i]!, { value: entries[i], changed: changed[i]! }]
  }
}
