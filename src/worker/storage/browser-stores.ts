/** The stores as this browser has them. What lies in memory is owned by nobody else. */
import { deleteRows, openRows, ROWS_DATABASE } from '../../backends/stores/rows/host.ts'
import { StoreProblem, type BlockStore, type StoreKind } from '../../backends/stores/host.ts'
import { openIndexedDb } from '../../backends/stores/indexeddb/host.ts'
import { own, ownAlone, ownedJobs } from '../../backends/stores/locks/host.ts'
import { MemoryStore } from '../../backends/stores/memory/host.ts'
import { openOpfs } from '../../backends/stores/opfs/host.ts'
import type { AwayKept, Keeping, RowsKept } from '../storage-protocol.ts'
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

/** State of runs that there is no room for in memory; nothing of it outlives its tab for long. */
const AWAY_DATABASE = 'weir-away'

const UNOWNED = { release: () => {} }

/** What the page is told of, unasked. */
export interface StoreNews {
  keeping(keeping: Keeping): void
  rows(kept: RowsKept): void
  away(kept: AwayKept): void
}

export const browserStores = (news: StoreNews): StoresHost => ({
  open,
  own: async (kind, ...request) => (kind === 'memory' ? UNOWNED : own(kind, ...request)),
  ownedJobs: async kind => (kind === 'memory' ? new Set() : ownedJobs(kind)),
  wallMs: () => Date.now(),
  changed: keeping => news.keeping(keeping),
  rows: {
    openRows,
    deleteRows,
    ownRows: () => ownAlone(ROWS_DATABASE),
    rowsChanged: kept => news.rows(kept),
  },
  away: {
    open: () => openIndexedDb(AWAY_DATABASE),
    newJob: () => crypto.randomUUID().replaceAll('-', ''),
    own: job => own('away', job, false, () => {}),
    ownedJobs: () => ownedJobs('away'),
    awayChanged: kept => news.away(kept),
  },
})

/** What is put away comes back from there as from a database. */
export function awayInMemory(): StoresHost['away'] {
  let jobs = 0
  const store = new MemoryStore()
  return {
    open: async () => store,
    newJob: () => String((jobs += 1)).padStart(32, '0'),
    own: async () => UNOWNED,
    ownedJobs: async () => new Set(),
    awayChanged: () => {},
  }
}

/** Where there is no browser: all that is kept is in memory. */
export const memoryStores = (changed: (keeping: Keeping) => void = () => {}): StoresHost => ({
  open: async () => new MemoryStore(),
  own: async () => UNOWNED,
  ownedJobs: async () => new Set(),
  wallMs: () => Date.now(),
  changed,
  rows: {
    openRows: () => Promise.reject(new StoreProblem('unavailable', 'expected IndexedDB, got memory')),
    deleteRows: async () => {},
    ownRows: async () => UNOWNED,
    rowsChanged: () => {},
  },
  away: awayInMemory(),
})
