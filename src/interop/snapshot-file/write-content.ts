/** The state in a snapshot as JSON. Values that are no plain data are a fault of the engine, and asserted. */
import type {
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
  SubtaskSnapshot,
} from '../../engine/api/snapshot.ts'
import type { Json } from '../json-text.ts'
import { encodeValue } from '../json-values.ts'

function writeKeyed(part: KeyedStateSnapshot): Json {
  const rows = part.rows.map(row => ({
    keyGroup: row.keyGroup,
    key: encodeValue(row.key),
    value: encodeValue(row.value),
    ...(row.namespace === undefined ? {} : { namespace: row.namespace }),
    ...(row.timestamp === undefined ? {} : { timestamp: row.timestamp }),
  }))
  return { state: part.state, kind: part.kind, keyType: part.keyType, rows }
}

function writeLists(lists: Readonly<Record<string, readonly unknown[]>>): Readonly<Record<string, Json>> {
  const names = Object.keys(lists).sort()
  return Object.fromEntries(names.map(name => [name, (lists[name] ?? []).map(encodeValue)]))
}

const ifAny = (field: string, lists: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> =>
  Object.keys(lists).length === 0 ? {} : { [field]: lists }

function writeSubtask(subtask: SubtaskSnapshot): Json {
  return {
    index: subtask.index,
    keyed: subtask.keyed.map(writeKeyed),
    lists: writeLists(subtask.lists),
    ...ifAny('unionLists', writeLists(subtask.unionLists)),
    ...ifAny('broadcastStates', writeLists(subtask.broadcastStates)),
    splits: subtask.splits.map(({ id, offset }) => ({ id, offset })),
  }
}

function writeOperator(operator: OperatorSnapshot): Json {
  const { uid, name, kind, parallelism, maxParallelism } = operator
  return { uid, name, kind, parallelism, maxParallelism, subtasks: operator.subtasks.map(writeSubtask) }
}

/** A snapshot without the name of its job. */
export function writeContent(snapshot: Snapshot): Readonly<Record<string, Json>> {
  const { checkpointId, triggeredAt, completedAt } = snapshot
  return { checkpointId, triggeredAt, completedAt, operators: snapshot.operators.map(writeOperator) }
}
