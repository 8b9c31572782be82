/**
 * Keyed state in one subtask's part of a checkpoint: what the backends do in the synchronous part, how much there is
 * to write by the cost model, and what the acknowledgement carries.
 */
import { copyPlain } from '../../base/copy.ts'
import type { SnapshotType } from '../api/snapshot-type.ts'
import type { KeyedStatePart, SnapshotRequest } from '../api/state-backend.ts'
import { heapRefusal } from '../checkpoint/storage-limits.ts'
import type { Sim } from '../kernel/sim.ts'
import type { FixedState, SubtaskSnapshotState, TaskActor } from '../kernel/world.ts'
import type { OperatorKeyedState } from '../state/keyed-state.ts'

/** Bytes of a snapshot without any state. */
const LEAST_BYTES = 64

/** Flink's SharingFilesStrategy, and whether every backend has to be able to read it. */
function formOf(type: SnapshotType): Pick<SnapshotRequest, 'sharing' | 'canonical'> {
  switch (type.kind) {
    case 'checkpoint':
      return { sharing: type.full ? 'FORWARD' : 'FORWARD_BACKWARD', canonical: false }
    case 'savepoint':
      return { sharing: 'NO_SHARING', canonical: type.format === 'CANONICAL' }
  }
}

/** The backends cut their state at the epoch of the snapshot. Returns µs beyond the least synchronous part. */
export function cutKeyedState(task: TaskActor, snapshot: SubtaskSnapshotState): number {
  const request: SnapshotRequest = {
    checkpoint: snapshot.checkpoint,
    epoch: snapshot.epoch,
    ...formOf(snapshot.options.snapshot),
  }
  const cuts = task.runtime!.wiring.stores.map(({ backend }) => backend.cut(request))
  if (cuts.some(cut => cut !== null)) snapshot.cuts = cuts
  return cuts.reduce((sum, cut) => sum + (cut?.micros ?? 0), 0)
}

/** What has to be written: rows, list items and offsets at a fixed size each, and the files that are new. */
export function uploadedBytes(
  sim: Sim,
  task: TaskActor,
  { cuts }: SubtaskSnapshotState,
  fixed: FixedState,
): number {
  const { rowBytes } = sim.plan.settings
  const items = fixed.lists.reduce((sum, list) => sum + list.values.length, 0) + fixed.splits.length
  const keyed = task.runtime!.wiring.stores.map(
    (store, position) => cuts?.[position]?.uploaded ?? rowsOf(store) * rowBytes,
  )
  return keyed.reduce((sum, bytes) => sum + bytes, items * rowBytes + LEAST_BYTES)
}

/** Each operator's rows are one stream, and so is each file; the JobManager's heap takes none beyond a size. */
export function noteRefusal(sim: Sim, task: TaskActor, snapshot: SubtaskSnapshotState): void {
  const { rowBytes } = sim.plan.settings
  for (const [position, store] of task.runtime!.wiring.stores.entries()) {
    const cut = snapshot.cuts?.[position]
    const refusal = heapRefusal(sim.plan, cut?.largest ?? rowsOf(store) * rowBytes)
    if (refusal !== null) snapshot.refused = refusal
  }
}

/** All that the snapshot refers to. */
export function stateBytesOf({ bytes, cuts }: SubtaskSnapshotState): number {
  return (cuts ?? []).reduce((sum, cut) => sum + (cut === null ? 0 : cut.bytes - cut.uploaded), bytes)
}

function rowsOf({ registered }: OperatorKeyedState): number {
  return [...registered.values()].reduce((sum, { table }) => sum + table.rows.size, 0)
}

/**
 * Keyed state as it was at the cut, however much was written since. A function may ask for a state at any time; that
 * it did so is no part of the world, and states without rows are left out.
 */
export function keyedParts(sim: Sim, task: TaskActor, snapshot: SubtaskSnapshotState): KeyedStatePart[] {
  const isEarly = sim.planted === 'ack-before-sync'
  const { stores } = task.runtime!.wiring
  const epoch = isEarly ? sim.world.clock.now : snapshot.epoch
  const parts = stores.flatMap(({ backend }, position) =>
    backend.parts(epoch, snapshot.cuts?.[position] ?? null),
  )
  return isEarly ? parts.map(part => ({ ...part, rows: copyPlain(part.rows) })) : parts
}
