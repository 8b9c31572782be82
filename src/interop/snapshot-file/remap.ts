/**
 * A snapshot for a job whose operators have other uids: which state goes to which operator, and which is let go. What
 * is proposed is only a proposal; a person decides.
 */
import type { OperatorSnapshot, Snapshot, SubtaskSnapshot } from '../../engine/api/snapshot.ts'

/** By uid in the snapshot: the uid of an operator of the job, or null: its state is dropped. */
export type UidMap = Readonly<Record<string, string | null>>

/** An operator of a job, or of a snapshot with how much it holds. */
export interface MappedOperator {
  readonly uid: string
  readonly name: string
  readonly kind: string
}

export interface StoredOperator extends MappedOperator {
  /** Rows, list items, splits and records in flight. */
  readonly entries: number
}

export interface MappingPlan {
  readonly stored: readonly StoredOperator[]
  readonly job: readonly MappedOperator[]
  readonly proposal: UidMap
}

function entriesOf(operator: OperatorSnapshot): number {
  return operator.subtasks.reduce((sum, { keyed, lists, unionLists, broadcastStates, splits, inFlight }) => {
    const items = (inFlight ?? []).reduce((count, channel) => count + channel.items.length, 0)
    const rows = keyed.reduce((count, state) => count + state.rows.length, 0)
    const entries = [lists, unionLists, broadcastStates]
      .flatMap(named => Object.values<readonly unknown[]>(named))
      .reduce((count, values) => count + values.length, 0)
    return sum + rows + entries + splits.length + items
  }, 0)
}

/** The same uid; else the only operator of its kind and name, then of its kind, that no uid has claimed; else none. */
function proposalFor(stored: readonly StoredOperator[], job: readonly MappedOperator[]): UidMap {
  const taken = new Set(stored.map(({ uid }) => uid))
  const free = job.filter(({ uid }) => !taken.has(uid))
  const map: Record<string, string | null> = {}
  for (const operator of stored) {
    const sameKind = free.filter(({ kind }) => kind === operator.kind)
    const sameName = sameKind.filter(({ name }) => name === operator.name)
    const only = sameName.length === 1 ? sameName[0] : sameKind.length === 1 ? sameKind[0] : undefined
    const isThere = job.some(({ uid }) => uid === operator.uid)
    map[operator.uid] = isThere ? operator.uid : (only?.uid ?? null)
  }
  return map
}

/** Operators that hold something, and where their state could go. */
export function planMapping(snapshot: Snapshot, job: readonly MappedOperator[]): MappingPlan {
  const stored = snapshot.operators
    .map(operator => ({
      uid: operator.uid,
      name: operator.name,
      kind: operator.kind,
      entries: entriesOf(operator),
    }))
    .filter(({ entries }) => entries > 0)
  return { stored, job, proposal: proposalFor(stored, job) }
}

/** Two states cannot go to one operator: the first uid that would be second, or null. */
export function claimedTwice(map: UidMap): string | null {
  const seen = new Set<string>()
  for (const target of Object.values(map)) {
    if (target !== null && seen.has(target)) return target
    if (target !== null) seen.add(target)
  }
  return null
}

/** The snapshot with the uids of the job. Operators that are not in the map have no state, and are left out. */
export function remapSnapshot(snapshot: Snapshot, map: UidMap): Snapshot {
  const operators = snapshot.operators.flatMap(operator => {
    const uid = map[operator.uid] ?? null
    if (uid === null) return []
    return [{ ...operator, uid, subtasks: operator.subtasks.map(subtask => withEnds(subtask, map)) }]
  })
  return { ...snapshot, operators }
}

/** The channels of a subtask join operators by their uids in the job. */
function withEnds(subtask: SubtaskSnapshot, map: UidMap): SubtaskSnapshot {
  const { inFlight, ...rest } = subtask
  if (inFlight === undefined) return subtask
  const uidOf = (uid: string) => map[uid] ?? uid
  return {
    ...rest,
    inFlight: inFlight.map(channel => ({ ...channel, from: uidOf(channel.from), to: uidOf(channel.to) })),
  }
}
