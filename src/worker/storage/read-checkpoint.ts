/**
 * A stored checkpoint read back. Every block is compared with its name before anything of it is used; what is
 * damaged is named by its place, and the checkpoint before is tried.
 */
import type { BlockStore } from '../../backends/stores/host.ts'
import { rowsOfBytes } from '../../backends/lsm/files.ts'
import { blockHash } from '../../base/block-hash.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { KeyedRowSnapshot, KeyedStateSnapshot, Snapshot } from '../../engine/api/snapshot.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import { rowReader } from '../../engine/index.ts'
import { parseJson } from '../../interop/json-text.ts'
import { attempt, ROOT } from '../../interop/problems.ts'
import { fields } from '../../interop/readers.ts'
import { specFields } from '../../interop/spec-fields.ts'
import { readManifest, type BlockRef, type KeyedBlocks, type Manifest } from './manifest.ts'
import { decodeRows } from './row-block.ts'

/** Blocks that are asked for at once. */
const BLOCKS_AT_ONCE = 128

/** What is not as it was written, and where a person would find it. */
export interface Damage {
  readonly checkpoint: number
  readonly place: string
  readonly message: string
}

export interface StoredManifests {
  /** By checkpoint, ascending. */
  readonly manifests: ReadonlyMap<number, Manifest>
  readonly damages: readonly Damage[]
}

export async function readManifests(store: BlockStore, job: string): Promise<StoredManifests> {
  const { whole, damaged } = await store.manifests(job)
  const manifests = new Map<number, Manifest>()
  const damages = damaged.map(({ checkpoint, place }) => ({
    checkpoint,
    place,
    message: 'expected a whole manifest, got one that was cut or changed',
  }))
  for (const { checkpoint, content } of whole) {
    const manifest = readManifest(content)
    if (manifest.ok) manifests.set(checkpoint, manifest.value)
    else damages.push({ checkpoint, place: manifest.error.path, message: manifest.error.message })
  }
  return { manifests, damages }
}

/** Rows of keyed state stand in the order in which they were cut. */
export interface Restored {
  readonly snapshot: Snapshot
  readonly spec: RunSpec
}

/**
 * The blocks in order, each as its name says; the first that is not is the problem, its path the place. While some are
 * looked at the next ones are on their way.
 */
async function* blocksIn(
  store: BlockStore,
  job: string,
  refs: readonly BlockRef[],
): AsyncGenerator<Result<Uint8Array>> {
  const get = (from: number) => {
    const part = refs.slice(from, from + BLOCKS_AT_ONCE).map(({ name }) => name)
    const found = part.length === 0 ? Promise.resolve([]) : store.get(job, part)
    // It is waited for in its turn, if that comes.
    found.catch(() => {})
    return found
  }
  let coming = get(0)
  for (let from = 0; from < refs.length; from += BLOCKS_AT_ONCE) {
    const found = await coming
    coming = get(from + BLOCKS_AT_ONCE)
    for (const [i, bytes] of found.entries()) yield checked(store, job, refs[from + i]!, bytes)
  }
}

function checked(
  store: BlockStore,
  job: string,
  { name }: BlockRef,
  bytes: Uint8Array | null,
): Result<Uint8Array> {
  const place = store.placeOf(job, name)
  if (bytes === null) return fail('missing', place, 'expected a block, got none')
  const hash = blockHash(bytes)
  return hash === name
    ? ok(bytes)
    : fail(
        'wrong-digest',
        place,
        `expected bytes with the hash ${name}, got ${hash}: the block was changed or damaged`,
      )
}

/** Reads every block of a checkpoint and uses none; null: all are as they were written. */
export async function verifyCheckpoint(
  store: BlockStore,
  job: string,
  refs: readonly BlockRef[],
): Promise<{ readonly path: string; readonly message: string } | null> {
  for await (const block of blocksIn(store, job, refs)) if (!block.ok) return block.error
  return null
}

export async function readCheckpoint(
  store: BlockStore,
  job: string,
  manifest: Manifest,
): Promise<Result<Restored>> {
  const spec = await readSpec(store, job, manifest.spec)
  if (!spec.ok) return spec
  const keyed = new Map<string, KeyedStateSnapshot[]>()
  for (const part of manifest.keyed) {
    const read = await readPart(store, job, part)
    if (!read.ok) return read
    const owner = `${part.subtask} ${part.uid}`
    keyed.set(owner, [...(keyed.get(owner) ?? []), read.value])
  }
  const operators = manifest.snapshot.operators.map(operator => ({
    ...operator,
    subtasks: operator.subtasks.map(subtask => ({
      ...subtask,
      keyed: keyed.get(`${subtask.index} ${operator.uid}`) ?? [],
    })),
  }))
  return ok({ snapshot: { ...manifest.snapshot, operators }, spec: spec.value })
}

async function readPart(
  store: BlockStore,
  job: string,
  part: KeyedBlocks,
): Promise<Result<KeyedStateSnapshot>> {
  if (part.runs !== undefined) return readFiles(store, job, part, part.runs)
  const rows: KeyedRowSnapshot[] = []
  const rowOf = rowReader(part)
  let at = 0
  for await (const block of blocksIn(store, job, part.blocks)) {
    if (!block.ok) return block
    const decoded = decodeRows(block.value)
    if (!decoded.ok) {
      const place = store.placeOf(job, part.blocks[at]!.name)
      return fail(decoded.error.code, place, decoded.error.message)
    }
    const { texts, values } = decoded.value
    for (let i = 0; i < texts.length; i++) rows.push(rowOf(texts[i]!, values[i]))
    at += 1
  }
  const { state, kind, keyType } = part
  return ok({ state, kind, keyType, rows })
}

/** Files of a log-structured store, merged. */
async function readFiles(
  store: BlockStore,
  job: string,
  part: KeyedBlocks,
  runs: readonly number[],
): Promise<Result<KeyedStateSnapshot>> {
  const files: Uint8Array[] = []
  for await (const block of blocksIn(store, job, part.blocks)) {
    if (!block.ok) return block
    files.push(block.value)
  }
  let from = 0
  const newestFirst = runs.map(count => files.slice(from, (from += count)))
  const rowOf = rowReader(part)
  const { state, kind, keyType } = part
  const rows = Array.from(rowsOfBytes(newestFirst), ([text, value]) => rowOf(text, value))
  return ok({ state, kind, keyType, rows })
}

async function readSpec(store: BlockStore, job: string, ref: BlockRef): Promise<Result<RunSpec>> {
  const place = store.placeOf(job, ref.name)
  for await (const block of blocksIn(store, job, [ref])) {
    if (!block.ok) return block
    const text = new TextDecoder().decode(block.value)
    const read = attempt(() => fields(specFields)(parseJson(text), ROOT))
    return read.ok ? ok({ ...read.value, commands: [] }) : fail(read.error.code, place, read.error.message)
  }
  return fail('missing', place, 'expected the spec of the job, got none')
}
