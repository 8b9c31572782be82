/**
 * What every block store must do, whatever holds its bytes. The checks know no test runner, so that the same ones run
 * in Node over doubles and in a browser's worker over the real thing.
 */
import { AssertionError } from '../../base/assert.ts'
import { blockHash } from '../../base/block-hash.ts'
import { createRng, nextInt } from '../../base/prng.ts'
import type { Block, BlockStore } from './host.ts'

export interface StoreUnderTest {
  readonly name: string
  /** Another one over the same medium, as after a restart. */
  open(): Promise<BlockStore>
  /** Nothing is stored any more. */
  clear(): Promise<void>
  /** False: what it holds ends with it. */
  readonly keeps: boolean
}

export interface Check {
  readonly name: string
  run(store: StoreUnderTest): Promise<void>
}

export const JOB = '0123456789abcdef0123456789abcdef'
const OTHER = 'fedcba9876543210fedcba9876543210'

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new AssertionError(`${what}: expected ${b}, got ${a}`)
}

export function blockOf(seed: number, length = 100): Block {
  const bytes = Uint8Array.from({ length }, (_, i) => (Math.imul(seed + 1, 2654435761) >>> (i % 24)) & 0xff)
  return { name: blockHash(bytes), bytes }
}

const blocksOf = (from: number, count: number, length = 100): Block[] =>
  Array.from({ length: count }, (_, i) => blockOf(from + i, length))

const namesOf = (blocks: readonly Block[]): string[] => blocks.map(({ name }) => name)

/** Hash of what is stored under each name; null: nothing. */
export async function hashes(store: BlockStore, names: readonly string[]): Promise<(string | null)[]> {
  return (await store.get(JOB, names)).map(bytes => (bytes === null ? null : blockHash(bytes)))
}

const text = (value: string): Uint8Array => new TextEncoder().encode(value)

async function manifestTexts(store: BlockStore, job = JOB): Promise<[number, string][]> {
  const { whole, damaged } = await store.manifests(job)
  equal(damaged, [], 'damaged manifests')
  return whole.map(({ checkpoint, content }) => [checkpoint, new TextDecoder().decode(content)])
}

const comesBack: Check = {
  name: 'what was put comes back in the order asked for, and what was not is null',
  async run(medium) {
    const store = await medium.open()
    const blocks = [...blocksOf(1, 5), blockOf(9, 0), blockOf(10, 70_001)]
    await store.put(JOB, blocks)
    const asked = [...namesOf(blocks)].reverse()
    equal(await hashes(store, asked), asked, 'blocks')
    equal(await hashes(store, ['00', asked[2]!]), [null, asked[2]], 'with one that is not there')
    equal(await store.get(OTHER, asked.slice(0, 1)), [null], 'of another job')
    equal([...(await store.list(JOB))].sort(), [...asked].sort(), 'names')
    await store.put(JOB, blocks.slice(0, 2))
    await store.put(JOB, [])
    equal(await hashes(store, asked), asked, 'blocks that were put again')
    await store.dispose()
  },
}

const deletes: Check = {
  name: 'deleting some blocks leaves the others, whatever was put together',
  async run(medium) {
    const store = await medium.open()
    const blocks = blocksOf(20, 12)
    await store.put(JOB, blocks.slice(0, 8))
    await store.put(JOB, blocks.slice(8))
    for (const gone of [3, 0, 7, 1, 2, 4, 11]) await store.delete(JOB, [blocks[gone]!.name, '00'])
    const left = namesOf([5, 6, 8, 9, 10].map(i => blocks[i]!))
    equal([...(await store.list(JOB))].sort(), [...left].sort(), 'names')
    equal(await hashes(store, left), left, 'blocks')
    await store.delete(JOB, left)
    equal(await store.list(JOB), [], 'names at the end')
    await store.dispose()
  },
}

