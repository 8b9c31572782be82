/**
 * A few checkpoints written, replaced and deleted in the order in which a host does it, each of some old and some new
 * blocks; and what must be there after it was cut short anywhere.
 */
import type { BlockStore } from '../../src/backends/stores/host.ts'
import { blockOf, equal, hashes, JOB } from '../../src/backends/stores/stores.suite.ts'

/** The first two are in the checkpoint before as well. */
const blocksOfCheckpoint = (n: number) => [0, 1, 2, 3].map(i => blockOf(2 * n + i, 3000))

export async function writeCheckpoints(
  store: BlockStore,
  onCommit: (checkpoint: number) => void,
): Promise<void> {
  for (let n = 1; n <= 3; n++) {
    const blocks = blocksOfCheckpoint(n)
    const names = blocks.map(({ name }) => name)
    await store.put(JOB, n === 1 ? blocks : blocks.slice(2))
    await store.commit(JOB, n, new TextEncoder().encode(names.join(',')))
    onCommit(n)
    if (n === 1) continue
    await store.drop(JOB, n - 1)
    const old = (await store.list(JOB)).filter(name => !names.includes(name))
    await store.delete(JOB, old)
  }
}

/** The newest whole checkpoint, of which every block is as it was written. */
export async function newestIntact(store: BlockStore): Promise<number> {
  const newest = (await store.manifests(JOB)).whole.at(-1)
  if (newest === undefined) return 0
  const names = new TextDecoder().decode(newest.content).split(',')
  equal(await hashes(store, names), names, `blocks of checkpoint ${newest.checkpoint}`)
  return newest.checkpoint
}
