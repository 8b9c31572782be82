/** What a backend has flushed to a database, for a host that writes it into a real one. */
import type { FlushedRows } from '../api/state-backend.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan } from '../kernel/plan.ts'
import type { World } from '../kernel/world.ts'
import { parseRow } from '../state/row-key.ts'

/** One state of one subtask. */
export interface FlushedState {
  readonly operator: string
  readonly state: string
  readonly flushed: FlushedRows
  /** Key group, canonical key and namespace of a row; the last is empty where there is none. */
  readonly placeOf: (row: string) => [keyGroup: number, key: string, namespace: string]
}

/** Of tasks whose attempt runs; what a task has lost is in no database either. */
export function flushedStates(plan: Plan, world: World): FlushedState[] {
  return plan.tasks.flatMap(({ actor, key, vertex }) => {
    const task = world.actors[actor]!
    if (task.kind !== 'task' || task.runtime === null || key === null) return []
    return task.runtime.wiring.tables().flatMap(({ operatorUid, state, scope, flushed }) => {
      if (flushed === undefined) return []
      const placeOf = (row: string): [number, string, string] => {
        const at = parseRow(scope, row)
        return [keyGroupOf(key.type, parseKey(key.type, at.key), vertex.maxParallelism), at.key, at.namespace]
      }
      return [{ operator: operatorUid, state, flushed, placeOf }]
    })
  })
}
