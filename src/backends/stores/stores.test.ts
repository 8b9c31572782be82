import { expect, test } from 'vitest'
import { AssertionError } from '../../base/assert.ts'
import { blockHash } from '../../base/block-hash.ts'
import { StoreProblem, storeProblem, type BlockStore } from './host.ts'
import { Crash } from './io.suite.ts'
import { indexedDbMedium, media, memoryMedium, opfsMedium, type Medium } from './media.suite.ts'
import { MemoryStore } from './memory/host.ts'
import { seal, unseal } from './sealed.ts'
import { blockOf, CHECKS, failures, hashes, JOB } from './stores.suite.ts'

for (const medium of media()) {
  for (const check of CHECKS) {
    test(`${medium.name}: ${check.name}`, async () => {
      await medium.clear()
      await expect(check.run(medium)).resolves.toBeUndefined()
    })
  }
}

test('a store that loses a block, and one that mixes up jobs, are found out', async () => {
  class Losing extends MemoryStore {
    override put(job: string, blocks: Parameters<MemoryStore['put']>[1]): Promise<void> {
      return super.put(job, blocks.slice(1))
    }
  }
  class Mixing extends MemoryStore {
    override get(_job: string, names: readonly string[]) {
      return super.get(JOB, names)
    }
  }
  for (const [store, check] of [
    [new Losing(), CHECKS[0]!],
    [new Mixing(), CHECKS[0]!],
  ] as const) {
    const open = () => Promise.resolve<BlockStore>(store)
    await expect(check.run({ ...memoryMedium(), open })).rejects.toThrow(AssertionError)
    expect(await failures({ ...memoryMedium(), open }, [check])).toHaveLength(1)
  }
})

test('a sealed content that was cut, lengthened or changed in any byte is none', () => {
  const sealed = seal(new TextEncoder().encode('the content'))
  expect(new TextDecoder().decode(unseal(sealed) ?? new Uint8Array())).toBe('the content')
  for (let i = 0; i < sealed.length; i++) {
    const changed = sealed.slice()
    changed[i]! ^= 4
    expect(unseal(changed), `byte ${i}`).toBeNull()
    expect(unseal(sealed.subarray(0, i)), `cut at ${i}`).toBeNull()
  }
  expect(unseal(Uint8Array.from([...sealed, 0]))).toBeNull()
})

/** A few checkpoints, each of some old and some new blocks, in the order a host writes and deletes them. */
async function script(store: BlockStore, committed: number[]): Promise<void> {
  for (let n = 1; n <= 3; n++) {
    const blocks = blocksOfCheckpoint(n)
    await store.put(JOB, n === 1 ? blocks : blocks.slice(2))
    await store.commit(JOB, n, new TextEncoder().encode(blocks.map(({ name }) => name).join(',')))
    committed.push(n)
    if (n === 1) continue
    await store.drop(JOB, n - 1)
    const kept = new Set(blocks.map(({ name }) => name))
    await store.delete(
      JOB,
      (await store.list(JOB)).filter(name => !kept.has(name)),
    )
  }
}

/** The first two are in the checkpoint before as well. */
const blocksOfCheckpoint = (n: number) => [0, 1, 2, 3].map(i => blockOf(2 * n + i, 300))

async function expectLastIntact(medium: Medium, committed: readonly number[]): Promise<void> {
  const store = await medium.open()
  const { whole } = await store.manifests(JOB)
  const last = committed.at(-1)
  if (last !== undefined) expect(whole.map(({ checkpoint }) => checkpoint)).toContain(last)
  const newest = whole.at(-1)
  if (newest !== undefined) {
    const names = new TextDecoder().decode(newest.content).split(',')
    expect(await hashes(store, names)).toEqual(names)
    expect(newest.checkpoint).toBeGreaterThanOrEqual(last ?? 0)
  }
  await store.dispose()
}

for (const medium of [indexedDbMedium(), opfsMedium()]) {
  test(`${medium.name}: after a crash at any input or output it opens, and the last checkpoint is intact`, async () => {
    await medium.clear()
    medium.io.revive()
    await script(await medium.open(), [])
    const all = medium.io.count
    expect(all).toBeGreaterThan(15)
    for (let n = 1; n <= all; n++) {
      await medium.clear()
      medium.io.crashAt(n)
      const committed: number[] = []
      const crash = await script(await medium.open(), committed).catch((error: unknown) => error)
      expect((crash as Error).cause ?? crash, `at ${n}`).toBeInstanceOf(Crash)
      medium.io.revive()
      await expectLastIntact(medium, committed)
      // And it can go on from there.
      await script(await medium.open(), [])
      await expectLastIntact(medium, [3])
    }
  })
}

test('opfs: files lie as Flink lays out a checkpoint directory', async () => {
  const medium = opfsMedium()
  const store = await medium.open()
  const committed: number[] = []
  await script(store, committed)
  const paths = [...medium.root.files().keys()].map(path => path.replace(JOB, '<job>'))
  expect(paths.filter(path => path.includes('chk-'))).toEqual(['weir/<job>/chk-3/_metadata'])
  const others = paths.filter(path => !path.includes('chk-'))
  expect(others.every(path => /^weir\/<job>\/shared\/[0-9]{6}\.blocks$/.test(path))).toBe(true)
  const block = blocksOfCheckpoint(3)[2]!.name
  expect(store.placeOf(JOB, block)).toMatch(
    new RegExp(`^weir/${JOB}/shared/[0-9]{6}\\.blocks \\(block ${block}`),
  )
})

