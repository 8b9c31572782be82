/**
 * How fast a store is in this browser, now: blocks of the size that state is kept in, written in one call, committed,
 * read back and compared, and removed again. What is measured is shown to people, and no run ever sees it.
 */
import type { Block, BlockStore } from '../../backends/stores/host.ts'
import { StoreProblem } from '../../backends/stores/host.ts'
import { prngBytes } from './prng-bytes.ts'
import type { StoreMeasurement } from '../storage-protocol.ts'

/** A job that nobody has. */
const SCRATCH_JOB = '0'.repeat(32)
const BLOCK_BYTES = 64 * 1024
const BLOCKS = 128
const COMMITS = 5

export async function measureStore(store: BlockStore, now: () => number): Promise<StoreMeasurement> {
  const blocks: readonly Block[] = Array.from({ length: BLOCKS }, (_, i) => ({
    name: `measured-${i}`,
    bytes: prngBytes(i + 1, BLOCK_BYTES),
  }))
  try {
    const writeMs = await timed(now, () => store.put(SCRATCH_JOB, blocks))
    const commits: number[] = []
    for (let i = 1; i <= COMMITS; i++)
      commits.push(await timed(now, () => store.commit(SCRATCH_JOB, i, new Uint8Array(1024))))
    const readMs = await timed(now, () => readAll(store, blocks))
    return {
      store: store.kind,
      bytes: BLOCKS * BLOCK_BYTES,
      blockBytes: BLOCK_BYTES,
      written: perSecond(writeMs),
      read: perSecond(readMs),
      commitMs: commits.sort((a, b) => a - b)[Math.floor(COMMITS / 2)]!,
    }
  } finally {
    await store.remove(SCRATCH_JOB)
  }
}

/** A clock of a browser may be too coarse to see a store in memory. */
const perSecond = (ms: number): number => (BLOCKS * BLOCK_BYTES * 1000) / Math.max(ms, 0.1)

async function timed(now: () => number, work: () => Promise<unknown>): Promise<number> {
  const start = now()
  await work()
  return now() - start
}

async function readAll(store: BlockStore, blocks: readonly Block[]): Promise<void> {
  const read = await store.get(
    SCRATCH_JOB,
    blocks.map(({ name }) => name),
  )
  for (const [i, { bytes, name }] of blocks.entries()) {
    const isSame = read[i]?.length === bytes.length && read[i].every((byte, at) => byte === bytes[at])
    if (!isSame) throw new StoreProblem('io', `expected block ${name} as it was written, got another`)
  }
}
