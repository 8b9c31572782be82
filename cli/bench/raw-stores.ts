/** The least that could be done with a store of the browser: the given blocks in and out, and nothing else. */
export interface RawBlock {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const done = (request: IDBRequest | IDBTransaction, event: 'success' | 'complete'): Promise<void> =>
  new Promise((resolve, reject) => {
    request.addEventListener(event, () => resolve())
    request.addEventListener('error', () => reject(request.error ?? new Error('failed')))
  })

export class RawDatabase {
  readonly #database: IDBDatabase

  constructor(database: IDBDatabase) {
    this.#database = database
  }

  static async open(name: string): Promise<RawDatabase> {
    const request = indexedDB.open(name, 1)
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore('blocks'))
    await done(request, 'success')
    return new RawDatabase(request.result)
  }

  #transaction(mode: IDBTransactionMode, durability: IDBTransactionDurability = 'relaxed'): IDBTransaction {
    return this.#database.transaction('blocks', mode, { durability })
  }

  async clear(): Promise<void> {
    const transaction = this.#transaction('readwrite')
    transaction.objectStore('blocks').clear()
    await done(transaction, 'complete')
  }

  /** One transaction. Strict: with all that was written before it is on the disk. */
  async put(blocks: readonly RawBlock[], durability: IDBTransactionDurability = 'relaxed'): Promise<void> {
    const transaction = this.#transaction('readwrite', durability)
    const store = transaction.objectStore('blocks')
    for (const { name, bytes } of blocks) store.put(bytes, name)
    await done(transaction, 'complete')
  }

  /** As a beginner would: for each record a transaction of its own, in which its count is read and written. */
  async count(values: readonly string[]): Promise<void> {
    for (const value of values) {
      const transaction = this.#transaction('readwrite')
      const store = transaction.objectStore('blocks')
      const held = store.get(value) as IDBRequest<number | undefined>
      held.addEventListener('success', () => store.put((held.result ?? 0) + 1, value))
      await done(transaction, 'complete')
    }
  }

  async get(names: readonly string[]): Promise<Uint8Array[]> {
    const transaction = this.#transaction('readonly')
    const store = transaction.objectStore('blocks')
    const requests = names.map(name => store.get(name) as IDBRequest<Uint8Array>)
    await done(transaction, 'complete')
    return requests.map(({ result }) => result)
  }
}

interface SyncAccess {
  write(bytes: Uint8Array, options: { readonly at: number }): number
  truncate(size: number): void
  flush(): void
  close(): void
}

/** One file, to the disk; one write for each block. */
export async function writeRawFile(name: string, blocks: readonly RawBlock[]): Promise<void> {
  const root = await navigator.storage.getDirectory()
  const handle = await root.getFileHandle(name, { create: true })
  const access = await (
    handle as unknown as { createSyncAccessHandle(): Promise<SyncAccess> }
  ).createSyncAccessHandle()
  access.truncate(0)
  let at = 0
  for (const { bytes } of blocks) at += access.write(bytes, { at })
  access.flush()
  access.close()
}
