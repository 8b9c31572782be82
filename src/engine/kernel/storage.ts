/** Checkpoint storage: answers after a latency and the time its bandwidth needs. What it holds travels by reference. */
import { unreachable } from '../../base/assert.ts'
import { JOB_MANAGER } from './plan.ts'
import type { StorageRpc } from './rpc.ts'
import { row, send, type Sim } from './sim.ts'
import type { StorageActor } from './world.ts'

export function onStorageMessage(sim: Sim, storage: StorageActor, message: StorageRpc): void {
  const { storageLatency, storageBandwidth } = sim.plan.settings
  const { from } = sim.current
  const busy = Math.ceil((message.bytes * 1e6) / storageBandwidth)
  row(sim, 'Housekeeping', {
    reason: message.type,
    checkpoint: message.checkpoint,
    amount: message.bytes,
    peer: from,
  })
  switch (message.type) {
    case 'store':
      send(sim, storage, from, storageLatency + busy, {
        type: 'stored',
        attempt: message.attempt,
        checkpoint: message.checkpoint,
      })
      break
    case 'fetch':
      send(sim, storage, from, storageLatency + busy, {
        type: 'fetched',
        attempt: message.attempt,
        checkpoint: message.checkpoint,
      })
      break
    case 'store-metadata':
      storage.snapshots = [
        ...storage.snapshots,
        { checkpoint: message.checkpoint, path: message.path, savepoint: message.savepoint },
      ]
      send(sim, storage, JOB_MANAGER, storageLatency + busy, {
        type: 'metadata-written',
        checkpoint: message.checkpoint,
      })
      break
    case 'discard':
      storage.snapshots = storage.snapshots.filter(snapshot => snapshot.path !== message.path)
      send(sim, storage, JOB_MANAGER, storageLatency, { type: 'discarded', checkpoint: message.checkpoint })
      break
    default:
      unreachable(message)
  }
}
