/**
 * What can be wrong with checkpoint storage: slow, failing, emptied, a file that cannot be read. It works again when
 * its time is over; what is lost stays lost, and what is written afterwards is safe.
 */
import { assert } from '../../base/assert.ts'
import type { StorageEffect } from '../api/effect.ts'
import type { StorageActor, StorageHealth } from './world.ts'

/** `actors`: so many actors write files. */
export function newHealth(actors: number): StorageHealth {
  return {
    slowFactor: 1,
    slowUntil: -1,
    failingUntil: -1,
    losses: 0,
    written: new Array<number>(actors).fill(0),
    lostUpTo: new Array<number>(actors).fill(0),
    corrupt: [],
  }
}

export function harmStorage(storage: StorageActor, effect: StorageEffect, target: number, now: number): void {
  const { health } = storage
  switch (effect.type) {
    case 'slow-storage':
      storage.health = { ...health, slowFactor: effect.factor, slowUntil: now + effect.duration }
      break
    case 'fail-storage':
      storage.health = { ...health, failingUntil: now + effect.duration }
      break
    case 'lose-storage':
      storage.snapshots = []
      storage.health = { ...health, losses: health.losses + 1, lostUpTo: health.written, corrupt: [] }
      break
    case 'corrupt-file': {
      const checkpoint = health.written[target] ?? 0
      assert(checkpoint > 0, 'a file that is corrupted was written')
      storage.health = { ...health, corrupt: [...health.corrupt, { owner: target, checkpoint }] }
      break
    }
  }
}

/** Times as long as in good health. */
export const slownessOf = ({ health }: StorageActor, now: number): number =>
  now < health.slowUntil ? health.slowFactor : 1

const isFailing = ({ health }: StorageActor, now: number): boolean => now < health.failingUntil

/** Why what was begun after `losses` losses cannot be written now; null: it is. */
export function writeProblem(
  storage: StorageActor,
  file: string,
  losses: number,
  now: number,
): string | null {
  if (isFailing(storage, now)) return `${file}: the storage does not answer`
  return storage.health.losses === losses ? null : `${file}: the directory does not exist any more`
}

/** Why a file cannot be read now; null: it can. */
export function readProblem(
  storage: StorageActor,
  file: string,
  owner: number,
  checkpoint: number,
  now: number,
): string | null {
  const { lostUpTo, corrupt } = storage.health
  if (isFailing(storage, now)) return `${file}: the storage does not answer`
  if (checkpoint <= (lostUpTo[owner] ?? 0)) return `${file}: no such file`
  return corrupt.some(other => other.owner === owner && other.checkpoint === checkpoint)
    ? `${file}: the file is corrupt, its checksum does not match`
    : null
}

export function noteWritten(storage: StorageActor, owner: number, checkpoint: number): void {
  const { health } = storage
  const written = [...health.written]
  written[owner] = Math.max(written[owner] ?? 0, checkpoint)
  storage.health = { ...health, written }
}
