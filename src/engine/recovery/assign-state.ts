/**
 * The state of a snapshot dealt out to the subtasks of a job, which may have another parallelism: keyed state by key
 * group, list state in contiguous runs, split offsets to whoever reads the split. Rules of Flink's
 * StateAssignmentOperation and RoundRobinOperatorStateRepartitioner.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type { KeyedStateSnapshot, OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../api/snapshot.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { SubtaskState, type KeyedStatePart, type SubtaskStateParts } from '../state/subtask-state.ts'

export function assignState(plan: Plan, snapshot: Snapshot): Result<CompletedCheckpoint> {
  const problem = mappingProblem(plan, snapshot)
  if (problem !== null) return problem
  const states = plan.tasks.map(task => subtaskState(plan, task, snapshot))
  const bytes = states.reduce((sum, state) => sum + state.bytes, 0)
  return ok({ id: snapshot.checkpointId, triggeredAt: 0, completedAt: 0, bytes, states })
}

const hasState = (operator: OperatorSnapshot): boolean =>
  operator.subtasks.some(
    subtask => subtask.keyed.length > 0 || subtask.splits.length > 0 || Object.keys(subtask.lists).length > 0,
  )

function mappingProblem(plan: Plan, snapshot: Snapshot): Result<never> | null {
  for (const [i, operator] of snapshot.operators.entries()) {
    const vertex = plan.graph.vertices.find(other => other.nodes.some(node => node.uid === operator.uid))
    if (vertex === undefined) {
      if (!hasState(operator)) continue
      return fail(
        'unknown-operator',
        `operators[${i}].uid`,
        `expected an operator of the job, got state of ${operator.uid}, which the job does not have`,
      )
    }
    if (vertex.maxParallelism !== operator.maxParallelism) {
      return fail(
        'max-parallelism',
        `operators[${i}].maxParallelism`,
        `expected ${vertex.maxParallelism} as in the job, got ${operator.maxParallelism}; it cannot change with state`,
      )
    }
  }
  return null
}

function subtaskState(plan: Plan, task: TaskPlan, snapshot: Snapshot): SubtaskState {
  const found = task.vertex.nodes.flatMap(node => {
    const operator = snapshot.operators.find(other => other.uid === node.uid)
    return operator === undefined ? [] : [{ node, operator }]
  })
  const parts: SubtaskStateParts = {
    keyed: found.flatMap(({ node, operator }) => keyedParts(task, node, operator)),
    lists: found.flatMap(({ node, operator }) => listParts(task, node, operator)),
    splits: found.flatMap(({ operator }) => splitParts(plan, task, operator)),
    lineage: [],
    endOfData: false,
  }
  const rows = parts.keyed.reduce((sum, part) => sum + part.rows.size, 0)
  const items = parts.lists.reduce((sum, list) => sum + list.values.length, 0) + parts.splits.length
  return new SubtaskState(parts, (rows + items) * plan.settings.rowBytes + 64)
}

function keyedParts(task: TaskPlan, node: StreamNode, operator: OperatorSnapshot): KeyedStatePart[] {
  const [first, last] = task.keyGroups
  const parts = new Map<string, KeyedStatePart & { rows: Map<string, unknown> }>()
  for (const keyed of operator.subtasks.flatMap(subtask => subtask.keyed)) {
    const part = parts.get(keyed.state) ?? {
      uid: node.uid,
      state: keyed.state,
      kind: keyed.kind,
      rows: new Map<string, unknown>(),
    }
    parts.set(keyed.state, part)
    for (const row of keyed.rows) {
      if (row.keyGroup >= first && row.keyGroup <= last)
        part.rows.set(keyText(keyed, row.key), liveValue(keyed, row.value))
    }
  }
  return [...parts.values()]
}

function keyText(keyed: KeyedStateSnapshot, key: unknown): string {
  const long = keyed.keyType === 'LONG' && typeof key === 'string'
  return canonicalKey(keyed.keyType, long ? parseKey('LONG', key) : key)
}

const liveValue = (keyed: KeyedStateSnapshot, value: unknown): unknown =>
  keyed.kind === 'map' ? new Map(value as [string, unknown][]) : value

/** At equal parallelism every subtask gets its own list back; otherwise runs of the whole, the first ones longer. */
function listParts(task: TaskPlan, node: StreamNode, operator: OperatorSnapshot): SubtaskStateParts['lists'] {
  const names = new Set(operator.subtasks.flatMap(subtask => Object.keys(subtask.lists)))
  return [...names]
    .sort()
    .map(name => ({ uid: node.uid, name, values: listShare(task, operator.subtasks, name) }))
}

function listShare(task: TaskPlan, subtasks: readonly SubtaskSnapshot[], name: string): readonly unknown[] {
  const { parallelism } = task.vertex
  if (subtasks.length === parallelism)
    return subtasks.find(other => other.index === task.subtask)?.lists[name] ?? []
  const all = subtasks.flatMap(subtask => subtask.lists[name] ?? [])
  const base = Math.floor(all.length / parallelism)
  const longer = all.length % parallelism
  const start = task.subtask * base + Math.min(task.subtask, longer)
  return all.slice(start, start + base + (task.subtask < longer ? 1 : 0))
}

function splitParts(plan: Plan, task: TaskPlan, operator: OperatorSnapshot): SubtaskStateParts['splits'] {
  const own = new Set(task.partitions.map(partition => plan.partitions[partition]!.split.id))
  return operator.subtasks.flatMap(subtask => subtask.splits).filter(split => own.has(split.id))
}
