/**
 * A completed checkpoint written to a store: first the blocks that are not there yet, in large transactions, then the
 * manifest that makes them a checkpoint. It reads what the engine cut and never changes, so the run may go on beside
 * it.
 */
import type { Block, BlockStore } from '../../backends/stores/host.ts'
import { LsmFiles } from '../../backends/lsm/files.ts'
import { blockHash } from '../../base/block-hash.ts'
import { compare } from '../../base/order.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import type { KeyedPart, SnapshotParts } from '../../engine/index.ts'
import {
  blocksOf,
  writeManifest,
  type BlockRef,
  type KeyedBlocks,
  type Manifest,
  type StoredHead,
} from './manifest.ts'
import { RowCutter, type CutBlock } from './row-cutter.ts'

/** Blocks of at most this many bytes go in one transaction, but for one that is larger; the next ones are made while it is under way. */
const BATCH_BYTES = 4 * 1024 * 1024
/** One is filled while the other is written. */
const SPARE_MAX = 2

export interface CheckpointToWrite {
  readonly parts: SnapshotParts
  readonly spec: RunSpec
  readonly line: string
  readonly step: number
}

export interface WriteHost {
  /** Lets the run go on; called between blocks. */
  breathe(): Promise<void>
  /** Reads what may not be in memory: it is brought first. */
  whole<T>(read: () => T | Promise<T>): Promise<T>
  /** Milliseconds, for measuring. */
  now(): number
  wallMs(): number
}

/** A file of a snapshot, as far as it can be written out. */
interface StateFileContent {
  readonly count: number
  /** Null: its values have no bytes. */
  encode(): Uint8Array | null
}

/** By what a file holds, its name; the same file of the next checkpoint is the same object. */
const fileRefs = new WeakMap<StateFileContent, BlockRef>()

/**
 * Memory for the blocks of one transaction, used again and again: a new buffer for each block would be collected at the
 * cost of a walk over all that the run holds. These are not in use.
 */
const spare: ArrayBuffer[] = []

/** What is in the store already, by name. Names that were written are added. */
type Known = Set<string>

/** Blocks are made in the memory in which they go to the store; while one transaction is under way the next is filled. */
class Batch {
  readonly #store: BlockStore
  readonly #job: string
  readonly #known: Known
  #memory = new ArrayBuffer(0)
  #filled = 0
  #blocks: Block[] = []
  #underWay: Promise<void> = Promise.resolve()
  writtenBytes = 0
  #named = new Set<string>()

  constructor(store: BlockStore, job: string, known: Known) {
    this.#store = store
    this.#job = job
    this.#known = known
  }

