/** Invariants 5 to 7: the cut, what a completed checkpoint has, and what readers may see. Null: it holds. */
import { isSavepoint, isSynchronous } from '../api/snapshot-type.ts'
import { sharedFilesAreThere } from '../checkpoint/shared-state.ts'
import type { Plan } from '../kernel/plan.ts'
import type { BrokerActor, PendingCheckpoint, World } from '../kernel/world.ts'
import { oracleOf } from './oracle.ts'
import { jobManagerOf } from './view.ts'

/** 5: what a snapshot says was received is what the snapshots above it say was sent; an aligned one has nothing between. At-least-once promises none of it. */
export function cutsAreConsistent(plan: Plan, world: World): string | null {
  if (!plan.settings.lineage || !plan.settings.exactlyOnce) return null
  for (const checkpoint of jobManagerOf(world).coordinator.completed) {
    const fault = oracleOf(plan).cutFault(world, checkpoint)
    if (fault !== null) return `checkpoint ${checkpoint.id}: ${fault}`
  }
  return null
}

/** 6: a completed checkpoint has the state of every task; a pending one has no ack but those it waits for; ids rise. */
export function completedIsWhole(plan: Plan, world: World): string | null {
  const { completed, pending, nextId } = jobManagerOf(world).coordinator
  let last = 0
  for (const checkpoint of completed) {
    if (checkpoint.id <= last) return `checkpoint ${checkpoint.id} after ${last}`
    last = checkpoint.id
    const missing = plan.tasks.find(task => (checkpoint.states[task.actor - 1] ?? null) === null)
    if (missing !== undefined) return `checkpoint ${checkpoint.id} without ${missing.name}`
  }
  let before = 0
  for (const { id, snapshot } of pending) {
    // A savepoint is not subsumed: it may stay behind newer checkpoints.
    if (id <= before || (id <= last && !isSavepoint(snapshot)))
      return `checkpoint ${id} is pending after ${last}`
    before = id
  }
  last = Math.max(last, before)
  if (nextId <= last) return `id ${nextId} would be given again`
  return (
    pending.map(acksFault).find(fault => fault !== null) ??
    sharedFilesAreThere(jobManagerOf(world).coordinator)
  )
}

function acksFault({ id, acks, waitFor, finalizing }: PendingCheckpoint): string | null {
  const from = new Set(acks.map(ack => ack.task))
  if (from.size < acks.length || [...from].some(task => !waitFor.includes(task)))
    return `checkpoint ${id} counts a wrong ack`
  return finalizing === (from.size === waitFor.length)
    ? null
    : `checkpoint ${id} has ${from.size} of ${waitFor.length} acks`
}

/** 7: what readers of committed data see belongs to a completed checkpoint. Without checkpoints the end commits. */
export function visibleIsComplete(plan: Plan, world: World): string | null {
  if (plan.settings.checkpointInterval === null) return null
  const { completed, savepoints } = jobManagerOf(world).coordinator
  const stops = savepoints.filter(({ snapshot }) => isSynchronous(snapshot))
  const last = Math.max(0, ...[...completed, ...stops].map(({ id }) => id))
  const broker = world.actors[plan.broker] as BrokerActor
  const early = broker.transactions.find(
    ({ status, content }) => status === 'committed' && content.checkpoint > last,
  )
  return early === undefined
    ? null
    : `${early.content.id} is visible, the last completed checkpoint is ${last}`
}
