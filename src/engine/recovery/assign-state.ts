/**
 * The state of a snapshot dealt out to the subtasks of a job, which may have another parallelism: keyed state by key
 * group, list state in contiguous runs, split offsets to whoever reads the split. Rules of Flink's
 * StateAssignmentOperation and RoundRobinOperatorStateRepartitioner.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type {
  KeyedRowSnapshot,
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
  SubtaskSnapshot,
} from '../api/snapshot.ts'
import type { KeyedStatePart, RowScope } from '../api/state-backend.ts'
import { CHECKPOINT } from '../api/snapshot-type.ts'
import type { StreamGraph, StreamNode } from '../api/stream-graph.ts'
import { canonicalKey, parseKey } from '../graph/canonical-key.ts'
import type { JobGraph, JobVertex } from '../graph/job-graph.ts'
import type { ClaimMode } from '../kernel/settings.ts'
import type { Plan, SplitAssignment, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { inFlightBytes, type InFlightState } from '../network/channel-state.ts'
import { sameRowOf } from '../state/row-key.ts'
import { SubtaskState, type OperatorListPart, type SubtaskStateParts } from '../state/subtask-state.ts'
import { assignInFlight } from './assign-in-flight.ts'
import { redistribute } from './redistribute.ts'

export function assignState(plan: Plan, snapshot: Snapshot): Result<CompletedCheckpoint> {
  const problem = mappingProblem(plan, snapshot) ?? finishedProblem(plan, snapshot)
  if (problem !== null) return problem
  const inFlight = assignInFlight(plan, snapshot)
  if (!inFlight.ok) return inFlight
  const states = plan.tasks.map((task, i) => subtaskState(plan, task, snapshot, inFlight.value[i]))
  const bytes = states.reduce((sum, state) => sum + state.bytes, 0)
  const { checkpointId: id, savepoint } = snapshot
  const path = savepoint?.path ?? `chk-${id}`
  const owned = ownership(plan.settings.claimMode)
  return ok({
    id,
    triggeredAt: 0,
    completedAt: 0,
    bytes,
    path,
    states,
    fullyFinished: plan.tasks.filter(({ vertex }) => isFinished(vertex, snapshot)).map(({ actor }) => actor),
    dealtOut: true,
    ...owned,
  })
}

/** Whose the snapshot is from now on: `execution.state-recovery.claim-mode`. */
function ownership(mode: ClaimMode): Pick<CompletedCheckpoint, 'snapshot' | 'unclaimed'> {
  switch (mode) {
    case 'CLAIM':
      return { snapshot: CHECKPOINT }
    case 'NO_CLAIM':
      return { snapshot: CHECKPOINT, unclaimed: true }
    case 'LEGACY':
      return { snapshot: { kind: 'savepoint', format: 'NATIVE', after: 'none' } }
  }
}

/** A max parallelism that nobody has set is that of the snapshot; Flink's canRescaleMaxParallelism. */
export function withAdopted(graph: StreamGraph, snapshot: Snapshot | undefined): StreamGraph {
  if (snapshot === undefined) return graph
  const restored = new Map(snapshot.operators.map(({ uid, maxParallelism }) => [uid, maxParallelism]))
  const nodes = graph.nodes.map(node =>
    node.maxParallelism === -1 ? { ...node, maxParallelism: restored.get(node.uid) ?? -1 } : node,
  )
  return { ...graph, nodes }
}

const hasState = (operator: OperatorSnapshot): boolean =>
  operator.subtasks.some(
    subtask =>
      subtask.keyed.length > 0 ||
      subtask.splits.length > 0 ||
      subtask.inFlight !== undefined ||
      [subtask.lists, subtask.unionLists, subtask.broadcastStates].some(
        lists => Object.keys(lists).length > 0,
      ),
  )

