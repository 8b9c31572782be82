/**
 * What differs between two snapshots: for each operator, by its uid, the rows of keyed state that came, went or changed,
 * the entries of its lists, and how far its splits were read. Key groups and subtasks do not count, so that snapshots
 * of the same job at another parallelism, or on another backend, can be compared. The first rows that differ are
 * listed; the counts are of all.
 */
import type {
  KeyedRowSnapshot,
  KeyedStateSnapshot,
  OperatorSnapshot,
  Snapshot,
} from '../../engine/api/snapshot.ts'
import { canonicalJson } from '../canonical.ts'
import { encodeValue } from '../json-values.ts'

export interface SnapshotDiff {
  /** Ids of the checkpoints that were compared. */
  readonly before: number
  readonly after: number
  readonly isEqual: boolean
  readonly operators: readonly OperatorDiff[]
}

/** An operator that differs, or is in one of the two only. */
export interface OperatorDiff {
  readonly uid: string
  readonly name: string
  readonly change: Change
  /** Before and after; null where there is no such operator. */
  readonly parallelism: readonly [number | null, number | null]
  readonly states: readonly StateDiff[]
  readonly splits: readonly SplitDiff[]
}

export type Change = 'added' | 'removed' | 'changed'

export interface StateDiff {
  readonly state: string
  /** Kind of keyed state, or the mode of an operator state; records in flight go by their edge. */
  readonly kind: KeyedStateSnapshot['kind'] | 'split' | 'union' | 'broadcast' | 'in-flight'
  readonly counts: {
    readonly added: number
    readonly removed: number
    readonly changed: number
    readonly same: number
  }
  readonly rows: readonly RowDiff[]
}

/** Values as canonical JSON; null: there is none. */
export interface RowDiff {
  readonly key: string
  readonly before: string | null
  readonly after: string | null
}

/** Next offset to read; null: the split is not in that snapshot. */
export interface SplitDiff {
  readonly id: string
  readonly before: number | null
  readonly after: number | null
}

/** Rows by state, then by key. */
type Rows = Map<string, { readonly kind: StateDiff['kind']; readonly rows: Map<string, string> }>

export function diffSnapshots(before: Snapshot, after: Snapshot, rowsMax: number): SnapshotDiff {
  const uids = [...new Set([...before.operators, ...after.operators].map(operator => operator.uid))]
  const operators = uids.flatMap(uid => {
    const [old, now] = [before, after].map(({ operators: all }) => all.find(other => other.uid === uid))
    return diffOperator(uid, old, now, rowsMax)
  })
  return {
    before: before.checkpointId,
    after: after.checkpointId,
    isEqual: operators.length === 0,
    operators,
  }
}

function diffOperator(
  uid: string,
  before: OperatorSnapshot | undefined,
  after: OperatorSnapshot | undefined,
  rowsMax: number,
): readonly OperatorDiff[] {
  const states = diffStates(rowsOf(before), rowsOf(after), rowsMax)
  const splits = diffSplits(before, after)
  const parallelism = [before?.parallelism ?? null, after?.parallelism ?? null] as const
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed'
  const differs = change !== 'changed' || states.length > 0 || splits.length > 0
  const name = after?.name ?? before?.name ?? uid
  return differs || parallelism[0] !== parallelism[1]
    ? [{ uid, name, change, parallelism, states, splits }]
    : []
}

const textOf = (value: unknown): string => canonicalJson(encodeValue(value))

/** A key with its window and, for a timer, its time. */
function keyOf({ key, namespace, timestamp }: KeyedRowSnapshot): string {
  const place = [namespace, timestamp].filter(part => part !== undefined)
  return place.length === 0 ? textOf(key) : `${textOf(key)} @ ${place.join(' ')}`
}

function rowsOf(operator: OperatorSnapshot | undefined): Rows {
  const all: Rows = new Map()
  const put = (state: string, kind: StateDiff['kind'], key: string, value: string) => {
    const entry = all.get(state) ?? { kind, rows: new Map<string, string>() }
    all.set(state, entry)
    entry.rows.set(key, value)
  }
  for (const subtask of operator?.subtasks ?? []) {
    for (const { state, kind, rows } of subtask.keyed)
      for (const row of rows) put(state, kind, keyOf(row), textOf(row.value))
  }
  putLists(operator, put)
  return all
}

/**
 * List items are compared as a bag, since a restart may deal them out in another order. Union lists and broadcast
 * state are the same everywhere after a restore, so one copy is enough for a broadcast.
 */
function putLists(
  operator: OperatorSnapshot | undefined,
  put: (state: string, kind: StateDiff['kind'], key: string, value: string) => void,
): void {
  const bags = new Map<string, number>()
  const add = (state: string, kind: 'split' | 'union' | 'in-flight', value: unknown) => {
    const text = textOf(value)
    const times = (bags.get(`${state} ${text}`) ?? 0) + 1
    bags.set(`${state} ${text}`, times)
    put(state, kind, times === 1 ? text : `${text} × ${times}`, text)
  }
  for (const subtask of operator?.subtasks ?? []) {
    for (const [state, values] of Object.entries(subtask.lists))
      for (const value of values) add(state, 'split', value)
    for (const [state, values] of Object.entries(subtask.unionLists))
      for (const value of values) add(state, 'union', value)
    for (const { end, from, to, items } of subtask.inFlight ?? [])
      for (const item of items) if ('value' in item) add(`${end} ${from} → ${to}`, 'in-flight', item.value)
  }
  for (const [state, entries] of Object.entries(operator?.subtasks[0]?.broadcastStates ?? {}))
    for (const [key, value] of entries) put(state, 'broadcast', textOf(key), textOf(value))
}

function diffStates(before: Rows, after: Rows, rowsMax: number): StateDiff[] {
  const names = [...new Set([...before.keys(), ...after.keys()])].sort()
  return names
    .map(state => diffState(state, before.get(state), after.get(state), rowsMax))
    .filter(({ counts }) => counts.added + counts.removed + counts.changed > 0)
}

type StateRows = Rows extends Map<string, infer R> ? R : never

const NONE: ReadonlyMap<string, string> = new Map()

function diffState(
  state: string,
  before: StateRows | undefined,
  after: StateRows | undefined,
  rowsMax: number,
): StateDiff {
  const old = before?.rows ?? NONE
  const now = after?.rows ?? NONE
  const counts = { added: 0, removed: 0, changed: 0, same: 0 }
  const rows: RowDiff[] = []
  for (const key of [...new Set([...old.keys(), ...now.keys()])].sort()) {
    const row = { key, before: old.get(key) ?? null, after: now.get(key) ?? null }
    const what =
      row.before === null
        ? 'added'
        : row.after === null
          ? 'removed'
          : row.before === row.after
            ? 'same'
            : 'changed'
    counts[what] += 1
    if (what !== 'same' && rows.length < rowsMax) rows.push(row)
  }
  return { state, kind: (after ?? before)!.kind, counts, rows }
}

function diffSplits(before: OperatorSnapshot | undefined, after: OperatorSnapshot | undefined): SplitDiff[] {
  const offsets = (operator: OperatorSnapshot | undefined) =>
    new Map(
      (operator?.subtasks ?? []).flatMap(({ splits }) =>
        splits.map(({ id, offset }) => [id, offset] as const),
      ),
    )
  const [old, now] = [offsets(before), offsets(after)]
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .map(id => ({ id, before: old.get(id) ?? null, after: now.get(id) ?? null }))
    .filter(split => split.before !== split.after)
}
