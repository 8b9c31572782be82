/**
 * Blocks and manifests as files of the origin private file system, laid out as Flink lays out a checkpoint directory:
 * `<job>/chk-<n>/_metadata`, `<job>/shared/` for what several checkpoints may use, and `<job>/taskowned/`, which the
 * JobManager never deletes and in which nothing of ours lies. The blocks of one checkpoint are one file, written in
 * large pieces and brought to the disk when the checkpoint is committed; its index stands sealed at its end, so a file
 * that was not written to its end has no blocks.
 */
import {
  checkJob,
  guarded,
  isJob,
  StoreProblem,
  type Block,
  type BlockStore,
  type DamagedManifest,
  type Manifests,
  type StoredManifest,
} from '../host.ts'
import { seal, unseal } from '../sealed.ts'
import { inWorker, type Files } from './file/host.ts'
import { patiently } from './file/open/host.ts'
import { OpenSegment, readSegment, type Place, type Segment } from './segment/host.ts'

export const FOLDER = 'weir'
const METADATA = '_metadata'
const CHECKPOINT = /^chk-([1-9][0-9]*)$/

type Folder = FileSystemDirectoryHandle

export async function openOpfs(name = FOLDER, files = inWorker()): Promise<BlockStore> {
  const hasAccess = typeof FileSystemFileHandle !== 'undefined' && hasSyncAccess()
  if (!hasAccess || navigator.storage?.getDirectory === undefined)
    throw new StoreProblem(
      'unavailable',
      'expected files with synchronous access, got a browser without them',
    )
  return guarded(async () => {
    const root = await navigator.storage.getDirectory()
    await root.getDirectoryHandle(name, { create: true })
    return new OpfsStore(root, name, files)
  })
}

const hasSyncAccess = (): boolean => 'createSyncAccessHandle' in FileSystemFileHandle.prototype

/** What is known of a job's files: where each block lies, and how much each file holds. */
interface Index {
  /** The job's folder was there. */
  isMade: boolean
  readonly places: Map<string, Place>
  /** Bytes of all blocks of a file, alive or not. */
  readonly sizes: Map<string, number>
  /** Files that a crash left without an end. */
  readonly broken: Set<string>
  open: OpenSegment | null
  /** Of the newest file. */
  number: number
}

const emptyIndex = (): Index => ({
  isMade: false,
  places: new Map(),
  sizes: new Map(),
  broken: new Set(),
  open: null,
  number: 0,
})

/** One write of about this much costs little more than one of a block. */
const PIECE_BYTES = 4 * 1024 * 1024

const SEGMENT = /^([0-9]{6,})\.blocks$/
const segmentName = (number: number): string => `${String(number).padStart(6, '0')}.blocks`

export class OpfsStore implements BlockStore {
  readonly kind = 'opfs'
  readonly #root: Folder
  readonly #name: string
  readonly #files: Files
  readonly #indexes = new Map<string, Index>()

  constructor(root: Folder, name: string, files: Files) {
    this.#root = root
    this.#name = name
    this.#files = files
  }

