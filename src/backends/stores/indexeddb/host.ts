/**
 * Blocks and manifests in one IndexedDB database, readable in the browser's own developer tools. All blocks of a call
 * go in one transaction, with relaxed durability; the manifest that makes them count is written strictly, which
 * brings what was written before it to the disk as well.
 */
import { openDB, unwrap, type DBSchema, type IDBPDatabase, type IDBPTransaction } from 'idb'
import {
  checkJob,
  guarded,
  StoreProblem,
  type Block,
  type BlockStore,
  type DamagedManifest,
  type Manifests,
  type StoredManifest,
} from '../host.ts'
import { seal, unseal } from '../sealed.ts'

interface Schema extends DBSchema {
  blocks: { key: [job: string, name: string]; value: Uint8Array }
  manifests: { key: [job: string, checkpoint: number]; value: Uint8Array }
}

type Name = 'blocks' | 'manifests'
type Writing = IDBPTransaction<Schema, Name[], 'readwrite'>

export const DATABASE = 'weir-store'
const VERSION = 1
/** An older page that does not let go within this time is said on the page. */
const BLOCKED_AFTER_MS = 3000

/** All keys of one job. An array sorts after every text and number. */
const ofJob = (job: string): IDBKeyRange => IDBKeyRange.bound([job], [job, []])

export async function openIndexedDb(name = DATABASE): Promise<BlockStore> {
  if (typeof indexedDB === 'undefined')
    throw new StoreProblem('unavailable', 'expected IndexedDB, got a browser without it')
  const state: { database: IDBPDatabase<Schema> | null; gone: boolean } = { database: null, gone: false }
  const opening = openDB<Schema>(name, VERSION, {
    upgrade(fresh) {
      for (const store of ['blocks', 'manifests'] as const) {
        if (!fresh.objectStoreNames.contains(store)) fresh.createObjectStore(store)
      }
    },
    // A newer page wants another version: it must not wait for us. We are told by the next call.
    blocking() {
      state.gone = true
      state.database?.close()
    },
    terminated() {
      state.gone = true
    },
  })
  state.database = await guarded(() => soon(opening))
  return new IndexedDbStore(name, state.database, () => state.gone)
}

/** An upgrade waits for pages that hold an older version. It may end later; then its database is let go. */
async function soon(opening: Promise<IDBPDatabase<Schema>>): Promise<IDBPDatabase<Schema>> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLong = new Promise<null>(resolve => {
    timer = setTimeout(() => resolve(null), BLOCKED_AFTER_MS)
  })
  const first = await Promise.race([opening, tooLong])
  clearTimeout(timer)
  if (first !== null) return first
  opening.then(
    database => database.close(),
    () => {},
  )
  throw new StoreProblem(
    'blocked',
    'expected the database to open, got no answer: an older page may hold it open',
  )
}

class IndexedDbStore implements BlockStore {
  readonly kind = 'indexeddb'
  readonly #name: string
  readonly #database: IDBPDatabase<Schema>
  readonly #isGone: () => boolean

  constructor(name: string, database: IDBPDatabase<Schema>, isGone: () => boolean) {
    this.#name = name
    this.#database = database
    this.#isGone = isGone
  }

