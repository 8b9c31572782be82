/**
 * `rocksdb`: keyed state in a log-structured store; Flink's EmbeddedRocksDBStateBackend. Writes go to a memtable; a
 * full one becomes immutable sorted blocks in L0, and levels are merged downwards. A snapshot flushes the memtable in
 * its synchronous part and refers to blocks, so that an incremental one writes new blocks only.
 *
 * Timers are in the store as well; where `timer-service.factory` is HEAP they are beside it, and written in full in the
 * synchronous part of each snapshot.
 *
 * Left out: compaction costs no time, as if it had a thread of its own; timers of the store are read from memory, where
 * all of them lie, too; there is no write-ahead log, which Flink turns off, too.
 */
import { assert } from '../../base/assert.ts'
import { copyPlain, Shared } from '../../base/copy.ts'
import type { LevelsView } from '../../engine/api/backend-view.ts'
import type { BlockNeed } from '../../engine/api/block-source.ts'
import type {
  BackendContext,
  BackendCut,
  BackendData,
  KeyedStateBackend,
  KeyedStatePart,
  OptionReader,
  RowScope,
  SnapshotRequest,
  StateBackendDefinition,
  StateTable,
  TimerTable,
  Upkeep,
} from '../../engine/api/state-backend.ts'
import type { StateKind } from '../../engine/api/state.ts'
import { restoredTable, type HeapTable } from '../shared/heap-table.ts'
import type { Block } from './block.ts'
import { bloomHash } from './bloom.ts'
import { forget, newData, type LsmData, type LsmOptions, type LsmState } from './data.ts'
import { filesOf, LsmFiles, LsmPartRows } from './files.ts'
import {
  allBlocks,
  bytesOf,
  compacted,
  compactionOf,
  isOverfull,
  partOf,
  withPart,
  type Compaction,
  type Levels,
} from './levels.ts'
import { LsmTable } from './table.ts'
import { StoredTimers } from './timers.ts'
import { viewOf } from './view.ts'

/** Runs in L0 that start a compaction; RocksDB's level0_file_num_compaction_trigger. */
const L0_RUNS = 4
/** µs of a flush in the synchronous part, and bytes a second of the local disk. */
const FLUSH_MICROS = 200
const DISK_BANDWIDTH = 200 * 1048576
/** Bytes of timers that are serialised in a second. */
const TIMER_BANDWIDTH = 100 * 1048576

/** What a cut keeps: the levels of each state, and the epoch of its timers. */
interface Kept {
  readonly canonical: boolean
  readonly shared: boolean
  readonly states: readonly { readonly state: string; readonly levels: Levels }[]
  readonly inStorage: readonly string[]
}

class LsmKeyedStateBackend extends Shared implements KeyedStateBackend {
  readonly initialData: BackendData
  readonly upkeep: Upkeep
  readonly #context: BackendContext
  readonly #options: LsmOptions
  /** Of states that callbacks read. */
  readonly #tables: LsmTable[] = []
  /** All column families. */
  readonly #families: LsmTable[] = []
  /** Beside the store. */
  readonly #timers: HeapTable[] = []
  readonly #stored: StoredTimers[] = []
  readonly #since: number

