/**
 * The rows of the `database` backend in a real IndexedDB database, one object store for each state, to be looked at in
 * the browser's own developer tools. A row's key is [key group, key, namespace], its value the value itself. All rows
 * of a call go in one transaction, with relaxed durability.
 */
import { deleteDB, openDB, type IDBPDatabase } from 'idb'
import { guarded, StoreProblem } from '../host.ts'

export const ROWS_DATABASE = 'weir-rows'

export type RowKey = [keyGroup: number, key: string, namespace: string]

/** What has to be done to one object store. */
export interface StoreChanges {
  readonly store: string
  readonly puts: readonly { readonly key: RowKey; readonly value: unknown }[]
  readonly deletes: readonly RowKey[]
}

export interface RowDatabase {
  readonly name: string
  /** One transaction: all of it is done, or none. */
  write(changes: readonly StoreChanges[]): Promise<void>
  close(): void
}

/** `kept`: stores of which the rows stay; all others go. Stores that are missing are made. */
export async function openRows(
  stores: readonly string[],
  kept: readonly string[],
  name = ROWS_DATABASE,
): Promise<RowDatabase> {
  if (typeof indexedDB === 'undefined')
    throw new StoreProblem('unavailable', 'expected IndexedDB, got a browser without it')
  const state = { isGone: false }
  const database = await guarded(async () => {
    const before = await openDB(name)
    const { version } = before
    before.close()
    return openDB(name, version + 1, {
      upgrade(fresh) {
        for (const store of Array.from(fresh.objectStoreNames))
          if (!kept.includes(store) || !stores.includes(store)) fresh.deleteObjectStore(store)
        for (const store of stores)
          if (!fresh.objectStoreNames.contains(store)) fresh.createObjectStore(store)
      },
      blocking(_current, _next, event) {
        state.isGone = true
        ;(event.target as IDBDatabase).close()
      },
      terminated() {
        state.isGone = true
      },
    })
  })
  return new IndexedDbRows(name, database, state)
}

export const deleteRows = (name = ROWS_DATABASE): Promise<void> =>
  typeof indexedDB === 'undefined' ? Promise.resolve() : guarded(() => deleteDB(name))

class IndexedDbRows implements RowDatabase {
  readonly name: string
  readonly #database: IDBPDatabase
  readonly #state: { readonly isGone: boolean }

  constructor(name: string, database: IDBPDatabase, state: { readonly isGone: boolean }) {
    this.name = name
    this.#database = database
    this.#state = state
  }

  async write(changes: readonly StoreChanges[]): Promise<void> {
    if (this.#state.isGone)
      throw new StoreProblem('gone', 'expected an open database, got one that was closed or deleted')
    await guarded(async () => {
      const names = changes.map(({ store }) => store)
      const transaction = this.#database.transaction(names, 'readwrite', { durability: 'relaxed' })
      const requests = changes.flatMap(({ store, puts, deletes }) => {
        const objects = transaction.objectStore(store)
        return [
          ...deletes.map(key => objects.delete(key)),
          ...puts.map(({ key, value }) => objects.put(value, key)),
        ]
      })
      await Promise.all([...requests, transaction.done])
    })
  }

  close(): void {
    this.#database.close()
  }
}