function mappingProblem(plan: Plan, snapshot: Snapshot): Result<never> | null {
  for (const [i, operator] of snapshot.operators.entries()) {
    const vertex = plan.graph.vertices.find(other => other.nodes.some(node => node.uid === operator.uid))
    if (vertex === undefined) {
      if (!hasState(operator) || plan.settings.ignoreUnclaimedState) continue
      return fail(
        'unknown-operator',
        `operators[${i}].uid`,
        `expected an operator of the job, got state of ${operator.uid}, which the job does not have; execution.state-recovery.ignore-unclaimed-state lets it go`,
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

const isFinished = ({ nodes }: JobVertex, snapshot: Snapshot): boolean =>
  nodes.every(({ uid }) => hasFinished(snapshot, uid))

const hasFinished = (snapshot: Snapshot, uid: string): boolean =>
  snapshot.operators.some(operator => operator.uid === uid && operator.fullyFinished === true)

/** What has finished stays so: with its vertex, and with all that is before it. Flink's VertexFinishedStateChecker. */
function finishedProblem(plan: Plan, snapshot: Snapshot): Result<never> | null {
  for (const vertex of plan.graph.vertices) {
    const finished = vertex.nodes.filter(({ uid }) => hasFinished(snapshot, uid))
    if (finished.length === 0) continue
    const place = `operators[${snapshot.operators.findIndex(({ uid }) => uid === finished[0]!.uid)}].fullyFinished`
    if (finished.length < vertex.nodes.length) {
      const running = vertex.nodes.find(({ uid }) => !hasFinished(snapshot, uid))!
      const message = `expected all operators of ${vertex.name} to have finished or none, got ${running.uid}, which has not`
      return fail('mixed-finished', place, message)
    }
    const before = producersOf(plan, vertex).find(producer => !isFinished(producer, snapshot))
    if (before !== undefined)
      return fail(
        'finished-before',
        place,
        `expected all before ${vertex.name} to have finished as it has, got ${before.name}, which has not`,
      )
  }
  return null
}

function producersOf(plan: Plan, vertex: JobVertex): JobVertex[] {
  const own = plan.tasks.filter(task => task.vertex === vertex)
  const senders = own.flatMap(({ inputs }) => inputs.map(({ from }) => plan.task(from).vertex))
  return [...new Set(senders)]
}

function subtaskState(
  plan: Plan,
  task: TaskPlan,
  snapshot: Snapshot,
  inFlight: InFlightState | undefined,
): SubtaskState {
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
    ...(inFlight === undefined ? {} : { inFlight }),
  }
  const rows = parts.keyed.reduce((sum, part) => sum + part.rows.size, 0)
  const items = parts.lists.reduce((sum, list) => sum + list.values.length, 0) + parts.splits.length
  const persisted = inFlight === undefined ? 0 : inFlightBytes(inFlight)
  return new SubtaskState(parts, (rows + items) * plan.settings.rowBytes + 64 + persisted)
}

function keyedParts(task: TaskPlan, node: StreamNode, operator: OperatorSnapshot): KeyedStatePart[] {
  const all = operator.subtasks.flatMap(subtask => subtask.keyed)
  return [...new Set(all.map(({ state }) => state))].flatMap(state => {
    const shares = all.filter(keyed => keyed.state === state)
    const scope = scopeOf(shares)
    return scope === null ? [] : [keyedPart(task, { uid: node.uid, state, scope }, shares)]
  })
}

function keyedPart(
  task: TaskPlan,
  place: Pick<KeyedStatePart, 'uid' | 'state' | 'scope'>,
  shares: readonly KeyedStateSnapshot[],
): KeyedStatePart {
  const [first, last] = task.keyGroups
  const rows = new Map<string, unknown>()
  for (const keyed of shares) {
    for (const row of keyed.rows) {
      if (row.keyGroup >= first && row.keyGroup <= last)
        rows.set(rowText(place.scope, keyed, row), liveValue(keyed, row.value))
    }
  }
  return { ...place, kind: shares[0]!.kind, rows }
}

/**
 * What all subtasks wrote of a state has one scope, and any row tells it. Null: there is none, so that nothing can be
 * said, and the state begins anew with whoever asks for it.
 */
function scopeOf(shares: readonly KeyedStateSnapshot[]): RowScope | null {
  const { kind } = shares[0]!
  if (kind === 'event-time-timers' || kind === 'processing-time-timers') return 'timer'
  const row = shares.find(({ rows }) => rows.length > 0)?.rows[0]
  if (row === undefined) return null
  return row.namespace === undefined ? 'key' : 'namespace'
}

function rowText(scope: RowScope, keyed: KeyedStateSnapshot, row: KeyedRowSnapshot): string {
  const { namespace = '', timestamp = 0 } = row
  return sameRowOf(scope, { key: '', namespace, timestamp }, keyText(keyed, row.key))
}

function keyText(keyed: KeyedStateSnapshot, key: unknown): string {
  const long = keyed.keyType === 'LONG' && typeof key === 'string'
  return canonicalKey(keyed.keyType, long ? parseKey('LONG', key) : key)
}

const liveValue = (keyed: KeyedStateSnapshot, value: unknown): unknown =>
  keyed.kind === 'map' ? new Map(value as [string, unknown][]) : value

/** Operator state: in runs, all of it, or a copy of one of those that have any, by its mode. */
function listParts(task: TaskPlan, node: StreamNode, operator: OperatorSnapshot): OperatorListPart[] {
  const { uid } = node
  const { subtasks } = operator
  const { parallelism } = task.vertex
  const dealt = redistribute(
    subtasks.map(subtask => subtask.lists),
    parallelism,
  )
  const split = Object.entries(dealt[task.subtask]!).map(([name, values]) => part(uid, name, 'split', values))
  const unionNames = namesOf(subtasks, 'unionLists')
  const union = unionNames.map(name =>
    part(
      uid,
      name,
      'union',
      subtasks.flatMap(subtask => subtask.unionLists[name] ?? []),
    ),
  )
  const broadcast = namesOf(subtasks, 'broadcastStates').map(name => {
    const copies = subtasks.flatMap(({ broadcastStates }) =>
      broadcastStates[name] === undefined ? [] : [broadcastStates[name]],
    )
    return part(uid, name, 'broadcast', copies[task.subtask % copies.length]!)
  })
  return [...split, ...union, ...broadcast]
}

const part = (
  uid: string,
  name: string,
  mode: OperatorListPart['mode'],
  values: readonly unknown[],
): OperatorListPart => ({ uid, name, mode, values })

const namesOf = (subtasks: readonly SubtaskSnapshot[], field: 'unionLists' | 'broadcastStates'): string[] =>
  [...new Set(subtasks.flatMap(subtask => Object.keys(subtask[field])))].sort()

/**
 * Which subtask reads each split of the snapshot: splits are list state of the source, and move as it does. A split
 * that the snapshot does not know goes by its number.
 */
export function splitsOf(graph: JobGraph, snapshot: Snapshot): SplitAssignment {
  const assigned = new Map<string, Map<string, number>>()
  for (const operator of snapshot.operators) {
    const vertex = graph.vertices.find(other => other.nodes[0]!.uid === operator.uid)
    if (vertex === undefined || vertex.role !== 'source') continue
    const dealt = redistribute(
      operator.subtasks.map(({ splits }) => ({ splits: splits.map(split => split.id) })),
      vertex.parallelism,
    )
    const subtaskOf = new Map<string, number>()
    dealt.forEach(({ splits = [] }, subtask) => splits.forEach(id => subtaskOf.set(id as string, subtask)))
    assigned.set(operator.uid, subtaskOf)
  }
  return (uid, splitId) => assigned.get(uid)?.get(splitId) ?? null
}

function splitParts(plan: Plan, task: TaskPlan, operator: OperatorSnapshot): SubtaskStateParts['splits'] {
  const own = new Set(task.partitions.map(partition => plan.partitions[partition]!.split.id))
  return operator.subtasks.flatMap(subtask => subtask.splits).filter(split => own.has(split.id))
}
