/**
 * The checks of every store in a browser's worker, over its real IndexedDB and its real files; and a writer that
 * stops in the middle of its n-th input or output, for good, so that the page can end the worker there.
 */
import type { BlockStore } from '../../src/backends/stores/host.ts'
import { openIndexedDb } from '../../src/backends/stores/indexeddb/host.ts'
import { MemoryStore } from '../../src/backends/stores/memory/host.ts'
import { here } from '../../src/backends/stores/opfs/file/host.ts'
import { FOLDER, openOpfs } from '../../src/backends/stores/opfs/host.ts'
import { CHECKS, failures, JOB, type StoreUnderTest } from '../../src/backends/stores/stores.suite.ts'
import { newestText, STORED_CHECKS, storeRun } from '../../src/worker/storage/stored-state.suite.ts'
import { newestIntact, writeCheckpoints } from './crash-script.ts'

export type Kind = 'memory' | 'indexeddb' | 'opfs'

export type Order =
  | { readonly type: 'check'; readonly kind: Kind }
  /** Stops at the n-th input or output; 0: never. With a backend its checkpoints are those of a run on it. */
  | { readonly type: 'write'; readonly kind: Kind; readonly stopAt: number; readonly backend: string | null }
  | { readonly type: 'look'; readonly kind: Kind; readonly backend: string | null }
  | { readonly type: 'clear'; readonly kind: Kind }

export type Said =
  | { readonly type: 'failures'; readonly failures: readonly string[] }
  | { readonly type: 'committed'; readonly checkpoint: number }
  | { readonly type: 'stopped' }
  | { readonly type: 'done'; readonly ios: number; readonly texts: readonly (readonly [number, string])[] }
  /** `text`: its content; empty where it is no run's. */
  | { readonly type: 'newest'; readonly checkpoint: number; readonly text: string }
  | { readonly type: 'cleared' }
  | { readonly type: 'error'; readonly message: string }

const worker = self as unknown as {
  postMessage(said: Said): void
  addEventListener(type: 'message', listener: (event: MessageEvent<Order>) => void): void
}

async function open(kind: Kind): Promise<BlockStore> {
  switch (kind) {
    case 'memory':
      return new MemoryStore()
    case 'indexeddb':
      return openIndexedDb()
    case 'opfs':
      return openOpfs()
  }
}

async function clear(kind: Kind): Promise<void> {
  const store = await open(kind)
  for (const job of await store.jobs()) await store.remove(job)
  await store.dispose()
}

const underTest = (kind: Kind): StoreUnderTest => ({
  name: kind,
  keeps: kind !== 'memory',
  open: () => open(kind),
  clear: () => clear(kind),
})

const RUN_SEED = 5003
let ios = 0

/** Never returns at the n-th call: the worker is ended from outside, in the middle of what it does. */
function countFrom(stopAt: number): void {
  const count = (half: () => void): void => {
    ios += 1
    if (ios !== stopAt) return
    half()
    worker.postMessage({ type: 'stopped' })
    for (;;);
  }
  const wrap = (prototype: object, name: string, half: (self: never, args: unknown[]) => void = () => {}) => {
    const methods = prototype as Record<string, (...args: unknown[]) => unknown>
    const real = methods[name]!
    methods[name] = function (this: never, ...args: unknown[]) {
      count(() => half(this, args))
      return Reflect.apply(real, this, args)
    }
  }
  for (const name of ['put', 'delete']) wrap(IDBObjectStore.prototype, name)
  wrap(IDBDatabase.prototype, 'transaction')
  const access = (globalThis as unknown as { FileSystemSyncAccessHandle?: { prototype: object } })
    .FileSystemSyncAccessHandle
  if (access === undefined) return
  const write = (access.prototype as Record<string, (...args: unknown[]) => unknown>)['write']!
  wrap(access.prototype, 'write', (self, [bytes, options]) => {
    const half = (bytes as Uint8Array).subarray(0, (bytes as Uint8Array).length >>> 1)
    Reflect.apply(write, self, [half, options])
  })
  for (const name of ['flush', 'truncate', 'close']) wrap(access.prototype, name)
  wrap(FileSystemDirectoryHandle.prototype, 'removeEntry')
  wrap(FileSystemFileHandle.prototype, 'createSyncAccessHandle')
}

async function lookAtBlocks(kind: Kind): Promise<Said> {
  const store = await open(kind)
  const checkpoint = await newestIntact(store)
  // It can be gone on from.
  await writeCheckpoints(store, () => {})
  await store.remove(JOB)
  await store.dispose()
  return { type: 'newest', checkpoint, text: '' }
}

async function lookAtRun(kind: Kind): Promise<Said> {
  const store = await open(kind)
  const found = await newestText(store)
  await store.remove(JOB)
  await store.dispose()
  return { type: 'newest', checkpoint: found?.checkpoint ?? 0, text: found?.text ?? '' }
}

async function obey(order: Order): Promise<Said> {
  switch (order.type) {
    case 'check':
      return {
        type: 'failures',
        failures: await failures(underTest(order.kind), [...CHECKS, ...STORED_CHECKS]),
      }
    case 'clear':
      await clear(order.kind)
      return { type: 'cleared' }
    case 'look':
      return order.backend === null ? lookAtBlocks(order.kind) : lookAtRun(order.kind)
    case 'write': {
      // What is to be stopped in the middle is done by this thread.
      const store = order.kind === 'opfs' ? await openOpfs(FOLDER, here) : await open(order.kind)
      countFrom(order.stopAt)
      const committed = (checkpoint: number) => worker.postMessage({ type: 'committed', checkpoint })
      if (order.backend === null) {
        await writeCheckpoints(store, committed)
        return { type: 'done', ios, texts: [] }
      }
      const texts = await storeRun(store, order.backend, RUN_SEED, committed)
      return { type: 'done', ios, texts: [...texts] }
    }
  }
}

worker.addEventListener('message', ({ data }) => {
  obey(data).then(
    said => worker.postMessage(said),
    (error: unknown) =>
      worker.postMessage({ type: 'error', message: error instanceof Error ? error.message : String(error) }),
  )
})
