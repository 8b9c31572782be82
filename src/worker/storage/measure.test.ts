import { expect, test } from 'vitest'
import { MemoryStore } from '../../backends/stores/memory/host.ts'
import { measureStore } from './measure.ts'

/** A clock that moves on by 4 ms at each look. */
function clock() {
  let ms = 0
  return () => (ms += 4)
}

test('a store is measured by what it did, and nothing stays in it', async () => {
  const store = new MemoryStore()
  const measured = await measureStore(store, clock())
  expect(measured).toMatchObject({ store: 'memory', bytes: 8 * 1024 * 1024, commitMs: 4 })
  expect(measured.written).toBe((8 * 1024 * 1024 * 1000) / 4)
  expect(await store.jobs()).toEqual([])
})

test('a store that reads other bytes than were written is not measured, and is left empty', async () => {
  const store = new MemoryStore()
  const get = store.get.bind(store)
  store.get = async (job, names) => (await get(job, names)).map(bytes => bytes && bytes.map(byte => byte ^ 1))
  await expect(measureStore(store, clock())).rejects.toThrow('expected block measured-0')
  expect(await store.jobs()).toEqual([])
})
