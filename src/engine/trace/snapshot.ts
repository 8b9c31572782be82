/**
 * A completed checkpoint as plain data, sorted by key group and key; or in parts, with its keyed state as it was cut,
 * for who writes it out.
 */
import type {
  KeyedRowSnapshot,
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
  SubtaskSnapshot,
} from '../api/snapshot.ts'
import type { KeyedStatePart, RowScope, StateFiles } from '../api/state-backend.ts'
import type { KeyTypeName, StateKind } from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { compare } from '../../base/order.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { JobVertex } from '../graph/job-graph.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { sortedEntries } from '../state/keyed-state.ts'
import { parseRow } from '../state/row-key.ts'
import type { OperatorListPart, SubtaskState } from '../state/subtask-state.ts'
import { channelSnapshots } from './snapshot-in-flight.ts'

/** Keyed state as it was cut: rows by their text, in no order. What is written block by block needs no more. */
export interface KeyedPart {
  readonly state: string
  readonly kind: StateKind
  readonly keyType: KeyTypeName
  readonly scope: RowScope
  readonly maxParallelism: number
  readonly rows: ReadonlyMap<string, unknown>
  /** Where the rows lie in files that several checkpoints may share. */
  readonly files: StateFiles | null
}

/** A snapshot with its keyed state in another form. */
type SnapshotWith<K> = Omit<Snapshot, 'operators'> & { readonly operators: readonly OperatorWith<K>[] }
type OperatorWith<K> = Omit<OperatorSnapshot, 'subtasks'> & { readonly subtasks: readonly SubtaskWith<K>[] }
type SubtaskWith<K> = Omit<SubtaskSnapshot, 'keyed'> & { readonly keyed: readonly K[] }
type FormOf<K> = (task: TaskPlan, part: KeyedStatePart) => K

export type SnapshotParts = SnapshotWith<KeyedPart>

export const snapshotOf = (plan: Plan, checkpoint: CompletedCheckpoint): Snapshot =>
  snapshotWith(plan, checkpoint, keyedSnapshot)

export const partsOf = (plan: Plan, checkpoint: CompletedCheckpoint): SnapshotParts =>
  snapshotWith(plan, checkpoint, keyedPart)

function snapshotWith<K>(plan: Plan, checkpoint: CompletedCheckpoint, form: FormOf<K>): SnapshotWith<K> {
  const { id, triggeredAt, completedAt, snapshot, path } = checkpoint
  const operators = plan.graph.vertices.flatMap(vertex =>
    vertex.nodes.map(node => operatorSnapshot(plan, vertex, node, checkpoint, form)),
  )
  return {
    checkpointId: id,
    jobName: plan.graph.jobName,
    triggeredAt,
    completedAt,
    ...(snapshot.kind === 'savepoint' ? { savepoint: { format: snapshot.format, path } } : {}),
    operators,
  }
}

function operatorSnapshot<K>(
  plan: Plan,
  vertex: JobVertex,
  node: StreamNode,
  { states, fullyFinished }: CompletedCheckpoint,
  form: FormOf<K>,
): OperatorWith<K> {
  const tasks = plan.tasks.filter(task => task.vertex === vertex)
  return {
    uid: node.uid,
    name: node.name,
    kind: node.kind,
    parallelism: vertex.parallelism,
    maxParallelism: vertex.maxParallelism,
    ...(tasks.every(({ actor }) => fullyFinished.includes(actor)) ? { fullyFinished: true } : {}),
    subtasks: tasks.map(task => subtaskSnapshot(plan, task, node, states[task.actor - 1] ?? null, form)),
  }
}

function subtaskSnapshot<K>(
  plan: Plan,
  task: TaskPlan,
  node: StreamNode,
  state: SubtaskState | null,
  form: FormOf<K>,
): SubtaskWith<K> {
  const parts = state?.parts
  const own = (parts?.lists ?? []).filter(list => list.uid === node.uid)
  const inFlight = channelSnapshots(plan, task, node, state)
  const ofMode = (mode: OperatorListPart['mode']) =>
    Object.fromEntries(own.filter(list => list.mode === mode).map(({ name, values }) => [name, values]))
  return {
    index: task.subtask,
    keyed: (parts?.keyed ?? []).filter(part => part.uid === node.uid).map(part => form(task, part)),
    lists: ofMode('split'),
    unionLists: ofMode('union'),
    broadcastStates: ofMode('broadcast') as SubtaskSnapshot['broadcastStates'],
    splits: node.role === 'source' ? (parts?.splits ?? []) : [],
    ...(inFlight.length === 0 ? {} : { inFlight }),
  }
}

