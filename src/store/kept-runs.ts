/**
 * The run this browser keeps between visits, in IndexedDB: its spec, its branches and the cursor. A browser that
 * keeps nothing is found out at the first try, and told to the reader; the page works all the same.
 */
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import type { Branch, RunSpec } from '../engine/api/spec.ts'

export interface KeptRun {
  readonly spec: RunSpec
  readonly branches: readonly Branch[]
  readonly branch: number
  readonly step: number
}

interface KeptSchema extends DBSchema {
  runs: { key: 'last'; value: KeptRun }
}

const NAME = 'weir-page'

let database: Promise<IDBPDatabase<KeptSchema>> | null = null

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
  const kept: unknown = await (await open()).get('runs', 'last')
  return isKeptRun(kept) ? kept : null
}

export async function writeKeptRun(run: KeptRun): Promise<void> {
  await (await open()).put('runs', run, 'last')
}

/** An older page may have left another shape: that is as good as nothing. The engine judges the spec itself. */
function isKeptRun(kept: unknown): kept is KeptRun {
  if (typeof kept !== 'object' || kept === null) return false
  const { spec, branches, branch, step } = kept as Partial<KeptRun>
  return (
    typeof spec === 'object' &&
    typeof spec.pipeline === 'string' &&
    Array.isArray(branches) &&
    Number.isSafeInteger(branch) &&
    Number.isSafeInteger(step)
  )
}