test('opfs: a disk that is full is said, and leaves no half file', async () => {
  const medium = opfsMedium()
  const store = await medium.open()
  await store.put(JOB, [blockOf(1)])
  await store.commit(JOB, 1, new Uint8Array(10))
  medium.limits.quota = 500
  await expect(store.put(JOB, [blockOf(2, 5000)])).rejects.toMatchObject({ code: 'quota' })
  medium.limits.quota = Infinity
  expect(medium.root.files().size).toBe(2)
  await store.put(JOB, [blockOf(2, 5000)])
  expect(await hashes(store, [blockOf(1).name, blockOf(2, 5000).name])).not.toContain(null)
})

test('opfs: a job deleted underneath is said once, and can be written anew', async () => {
  const medium = opfsMedium()
  const store = await medium.open()
  await store.put(JOB, [blockOf(1)])
  medium.root.entries.clear()
  await expect(store.put(JOB, [blockOf(2)])).rejects.toMatchObject({ code: 'gone' })
  await store.put(JOB, [blockOf(2)])
  expect(await store.list(JOB)).toEqual([blockOf(2).name])
})

test('opfs: a file that was cut has no blocks, and one whose content changed no longer fits its name', async () => {
  const medium = opfsMedium()
  const first = await medium.open()
  await first.put(JOB, [blockOf(1)])
  await first.commit(JOB, 1, new Uint8Array(10))
  await first.put(JOB, [blockOf(2), blockOf(3)])
  await first.commit(JOB, 2, new Uint8Array(10))
  const [cut, changed] = [...medium.root.files()]
    .filter(([path]) => path.includes('shared'))
    .map(([, file]) => file)
  cut!.bytes = cut!.bytes.slice(0, -1)
  changed!.bytes[5]! ^= 1
  const second = await medium.open()
  expect(await second.get(JOB, [blockOf(1).name])).toEqual([null])
  const found = await second.get(JOB, [blockOf(2).name, blockOf(3).name])
  expect(found.map(bytes => blockHash(bytes!) === blockOf(2).name)).toEqual([false, false])
  expect(blockHash(found[1]!)).toBe(blockOf(3).name)
})

test('indexeddb: a database that is deleted underneath lets go and says so', async () => {
  const medium = indexedDbMedium()
  const store = await medium.open()
  await store.put(JOB, [blockOf(1)])
  await new Promise((resolve, reject) => {
    const request = indexedDB.deleteDatabase(store.placeOf(JOB, '').split(' ')[1]!)
    request.addEventListener('success', resolve)
    request.addEventListener('error', reject)
  })
  await expect(store.put(JOB, [blockOf(2)])).rejects.toMatchObject({ code: 'gone' })
})

test('what browsers throw has a name of ours', () => {
  const thrown = (name: string) => storeProblem(new DOMException('why', name)).code
  expect(thrown('QuotaExceededError')).toBe('quota')
  expect(thrown('VersionError')).toBe('newer')
  expect(thrown('SecurityError')).toBe('unavailable')
  expect(thrown('AbortError')).toBe('io')
  const own = new StoreProblem('blocked', 'why')
  expect(storeProblem(own)).toBe(own)
})

test('opfs: what another page has written to a job in the meantime is found, and stays', async () => {
  const medium = opfsMedium()
  const first = await medium.open()
  await first.put(JOB, [blockOf(1)])
  await first.commit(JOB, 1, new Uint8Array(10))
  const second = await medium.open()
  await second.put(JOB, [blockOf(2)])
  await second.commit(JOB, 2, new Uint8Array(10))
  const names = [blockOf(1).name, blockOf(2).name]
  expect(await hashes(first, names)).toEqual(names)
  expect(await first.list(JOB)).toEqual(names)
  await first.put(JOB, [blockOf(3)])
  await first.commit(JOB, 3, new Uint8Array(10))
  await second.remove(JOB)
  await second.put(JOB, [blockOf(4)])
  await second.commit(JOB, 4, new Uint8Array(10))
  expect(await first.list(JOB)).toEqual([blockOf(4).name])
})

for (const medium of media()) {
  test(`${medium.name}: blocks that lie in one memory are written from there, gaps between them or not`, async () => {
    await medium.clear()
    const store = await medium.open()
    for (const [gap, lead] of [
      [0, 0],
      [3, 0],
      [5, 16],
    ] as const) {
      const given = [blockOf(10 * gap, 100), blockOf(10 * gap + 1, 0), blockOf(10 * gap + 2, 3001)]
      const memory = new ArrayBuffer(5000)
      let at: number = lead
      const blocks = given.map(({ name, bytes }) => {
        const lies = new Uint8Array(memory, at, bytes.length)
        lies.set(bytes)
        at += bytes.length + gap
        return { name, bytes: lies }
      })
      const names = given.map(({ name }) => name)
      expect((await store.putFrom(JOB, blocks, memory)).byteLength).toBe(5000)
      expect(await hashes(store, names)).toEqual(names)
      await store.commit(JOB, gap + 1, new Uint8Array(1))
      expect(await hashes(store, names)).toEqual(names)
    }
    expect(await store.putFrom(JOB, [], new ArrayBuffer(8))).toHaveProperty('byteLength', 8)
    await store.dispose()
  })
}