  /** Gives the block its name, and has it written if it is not there. */
  async add(block: CutBlock): Promise<BlockRef> {
    const { bytes, rows } = block
    const isRoom = this.#filled + bytes <= this.#memory.byteLength
    if (!isRoom) await this.#begin(bytes)
    const into = new Uint8Array(this.#memory, this.#filled, bytes)
    block.write(into)
    const name = blockHash(into)
    if (!this.#known.has(name) && !this.#named.has(name)) {
      this.#named.add(name)
      this.#blocks.push({ name, bytes: into })
      this.writtenBytes += bytes
      // The next one begins where numbers of eight bytes may.
      this.#filled = (this.#filled + bytes + 7) & ~7
    }
    return { name, bytes, rows }
  }

  /** A file that never changes: named once, and encoded only where it is not there. */
  async addFile(file: StateFileContent, host: WriteHost): Promise<BlockRef | null> {
    const ref = fileRefs.get(file)
    if (ref !== undefined && (this.#known.has(ref.name) || this.#named.has(ref.name))) return ref
    const bytes = await host.whole(() => file.encode())
    if (bytes === null) return null
    const made = await this.add(blockOf(bytes, file.count))
    fileRefs.set(file, made)
    return made
  }

  /** Another memory, with room for so many bytes. */
  async #begin(bytes: number): Promise<void> {
    await this.send()
    if (this.#memory.byteLength < bytes)
      this.#memory =
        bytes > BATCH_BYTES ? new ArrayBuffer(bytes) : (spare.pop() ?? new ArrayBuffer(BATCH_BYTES))
  }

  /** What was added goes to the store, as soon as what was sent before is there. */
  async send(): Promise<void> {
    if (this.#blocks.length === 0) return
    await this.#underWay
    const blocks = this.#blocks
    const memory = this.#memory
    this.#memory = new ArrayBuffer(0)
    this.#filled = 0
    this.#blocks = []
    this.#underWay = this.#store.putFrom(this.#job, blocks, memory).then(returned => {
      for (const { name } of blocks) this.#known.add(name)
      keep(returned)
    })
    // It is waited for later; until then its failure is no surprise.
    this.#underWay.catch(() => {})
  }

  async end(): Promise<void> {
    await this.send()
    await this.#underWay
    keep(this.#memory)
    this.#memory = new ArrayBuffer(0)
  }
}

function keep(memory: ArrayBuffer): void {
  if (memory.byteLength === BATCH_BYTES && spare.length < SPARE_MAX) spare.push(memory)
}

const blockOf = (bytes: Uint8Array, rows: number): CutBlock => ({
  rows,
  bytes: bytes.length,
  write: into => into.set(bytes),
})

export async function writeCheckpoint(
  store: BlockStore,
  job: string,
  { parts, spec, line, step }: CheckpointToWrite,
  known: Known,
  host: WriteHost,
): Promise<Manifest> {
  const started = host.now()
  const batch = new Batch(store, job, known)
  const specRef = await batch.add(blockOf(encodeSpec(spec), 0))
  // The store opens what it has to while the first rows are put into bytes.
  await batch.send()
  const keyed: KeyedBlocks[] = []
  for (const operator of parts.operators) {
    for (const subtask of operator.subtasks) {
      for (const part of subtask.keyed)
        keyed.push(await writePart(batch, operator.uid, subtask.index, part, host))
    }
  }
  await batch.end()
  const all = [specRef, ...keyed.flatMap(({ blocks }) => blocks)]
  const head: StoredHead = {
    pipeline: spec.pipeline,
    jobName: parts.jobName,
    line,
    step,
    savedAtMs: host.wallMs(),
    spentMs: Math.round(host.now() - started),
    bytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    writtenBytes: batch.writtenBytes,
    rows: all.reduce((sum, { rows }) => sum + rows, 0),
  }
  const manifest: Manifest = { head, spec: specRef, snapshot: withoutRows(parts), keyed }
  await store.commit(job, parts.checkpointId, writeManifest(manifest))
  return manifest
}

async function writePart(
  batch: Batch,
  uid: string,
  subtask: number,
  part: KeyedPart,
  host: WriteHost,
): Promise<KeyedBlocks> {
  const { state, kind, keyType, scope, maxParallelism } = part
  const about = { uid, subtask, state, kind, keyType, scope, maxParallelism }
  const files = part.files instanceof LsmFiles ? await writeFiles(batch, part.files, host) : null
  if (files !== null) return { ...about, ...files }
  const blocks: BlockRef[] = []
  const rows = part.rows instanceof Map ? part.rows : await host.whole(() => new Map(part.rows))
  const cutter = new RowCutter(rows, kind === 'map' ? sortedMap : undefined)
  for (let block = cutter.next(); block !== null; block = cutter.next()) {
    blocks.push(await batch.add(block))
    await host.breathe()
  }
  return { ...about, blocks }
}

/** Null: a value in them has no bytes. */
async function writeFiles(
  batch: Batch,
  files: LsmFiles,
  host: WriteHost,
): Promise<Pick<KeyedBlocks, 'blocks' | 'runs'> | null> {
  const blocks: BlockRef[] = []
  const sorted = files.newestFirst()
  for (const file of sorted.flat()) {
    const ref = await batch.addFile(file, host)
    if (ref === null) return null
    blocks.push(ref)
    await host.breathe()
  }
  return { blocks, runs: sorted.map(run => run.length) }
}

/** The entries of a map lie in the order of their writes, which is no part of it. */
function sortedMap(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...(value as Map<string, unknown>)]
  return new Map(entries.sort(([a], [b]) => compare(a, b)))
}

const withoutRows = (parts: SnapshotParts): Manifest['snapshot'] => ({
  ...parts,
  operators: parts.operators.map(operator => ({
    ...operator,
    subtasks: operator.subtasks.map(subtask => ({ ...subtask, keyed: [] })),
  })),
})

function encodeSpec({ pipeline, config, workload, seed, epochMs }: RunSpec): Uint8Array {
  return new TextEncoder().encode(JSON.stringify({ pipeline, config, workload, seed, epochMs }))
}

/** Drops the checkpoints that are not retained, then the blocks that none of the others names. */
export async function dropOthers(
  store: BlockStore,
  job: string,
  stored: Map<number, Manifest>,
  retained: ReadonlySet<number>,
  known: Known,
): Promise<void> {
  for (const checkpoint of stored.keys()) {
    if (retained.has(checkpoint)) continue
    stored.delete(checkpoint)
    await store.drop(job, checkpoint)
  }
  const used = new Set([...stored.values()].flatMap(manifest => blocksOf(manifest).map(({ name }) => name)))
  const unused = [...known].filter(name => !used.has(name))
  if (unused.length === 0) return
  for (const name of unused) known.delete(name)
  await store.delete(job, unused)
}