  /** A job's folder. One that was there and is not any more was deleted underneath. */
  async #job(job: string, create = false): Promise<Folder | null> {
    checkJob(job)
    const isMade = this.#indexes.get(job)?.isMade === true
    try {
      const all = await this.#root.getDirectoryHandle(this.#name, { create: create && !isMade })
      return await all.getDirectoryHandle(job, { create: create && !isMade })
    } catch (error) {
      if (!isNotFound(error)) throw error
      if (!isMade) return null
      throw this.#gone(job, error)
    }
  }

  #gone(job: string, error: unknown): StoreProblem {
    this.#indexes.delete(job)
    return new StoreProblem('gone', `expected the folder ${this.#name}/${job}, got none`, error)
  }

  async #shared(job: string): Promise<Folder | null> {
    const folder = await this.#job(job)
    return folder === null ? null : ifThere(folder.getDirectoryHandle('shared'))
  }

  async #index(job: string): Promise<Index> {
    return this.#indexes.get(job) ?? this.#freshIndex(job)
  }

  /**
   * Looks for what whoever had the job in the meantime has written: reads the ends of files that are not known. One
   * without a whole index is what a crash left, and holds nothing.
   */
  async #freshIndex(job: string): Promise<Index> {
    const index = this.#indexes.get(job) ?? emptyIndex()
    if (index.open !== null) return index
    const shared = await this.#shared(job)
    const files = new Map((shared === null ? [] : await filesOf(shared)).map(file => [file.name, file]))
    for (const name of index.sizes.keys()) if (!files.has(name)) forget(index, name)
    for (const [name, file] of files) addFile(index, name, await readSegment(file))
    index.isMade = shared !== null
    this.#indexes.set(job, index)
    return index
  }

  jobs(): Promise<readonly string[]> {
    return guarded(async () => {
      const all = await ifThere(this.#root.getDirectoryHandle(this.#name))
      return all === null ? [] : (await namesOf(all)).filter(isJob).sort()
    })
  }

  async put(job: string, blocks: readonly Block[]): Promise<void> {
    for (const piece of piecesOf(blocks)) await this.putFrom(job, ...copied(piece))
  }

  putFrom(job: string, blocks: readonly Block[], memory: ArrayBuffer): Promise<ArrayBuffer> {
    return guarded(async () => {
      checkJob(job)
      if (blocks.length === 0) return memory
      const index = await this.#index(job)
      const isThere = index.open === null ? null : this.#job(job)
      const segment = index.open ?? (await this.#newSegment(job, index))
      try {
        const [written] = await Promise.all([segment.add(blocks, memory), isThere])
        index.isMade = true
        index.sizes.set(segment.file, segment.bytes)
        addPlaces(index, written.places)
        return written.memory
      } catch (error) {
        await this.#abandon(job, index, segment)
        throw isNotFound(error) && index.isMade ? this.#gone(job, error) : error
      }
    })
  }

  /** The file that new blocks go to. */
  async #newSegment(job: string, index: Index): Promise<OpenSegment> {
    if (index.broken.size > 0) {
      const shared = (await this.#shared(job))!
      for (const file of index.broken) {
        await removed(shared, file)
        forget(index, file)
      }
    }
    index.number += 1
    const name = segmentName(index.number)
    const folders = [this.#name, job, 'shared']
    const place = { root: this.#root, folders, name, makesFolders: !index.isMade }
    index.open = new OpenSegment(name, this.#files.open(place))
    return index.open
  }

  /** What could not be written is gone with all that was put into its file. */
  async #abandon(job: string, index: Index, segment: OpenSegment): Promise<void> {
    index.open = null
    await segment.close().catch(() => {})
    forget(index, segment.file)
    const shared = await this.#shared(job).catch(() => null)
    await shared?.removeEntry(segment.file).catch(() => {})
  }

  /** What was put outlives a crash from now on. */
  async #end(job: string): Promise<void> {
    const index = this.#indexes.get(job)
    const segment = index?.open ?? null
    if (index === undefined || segment === null) return
    index.open = null
    try {
      await segment.end()
    } catch (error) {
      await this.#abandon(job, index, segment)
      throw error
    }
  }

  get(job: string, names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return guarded(async () => {
      const known = await this.#index(job)
      const hasAll = names.every(name => known.places.has(name))
      const { places, open } = hasAll ? known : await this.#freshIndex(job)
      const shared = await this.#shared(job)
      if (shared === null) return names.map(() => null)
      const found = names.map(name => places.get(name))
      if (open !== null && found.some(place => place?.file === open.file))
        return readOneByOne(names, name => this.get(job, [name]), found, open)
      const files = new Map<string, Blob | null>()
      for (const file of new Set(found.flatMap(place => (place === undefined ? [] : [place.file])))) {
        files.set(file, await ifThere(shared.getFileHandle(file).then(handle => handle.getFile())))
      }
      return readPlaces(found, files)
    })
  }

  list(job: string): Promise<readonly string[]> {
    return guarded(async () => [...(await this.#freshIndex(job)).places.keys()])
  }

  /** A file goes when none of its blocks is left; one that is mostly dead is written anew with those that live. */
  delete(job: string, names: readonly string[]): Promise<void> {
    return guarded(async () => {
      const index = await this.#index(job)
      const shared = await this.#shared(job)
      if (shared === null) return
      const touched = new Set<string>()
      for (const name of names) {
        const place = index.places.get(name)
        if (place === undefined) continue
        touched.add(place.file)
        index.places.delete(name)
      }
      for (const file of touched) if (file !== index.open?.file) await this.#tidy(job, shared, index, file)
    })
  }

  async #tidy(job: string, shared: Folder, index: Index, file: string): Promise<void> {
    const alive = [...index.places].filter(([, place]) => place.file === file)
    const bytes = alive.reduce((sum, [, place]) => sum + place.length, 0)
    if (bytes * 4 >= index.sizes.get(file)!) return
    if (alive.length > 0) {
      const names = alive.map(([name]) => name)
      const blocks = await this.get(job, names)
      await this.put(
        job,
        names.map((name, i) => ({ name, bytes: Uint8Array.from(blocks[i] ?? []) })),
      )
      // Only then may the old file go.
      await this.#end(job)
    }
    forget(index, file)
    await removed(shared, file)
  }

  commit(job: string, checkpoint: number, manifest: Uint8Array): Promise<void> {
    return guarded(async () => {
      await Promise.all([this.#end(job), this.#makeFolders(job)])
      const folders = [this.#name, job, `chk-${checkpoint}`]
      const place = { root: this.#root, folders, name: METADATA, makesFolders: true }
      await this.#files.writeWhole(place, seal(manifest))
    })
  }

  /** Those that Flink has, where a person looks for them. */
  async #makeFolders(job: string): Promise<void> {
    const folder = (await this.#job(job, true))!
    for (const name of ['shared', 'taskowned']) await folder.getDirectoryHandle(name, { create: true })
    const index = this.#indexes.get(job)
    if (index !== undefined) index.isMade = true
  }

  manifests(job: string): Promise<Manifests> {
    return guarded(async () => {
      const whole: StoredManifest[] = []
      const damaged: DamagedManifest[] = []
      const folder = await this.#job(job)
      for (const name of folder === null ? [] : await namesOf(folder)) {
        const checkpoint = Number(CHECKPOINT.exec(name)?.[1] ?? 0)
        if (checkpoint === 0) continue
        const content = await readManifest(await folder!.getDirectoryHandle(name))
        if (content === null) damaged.push({ checkpoint, place: this.#path(job, name, METADATA) })
        else whole.push({ checkpoint, content })
      }
      return { whole: whole.sort((a, b) => a.checkpoint - b.checkpoint), damaged }
    })
  }

  drop(job: string, checkpoint: number): Promise<void> {
    return guarded(async () => {
      const folder = await this.#job(job)
      if (folder !== null) await removed(folder, `chk-${checkpoint}`, true)
    })
  }

  remove(job: string): Promise<void> {
    return guarded(async () => {
      checkJob(job)
      await this.#indexes.get(job)?.open?.close()
      this.#indexes.delete(job)
      const all = await ifThere(this.#root.getDirectoryHandle(this.#name))
      if (all !== null) await removed(all, job, true)
      this.#indexes.set(job, emptyIndex())
    })
  }

  placeOf(job: string, block: string): string {
    const file = this.#indexes.get(job)?.places.get(block)?.file
    return this.#path(job, 'shared', file === undefined ? block : `${file} (block ${block})`)
  }

  #path(job: string, ...rest: readonly string[]): string {
    return [this.#name, job, ...rest].join('/')
  }

  async dispose(): Promise<void> {
    for (const job of this.#indexes.keys()) await this.#end(job)
    this.#indexes.clear()
  }
}

function addPlaces(index: Index, places: ReadonlyMap<string, Place>): void {
  for (const [name, place] of places) index.places.set(name, place)
}

function forget(index: Index, file: string): void {
  index.sizes.delete(file)
  index.broken.delete(file)
  for (const [name, place] of index.places) if (place.file === file) index.places.delete(name)
}

/** `segment`: null where it was not written to its end. What was deleted of a file that is known is not found again. */
function addFile(index: Index, file: string, segment: Segment | null): void {
  index.number = Math.max(index.number, Number(SEGMENT.exec(file)?.[1] ?? 0))
  if (segment !== null && isKnown(index, file, segment)) return
  forget(index, file)
  if (segment === null) {
    index.broken.add(file)
    return
  }
  index.sizes.set(file, segment.bytes)
  addPlaces(index, segment.places)
}

function isKnown(index: Index, file: string, { places, bytes }: Segment): boolean {
  const alive = [...index.places].filter(([, place]) => place.file === file)
  return (
    index.sizes.get(file) === bytes &&
    alive.every(([name, { offset }]) => places.get(name)?.offset === offset)
  )
}

const isNotFound = (error: unknown): boolean => error instanceof Error && error.name === 'NotFoundError'

/** Null where there is no such entry. */
async function ifThere<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call
  } catch (error) {
    if (isNotFound(error)) return null
    throw error
  }
}

const removed = (folder: Folder, name: string, recursive = false): Promise<void | null> =>
  ifThere(patiently(() => folder.removeEntry(name, { recursive })))

async function namesOf(folder: Folder): Promise<string[]> {
  const names: string[] = []
  for await (const name of folder.keys()) names.push(name)
  return names
}

async function filesOf(folder: Folder): Promise<File[]> {
  const files: File[] = []
  for (const name of await namesOf(folder)) files.push(await (await folder.getFileHandle(name)).getFile())
  return files
}

async function readManifest(folder: Folder): Promise<Uint8Array | null> {
  const handle = await ifThere(folder.getFileHandle(METADATA))
  if (handle === null) return null
  return unseal(new Uint8Array(await (await handle.getFile()).arrayBuffer()))
}

/** What lies in the file that is being written can be read through its handle only. */
async function readOneByOne(
  names: readonly string[],
  read: (name: string) => Promise<readonly (Uint8Array | null)[]>,
  places: readonly (Place | undefined)[],
  open: OpenSegment,
): Promise<(Uint8Array | null)[]> {
  const found: (Uint8Array | null)[] = []
  for (const [i, name] of names.entries()) {
    const place = places[i]
    found.push(place?.file === open.file ? await open.read(place) : ((await read(name))[0] ?? null))
  }
  return found
}

/** Blocks that lie one after another are read at once. */
async function readPlaces(
  wanted: readonly (Place | undefined)[],
  files: ReadonlyMap<string, Blob | null>,
): Promise<(Uint8Array | null)[]> {
  const found: (Uint8Array | null)[] = []
  for (let i = 0; i < wanted.length;) {
    const first = wanted[i]
    const file = first === undefined ? null : (files.get(first.file) ?? null)
    if (first === undefined || file === null) {
      found.push(null)
      i += 1
      continue
    }
    let end = first.offset
    const from = i
    while (wanted[i]?.file === first.file && wanted[i]!.offset === end) {
      end += wanted[i]!.length
      i += 1
    }
    const bytes = new Uint8Array(await file.slice(first.offset, end).arrayBuffer())
    for (const place of wanted.slice(from, i)) {
      const start = place!.offset - first.offset
      found.push(bytes.subarray(start, start + place!.length))
    }
  }
  return found
}

function piecesOf(blocks: readonly Block[]): Block[][] {
  const pieces: Block[][] = []
  let bytes = Infinity
  for (const block of blocks) {
    if (bytes + block.bytes.length > PIECE_BYTES) {
      pieces.push([])
      bytes = 0
    }
    pieces.at(-1)!.push(block)
    bytes += block.bytes.length
  }
  return pieces
}

/** In a memory of their own. */
function copied(blocks: readonly Block[]): [blocks: Block[], memory: ArrayBuffer] {
  const memory = new ArrayBuffer(blocks.reduce((sum, { bytes }) => sum + bytes.length, 0))
  let at = 0
  const copies = blocks.map(({ name, bytes }) => {
    const copy = new Uint8Array(memory, at, bytes.length)
    copy.set(bytes)
    at += bytes.length
    return { name, bytes: copy }
  })
  return [copies, memory]
}
