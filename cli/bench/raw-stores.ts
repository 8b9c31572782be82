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

  #transaction(mode: IDBTransactionMode): IDBTransaction {
    return this.#database.transaction('blocks', mode, { durability: 'relaxed' })
  }

  async clear(): Promise<void> {
    const transaction = this.#transaction('readwrite')
    transaction.objectStore('blocks').clear()
    await done(transaction, 'complete')
  }

  /** One transaction. */
  async put(blocks: readonly RawBlock[]): Promise<void> {
    const transaction = this.#transaction('readwrite')
    const store = transaction.objectStore('blocks')
    for (const { name, bytes } of blocks) store.put(bytes, name)
    await done(transaction, 'complete')
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

/** One file, one write for each block. */
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
