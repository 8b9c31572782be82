/**
 * One state of the log-structured store. What is read is a copy, as if it were deserialised, and what is written is
 * one, too: a mutation without `update()` is lost. Adding to a list and putting a map's entry read nothing; they
 * leave a part that later reads and compactions join.
 */
import { isPrimitive, Shared } from '../../base/copy.ts'
import type { Hasher } from '../../base/hash.ts'
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
import type { Block, BlockRow } from './block.ts'
import { blocksOf, byRow } from './block.ts'
import { touch, type LsmData, type LsmOptions, type LsmState } from './data.ts'
import { isPart, isTombstone, ListPart, MapPart, serialised, stacked, TOMBSTONE, valueOf } from './entry.ts'
import { allBlocks, blocksFor, mergedRows, NO_LEVELS, wholeRow, type Levels } from './levels.ts'

type Entries = Map<MapKey, unknown>

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
    return (data.tables[this.state] ??= { memtable: this.#newMemtable(), written: 0, levels: NO_LEVELS })
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
      const key = this.#context.keyOf(this.scope, row)
      const group = this.#context.keyGroupOf(this.scope, row)
      for (const block of blocksFor(levels, group, key)) {
        const found = this.#entryIn(data, block, group, key, row)
        if (found === undefined) continue
        entry = entry === undefined ? found : stacked(entry, found)
        if (!isPart(entry)) break
      }
    }
    return valueOf(entry)
  }

  /** With `data`, the read is counted and paid for. */
  #entryIn(data: LsmData | null, block: Block, group: number, key: string, row: string): unknown {
    if (!block.mayHave(key)) {
      if (data !== null) data.counts.bloomSpared += 1
      return undefined
    }
    if (data !== null) this.#read(data, block)
    const at = block.find(group, key, row)
    return at < 0 ? undefined : block.content.entries[at]
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
    const group = this.#context.keyGroupOf(this.scope, row)
    const keyText = this.#context.keyOf(this.scope, row)
    for (const block of blocksFor(state.levels, group, keyText)) {
      const found = entryOf(this.#entryIn(data, block, group, keyText, row), key)
      if (found !== undefined) return found.value
    }
    return ABSENT
  }

  entries(row: string): ReadonlyMap<MapKey, unknown> {
    return (this.get(row) ?? new Map()) as Entries
  }

  range(first: number, last: number): [string, StateRow][] {
    return this.merged()
      .filter(({ group }) => group >= first && group <= last)
      .map(({ row, entry, changed }) => [row, { value: entry, changed }])
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
  merged(): BlockRow[] {
    const state = this.held
    if (state === null) return []
    const { runs, below } = state.levels
    const above = blocksOf(this.#memtableRows(state.memtable), Infinity, 0, () => 'memtable')
    return mergedRows([above, ...runs, ...below], true)
  }

  #memtableRows(memtable: VersionedMap): BlockRow[] {
    const { keyOf, keyGroupOf } = this.#context
    const rows = [...memtable.rows].map(([row, { value, changed }]) => ({
      group: keyGroupOf(this.scope, row),
      key: keyOf(this.scope, row),
      row,
      entry: value,
      changed,
    }))
    return rows.sort(byRow)
  }

  /** The memtable becomes a run of L0, and a new one begins. Returns what was written. */
  flush(nextId: () => string): readonly Block[] {
    const state = this.held
    if (state === null || state.memtable.rows.size === 0) return []
    const { blockRows, rowBytes } = this.#options
    const isDeepest = allBlocks(state.levels).length === 0
    const rows = this.#memtableRows(state.memtable)
    const whole = isDeepest ? rows.flatMap(wholeRow) : rows
    const written = blocksOf(whole, blockRows, rowBytes, nextId)
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
    return this.#table.merged().length
  }

  has(row: string): boolean {
    return this.get(row) !== undefined
  }

  get(row: string): StateRow | undefined {
    return this.#table.look(row)
  }

  keys(): string[] {
    return this.#table.merged().map(({ row }) => row)
  }

  values(): StateRow[] {
    return this.#table.merged().map(({ entry, changed }) => ({ value: entry, changed }))
  }

  *[Symbol.iterator](): Generator<[string, StateRow]> {
    for (const { row, entry, changed } of this.#table.merged()) yield [row, { value: entry, changed }]
  }
}
