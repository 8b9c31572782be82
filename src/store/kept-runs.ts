/**
 * The run this browser keeps between visits, in IndexedDB: its spec and branches, and apart from them the cursor,
 * which changes with every step. A browser that keeps nothing is found out at the first try; the page works all the
 * same.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Branch, RunSpec } from '../engine/api/spec.ts'

interface KeptState {
  readonly spec: RunSpec
  readonly branches: readonly Branch[]
}

interface KeptCursor {
  readonly branch: number
  readonly step: number
  /** Under which its checkpoints are kept. */
  readonly job?: string | undefined
}

export interface KeptRun {
  readonly state: KeptState
  readonly cursor: KeptCursor
}

interface KeptSchema extends DBSchema {
  runs: { key: 'state' | 'cursor'; value: KeptState | KeptCursor }
}

const NAME = 'weir-page'

let database: Promise<IDBPDatabase<KeptSchema>> | null = null
let written: KeptState | null = null

function open(): Promise<IDBPDatabase<KeptSchema>> {
  database ??= openDB<KeptSchema>(NAME, 1, {
    upgrade(fresh) {
      fresh.createObjectStore('runs')
    },
    terminated() {
      database = null
    },
  })
  return database
}

export async function readKeptRun(): Promise<KeptRun | null> {
  const runs = await open()
  const [state, cursor]: unknown[] = await Promise.all([
    runs.get('runs', 'state'),
    runs.get('runs', 'cursor'),
  ])
  return isKeptState(state) && isKeptCursor(cursor) ? { state, cursor } : null
}

/** The spec may hold a long text, so it is written only when it is another one. */
export async function writeKeptRun({ state, cursor }: KeptRun): Promise<void> {
  const runs = (await open()).transaction('runs', 'readwrite')
  const writes = [runs.store.put(cursor, 'cursor')]
  if (written !== state) writes.push(runs.store.put(state, 'state'))
  await Promise.all([...writes, runs.done])
  written = state
}

/** An older page may have left another shape: that is as good as nothing. The engine judges the spec itself. */
function isKeptState(kept: unknown): kept is KeptState {
  if (typeof kept !== 'object' || kept === null) return false
  const { spec, branches } = kept as Partial<KeptState>
  return typeof spec === 'object' && typeof spec.pipeline === 'string' && Array.isArray(branches)
}

function isKeptCursor(kept: unknown): kept is KeptCursor {
  if (typeof kept !== 'object' || kept === null) return false
  const { branch, step, job = '' } = kept as Partial<KeptCursor>
  return Number.isSafeInteger(branch) && Number.isSafeInteger(step) && typeof job === 'string'
}