  /**
   * Runs in a transaction, of which a failed request fails the whole; so nobody waits for a request. It is told that
   * nothing more comes: it ends without waiting for this thread, which is making the next blocks.
   */
  async #write(
    store: Name | Name[],
    durability: IDBTransactionDurability,
    work: (transaction: Writing) => void,
  ): Promise<void> {
    await this.#call(async () => {
      const transaction = this.#database.transaction([store].flat(), 'readwrite', { durability })
      // Its end is waited for below; where that is not reached, nobody asks for it.
      transaction.done.catch(() => {})
      try {
        work(transaction)
        transaction.commit()
        await transaction.done
      } catch (error) {
        abort(transaction)
        // A transaction that fails at its end says why only there.
        throw transaction.error ?? error
      }
    })
  }

  async #call<T>(work: () => Promise<T>): Promise<T> {
    if (this.#isGone())
      throw new StoreProblem('gone', 'expected an open database, got one that was closed or deleted')
    return guarded(work)
  }

  async jobs(): Promise<readonly string[]> {
    return this.#call(async () => {
      const found = new Set<string>()
      const transaction = this.#database.transaction(['manifests', 'blocks'])
      for (const name of ['manifests', 'blocks'] as const) {
        const store = transaction.objectStore(name)
        // One look for each job, not for each key.
        let cursor = await store.openKeyCursor()
        while (cursor !== null) {
          const [job] = cursor.key
          found.add(job)
          cursor = await store.openKeyCursor(IDBKeyRange.lowerBound([job, []]))
        }
      }
      return [...found].sort()
    })
  }

  async put(job: string, blocks: readonly Block[]): Promise<void> {
    checkJob(job)
    await this.#write('blocks', 'relaxed', transaction => {
      const store = unwrap(transaction.objectStore('blocks'))
      for (const { name, bytes } of blocks) store.put(exact(bytes), [job, name])
    })
  }

  async putFrom(job: string, blocks: readonly Block[], memory: ArrayBuffer): Promise<ArrayBuffer> {
    await this.put(job, blocks)
    return memory
  }

  async get(job: string, names: readonly string[]): Promise<readonly (Uint8Array | null)[]> {
    return this.#call(async () => {
      const { store } = this.#database.transaction('blocks')
      const found = await Promise.all(names.map(name => store.get([job, name])))
      return found.map(bytes => bytes ?? null)
    })
  }

  async list(job: string): Promise<readonly string[]> {
    const keys = await this.#call(() => this.#database.getAllKeys('blocks', ofJob(job)))
    return keys.map(([, name]) => name)
  }

  async delete(job: string, names: readonly string[]): Promise<void> {
    await this.#write('blocks', 'relaxed', transaction => {
      const store = unwrap(transaction.objectStore('blocks'))
      for (const name of names) store.delete([job, name])
    })
  }

  async commit(job: string, checkpoint: number, manifest: Uint8Array): Promise<void> {
    checkJob(job)
    await this.#write('manifests', 'strict', transaction => {
      unwrap(transaction.objectStore('manifests')).put(seal(manifest), [job, checkpoint])
    })
  }

  async manifests(job: string): Promise<Manifests> {
    return this.#call(async () => {
      const whole: StoredManifest[] = []
      const damaged: DamagedManifest[] = []
      let cursor = await this.#database.transaction('manifests').store.openCursor(ofJob(job))
      while (cursor !== null) {
        const checkpoint = cursor.key[1]
        const content = unseal(cursor.value)
        if (content === null) damaged.push({ checkpoint, place: this.#place('manifests', job, checkpoint) })
        else whole.push({ checkpoint, content })
        cursor = await cursor.continue()
      }
      return { whole, damaged }
    })
  }

  async drop(job: string, checkpoint: number): Promise<void> {
    await this.#write('manifests', 'relaxed', transaction => {
      unwrap(transaction.objectStore('manifests')).delete([job, checkpoint])
    })
  }

  async remove(job: string): Promise<void> {
    await this.#write(['manifests', 'blocks'], 'strict', transaction => {
      for (const name of ['manifests', 'blocks'] as const)
        unwrap(transaction.objectStore(name)).delete(ofJob(job))
    })
  }

  placeOf(job: string, block: string): string {
    return this.#place('blocks', job, block)
  }

  #place(store: Name, job: string, key: string | number): string {
    return `IndexedDB ${this.#name} / ${store} / ${job}, ${key}`
  }

  dispose(): Promise<void> {
    this.#database.close()
    return Promise.resolve()
  }
}

function abort(transaction: Writing): void {
  try {
    transaction.abort()
  } catch {
    // It has ended by itself.
  }
}

/** A view is stored with the whole buffer it looks into. */
const exact = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
  bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice()
