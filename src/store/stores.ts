/** What this browser's stores can do. Figures are measured here and belong to no run. */
import type { Result } from '../worker/protocol.ts'
import type { StoreKind, StoreMeasurement } from '../worker/storage-protocol.ts'
import { offerConfig } from './config.ts'
import { host } from './engine.ts'
import { session } from './session.ts'

/** Bytes; null where the browser does not say. */
export async function browserQuota(): Promise<number | null> {
  try {
    return (await navigator.storage.estimate()).quota ?? null
  } catch {
    return null
  }
}

export const measureStore = (store: StoreKind): Promise<Result<StoreMeasurement>> =>
  host().measureStore(store)

/** The configuration of the run with this backend and storage, to be looked at and applied by hand. */
export async function offerBackend(backend: string, storage: string): Promise<void> {
  const { state } = session.getState()
  if (state === null) return
  // What prints YAML is fetched when it is needed.
  const { printConfig } = await import('../interop/flink-config/print-config.ts')
  const config = {
    ...state.spec.config,
    'state.backend.type': backend,
    'execution.checkpointing.storage': storage,
    ...(backend === 'rocksdb' ? { 'execution.checkpointing.incremental': 'true' } : {}),
  }
  offerConfig(
    printConfig(config, group => group),
    'config.yaml',
  )
}
