/** State that is not all in memory: hosts that let go of blocks and values at random, and answer at once or later. */
import { describe, expect, it } from 'vitest'
import { createRng, nextInt, type Rng } from '../base/prng.ts'
import {
  BlocksAway,
  byBlock,
  type BlockNeed,
  type BlockSource,
  type StateBlock,
} from '../engine/api/block-source.ts'
import type { Run } from '../engine/index.ts'
import { randomSpec, STEPS_MAX } from '../engine/trace/random-run.suite.ts'
import { openRun } from '../worker/open-run.ts'
import { TINY } from './shared/tiny.suite.ts'

const SEEDS = [3001, 3002, 3003]

type Kind = readonly [backend: string, pipeline: string]

/** Values of the last ones are objects; the rows of windows have more than their key. */
const KINDS: readonly Kind[] = [
  ['rocksdb', 'word-count'],
  ['rocksdb', 'sessions'],
  ['database', 'sessions'],
  ['database', 'flights'],
]

const ROCKSDB = KINDS[0]!

function open(seed: number, [backend, pipeline]: Kind): Run {
  const spec = randomSpec(seed)
  const config = {
    ...spec.config,
    ...TINY,
    'weir.state.database.cache-rows': '1',
    'state.backend.type': backend,
  }
  const run = openRun({ ...spec, pipeline, config })
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

/** Keeps bytes by block, and forgets what it has brought at random. */
class RandomHost implements BlockSource {
  readonly #bytes = new Map<StateBlock, Uint8Array>()
  readonly #rng: Rng
  readonly #answersAtOnce: boolean
  letGone = 0
  brought = 0

  constructor(seed: number, answersAtOnce: boolean) {
    this.#rng = createRng(seed, 'host')
    this.#answersAtOnce = answersAtOnce
  }

  bring(needs: readonly BlockNeed[]): boolean {
    if (this.#answersAtOnce) this.answer(needs)
    return this.#answersAtOnce
  }

  /** All that is asked for, and now and then more. */
  answer(needs: readonly BlockNeed[]): void {
    for (const [block, keys] of byBlock(needs)) {
      const bytes = this.#bytes.get(block)!
      block.bring(bytes, nextInt(this.#rng, 3) === 0 ? null : keys)
      this.brought += 1
    }
  }

  evict(run: Run): void {
    for (const block of run.stateBlocks()) {
      if (nextInt(this.#rng, 3) === 0) continue
      const bytes = block.isHere ? block.encode() : this.#bytes.get(block)!
      if (bytes === null) continue
      this.#bytes.set(block, bytes)
      block.letGo()
      this.letGone += 1
    }
  }
}

/** Goes to `step` as a host does: brings what is missing, and asks again. */
function seek(run: Run, host: RandomHost, step: number): boolean {
  for (;;) {
    if (run.seek(step)) return true
    if (run.need.length === 0) return false
    host.answer(run.need)
  }
}

/** What someone sees who looks: what is missing is brought, and they look again. */
function look<T>(host: RandomHost, read: () => T): T {
  for (;;) {
    try {
      return read()
    } catch (error) {
      if (!(error instanceof BlocksAway)) throw error
      host.answer(error.blocks.map(block => ({ block, at: null })))
    }
  }
}

const CASES = KINDS.flatMap(kind => [true, false].map(atOnce => ({ kind, atOnce })))

describe.each(CASES)('$kind: a host that answers at once: $atOnce', ({ kind, atOnce }) => {
  it('and lets go of blocks at random has the same world at every step, back and forth', () => {
    for (const seed of SEEDS) {
      const whole = open(seed, kind)
      whole.advanceToEnd(STEPS_MAX)
      const end = whole.step
      const run = open(seed, kind)
      const host = new RandomHost(seed, atOnce)
      run.source = host
      const rng = createRng(seed, 'steps')
      for (let i = 0; i < 30; i++) {
        const step = i % 5 === 4 ? nextInt(rng, end) : Math.min(end, Math.floor((end * (i + 1)) / 30))
        seek(run, host, step)
        whole.seek(step)
        expect(run.hash(), `seed ${seed} step ${step}`).toBe(whole.hash())
        host.evict(run)
      }
      expect(look(host, () => run.verdict()).state.verdict).toBe(whole.verdict().state.verdict)
      expect(host.brought, `seed ${seed}`).toBeGreaterThan(0)
    }
  })

  it('has the same world after a fast run', () => {
    for (const seed of SEEDS) {
      const whole = open(seed, kind)
      whole.runFast(STEPS_MAX)
      const run = open(seed, kind)
      const host = new RandomHost(seed, atOnce)
      run.source = host
      for (let limit = 150; !run.runFast(limit);) {
        if (run.need.length > 0) host.answer(run.need)
        else {
          host.evict(run)
          limit += 150
        }
        if (limit > STEPS_MAX) throw new Error('expected an end')
      }
      expect([run.step, run.hash()], `seed ${seed}`).toEqual([whole.step, whole.hash()])
      expect(host.letGone).toBeGreaterThan(0)
    }
  })
})

it('a savepoint that every backend reads has its rows brought', () => {
  const kind: Kind = ['rocksdb', 'sessions']
  const whole = open(3003, kind)
  const run = open(3003, kind)
  const host = new RandomHost(3003, false)
  run.source = host
  const both = [run, whole]
  const goOn = (steps: number) => {
    const step = run.step + steps
    for (const one of both) seek(one, host, step)
    host.evict(run)
    expect([run.step, run.hash()]).toEqual([whole.step, whole.hash()])
  }
  while (run.completedCheckpoints().length < 2) goOn(20)
  for (const one of both) one.act('trigger-savepoint', null, { format: 'canonical' })
  const savepoint = () =>
    run.world.actors.flatMap(actor => (actor.kind === 'jobmanager' ? actor.coordinator.savepoints : []))
  while (savepoint().length === 0) goOn(5)
  expect(
    savepoint()[0]!
      .states.flatMap(state => state!.parts.keyed)
      .some(({ rows }) => rows.size > 0),
  ).toBe(true)
})

it('an event that waits for state has not happened', () => {
  const run = open(3001, ROCKSDB)
  const host = new RandomHost(1, false)
  run.source = host
  while (run.need.length === 0) {
    host.evict(run)
    if (!run.seek(run.step + 1) && run.need.length === 0) throw new Error('expected a block to be missed')
  }
  const { step } = run
  const hash = run.hash()
  expect(run.seek(step + 1)).toBe(false)
  expect([run.step, run.hash()]).toEqual([step, hash])
  host.answer(run.need)
  expect(run.seek(step + 1)).toBe(true)
})

it('bytes of another block are refused, and half of its own', () => {
  const run = open(3001, ROCKSDB)
  while (run.stateBlocks().length < 2) run.seek(run.step + 1)
  const [first, second] = run.stateBlocks()
  const bytes = second!.encode()!
  const own = first!.encode()!
  first!.letGo()
  expect(() => first!.bring(bytes, null)).toThrow(/comes back/)
  expect(() => first!.bring(own.subarray(0, own.length - 8), null)).toThrow(/comes back/)
})

it.each(KINDS)(
  '%s, %s: a task that fails takes over the state of its checkpoint, wherever that is',
  (...kind) => {
    const whole = open(3002, kind)
    const run = open(3002, kind)
    const host = new RandomHost(3002, false)
    run.source = host
    const both = [run, whole]
    while (run.completedCheckpoints().length < 2) {
      const step = run.step + 20
      for (const one of both) seek(one, host, step)
      host.evict(run)
    }
    const { name } = run.plan.tasks.find(({ key }) => key !== null)!
    for (const one of both) one.act('kill-task', name)
    while (!run.timeline.isOver) {
      const step = run.step + 50
      for (const one of both) seek(one, host, step)
      expect([run.step, run.hash()]).toEqual([whole.step, whole.hash()])
      host.evict(run)
    }
    expect(host.brought).toBeGreaterThan(0)
    const frame = look(host, () => run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }))
    expect(frame.job.attempt).toBeGreaterThan(0)
  },
)
