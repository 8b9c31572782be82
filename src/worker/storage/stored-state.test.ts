/** Every backend over every store, also where the machine stops at any input or output. */
import { expect, test } from 'vitest'
import { backends } from '../../backends/index.ts'
import { indexedDbMedium, media, memoryMedium, opfsMedium } from '../../backends/stores/media.suite.ts'
import { MemoryStore } from '../../backends/stores/memory/host.ts'
import { failures } from '../../backends/stores/stores.suite.ts'
import { newestText, STORED_CHECKS, storeRun } from './stored-state.suite.ts'

const SEED = 5003

for (const medium of media()) {
  for (const check of STORED_CHECKS) {
    test(`${medium.name}, ${check.name}`, async () => {
      await medium.clear()
      await expect(check.run(medium)).resolves.toBeUndefined()
    })
  }
}

for (const medium of [indexedDbMedium(), opfsMedium()]) {
  for (const { kind } of backends) {
    test(`${medium.name}, ${kind}: after a crash at any input or output the last checkpoint is whole`, async () => {
      await medium.clear()
      medium.io.revive()
      const texts = await storeRun(await medium.open(), kind, SEED)
      const all = medium.io.count
      expect(all).toBeGreaterThan(8)
      for (let n = 1; n <= all; n++) {
        await medium.clear()
        medium.io.crashAt(n)
        let stored = 0
        await storeRun(await medium.open(), kind, SEED, checkpoint => (stored = checkpoint)).catch(() => {})
        medium.io.revive()
        const store = await medium.open()
        const found = await newestText(store)
        expect(found?.checkpoint ?? 0, `at ${n}`).toBeGreaterThanOrEqual(stored)
        if (found !== null) expect(found.text, `at ${n}`).toBe(texts.get(found.checkpoint))
        await store.dispose()
      }
    })
  }
}

test('a store that loses one block, and one that changes a byte, are found out', async () => {
  class Losing extends MemoryStore {
    override put(job: string, blocks: Parameters<MemoryStore['put']>[1]): Promise<void> {
      return super.put(job, blocks.slice(1))
    }
  }
  class Changing extends MemoryStore {
    override put(job: string, blocks: Parameters<MemoryStore['put']>[1]): Promise<void> {
      const changed = blocks.map(({ name, bytes }) => ({
        name,
        bytes: bytes.map((byte, i) => (i === 9 ? byte ^ 1 : byte)),
      }))
      return super.put(job, changed)
    }
  }
  for (const store of [new Losing(), new Changing()])
    expect(await failures({ ...memoryMedium(), open: async () => store }, [STORED_CHECKS[0]!])).toHaveLength(
      1,
    )
})
