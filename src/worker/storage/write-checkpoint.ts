/**
 * A completed checkpoint written to a store: first the blocks that are not there yet, in large transactions, then the
 * manifest that makes them a checkpoint. It reads what the engine cut and never changes, so the run may go on beside
 * it.
 */
import type { Block, BlockStore } from '../../backends/stores/host.ts'
import { LsmFiles } from '../../backends/lsm/files.ts'
import { blockHash } from '../../base/block-hash.ts'
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
import { encodeRows, type Rows } from './row-block.ts'
import { rowBlocks } from './row-blocks.ts'

/** Blocks of at most this many bytes go in one transaction, but for one that is larger; the next ones are made while it is under way. */
const BATCH_BYTES = 4 * 1024 * 1024

export interface CheckpointToWrite {
  readonly parts: SnapshotParts
  readonly spec: RunSpec
  readonly line: string
  readonly step: number
}

export interface WriteHost {
  /** Lets the run go on; called between blocks. */
  breathe(): Promise<void>
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
 * cost of a walk over all that the run holds.
 */
class Arena {
  #memory: Uint8Array<ArrayBuffer> | null = null
  #filled = 0

  /** A copy; null: there is no room for it. */
  take(bytes: Uint8Array): Uint8Array<ArrayBuffer> | null {
    if (this.#filled + bytes.length > BATCH_BYTES) return null
    this.#memory ??= new Uint8Array(BATCH_BYTES)
    const copy = this.#memory.subarray(this.#filled, this.#filled + bytes.length)
    copy.set(bytes)
    // The next one begins where numbers of eight bytes may.
    this.#filled = (this.#filled + bytes.length + 7) & ~7
    return copy
  }

  clear(): void {
    this.#filled = 0
  }
}

/** One is filled while the other is written. */
type Arenas = [filling: Arena, written: Arena]

/** Not in use. */
const spare: Arenas[] = []

/** What is in the store already, by name. Names that were written are added. */
type Known = Set<string>

class Batch {
  readonly #store: BlockStore
  readonly #job: string
  readonly #known: Known
  readonly #arenas: Arenas = spare.pop() ?? [new Arena(), new Arena()]
  #blocks: Block[] = []
  #underWay: Promise<void> = Promise.resolve()
  writtenBytes = 0
  #named = new Set<string>()

  constructor(store: BlockStore, job: string, known: Known) {
    this.#store = store
    this.#job = job
    this.#known = known
  }

  /** Gives the block its name, and writes it if it is not there. The bytes are copied. */
  async add(bytes: Uint8Array, rows: number): Promise<BlockRef> {
    const name = blockHash(bytes)
    if (!this.#known.has(name) && !this.#named.has(name)) {
      this.#named.add(name)
      const copy = await this.#copy(bytes)
      this.#blocks.push({ name, bytes: copy })
      this.writtenBytes += bytes.length
    }
    return { name, bytes: bytes.length, rows }
  }

  async #copy(bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
    const copy = this.#arenas[0].take(bytes)
    if (copy !== null) return copy
    await this.#send()
    return this.#arenas[0].take(bytes) ?? new Uint8Array(bytes)
  }

  /** A file that never changes: named once, and encoded only where it is not there. */
  async addFile(file: StateFileContent): Promise<BlockRef | null> {
    const ref = fileRefs.get(file)
    if (ref !== undefined && (this.#known.has(ref.name) || this.#named.has(ref.name))) return ref
    const bytes = file.encode()
    if (bytes === null) return null
    const made = await this.add(bytes, file.count)
    fileRefs.set(file, made)
    return made
  }

  async #send(): Promise<void> {
    await this.#underWay
    const blocks = this.#blocks
    this.#arenas.reverse()
    this.#arenas[0].clear()
    this.#blocks = []
    this.#underWay = this.#store.put(this.#job, blocks).then(() => {
      for (const { name } of blocks) this.#known.add(name)
    })
    // It is waited for later; until then its failure is no surprise.
    this.#underWay.catch(() => {})
  }

  async end(): Promise<void> {
    await this.#send()
    await this.#underWay
    this.#arenas[1].clear()
    spare.push(this.#arenas)
  }
}

export async function writeCheckpoint(
  store: BlockStore,
  job: string,
  { parts, spec, line, step }: CheckpointToWrite,
  known: Known,
  host: WriteHost,
): Promise<Manifest> {
  const started = host.now()
  const batch = new Batch(store, job, known)
  const specRef = await batch.add(encodeSpec(spec), 0)
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
  for (const rows of rowBlocks(part.rows)) {
    blocks.push(await batch.add(encodeRows(kind === 'map' ? plain(rows) : rows), rows.count))
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
    const ref = await batch.addFile(file)
    if (ref === null) return null
    blocks.push(ref)
    await host.breathe()
  }
  return { blocks, runs: sorted.map(run => run.length) }
}

/** The entries of a map lie in the order of their writes, which is no part of it. */
const plain = (rows: Rows): Rows => ({ ...rows, values: rows.values.slice(0, rows.count).map(sortedMap) })

function sortedMap(value: unknown): unknown {
  if (!(value instanceof Map)) return value
  const entries = [...(value as Map<string, unknown>)]
  return new Map(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
}

const withoutRows = (parts: SnapshotParts): Manifest['snapshot'] => ({
  ...parts,
  operators: parts.operators.map(operator => ({
    ...operator,
    subtasks: operator.subtasks.map(subtask => ({ ...subtask, keyed: [] })),
  })),
})

function encodeSpec({ pipeline, config, workload, seed, epochMs }: RunSpec): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(JSON.stringify({ pipeline, config, workload, seed, epochMs })).slice()
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
