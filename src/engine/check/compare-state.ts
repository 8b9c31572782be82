/** The rows of a task's state against those the functions alone came to. */
import type { StateRows } from '../api/state-backend.ts'
import type { TaskRuntime } from '../kernel/world.ts'
import { SubtaskState } from '../state/subtask-state.ts'
import type { AloneState } from './alone-state.ts'
import type { Replay } from './replay.ts'

export interface WrongRow {
  readonly task: number
  readonly state: string
  readonly key: string
  readonly expected: unknown
  readonly actual: unknown
}

interface Rows {
  readonly size: number
  has(key: string): boolean
  get(key: string): unknown
  keys(): Iterable<string>
}

export function wrongRows(replay: Replay, held: TaskRuntime | SubtaskState | null): WrongRow[] {
  const { vertex } = replay.task
  return replay.states.flatMap((state, position) => {
    const { uid, role } = vertex.nodes[position]!
    if (role !== 'operator') return []
    const expected = new Map<string, Rows>([...state.allRows(), ...operatorRows(state)])
    const actual = held === null ? new Map<string, Rows>() : heldRows(held, uid, position)
    const names = new Set([...expected.keys(), ...actual.keys()])
    return [...names].flatMap(name =>
      wrongIn(
        replay,
        name,
        expected.get(name) ?? new Map<string, unknown>(),
        actual.get(name) ?? new Map<string, unknown>(),
      ),
    )
  })
}

/** Operator state under names that no keyed state has: a list by its places, a broadcast state by its keys. */
function operatorRows({ lists, broadcasts }: AloneState): [string, Rows][] {
  return [
    ...[...lists].map(([name, values]): [string, Rows] => [`list ${name}`, listRows(values)]),
    ...[...broadcasts].map(([name, map]): [string, Rows] => [`broadcast ${name}`, broadcastRows(map)]),
  ]
}

const listRows = (values: readonly unknown[]): Rows => new Map(values.map((value, i) => [`${i}`, value]))

const broadcastRows = (entries: Iterable<readonly [unknown, unknown]>): Rows =>
  new Map([...entries].map(([key, value]) => [`${typeof key} ${String(key)}`, value]))

/** By state name. */
function heldRows(held: TaskRuntime | SubtaskState, uid: string, position: number): Map<string, Rows> {
  if (held instanceof SubtaskState) {
    const keyed = held.parts.keyed.filter(part => part.uid === uid)
    const lists = held.parts.lists.filter(part => part.uid === uid)
    return new Map([
      ...keyed.map(({ state, rows }): [string, Rows] => [state, rows]),
      ...lists.map(({ name, mode, values }): [string, Rows] =>
        mode === 'broadcast'
          ? [`broadcast ${name}`, broadcastRows(values as readonly [unknown, unknown][])]
          : [`list ${name}`, listRows(values)],
      ),
    ])
  }
  const { registered } = held.wiring.stores[position]!
  const nameOf = (path: string) => path.slice(uid.length + 1)
  const own = <T>(states: Readonly<Record<string, T>>) =>
    Object.entries(states).filter(([path]) => path.startsWith(`${uid}/`))
  return new Map([
    ...[...registered].map(([name, { table }]): [string, Rows] => [name, rowsOf(table.rows)]),
    ...own(held.lists).map(([path, { values }]): [string, Rows] => [
      `list ${nameOf(path)}`,
      listRows(values),
    ]),
    ...own(held.broadcasts).map(([path, map]): [string, Rows] => [
      `broadcast ${nameOf(path)}`,
      broadcastRows(map),
    ]),
  ])
}

/** A table's rows without their book-keeping. */
function rowsOf(rows: StateRows): Rows {
  return {
    size: rows.size,
    has: key => rows.has(key),
    get: key => rows.get(key)?.value,
    keys: () => rows.keys(),
  }
}

function wrongIn(replay: Replay, state: string, expected: Rows, actual: Rows): WrongRow[] {
  const wrong: WrongRow[] = []
  const report = (key: string) => {
    wrong.push({ task: replay.task.actor, state, key, expected: expected.get(key), actual: actual.get(key) })
  }
  for (const key of expected.keys())
    if (!actual.has(key) || !sameValue(expected.get(key), actual.get(key))) report(key)
  if (actual.size !== expected.size) for (const key of actual.keys()) if (!expected.has(key)) report(key)
  return wrong
}

/** Equal plain data. Zero and minus zero differ, as the state of a double does. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) || Array.isArray(b)) {
    return (
      Array.isArray(a) &&
      Array.isArray(b) &&
      a.length === b.length &&
      a.every((item, i) => sameValue(item, b[i]))
    )
  }
  if (a instanceof Map || b instanceof Map) {
    return (
      a instanceof Map &&
      b instanceof Map &&
      a.size === b.size &&
      [...a].every(([key, item]) => b.has(key) && sameValue(item, b.get(key)))
    )
  }
  const fields = Object.keys(a)
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>]
  return (
    fields.length === Object.keys(b).length &&
    fields.every(field => field in y && sameValue(x[field], y[field]))
  )
}
