/** What lies in a store, as lists for the page, and what a person can do with it. */
import type { BlockStore } from '../../backends/stores/host.ts'
import { fail, ok, type Result } from '../../base/result.ts'
import type { StoredCheckpoint, StoredDamage, StoredJob } from '../storage-protocol.ts'
import { blocksOf, type Manifest } from './manifest.ts'
import { readCheckpoint, readManifests, verifyCheckpoint, type Restored } from './read-checkpoint.ts'
import { dropOthers } from './write-checkpoint.ts'

export function storedCheckpoint(checkpoint: number, { head }: Manifest): StoredCheckpoint {
  const { savedAtMs, spentMs, bytes, writtenBytes, rows } = head
  return { checkpoint, savedAtMs, spentMs, bytes, writtenBytes, rows }
}

export async function listJobs(store: BlockStore, owned: ReadonlySet<string>): Promise<StoredJob[]> {
  const jobs: StoredJob[] = []
  for (const job of await store.jobs()) {
    const { manifests, damages } = await readManifests(store, job)
    const newest = [...manifests.values()].at(-1)
    const blocks = new Map([...manifests.values()].flatMap(blocksOf).map(({ name, bytes }) => [name, bytes]))
    jobs.push({
      job,
      pipeline: newest?.head.pipeline ?? null,
      jobName: newest?.head.jobName ?? '',
      owned: owned.has(job),
      bytes: [...blocks.values()].reduce((sum, bytes) => sum + bytes, 0),
      checkpoints: [...manifests].map(([checkpoint, manifest]) => storedCheckpoint(checkpoint, manifest)),
      damages,
    })
  }
  return jobs.sort((a, b) => savedAt(b) - savedAt(a))
}

export const savedAt = ({ checkpoints }: StoredJob): number => checkpoints.at(-1)?.savedAtMs ?? 0

export interface Found extends Restored {
  readonly checkpoint: number
  readonly damages: readonly StoredDamage[]
}

/** The newest checkpoint that is whole, with what was wrong with newer ones. */
export async function newestWhole(store: BlockStore, job: string): Promise<Result<Found>> {
  const { manifests, damages } = await readManifests(store, job)
  const found: StoredDamage[] = [...damages]
  for (const [checkpoint, manifest] of [...manifests].reverse()) {
    const restored = await readCheckpoint(store, job, manifest)
    if (restored.ok) return ok({ ...restored.value, checkpoint, damages: found })
    found.push({ checkpoint, place: restored.error.path, message: restored.error.message })
  }
  const { place, message } = found[0] ?? { place: job, message: 'expected a completed checkpoint, got none' }
  return fail('no-whole-checkpoint', place, message)
}

export async function verifyJob(store: BlockStore, job: string): Promise<StoredDamage[]> {
  const { manifests, damages } = await readManifests(store, job)
  const found = [...damages]
  for (const [checkpoint, manifest] of manifests) {
    const problem = await verifyCheckpoint(store, job, blocksOf(manifest))
    if (problem !== null) found.push({ checkpoint, place: problem.path, message: problem.message })
  }
  return found
}

/** One checkpoint with the blocks that only it has, or the whole job. */
export async function deleteFrom(store: BlockStore, job: string, checkpoint: number | null): Promise<void> {
  if (checkpoint === null) return store.remove(job)
  const { manifests, damages } = await readManifests(store, job)
  const others = new Set([...manifests.keys()].filter(id => id !== checkpoint))
  if (damages.some(damage => damage.checkpoint === checkpoint)) await store.drop(job, checkpoint)
  if (others.size === 0) return store.remove(job)
  await dropOthers(store, job, new Map(manifests), others, new Set(await store.list(job)))
}
