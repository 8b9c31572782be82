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

/** Copies may differ, since what several senders broadcast comes in another order everywhere: each has its own heir. */
function broadcastFault(snapshot: Snapshot, dealt: Snapshot): string | null {
  for (const { uid, subtasks } of dealt.operators) {
    const old = snapshot.operators.find(operator => operator.uid === uid)?.subtasks ?? []
    const wrong = subtasks.find((subtask, i) => {
      const from = old[i % Math.max(1, old.length)]
      return broadcastsOf(subtask).join() !== (from === undefined ? '' : broadcastsOf(from).join())
    })
    if (wrong !== undefined)
      return `broadcast state of ${uid} at subtask ${wrong.index}: ${broadcastsOf(wrong).join()}`
  }
  return null
}

/** Sorted texts of all that is there once, whatever the parallelism. */
const INVENTORIES: readonly (readonly [string, (snapshot: Snapshot) => string[]])[] = [
  ['keyed rows', snapshot => inventoryOf(snapshot, keyedRows)],
  ['items of list state', snapshot => inventoryOf(snapshot, subtask => entriesOf(subtask.lists))],
  [
    'splits',
    snapshot => inventoryOf(snapshot, subtask => subtask.splits.map(split => JSON.stringify(split))),
  ],
  ['records in flight', snapshot => inventoryOf(snapshot, recordsInFlight)],
]

type Subtask = Snapshot['operators'][number]['subtasks'][number]

const inventoryOf = (snapshot: Snapshot, linesOf: (subtask: Subtask) => string[]): string[] =>
  snapshot.operators
    .flatMap(({ uid, subtasks }) => subtasks.flatMap(linesOf).map(line => `${uid} ${line}`))
    .sort()

const keyedRows = ({ keyed }: Subtask): string[] =>
  keyed.flatMap(({ state, rows }) => rows.map(row => `${state} ${JSON.stringify(row)}`))

const recordsInFlight = ({ inFlight = [] }: Subtask): string[] =>
  inFlight.flatMap(({ end, from, to, items }) =>
    items.filter(item => 'value' in item).map(item => `${end} ${from} → ${to} ${JSON.stringify(item)}`),
  )

const entriesOf = (lists: Readonly<Record<string, readonly unknown[]>>): string[] =>
  Object.entries(lists).flatMap(([name, values]) => values.map(value => `${name} ${JSON.stringify(value)}`))

const broadcastsOf = ({ broadcastStates }: Subtask): string[] =>
  Object.entries(broadcastStates).map(([name, entries]) => `${name} ${JSON.stringify(entries)}`)
