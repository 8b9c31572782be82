/** The rows of a task's state against those the functions alone came to. */
import type { TaskRuntime } from '../kernel/world.ts'
import { SubtaskState } from '../state/subtask-state.ts'
import type { Replay } from './replay.ts'

export interface WrongRow {
  readonly task: number
  readonly state: string
  readonly key: string
  readonly expected: unknown
  readonly actual: unknown
}

type Rows = Pick<ReadonlyMap<string, unknown>, 'size' | 'has' | 'get' | 'keys'>

export function wrongRows(replay: Replay, held: TaskRuntime | SubtaskState | null): WrongRow[] {
  const { vertex } = replay.task
  return replay.states.flatMap((state, position) => {
    const { uid } = vertex.nodes[position]!
    const actual = held === null ? new Map<string, Rows>() : heldRows(held, uid, position)
    const names = new Set([...state.rows.keys(), ...actual.keys()])
    return [...names].flatMap(name =>
      wrongIn(
        replay,
        name,
        state.rows.get(name) ?? new Map<string, unknown>(),
        actual.get(name) ?? new Map<string, unknown>(),
      ),
    )
  })
}

/** By state name. */
function heldRows(held: TaskRuntime | SubtaskState, uid: string, position: number): Map<string, Rows> {
  if (held instanceof SubtaskState) {
    return new Map(held.parts.keyed.filter(part => part.uid === uid).map(part => [part.state, part.rows]))
  }
  const { registered } = held.wiring.stores[position]!
  return new Map([...registered].map(([name, { table }]) => [name, rowsOf(table.rows)]))
}

/** A table's rows without their book-keeping. */
function rowsOf(rows: ReadonlyMap<string, { readonly value: unknown }>): Rows {
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