  constructor(context: BackendContext, options: LsmOptions) {
    super()
    this.#context = context
    this.#since = context.clock.now
    this.#options = options
    this.initialData = newData()
    const tables = { read: this.#tables, all: this.#families }
    this.upkeep = new LsmUpkeep(context, options, tables, this.#data, this.#nextId)
  }

  readonly #data = (): LsmData => this.#context.data() as LsmData

  readonly #nextId = (): string => {
    const data = this.#data()
    const number = data.nextFile
    data.nextFile += 1
    return `${this.#context.owner}/${this.#context.uid}/${String(number).padStart(6, '0')}.sst`
  }

  createTable(state: string, kind: StateKind, scope: RowScope): StateTable {
    const table = this.#createFamily(state, kind, scope)
    this.#tables.push(table)
    return table
  }

  #createFamily(state: string, kind: StateKind, scope: RowScope): LsmTable {
    const table = new LsmTable(this.#context, this.#options, this.#data, state, kind, scope)
    this.#families.push(table)
    const part = this.#context.restored(state)
    if (part !== undefined) this.#restore(table, part)
    return table
  }

  /** Files of the same kind are taken over as they are; rows of another backend, or of another cut, are put again. */
  #restore(table: LsmTable, part: KeyedStatePart): void {
    if (!(part.files instanceof LsmFiles)) {
      table.fill([...part.rows].map(([row, value]) => [row, copyPlain(value)]))
      return
    }
    table.adopt(part.files.levels())
    if (!part.files.areShared) return
    const data = this.#data()
    const { restoredCheckpoint } = this.#context
    const known = data.uploaded[restoredCheckpoint] ?? []
    data.uploaded[restoredCheckpoint] = [...known, ...part.files.list.map(({ id }) => id)]
    data.confirmed = restoredCheckpoint
  }

