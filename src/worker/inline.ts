/** The same service without a worker, for tests and for hosts that have none. */
import { EngineService } from './engine-service.ts'
import { memoryStores } from './storage/browser-stores.ts'
import type { StoresHost } from './storage/storage-service.ts'

export function connectInline(stores: StoresHost = memoryStores()): EngineService {
  return new EngineService({ pause: () => Promise.resolve(), now: () => 0, progress: () => {}, stores })
}
