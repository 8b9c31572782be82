/**
 * What holds bytes in this browser: blocks under names, and manifests that say which blocks make a checkpoint. A
 * checkpoint exists from the moment its manifest is whole, and never before; a crash at any moment leaves every
 * manifest that was committed, and all blocks that were put before it.
 *
 * A block is immutable, and its name is the hash of its content, so that a block already there is never written
 * again. Who refers to it is the caller's knowledge: a store deletes nothing by itself. Every call is one
 * transaction where the medium has them; nothing is ever written record by record.
 */
export type StoreKind = 'memory' | 'indexeddb' | 'opfs'

export interface Block {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

export interface StoredManifest {
  readonly checkpoint: number
  readonly content: Uint8Array
}

/** A manifest that is there and not whole; its checkpoint does not exist. */
export interface DamagedManifest {
  readonly checkpoint: number
  readonly place: string
}

export interface Manifests {
  readonly whole: readonly StoredManifest[]
  readonly damaged: readonly DamagedManifest[]
}

export interface BlockStore {
  readonly kind: StoreKind
  /** Every job of which something is stored. */
  jobs(): Promise<readonly string[]>
  /**
   * They are there for this session, and from the next `commit` on for good. After a failure none is half there. When it
   * returns the bytes are the caller's again.
   */
  put(job: string, blocks: readonly Block[]): Promise<void>
  /**
   * As `put`, of blocks that lie in the order given in one memory, which is the store's from now on: one that writes
   * elsewhere sends it there, and nothing is copied. What comes back, it or another as large, is the caller's.
   */
  putFrom(job: string, blocks: readonly Block[], memory: ArrayBuffer): Promise<ArrayBuffer>
  /** In the order asked for; null where there is none. What comes back is not checked against its name. */
  get(job: string, names: readonly string[]): Promise<readonly (Uint8Array | null)[]>
  /** Names of the job's blocks. */
  list(job: string): Promise<readonly string[]>
  delete(job: string, names: readonly string[]): Promise<void>
  /** Makes a checkpoint exist, atomically and to the disk; one of the same number is replaced. */
  commit(job: string, checkpoint: number, manifest: Uint8Array): Promise<void>
  /** By checkpoint, ascending. */
  manifests(job: string): Promise<Manifests>
  /** The checkpoint no longer exists; its blocks are still there. */
  drop(job: string, checkpoint: number): Promise<void>
  /** Everything of the job. */
  remove(job: string): Promise<void>
  /** Where a person would look for a block: database and key, or path of the file. */
  placeOf(job: string, block: string): string
  /** No call after this one. */
  dispose(): Promise<void>
}

/**
 * quota: no room is left. blocked: an older page of ours holds the database open. newer: a newer Weir has been here.
 * gone: it was deleted underneath. unavailable: this browser, or this kind of window, has none. io: everything else.
 */
export type StoreProblemCode = 'quota' | 'blocked' | 'newer' | 'gone' | 'unavailable' | 'io'

export class StoreProblem extends Error {
  override name = 'StoreProblem'
  readonly code: StoreProblemCode

  constructor(code: StoreProblemCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.code = code
  }
}

const CODE_OF_NAME: Readonly<Record<string, StoreProblemCode>> = {
  QuotaExceededError: 'quota',
  VersionError: 'newer',
  InvalidStateError: 'gone',
  NotFoundError: 'gone',
  SecurityError: 'unavailable',
  NotAllowedError: 'unavailable',
  NoModificationAllowedError: 'blocked',
  UnknownError: 'io',
}

/** What a browser threw, in our terms. */
export function storeProblem(error: unknown): StoreProblem {
  if (error instanceof StoreProblem) return error
  const name = error instanceof Error ? error.name : ''
  const message = error instanceof Error ? error.message : String(error)
  return new StoreProblem(CODE_OF_NAME[name] ?? 'io', message === '' ? name : message, error)
}

/** Runs a call of the browser and gives what it throws our terms. */
export async function guarded<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    throw storeProblem(error)
  }
}

const JOB = /^[0-9a-f]{32}$/

export const isJob = (name: string): boolean => JOB.test(name)

/** A job's id is part of paths and keys. */
export function checkJob(job: string): void {
  if (!isJob(job)) throw new StoreProblem('io', `expected a job id of 32 hex digits, got ${job}`)
}
