/** The stores over doubles of their media, for tests in Node: each can be stopped at any input or output. */
import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { openIndexedDb } from './indexeddb/host.ts'
import { Crash, Io } from './io.suite.ts'
import { MemoryStore } from './memory/host.ts'
import { FakeFolder } from './opfs/fake-files.suite.ts'
import { here } from './opfs/file/host.ts'
import { OpfsStore } from './opfs/host.ts'
import type { StoreUnderTest } from './stores.suite.ts'

export interface Medium extends StoreUnderTest {
  readonly io: Io
}

export function memoryMedium(): Medium {
  return {
    name: 'memory',
    keeps: false,
    io: new Io(),
    open: () => Promise.resolve(new MemoryStore()),
    clear: () => Promise.resolve(),
  }
}

export interface OpfsMedium extends Medium {
  root: FakeFolder
  readonly limits: { quota: number }
}

export function opfsMedium(): OpfsMedium {
  const io = new Io()
  const limits = { quota: Infinity }
  const medium: OpfsMedium = {
    name: 'opfs',
    keeps: true,
    io,
    limits,
    root: new FakeFolder('', io, limits),
    open: () => {
      medium.root.release()
      return Promise.resolve(new OpfsStore(medium.root as never, 'weir', here))
    },
    clear: () => {
      medium.root = new FakeFolder('', io, limits)
      return Promise.resolve()
    },
  }
  return medium
}

const crashing = { io: null as Io | null }
const open = new Set<IDBTransaction>()
let isPatched = false

/** Every write counts, and so does the end of a transaction; a crash aborts what is under way. */
function patchIndexedDb(): void {
  if (isPatched) return
  isPatched = true
  const begin = (what: string) => {
    if (crashing.io?.begin() !== true) return
    for (const transaction of open) {
      try {
        transaction.abort()
      } catch {
        // It has ended.
      }
    }
    throw new Crash(what)
  }
  const stores = IDBObjectStore.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  for (const name of ['put', 'delete']) {
    const real = stores[name]!
    stores[name] = function (this: unknown, ...args: unknown[]) {
      begin(name)
      return Reflect.apply(real, this, args)
    }
  }
  const databases = IDBDatabase.prototype as unknown as Record<string, (...args: unknown[]) => unknown>
  const transaction = databases['transaction']!
  databases['transaction'] = function (this: unknown, ...args: unknown[]) {
    if (args[1] !== 'readwrite') return Reflect.apply(transaction, this, args)
    begin('transaction')
    const made = Reflect.apply(transaction, this, args) as IDBTransaction
    open.add(made)
    for (const end of ['complete', 'abort']) made.addEventListener(end, () => open.delete(made))
    return made
  }
}

let databases = 0

export function indexedDbMedium(): Medium {
  patchIndexedDb()
  const io = new Io()
  databases += 1
  const name = `stores-${databases}`
  return {
    name: 'indexeddb',
    keeps: true,
    io,
    open: async () => {
      crashing.io = io
      return openIndexedDb(name)
    },
    clear: async () => {
      crashing.io = null
      const database = await openDB(name, 1, {
        upgrade(fresh) {
          for (const store of ['blocks', 'manifests']) fresh.createObjectStore(store)
        },
      })
      await Promise.all([database.clear('blocks'), database.clear('manifests')])
      database.close()
      crashing.io = io
    },
  }
}

export const media = (): Medium[] => [memoryMedium(), indexedDbMedium(), opfsMedium()]
