/** The state of one task as it is drawn: rows of keyed state, and the operator state of its chain. */
import { together } from '../api/block-source.ts'
import type { OperatorStateFrame, StateRow, TaskFrame } from '../api/frame.ts'
import type { StateRow as HeldRow, StateTable } from '../api/state-backend.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { parseRow } from '../state/row-key.ts'
import type { Stamped } from '../state/ttl.ts'
import { valueText } from './describe.ts'
import type { FrameRequest } from './frame.ts'
import type { Run } from './run.ts'

interface Found {
  readonly row: HeldRow
  readonly table: StateTable
  readonly key: string
  readonly namespace: string
  readonly kind: StateRow['kind']
  readonly ttlMs: number | null
}

export function stateOf(
  run: Run,
  task: TaskActor,
  plan: TaskPlan,
  request: FrameRequest,
): Pick<TaskFrame, 'keyCount' | 'stateRows'> {
  if (task.runtime === null || plan.key === null) return { keyCount: 0, stateRows: [] }
  const prefix = request.stateFilter?.actor === plan.actor ? request.stateFilter.prefix : ''
  const all = rowsOf(task)
  const found = all.filter(({ key }) => key.startsWith(prefix))
  found.sort((a, b) => b.row.changed - a.row.changed || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
  return {
    keyCount: new Set(all.map(({ key }) => key)).size,
    stateRows: together(found.slice(0, request.stateRows).map(one => () => stateRow(run, plan, one))),
  }
}

function rowsOf(task: TaskActor): Found[] {
  return task.runtime!.wiring.stores.flatMap(store =>
    [...store.registered].flatMap(([state, { kind, table }]) => {
      if (table.scope === 'timer') return []
      const ttlMs = store.ttls.get(state)?.ttlMs ?? null
      return [...table.rows].map(([text, row]): Found => {
        const { key, namespace } = parseRow(table.scope, text)
        return { row, table, key, namespace, kind, ttlMs }
      })
    }),
  )
}

function stateRow(run: Run, plan: TaskPlan, found: Found): StateRow {
  const { row, table, key, namespace, kind, ttlMs } = found
  const { type } = plan.key!
  const shown = ttlMs === null ? { value: row.value, ttl: null } : withoutStamps(row.value, kind, ttlMs)
  return {
    operator: table.operatorUid,
    state: table.state,
    key,
    namespace,
    kind,
    value: valueText(shown.value),
    ttl: shown.ttl,
    keyGroup: keyGroupOf(type, parseKey(type, key), plan.vertex.maxParallelism),
    changedStep: run.timeline.log.stepOf(plan.actor, row.changed) ?? 0,
  }
}

/** The value as the user function sees it, and when its first item is due to expire. */
function withoutStamps(value: unknown, kind: StateRow['kind'], ttlMs: number) {
  const items =
    kind === 'list'
      ? (value as readonly Stamped<unknown>[])
      : kind === 'map'
        ? [...(value as ReadonlyMap<unknown, Stamped<unknown>>).values()]
        : [value as Stamped<unknown>]
  const lastAccess = Math.min(...items.map(item => item.lastAccess))
  return {
    value:
      kind === 'list'
        ? items.map(item => item.value)
        : kind === 'map'
          ? new Map(
              [...(value as ReadonlyMap<unknown, Stamped<unknown>>)].map(([k, item]) => [k, item.value]),
            )
          : items[0]?.value,
    ttl: Number.isFinite(lastAccess) ? { lastAccess, expiresAt: lastAccess + ttlMs } : null,
  }
}

export function operatorStateOf({ runtime }: TaskActor, request: FrameRequest): OperatorStateFrame[] {
  if (runtime === null) return []
  const lists = Object.entries(runtime.lists).map(([name, { mode, values }]) =>
    operatorState(name, mode, values.map(valueText), request),
  )
  const broadcasts = Object.entries(runtime.broadcasts).map(([name, entries]) =>
    operatorState(
      name,
      'broadcast',
      [...entries].map(([key, value]) => `${String(key)}: ${valueText(value)}`).sort(),
      request,
    ),
  )
  return [...lists, ...broadcasts]
}

function operatorState(
  name: string,
  mode: OperatorStateFrame['mode'],
  entries: readonly string[],
  request: FrameRequest,
): OperatorStateFrame {
  const end = name.indexOf('/')
  return {
    operator: name.slice(0, end),
    state: name.slice(end + 1),
    mode,
    entries: entries.slice(0, request.stateRows),
    count: entries.length,
  }
}
