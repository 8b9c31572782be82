/**
 * Keeping the checkpoints of the run at hand: the worker writes them to the store the reader prefers, the page says
 * what became of it. Whatever happens there, the run goes on.
 */
import { STORES } from './preferences.ts'
import { host } from './engine.ts'
import { session } from './session.ts'
import type { Keeping, StoreKind } from '../worker/storage-protocol.ts'

/** A job id as Flink prints one. */
export function newJob(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** Checkpoints are kept from now on; `memory` insists on keeping them nowhere else. */
export async function keepCheckpoints(how: 'ask' | 'take-over' | 'memory' = 'ask'): Promise<void> {
  const { job, preferences } = session.getState()
  if (job === null) return
  const insists = how === 'memory'
  const store = insists ? 'memory' : preferences.store
  const keeping = await host().keep({ store, job, takeOver: how === 'take-over', insists })
  if (session.getState().job === job) session.setState({ keeping })
}

/** Which stores this browser has ever kept a checkpoint in; looking into the others would make them. */
const USED_KEY = 'weir.stores'

export function usedStores(): readonly StoreKind[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(USED_KEY) ?? '[]')
    return Array.isArray(kept) ? STORES.filter(store => store !== 'memory' && kept.includes(store)) : []
  } catch {
    return []
  }
}

export function rememberStore({ store, last }: Keeping): void {
  if (store === 'memory' || last === null) return
  const used = usedStores()
  if (used.includes(store)) return
  try {
    localStorage.setItem(USED_KEY, JSON.stringify([...used, store]))
  } catch {
    // A browser that keeps nothing has kept no checkpoint either.
  }
}
