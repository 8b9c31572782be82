/** A completed checkpoint as plain data, sorted by key group and key. */
import type { OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../api/snapshot.ts'
import type { StateKind } from '../api/state.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { parseKey } from '../graph/canonical-key.ts'
import type { JobVertex } from '../graph/job-graph.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { sortedEntries } from '../state/keyed-state.ts'
import type { KeyedStatePart, SubtaskState } from '../state/subtask-state.ts'

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
  const lists: Record<string, readonly unknown[]> = {}
  for (const list of parts?.lists ?? []) {
    if (list.uid === node.uid) lists[list.name] = list.values
  }
  return {
    index: task.subtask,
    keyed: (parts?.keyed ?? []).filter(part => part.uid === node.uid).map(part => keyedSnapshot(task, part)),
    lists,
    splits: node.role === 'source' ? (parts?.splits ?? []) : [],
  }
}

function keyedSnapshot(task: TaskPlan, part: KeyedStatePart): SubtaskSnapshot['keyed'][number] {
  const type = task.key!.type
  const rows = [...part.rows].map(([text, value]) => {
    const key = parseKey(type, text)
    return {
      text,
      row: {
        keyGroup: keyGroupOf(type, key, task.vertex.maxParallelism),
        key: plainKey(key),
        value: plainValue(part.kind, value),
      },
    }
  })
  rows.sort((a, b) => a.row.keyGroup - b.row.keyGroup || (a.text < b.text ? -1 : 1))
  return { state: part.state, kind: part.kind, keyType: type, rows: rows.map(({ row }) => row) }
}

const plainKey = (key: unknown): unknown => (typeof key === 'bigint' ? key.toString() : key)

function plainValue(kind: StateKind, value: unknown): unknown {
  return kind === 'map' ? sortedEntries(value as Map<string, unknown>) : value
}