function keyedPart(task: TaskPlan, part: KeyedStatePart): KeyedPart {
  const { state, kind, scope, rows } = part
  const { maxParallelism } = task.vertex
  return { state, kind, keyType: task.key!.type, scope, maxParallelism, rows, files: part.files ?? null }
}

function keyedSnapshot(task: TaskPlan, part: KeyedStatePart): KeyedStateSnapshot {
  const cut = keyedPart(task, part)
  const { state, kind, keyType } = cut
  return { state, kind, keyType, rows: snapshotRows(cut) }
}

/** Rows as a snapshot has them, in its order. */
function snapshotRows(part: KeyedPart): KeyedRowSnapshot[] {
  const groups = new Map<number, Placed[]>()
  const rowOf = rowReader(part)
  for (const [text, value] of part.rows) {
    const row = rowOf(text, value)
    const placed = { text: parseRow(part.scope, text).key, row }
    const group = groups.get(row.keyGroup)
    if (group === undefined) groups.set(row.keyGroup, [placed])
    else group.push(placed)
  }
  return [...groups.keys()].sort((a, b) => a - b).flatMap(group => inOrder(groups.get(group)!))
}

/** Makes rows of a snapshot out of rows as they were cut. */
export function rowReader({
  kind,
  keyType,
  scope,
  maxParallelism,
}: Pick<KeyedPart, 'kind' | 'keyType' | 'scope' | 'maxParallelism'>): (
  text: string,
  value: unknown,
) => KeyedRowSnapshot {
  const plain = (canonical: string, value: unknown) => {
    const key = parseKey(keyType, canonical)
    const keyGroup = keyGroupOf(keyType, key, maxParallelism)
    return { keyGroup, key: plainKey(key), value: plainValue(kind, value) }
  }
  // Most states have no namespaces, and may have a million rows.
  if (scope === 'key') return plain
  return (text, value) => {
    const { key, namespace, timestamp } = parseRow(scope, text)
    const row = { ...plain(key, value), namespace }
    return scope === 'timer' ? { ...row, timestamp } : row
  }
}

/** A snapshot whose rows stand in the order of a snapshot; one that was read from blocks has them in any. */
export function inSnapshotOrder(snapshot: Snapshot): Snapshot {
  const operators = snapshot.operators.map(operator => ({
    ...operator,
    subtasks: operator.subtasks.map(subtask => ({ ...subtask, keyed: subtask.keyed.map(keyedInOrder) })),
  }))
  return { ...snapshot, operators }
}

function keyedInOrder(part: KeyedStateSnapshot): KeyedStateSnapshot {
  const { keyType } = part
  const textOf = (key: unknown) =>
    canonicalKey(keyType, keyType === 'LONG' && typeof key === 'string' ? parseKey('LONG', key) : key)
  const placed = part.rows.map(row => ({ text: textOf(row.key), row }))
  return { ...part, rows: inOrder(placed) }
}

interface Placed {
  /** The canonical text of the key. */
  readonly text: string
  readonly row: KeyedRowSnapshot
}

function inOrder(rows: Placed[]): KeyedRowSnapshot[] {
  rows.sort(
    (a, b) =>
      a.row.keyGroup - b.row.keyGroup ||
      compare(a.text, b.text) ||
      (a.row.timestamp ?? 0) - (b.row.timestamp ?? 0) ||
      compare(a.row.namespace ?? '', b.row.namespace ?? ''),
  )
  return rows.map(({ row }) => row)
}

const plainKey = (key: unknown): unknown => (typeof key === 'bigint' ? key.toString() : key)

function plainValue(kind: StateKind, value: unknown): unknown {
  return kind === 'map' ? sortedEntries(value as Map<string, unknown>) : value
}
