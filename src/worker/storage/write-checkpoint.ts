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

/** Blocks of about this many bytes go in one transaction; the next ones are made while it is under way. */
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

/** What is in the store already, by name. Names that were written are added. */
type Known = Set<string>

class Batch {
  readonly #store: BlockStore
  readonly #job: string
  readonly #known: Known
  #blocks: Block[] = []
  #bytes = 0
  #underWay: Promise<void> = Promise.resolve()
  writtenBytes = 0
  #named = new Set<string>()

  constructor(store: BlockStore, job: string, known: Known) {
    this.#store = store
    this.#job = job
    this.#known = known
  }

  /** Gives the block its name, and writes it if it is not there. */
  async add(bytes: Uint8Array<ArrayBuffer>, rows: number): Promise<BlockRef> {
    const name = blockHash(bytes)
    if (!this.#known.has(name) && !this.#named.has(name)) {
      this.#named.add(name)
      this.#blocks.push({ name, bytes })
      this.#bytes += bytes.length
      this.writtenBytes += bytes.length
      if (this.#bytes >= BATCH_BYTES) await this.#send()
    }
    return { name, bytes: bytes.length, rows }
  }

  /** A file that never changes: named once, and encoded only where it is not there. */
  async addFile(file: StateFileContent): Promise<BlockRef | null> {
    const ref = fileRefs.get(file)
    if (ref !== undefined && (this.#known.has(ref.name) || this.#named.has(ref.name))) return ref
    const bytes = file.encode()
    if (bytes === null) return null
    const made = await this.add(Uint8Array.from(bytes), file.count)
    fileRefs.set(file, made)
    return made
  }

  async #send(): Promise<void> {
    await this.#underWay
    const blocks = this.#blocks
    this.#blocks = []
    this.#bytes = 0
    this.#underWay = this.#store.put(this.#job, blocks).then(() => {
      for (const { name } of blocks) this.#known.add(name)
    })
    // It is waited for later; until then its failure is no surprise.
    this.#underWay.catch(() => {})
  }

  async end(): Promise<void> {
    await this.#send()
    await this.#underWay
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