const manifests: Check = {
  name: 'a checkpoint exists with its manifest, is replaced whole, and is gone when it is dropped',
  async run(medium) {
    const store = await medium.open()
    await store.commit(JOB, 10, text('ten'))
    await store.commit(JOB, 9, text('nine'))
    await store.commit(OTHER, 3, text('three'))
    await store.commit(JOB, 10, text('ten again'))
    equal(
      await manifestTexts(store),
      [
        [9, 'nine'],
        [10, 'ten again'],
      ],
      'manifests',
    )
    equal(await store.jobs(), [JOB, OTHER], 'jobs')
    await store.drop(JOB, 9)
    await store.drop(JOB, 8)
    equal(await manifestTexts(store), [[10, 'ten again']], 'after dropping')
    await store.put(OTHER, [blockOf(1)])
    await store.remove(OTHER)
    equal(await store.jobs(), [JOB], 'after removing a job')
    equal(await store.list(OTHER), [], 'blocks of a removed job')
    equal(await manifestTexts(store, OTHER), [], 'manifests of a removed job')
    await store.dispose()
  },
}

const reopens: Check = {
  name: 'what was stored is there when it is opened again, if it keeps anything',
  async run(medium) {
    const first = await medium.open()
    const blocks = blocksOf(40, 6)
    await first.put(JOB, blocks)
    await first.delete(JOB, namesOf(blocks.slice(0, 2)))
    await first.commit(JOB, 1, text('one'))
    await first.dispose()
    const second = await medium.open()
    const names = namesOf(blocks.slice(2))
    equal(await hashes(second, names), medium.keeps ? names : names.map(() => null), 'blocks')
    equal(await manifestTexts(second), medium.keeps ? [[1, 'one']] : [], 'manifests')
    await second.dispose()
  },
}

/** Random calls, and what a plain Map says to them. */
const likeAMap: Check = {
  name: 'a long row of random calls gives what a Map gives',
  async run(medium) {
    const rng = createRng(7, 'stores')
    const below = (bound: number) => nextInt(rng, bound)
    let store = await medium.open()
    let blocks = new Set<string>()
    let checkpoints = new Map<number, string>()
    for (let turn = 0; turn < 120; turn++) {
      const pool = blocksOf(below(30), 1 + below(6), 50)
      switch (below(6)) {
        case 0:
        case 1:
          await store.put(JOB, pool)
          for (const { name } of pool) blocks.add(name)
          break
        case 2:
          await store.delete(JOB, namesOf(pool))
          for (const { name } of pool) blocks.delete(name)
          break
        case 3:
          checkpoints.set(turn + 1, `manifest ${turn}`)
          await store.commit(JOB, turn + 1, text(`manifest ${turn}`))
          break
        case 4: {
          const oldest = [...checkpoints.keys()][0]
          if (oldest === undefined) break
          checkpoints.delete(oldest)
          await store.drop(JOB, oldest)
          break
        }
        case 5:
          await store.dispose()
          store = await medium.open()
          if (!medium.keeps) [blocks, checkpoints] = [new Set(), new Map()]
          // A file that still has a living block keeps its dead ones, and after opening they are found again.
          for (const name of await store.list(JOB)) if (!blocks.has(name)) await store.delete(JOB, [name])
          break
      }
      equal([...(await store.list(JOB))].sort(), [...blocks].sort(), `names after turn ${turn}`)
      equal(await hashes(store, [...blocks]), [...blocks], `blocks after turn ${turn}`)
      equal(await manifestTexts(store), [...checkpoints], `manifests after turn ${turn}`)
    }
    await store.dispose()
  },
}

const badNames: Check = {
  name: 'a job id that could leave its folder is refused',
  async run(medium) {
    const store = await medium.open()
    for (const job of ['', '..', '../0123456789abcdef0123456789abcde', 'x'.repeat(32)]) {
      const error: unknown = await store.put(job, [blockOf(1)]).then(
        () => null,
        (thrown: unknown) => thrown,
      )
      equal(error instanceof Error, true, `putting for the job ${JSON.stringify(job)} fails`)
    }
    await store.dispose()
  },
}

export const CHECKS: readonly Check[] = [comesBack, deletes, manifests, reopens, likeAMap, badNames]

/** Runs the checks in turn; the names of those that fail, with why. */
export async function failures(medium: StoreUnderTest, checks = CHECKS): Promise<string[]> {
  const failed: string[] = []
  for (const check of checks) {
    await medium.clear()
    try {
      await check.run(medium)
    } catch (error) {
      failed.push(`${medium.name}: ${check.name}: ${error instanceof Error ? error.message : String(error)}`)
    }
  }
  await medium.clear()
  return failed
}
