import { expect, it } from 'vitest'
import { MemoryStore } from '../../backends/stores/memory/host.ts'
import { TINY } from '../../backends/shared/tiny.suite.ts'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../open-run.ts'
import { StateBeyondMemory } from './state-beyond-memory.ts'

const JOB = '0123456789abcdef0123456789abcdef'
const TEXT = Array.from({ length: 1500 }, (_, i) => `w${(i * 7919) % 211}`).join(' ')

function open(config: Readonly<Record<string, string>> = {}): Run {
  const run = openRun({
    pipeline: 'word-count',
    config: { ...TINY, 'state.backend.type': 'rocksdb', ...config },
    workload: { text: TEXT },
    seed: 7,
    epochMs: 0,
    commands: [],
  })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

async function runBeyondMemory(run: Run, state: StateBeyondMemory, steps: number): Promise<number> {
  run.source = state
  let away = 0
  while (!run.runFast(run.step + steps)) {
    await state.look(run)
    away = Math.max(away, run.stateBlocks().filter(({ isHere }) => !isHere).length)
  }
  return away
}

/** 1 byte: nothing is kept longer than a step needs it. */
it.each([1, 4_000, 1_000_000])(
  'with %i bytes the run is the one that has all in memory, to the end and back',
  async budget => {
    const whole = open()
    whole.runFast(Infinity)
    const run = open()
    const state = new StateBeyondMemory(new MemoryStore(), JOB, budget)
    expect(await runBeyondMemory(run, state, 100)).toBeGreaterThan(10)
    expect([run.jobStatus(), run.step, run.hash()]).toEqual(['FINISHED', whole.step, whole.hash()])
    const middle = run.step >> 1
    while (!run.seek(middle)) await state.look(run)
    whole.seek(middle)
    expect(run.hash()).toBe(whole.hash())
  },
)

it('nothing of it stays in the store', async () => {
  const store = new MemoryStore()
  const state = new StateBeyondMemory(store, JOB, 1)
  await runBeyondMemory(open(), state, 100)
  expect((await store.list(JOB)).length).toBeGreaterThan(10)
  await state.end()
  expect(await store.list(JOB)).toEqual([])
})

it('a page that is gone from the store is said, and the run has not gone on', async () => {
  const store = new MemoryStore()
  const run = open()
  const state = new StateBeyondMemory(store, JOB, 1)
  run.source = state
  for (let looks = 0; run.need.length === 0 || looks < 20; looks++) {
    await state.look(run)
    run.runFast(run.step + 100)
  }
  const before = [run.step, run.hash()]
  await store.remove(JOB)
  await expect(state.look(run)).rejects.toThrow(/expected page \d+ of the state in the store, got none/)
  expect([run.step, run.hash()]).toEqual(before)
})