  dispose(): void {
    for (const table of this.#families) table.dispose()
    for (const timers of [...this.#timers, ...this.#stored]) this.#context.clock.letGo(timers, this.#since)
  }

  createTimerTable(state: string, kind: StateKind): TimerTable {
    if (!this.#options.heapTimers) {
      const family = this.#createFamily(state, kind, 'timer')
      const stored = new StoredTimers(this.#context, state, kind, family)
      this.#stored.push(stored)
      return stored
    }
    const table = restoredTable(this.#context, state, kind, 'timer')
    this.#timers.push(table)
    return table
  }

  cut({ checkpoint, sharing, canonical }: SnapshotRequest): BackendCut {
    const data = this.#data()
    const written = this.#families.flatMap(table => [...flush(data, table, this.#nextId)])
    this.#noteDue(data)
    const states = this.#families.flatMap(({ state, held }) =>
      held === null || allBlocks(held.levels).length === 0 ? [] : [{ state, levels: held.levels }],
    )
    const blocks = states.flatMap(({ levels }) => allBlocks(levels))
    const inStorage = this.#inStorage(data, sharing, blocks)
    if (sharing !== 'NO_SHARING') data.uploaded[checkpoint] = blocks.map(({ id }) => id)
    const kept: Kept = { canonical, shared: sharing !== 'NO_SHARING', states, inStorage }
    const largest = blocks.reduce((most, { bytes }) => Math.max(most, bytes), 0)
    const micros = this.#flushMicros(written) + this.#timerMicros()
    return { ...this.#sizes(blocks, new Set(inStorage)), largest, micros, kept }
  }

  #noteDue(data: LsmData): void {
    data.due ||= this.#families.some(({ held }) => held !== null && isOverfull(held.levels, this.#options))
  }

  /** Files of the last confirmed checkpoint; none where this one has to stand alone. */
  #inStorage(data: LsmData, sharing: SnapshotRequest['sharing'], blocks: readonly Block[]): string[] {
    if (!this.#options.incremental || sharing !== 'FORWARD_BACKWARD') return []
    const base = new Set(data.uploaded[data.confirmed] ?? [])
    return blocks.map(({ id }) => id).filter(id => base.has(id))
  }

  /** With equal costs a snapshot has the size that it has on every backend. */
  #sizes(blocks: readonly Block[], inStorage: ReadonlySet<string>): Pick<BackendCut, 'bytes' | 'uploaded'> {
    const { rowBytes, ownCosts } = this.#options
    const timers = this.#timerBytes()
    if (!ownCosts) {
      const all = [...this.#tables, ...this.#stored]
      const bytes = all.reduce((sum, table) => sum + table.rows.size, 0) * rowBytes + timers
      return { bytes, uploaded: bytes }
    }
    const bytes = bytesOf(blocks) + timers
    return { bytes, uploaded: bytes - bytesOf(blocks.filter(({ id }) => inStorage.has(id))) }
  }

  #timerBytes(): number {
    return this.#timers.reduce((sum, table) => sum + table.rows.size, 0) * this.#options.rowBytes
  }

  /** Timers on the heap have no view that stays: they are written while nothing else goes on. */
  #timerMicros(): number {
    return this.#options.ownCosts ? Math.ceil((this.#timerBytes() * 1e6) / TIMER_BANDWIDTH) : 0
  }

  #flushMicros(written: readonly Block[]): number {
    if (!this.#options.ownCosts || written.length === 0) return 0
    return FLUSH_MICROS + Math.ceil((bytesOf(written) * 1e6) / DISK_BANDWIDTH)
  }

  inspect(): LevelsView {
    return viewOf(this.#data(), this.#families, this.#options)
  }

  parts(epoch: number, cut: BackendCut | null): KeyedStatePart[] {
    assert(cut !== null, 'a snapshot of files was cut')
    const { canonical, shared, states, inStorage } = cut.kept as Kept
    const known = new Set(inStorage)
    const { uid } = this.#context
    const inFiles = states.map(({ state, levels }) => {
      const { kind, scope } = this.#families.find(table => table.state === state)!
      const files = filesOf(levels, known, shared)
      const rows = new LsmPartRows(files)
      return canonical
        ? { uid, state, kind, scope, rows: new Map(rows) }
        : { uid, state, kind, scope, rows, files }
    })
    const timers = this.#timers.map(table => {
      const { state, kind, scope } = table
      return { uid, state, kind, scope, rows: table.viewAt(epoch) }
    })
    return [
      ...(canonical ? inFiles.filter(({ rows }) => rows.size > 0) : inFiles),
      ...timers.filter(({ rows }) => rows.size > 0),
    ]
  }

  /** In the form that every backend reads all rows are written out. */
  missingForParts(cut: BackendCut | null): readonly BlockNeed[] {
    const kept = cut?.kept as Kept | undefined
    if (kept?.canonical !== true) return NONE
    return awayOf(kept.states.flatMap(({ levels }) => allBlocks(levels)))
  }

  confirm(checkpoint: number): void {
    const data = this.#data()
    if (data.uploaded[checkpoint] === undefined || checkpoint <= data.confirmed) return
    data.confirmed = checkpoint
    for (const id of Object.keys(data.uploaded)) if (Number(id) < checkpoint) delete data.uploaded[id]
  }

  abandon(checkpoint: number): void {
    delete this.#data().uploaded[checkpoint]
  }
}

function flush(data: LsmData, table: LsmTable, nextId: () => string): readonly Block[] {
  const written = table.flush(nextId)
  if (written.length === 0) return written
  data.counts.flushes += 1
  data.counts.bytesFlushed += bytesOf(written)
  return written
}

/** Those that callbacks read, and all. */
interface Tables {
  readonly read: readonly LsmTable[]
  readonly all: readonly LsmTable[]
}

/** Flushes and compactions between two records. */
class LsmUpkeep extends Shared implements Upkeep {
  readonly #context: BackendContext
  readonly #options: LsmOptions
  readonly #tables: Tables
  readonly #data: () => LsmData
  readonly #nextId: () => string

  constructor(
    context: BackendContext,
    options: LsmOptions,
    tables: Tables,
    data: () => LsmData,
    nextId: () => string,
  ) {
    super()
    this.#context = context
    this.#options = options
    this.#tables = tables
    this.#data = data
    this.#nextId = nextId
  }

  blocks(): Block[] {
    return this.#tables.all.flatMap(({ held }) =>
      held === null ? [] : [...allBlocks(held.levels), ...(held.compaction?.written ?? [])],
    )
  }

  isDue(): boolean {
    return this.#data().due
  }

