/** A snapshot taken in the middle of a run, opened with another parallelism: nothing of it may be lost or doubled. */
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import type { Run } from '../../src/engine/index.ts'
import { snapshotOf } from '../../src/engine/trace/snapshot.ts'
import { noteRestored } from './time-situations.ts'
import type { Traits } from './random-time.ts'

/** What is wrong with the state that a run begins with; null: it is all that the snapshot holds. */
export function dealtFault(run: Run, snapshot: Snapshot, traits: Traits): string | null {
  const { start } = run.world
  if (start === null) return 'begins with nothing'
  noteRestored(start, 'rescale', traits)
  const dealt = snapshotOf(run.plan, start)
  for (const [what, inventory] of INVENTORIES) {
    const [before, after] = [inventory(snapshot), inventory(dealt)]
    const lost = before.find((line, i) => line !== after[i])
    if (lost !== undefined || after.length !== before.length)
      return `${what}: ${before.length} became ${after.length}, from ${lost ?? after[before.length]} on`
  }
  return broadcastFault(snapshot, dealt)
}

/** Copies may differ, since what several senders broadcast comes in another order everywhere; each comes from an old one. */
function broadcastFault(snapshot: Snapshot, dealt: Snapshot): string | null {
  const before = new Set(inventoryOf(snapshot, broadcastsOf))
  const after = inventoryOf(dealt, broadcastsOf)
  const made = after.find(line => !before.has(line))
  if (made !== undefined) return `a broadcast state that no subtask had: ${made}`
  return before.size > 0 && after.length === 0 ? 'no broadcast state is left' : null
}

/** Sorted texts of all that is there once, whatever the parallelism. */
const INVENTORIES: readonly (readonly [string, (snapshot: Snapshot) => string[]])[] = [
  ['keyed rows', snapshot => inventoryOf(snapshot, keyedRows)],
  ['items of list state', snapshot => inventoryOf(snapshot, subtask => entriesOf(subtask.lists))],
  [
    'splits',
    snapshot => inventoryOf(snapshot, subtask => subtask.splits.map(split => JSON.stringify(split))),
  ],
]

type Subtask = Snapshot['operators'][number]['subtasks'][number]

const inventoryOf = (snapshot: Snapshot, linesOf: (subtask: Subtask) => string[]): string[] =>
  snapshot.operators
    .flatMap(({ uid, subtasks }) => subtasks.flatMap(linesOf).map(line => `${uid} ${line}`))
    .sort()

const keyedRows = ({ keyed }: Subtask): string[] =>
  keyed.flatMap(({ state, rows }) => rows.map(row => `${state} ${JSON.stringify(row)}`))

const entriesOf = (lists: Readonly<Record<string, readonly unknown[]>>): string[] =>
  Object.entries(lists).flatMap(([name, values]) => values.map(value => `${name} ${JSON.stringify(value)}`))

const broadcastsOf = ({ broadcastStates }: Subtask): string[] =>
  Object.entries(broadcastStates).map(([name, entries]) => `${name} ${JSON.stringify(entries)}`)
