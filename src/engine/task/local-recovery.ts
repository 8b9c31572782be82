/**
 * Local recovery: a second copy of a subtask's keyed state on the disk of its TaskManager, so that a new attempt in the
 * same process need not fetch it. It costs and changes nothing else: where there is no copy, storage is read. A copy goes
 * with its process, and with the JobManager that gave the slot. Counterpart of Flink's TaskLocalStateStore.
 */
import { assert } from '../../base/assert.ts'
import type { KeyedStatePart } from '../api/state-backend.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import { row, send, timer, type Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import type { SubtaskState } from '../state/subtask-state.ts'

type Deploy = Extract<TaskRpc, { type: 'deploy' }>

export interface LocalCopy {
  readonly checkpoint: number
  readonly bytes: number
}

/** Of the bytes of a snapshot, those of its keyed rows by the cost model. */
function keyedBytes(sim: Sim, { parts, bytes }: SubtaskState): number {
  const { rowBytes } = sim.plan.settings
  const bytesOf = ({ files, rows }: KeyedStatePart) =>
    files?.list.reduce((sum, file) => sum + file.bytes, 0) ?? rows.size * rowBytes
  return Math.min(
    bytes,
    parts.keyed.reduce((sum, part) => sum + bytesOf(part), 0),
  )
}

/** Written in the asynchronous part, beside what goes to storage. */
export function keepLocalCopy(sim: Sim, task: TaskActor, checkpoint: number, state: SubtaskState): void {
  if (!sim.plan.settings.localBackup || state.parts.keyed.length === 0) return
  assert(
    task.localCopies.every(copy => copy.checkpoint !== checkpoint),
    'a checkpoint is stored once',
  )
  task.localCopies = [...task.localCopies, { checkpoint, bytes: keyedBytes(sim, state) }]
}

/** A checkpoint is complete: no older copy is needed any more. */
export function confirmLocalCopies(task: TaskActor, checkpoint: number): void {
  if (task.localCopies.length === 0) return
  task.localCopies = task.localCopies.filter(copy => copy.checkpoint >= checkpoint)
}

export function dropLocalCopy(task: TaskActor, checkpoint: number): void {
  if (task.localCopies.length === 0) return
  task.localCopies = task.localCopies.filter(copy => copy.checkpoint !== checkpoint)
}

function copyFor(sim: Sim, task: TaskActor, { checkpoint }: Deploy): LocalCopy | null {
  if (!sim.plan.settings.localRecovery) return null
  return task.localCopies.find(copy => copy.checkpoint === checkpoint) ?? null
}

/** Begins to read what the attempt is restored with: here, from storage, or both at once. */
export function fetchState(sim: Sim, task: TaskActor, message: Deploy): void {
  const { attempt, checkpoint, state } = message
  const { world, plan } = sim
  if (state === null) {
    timer(sim, task, world.now + 1, { type: 'fetched', attempt, checkpoint: 0 })
    return
  }
  const copy = copyFor(sim, task, message)
  const { lists, splits, inFlight } = state.parts
  const isLocal = copy !== null && lists.length === 0 && splits.length === 0 && inFlight === undefined
  if (copy !== null) row(sim, 'LocalStateFound', { checkpoint, amount: copy.bytes })
  if (copy !== null && isLocal) {
    const reading = Math.max(1, Math.ceil((copy.bytes * 1e6) / plan.settings.localBandwidth))
    timer(sim, task, world.now + reading, { type: 'fetched', attempt, checkpoint })
    return
  }
  const bytes = state.bytes - (copy?.bytes ?? 0)
  send(sim, task, plan.storage, plan.settings.storageLatency, { type: 'fetch', attempt, checkpoint, bytes })
}
