/**
 * Checkpoint storage: a write takes the time its bandwidth needs and is answered when it is done, or when it has
 * failed. What it holds travels by reference; what can be wrong with it is in `storage-health.ts`.
 */
import { unreachable } from '../../base/assert.ts'
import type { StorageEffect } from '../api/effect.ts'
import { JOB_MANAGER } from './plan.ts'
import type { Rpc, StorageRpc } from './rpc.ts'
import { row, send, timer, type Sim } from './sim.ts'
import { harmStorage, noteWritten, readProblem, slownessOf, writeProblem } from './storage-health.ts'
import type { StorageActor, StoredSnapshot } from './world.ts'

export function onStorageMessage(sim: Sim, storage: StorageActor, message: StorageRpc): void {
  switch (message.type) {
    case 'store':
    case 'store-metadata':
      beginWrite(sim, storage, message)
      break
    case 'written':
      endWrite(sim, storage, message)
      break
    case 'fetch':
      read(sim, storage, message)
      break
    case 'command':
      onCommand(sim, storage, message.effect, message.target)
      break
    case 'discard':
      discard(sim, storage, message)
      break
    default:
      unreachable(message)
  }
}

function discard(sim: Sim, storage: StorageActor, { checkpoint, bytes, path }: Of<'discard'>): void {
  row(sim, 'Housekeeping', { reason: 'discard', checkpoint, amount: bytes, peer: JOB_MANAGER })
  storage.snapshots = storage.snapshots.filter(snapshot => snapshot.path !== path)
  answer(sim, storage, JOB_MANAGER, { type: 'discarded', checkpoint })
}

type Of<T extends StorageRpc['type']> = Extract<StorageRpc, { readonly type: T }>

function busyTime(sim: Sim, storage: StorageActor, bytes: number): number {
  const { storageBandwidth } = sim.plan.settings
  return Math.max(1, Math.ceil((bytes * 1e6) / storageBandwidth)) * slownessOf(storage, sim.world.now)
}

/** Its own latency is part of what a slow storage takes longer for. */
function answer(sim: Sim, storage: StorageActor, to: number, body: Rpc, extra = 0): void {
  const latency = sim.plan.settings.storageLatency * slownessOf(storage, sim.world.now)
  send(sim, storage, to, latency + extra, body)
}

function beginWrite(sim: Sim, storage: StorageActor, message: Of<'store' | 'store-metadata'>): void {
  const { type, checkpoint, bytes } = message
  const { from } = sim.current
  row(sim, 'Housekeeping', { reason: type, checkpoint, amount: bytes, peer: from })
  timer(sim, storage, sim.world.now + busyTime(sim, storage, bytes), {
    type: 'written',
    to: from,
    attempt: message.type === 'store' ? message.attempt : -1,
    checkpoint,
    losses: storage.health.losses,
    snapshot: message.type === 'store' ? null : snapshotOf(message),
  })
}

const snapshotOf = ({ checkpoint, path, savepoint }: Of<'store-metadata'>): StoredSnapshot => ({
  checkpoint,
  path,
  savepoint,
})

/** A file of the JobManager is the `_metadata`; a task has one file in each checkpoint. */
function fileOf(sim: Sim, owner: number, checkpoint: number): string {
  const name = owner === JOB_MANAGER ? '_metadata' : sim.plan.task(owner).name
  return `chk-${checkpoint}/${name}`
}

function endWrite(sim: Sim, storage: StorageActor, message: Of<'written'>): void {
  const { to, attempt, checkpoint, losses } = message
  const problem = writeProblem(storage, fileOf(sim, to, checkpoint), losses, sim.world.now)
  if (problem === null) noteWritten(storage, to, checkpoint)
  if (problem === null && message.snapshot !== null)
    storage.snapshots = [...storage.snapshots, message.snapshot]
  const done = problem === null ? 'written' : 'write failed'
  row(sim, 'Housekeeping', { reason: done, checkpoint, peer: to, effect: problem })
  answer(sim, storage, to, writeAnswer(message, attempt, problem))
}

function writeAnswer({ checkpoint, snapshot }: Of<'written'>, attempt: number, problem: string | null): Rpc {
  if (snapshot !== null) {
    const { path } = snapshot
    return problem === null
      ? { type: 'metadata-written', checkpoint, path }
      : { type: 'metadata-failed', checkpoint }
  }
  return problem === null
    ? { type: 'stored', attempt, checkpoint }
    : { type: 'store-failed', attempt, checkpoint, problem }
}

function read(sim: Sim, storage: StorageActor, message: Of<'fetch'>): void {
  const { attempt, checkpoint, bytes } = message
  const { from } = sim.current
  const file = fileOf(sim, from, checkpoint)
  const problem = readProblem(storage, file, from, checkpoint, sim.world.now)
  row(sim, 'Housekeeping', { reason: 'fetch', checkpoint, amount: bytes, peer: from, effect: problem })
  if (problem === null)
    answer(sim, storage, from, { type: 'fetched', attempt, checkpoint }, busyTime(sim, storage, bytes))
  else answer(sim, storage, from, { type: 'fetch-failed', attempt, checkpoint, problem })
}

function onCommand(sim: Sim, storage: StorageActor, effect: StorageEffect, target: number): void {
  harmStorage(storage, effect, target, sim.world.now)
}
