/**
 * The state in a snapshot as JSON, its rows and list items made while they are written. Values that are no plain data
 * are a fault of the engine, and asserted.
 */
import type {
  ChannelSnapshot,
  InFlightItem,
  KeyedRowSnapshot,
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
  SubtaskSnapshot,
} from '../../engine/api/snapshot.ts'
import type { Json } from '../json-text.ts'
import { encodeValue } from '../json-values.ts'
import { LazyList, type StreamedFields } from '../streamed-json.ts'

/** A list whose items are encoded one by one, as it is written. */
function lazily<T>(items: readonly T[], encode: (item: T) => Json): LazyList {
  return new LazyList(function* () {
    for (const item of items) yield encode(item)
  })
}

function writeRow(row: KeyedRowSnapshot): Json {
  return {
    keyGroup: row.keyGroup,
    key: encodeValue(row.key),
    value: encodeValue(row.value),
    ...(row.namespace === undefined ? {} : { namespace: row.namespace }),
    ...(row.timestamp === undefined ? {} : { timestamp: row.timestamp }),
  }
}

function writeKeyed(part: KeyedStateSnapshot): StreamedFields {
  return { state: part.state, kind: part.kind, keyType: part.keyType, rows: lazily(part.rows, writeRow) }
}

function writeLists(lists: Readonly<Record<string, readonly unknown[]>>): StreamedFields {
  const names = Object.keys(lists).sort()
  return Object.fromEntries(names.map(name => [name, lazily(lists[name] ?? [], encodeValue)]))
}

const ifAny = (field: string, lists: StreamedFields): StreamedFields =>
  Object.keys(lists).length === 0 ? {} : { [field]: lists }

function writeSubtask(subtask: SubtaskSnapshot): StreamedFields {
  return {
    index: subtask.index,
    keyed: subtask.keyed.map(writeKeyed),
    lists: writeLists(subtask.lists),
    ...ifAny('unionLists', writeLists(subtask.unionLists)),
    ...ifAny('broadcastStates', writeLists(subtask.broadcastStates)),
    splits: subtask.splits.map(({ id, offset }) => ({ id, offset })),
    ...(subtask.inFlight === undefined ? {} : { inFlight: subtask.inFlight.map(writeChannel) }),
  }
}

function writeChannel({ items, ...channel }: ChannelSnapshot): StreamedFields {
  const { end, from, to, tag, input, peer, peers } = channel
  return { end, from, to, tag, input, peer, peers, items: lazily(items, writeItem) }
}

function writeItem(item: InFlightItem): Json {
  if ('watermark' in item) return { watermark: encodeValue(item.watermark) }
  if ('idle' in item) return { idle: item.idle }
  const { value, timestamp, source, split, offset, path } = item
  return { value: encodeValue(value), timestamp: encodeValue(timestamp), source, split, offset, path }
}

function writeOperator(operator: OperatorSnapshot): StreamedFields {
  const { uid, name, kind, parallelism, maxParallelism } = operator
  const finished: StreamedFields = operator.fullyFinished === true ? { fullyFinished: true } : {}
  const subtasks = operator.subtasks.map(writeSubtask)
  return { uid, name, kind, parallelism, maxParallelism, ...finished, subtasks }
}

/** A snapshot without the name of its job. */
export function writeContent(snapshot: Snapshot): StreamedFields {
  const { checkpointId, triggeredAt, completedAt, savepoint } = snapshot
  const kind: StreamedFields =
    savepoint === undefined ? {} : { savepoint: { format: savepoint.format, path: savepoint.path } }
  return { checkpointId, triggeredAt, completedAt, ...kind, operators: snapshot.operators.map(writeOperator) }
}
