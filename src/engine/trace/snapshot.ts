/** A completed checkpoint as plain data, sorted by key group and key. */
import type { OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../api/snapshot.ts'
import type { KeyedStatePart } from '../api/state-backend.ts'
import type { StateKind } from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { parseKey } from '../graph/canonical-key.ts'
import type { JobVertex } from '../graph/job-graph.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { sortedEntries } from '../state/keyed-state.ts'
import { parseRow } from '../state/row-key.ts'
import type { OperatorListPart, SubtaskState } from '../state/subtask-state.ts'

export function snapshotOf(plan: Plan, checkpoint: CompletedCheckpoint): Snapshot {
  const { id, triggeredAt, completedAt, states } = checkpoint
  const operators = plan.graph.vertices.flatMap(vertex =>
    vertex.nodes.map(node => operatorSnapshot(plan, vertex, node, states)),
  )
  return { checkpointId: id, jobName: plan.graph.jobName, triggeredAt, completedAt, operators }
}

function operatorSnapshot(
  plan: Plan,
  vertex: JobVertex,
  node: StreamNode,
  states: readonly (SubtaskState | null)[],
): OperatorSnapshot {
  const tasks = plan.tasks.filter(task => task.vertex === vertex)
  return {
    uid: node.uid,
    name: node.name,
    kind: node.kind,
    parallelism: vertex.parallelism,
    maxParallelism: vertex.maxParallelism,
    subtasks: tasks.map(task => subtaskSnapshot(task, node, states[task.actor - 1] ?? null)),
  }
}

function subtaskSnapshot(task: TaskPlan, node: StreamNode, state: SubtaskState | null): SubtaskSnapshot {
  const parts = state?.parts
  const own = (parts?.lists ?? []).filter(list => list.uid === node.uid)
  const ofMode = (mode: OperatorListPart['mode']) =>
    Object.fromEntries(own.filter(list => list.mode === mode).map(({ name, values }) => [name, values]))
  return {
    index: task.subtask,
    keyed: (parts?.keyed ?? []).filter(part => part.uid === node.uid).map(part => keyedSnapshot(task, part)),
    lists: ofMode('split'),
    unionLists: ofMode('union'),
    broadcastStates: ofMode('broadcast') as SubtaskSnapshot['broadcastStates'],
    splits: node.role === 'source' ? (parts?.splits ?? []) : [],
  }
}

function keyedSnapshot(task: TaskPlan, part: KeyedStatePart): SubtaskSnapshot['keyed'][number] {
  const type = task.key!.type
  const rows = [...part.rows].map(([text, value]) => {
    const row = parseRow(part.scope, text)
    const key = parseKey(type, row.key)
    return {
      text: row.key,
      row: {
        keyGroup: keyGroupOf(type, key, task.vertex.maxParallelism),
        key: plainKey(key),
        value: plainValue(part.kind, value),
        ...(part.scope === 'key' ? {} : { namespace: row.namespace }),
        ...(part.scope === 'timer' ? { timestamp: row.timestamp } : {}),
      },
    }
  })
  rows.sort(
    (a, b) =>
      a.row.keyGroup - b.row.keyGroup ||
      compareTexts(a.text, b.text) ||
      (a.row.timestamp ?? 0) - (b.row.timestamp ?? 0) ||
      compareTexts(a.row.namespace ?? '', b.row.namespace ?? ''),
  )
  return { state: part.state, kind: part.kind, keyType: type, rows: rows.map(({ row }) => row) }
}

const compareTexts = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const plainKey = (key: unknown): unknown => (typeof key === 'bigint' ? key.toString() : key)

function plainValue(kind: StateKind, value: unknown): unknown {
  return kind === 'map' ? sortedEntries(value as Map<string, unknown>) : value
}
