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
  }))
  return { state: part.state, kind: part.kind, keyType: part.keyType, rows }
}

function writeSubtask(subtask: SubtaskSnapshot): Json {
  const names = Object.keys(subtask.lists).sort()
  return {
    index: subtask.index,
    keyed: subtask.keyed.map(writeKeyed),
    lists: Object.fromEntries(names.map(name => [name, (subtask.lists[name] ?? []).map(encodeValue)])),
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