  missing(key: string): readonly BlockNeed[] {
    const at = { key, group: this.#context.keyGroupOf('key', key) }
    const hash = bloomHash(key)
    const [first, ...others] = this.#tables.read
    if (first === undefined) return NONE
    const needs = first.missing(at, hash)
    return others.length === 0 ? needs : [...needs, ...others.flatMap(table => table.missing(at, hash))]
  }

  missingForSettle(): readonly BlockNeed[] {
    if (!this.isDue() || this.#full() !== undefined) return NONE
    const held = this.#compacting()
    return held === null ? NONE : awayOf(partOf(held.compaction).sources.flat())
  }

  missingForCut(): readonly BlockNeed[] {
    return this.#options.ownCosts ? NONE : awayOf(this.blocks())
  }

  #full(): LsmTable | undefined {
    return this.#tables.all.find(({ held }) => held !== null && held.written >= this.#options.writeBuffer)
  }

  /** The state whose compaction is under way. */
  #compacting(): (LsmState & { compaction: Compaction }) | null {
    for (const { held } of this.#tables.all)
      if (held?.compaction !== null && held !== null) return held as LsmState & { compaction: Compaction }
    return null
  }

  settle(): void {
    const data = this.#data()
    if (!data.due) return
    const full = this.#full()
    if (full === undefined) this.#compact(data)
    else flush(data, full, this.#nextId)
    data.due = this.#full() !== undefined || this.#compacting() !== null || this.#isOverfull()
  }

  #isOverfull(): boolean {
    return this.#tables.all.some(({ held }) => held !== null && isOverfull(held.levels, this.#options))
  }

  /** One part of the compaction that is under way; otherwise the next one begins. */
  #compact(data: LsmData): void {
    const held = this.#compacting()
    if (held === null) {
      const next = this.#tables.all.find(
        table => table.held !== null && isOverfull(table.held.levels, this.#options),
      )
      if (next !== undefined) next.held!.compaction = compactionOf(next.held!.levels, this.#options)
      return
    }
    const part = partOf(held.compaction)
    const compaction = withPart(held.compaction, part, this.#options, this.#nextId)
    if (part.upTo === null) endCompaction(data, held, compaction)
    else held.compaction = compaction
  }
}

function endCompaction(data: LsmData, held: LsmState, compaction: Compaction): void {
  for (const { id } of compaction.sources.flat()) forget(data, id)
  held.levels = compacted(held.levels, compaction)
  held.compaction = null
  data.counts.compactions += 1
  data.counts.bytesCompacted += bytesOf(compaction.written)
}

const NONE: readonly BlockNeed[] = []

const awayOf = (blocks: readonly Block[]): BlockNeed[] =>
  blocks.filter(({ isHere }) => !isHere).map(block => ({ block, at: null }))

function readOptions(options: OptionReader): LsmOptions {
  options.path('state.backend.rocksdb.localdir')
  const timerService = options.word('state.backend.rocksdb.timer-service.factory', 'rocksdb', [
    'rocksdb',
    'heap',
  ])
  return {
    heapTimers: timerService === 'heap',
    writeBuffer: Math.max(1, options.memory('state.backend.rocksdb.writebuffer.size', 64 * 1048576)),
    cacheBytes: options.memory('state.backend.rocksdb.block.cache-size', 8 * 1048576),
    baseBytes: Math.max(
      1,
      options.memory('state.backend.rocksdb.compaction.level.max-size-level-base', 256 * 1048576),
    ),
    runs: L0_RUNS,
    blockRows: options.count('weir.state.block-rows', 1000, 1),
    rowBytes: options.count('weir.state.row-bytes', 64, 1),
    incremental: options.flag('execution.checkpointing.incremental', false),
    ownCosts: options.word('weir.state.cost-model', 'own', ['own', 'equal']) === 'own',
  }
}

export const rocksdb: StateBackendDefinition = {
  kind: 'rocksdb',
  configure: reader => {
    const options = readOptions(reader)
    return {
      isLive: false,
      charges: options.ownCosts,
      open: context => new LsmKeyedStateBackend(context, options),
    }
  },
}
