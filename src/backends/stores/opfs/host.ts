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
import { inWorker, openHere, type OpenFile } from './file/host.ts'
import { OpenSegment, readSegment, writeAll, type Place } from './segment/host.ts'

export const FOLDER = 'weir'
const METADATA = '_metadata'
const CHECKPOINT = /^chk-([1-9][0-9]*)$/

type Folder = FileSystemDirectoryHandle

export async function openOpfs(name = FOLDER, openFile = inWorker()): Promise<BlockStore> {
  const hasAccess = typeof FileSystemFileHandle !== 'undefined' && hasSyncAccess()
  if (!hasAccess || navigator.storage?.getDirectory === undefined)
    throw new StoreProblem(
      'unavailable',
      'expected files with synchronous access, got a browser without them',
    )
  return guarded(async () => {
    const root = await navigator.storage.getDirectory()
    await root.getDirectoryHandle(name, { create: true })
    return new OpfsStore(root, name, openFile)
  })
}

const hasSyncAccess = (): boolean => 'createSyncAccessHandle' in FileSystemFileHandle.prototype

/** What is known of a job's files: where each block lies, and how much each file holds. */
interface Index {
  readonly places: Map<string, Place>
  /** Bytes of all blocks of a file, alive or not. */
  readonly sizes: Map<string, number>
  /** Files that a crash left without an end. */
  broken: readonly string[]
  open: OpenSegment | null
  /** Of the newest file. */
  number: number
}

const SEGMENT = /^([0-9]{6,})\.blocks$/
const segmentName = (number: number): string => `${String(number).padStart(6, '0')}.blocks`

export class OpfsStore implements BlockStore {
  readonly kind = 'opfs'
  readonly #root: Folder
  readonly #name: string
  /** For blocks; a manifest is small, and is written here. */
  readonly #openFile: OpenFile
  readonly #indexes = new Map<string, Index>()

  constructor(root: Folder, name: string, openFile: OpenFile) {
    this.#root = root
    this.#name = name
    this.#openFile = openFile
  }

  /** A job's folder. One that was there and is not any more was deleted underneath. */
  async #job(job: string, create: boolean): Promise<Folder | null> {
    checkJob(job)
    const known = this.#indexes.has(job)
    try {
      const all = await this.#root.getDirectoryHandle(this.#name, { create: create && !known })
      return await all.getDirectoryHandle(job, { create: create && !known })
    } catch (error) {
      if (!isNotFound(error)) throw error
      if (!known) return null
      this.#indexes.delete(job)
      throw new StoreProblem('gone', `expected the folder ${this.#name}/${job}, got none`, error)
    }
  }

  async #shared(job: string, create: boolean): Promise<Folder | null> {
    const folder = await this.#job(job, create)
    if (folder === null) return null
    if (create) await folder.getDirectoryHandle('taskowned', { create })
    return create
      ? folder.getDirectoryHandle('shared', { create })
      : ifThere(folder.getDirectoryHandle('shared'))
  }

  /** Reads the ends of the files once. A file without a whole index is what a crash left, and holds nothing. */
  async #index(job: string): Promise<Index> {
    const known = this.#indexes.get(job)
    if (known !== undefined) return known
    const index: Index = { places: new Map(), sizes: new Map(), broken: [], open: null, number: 0 }
    const shared = await this.#shared(job, false)
    if (shared !== null) {
      const files = await filesOf(shared)
      for (const file of files) {
        const places = await readSegment(file)
        if (places === null) index.broken = [...index.broken, file.name]
        else addPlaces(index, places)
        index.number = Math.max(index.number, Number(SEGMENT.exec(file.name)?.[1] ?? 0))
      }
      this.#indexes.set(job, index)
    }
    return index
  }

  jobs(): Promise<readonly string[]> {
    return guarded(async () => {
      const all = await ifThere(this.#root.getDirectoryHandle(this.#name))
      return all === null ? [] : (await namesOf(all)).filter(isJob).sort()
    })
  }

  put(job: string, blocks: readonly Block[]): Promise<void> {
    return guarded(async () => {
      if (blocks.length === 0) return
      const index = await this.#index(job)
      const segment = await this.#segment(job, index)
      try {
        addPlaces(index, await segment.add(blocks))
      } catch (error) {
        await this.#abandon(job, index, segment)
        throw error
      }
    })
  }

  /** The file that new blocks go to. */
  async #segment(job: string, index: Index): Promise<OpenSegment> {
    const shared = (await this.#shared(job, true))!
    this.#indexes.set(job, index)
    if (index.open !== null) return index.open
    for (const file of index.broken) await removed(shared, file)
    index.broken = []
    index.number += 1
    const name = segmentName(index.number)
    const handle = await shared.getFileHandle(name, { create: true })
    index.open = new OpenSegment(name, await patiently(() => this.#openFile(handle)))
    return index.open
  }

  /** What could not be written is gone with all that was put into its file. */
  async #abandon(job: string, index: Index, segment: OpenSegment): Promise<void> {
    index.open = null
    await segment.close().catch(() => {})
    index.sizes.delete(segment.file)
    for (const [name, { file }] of index.places) if (file === segment.file) index.places.delete(name)
    const shared = await this.#shared(job, false).catch(() => null)
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
      const { places, open } = await this.#index(job)
      const shared = await this.#shared(job, false)
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
    return guarded(async () => [...(await this.#index(job)).places.keys()])
  }

  /** A file goes when none of its blocks is left; one that is mostly dead is written anew with those that live. */
  delete(job: string, names: readonly string[]): Promise<void> {
    return guarded(async () => {
      const index = await this.#index(job)
      const shared = await this.#shared(job, false)
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
    index.sizes.delete(file)
    await removed(shared, file)
  }

  commit(job: string, checkpoint: number, manifest: Uint8Array): Promise<void> {
    return guarded(async () => {
      await this.#end(job)
      const folder = (await this.#job(job, true))!
      const own = await folder.getDirectoryHandle(`chk-${checkpoint}`, { create: true })
      await writeFile(own, METADATA, seal(manifest))
    })
  }

  manifests(job: string): Promise<Manifests> {
    return guarded(async () => {
      const whole: StoredManifest[] = []
      const damaged: DamagedManifest[] = []
      const folder = await this.#job(job, false)
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
      const folder = await this.#job(job, false)
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
  for (const [name, place] of places) {
    index.places.set(name, place)
    index.sizes.set(place.file, (index.sizes.get(place.file) ?? 0) + place.length)
  }
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

const PATIENCE_MS = 2000
const LOOK_AGAIN_MS = 20

/** A worker that was killed lets go of its files a moment later. */
async function patiently<T>(call: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    try {
      return await call()
    } catch (error) {
      const isHeld = error instanceof Error && error.name === 'NoModificationAllowedError'
      if (!isHeld || waited >= PATIENCE_MS) throw error
    }
    await new Promise(resolve => setTimeout(resolve, LOOK_AGAIN_MS))
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

/** To the disk. A file that could not be written to its end is removed; where that fails too, its seal tells. */
async function writeFile(folder: Folder, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  const handle = await folder.getFileHandle(name, { create: true })
  try {
    const file = await patiently(() => openHere(handle))
    try {
      await writeAll(file, bytes, 0)
      await file.flush()
    } finally {
      await file.close()
    }
  } catch (error) {
    await folder.removeEntry(name).catch(() => {})
    throw error
  }
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
