/** The stores as this browser has them. What lies in memory is owned by nobody else. */
import type { BlockStore, StoreKind } from '../../backends/stores/host.ts'
import { openIndexedDb } from '../../backends/stores/indexeddb/host.ts'
import { own, ownedJobs } from '../../backends/stores/locks/host.ts'
import { MemoryStore } from '../../backends/stores/memory/host.ts'
import { openOpfs } from '../../backends/stores/opfs/host.ts'
import type { Keeping } from '../storage-protocol.ts'
import type { StoresHost } from './storage-service.ts'

async function open(kind: StoreKind): Promise<BlockStore> {
  switch (kind) {
    case 'memory':
      return new MemoryStore()
    case 'indexeddb':
      return openIndexedDb()
    case 'opfs':
      return openOpfs()
  }
}

const UNOWNED = { release: () => {} }

export const browserStores = (changed: (keeping: Keeping) => void): StoresHost => ({
  open,
  own: async (kind, ...request) => (kind === 'memory' ? UNOWNED : own(kind, ...request)),
  ownedJobs: async kind => (kind === 'memory' ? new Set() : ownedJobs(kind)),
  wallMs: () => Date.now(),
  changed,
})

/** Where there is no browser: all that is kept is in memory. */
export const memoryStores = (changed: (keeping: Keeping) => void = () => {}): StoresHost => ({
  open: async () => new MemoryStore(),
  own: async () => UNOWNED,
  ownedJobs: async () => new Set(),
  wallMs: () => Date.now(),
  changed,
})
