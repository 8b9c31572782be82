import { expect, test } from 'vitest'
import { ensure } from '../../base/assert.ts'
import type { BlockStore } from '../../backends/stores/host.ts'
import { Crash } from '../../backends/stores/io.suite.ts'
import { indexedDbMedium, memoryMedium, opfsMedium, type Medium } from '../../backends/stores/media.suite.ts'
import { connectInline } from '../inline.ts'
import type { FrameOptions, Result } from '../protocol.ts'
import { JOBS_MAX, type Keeping, type StoreKind } from '../storage-protocol.ts'
import { memoryStores } from './browser-stores.ts'
import type { StoresHost } from './storage-service.ts'

const options: FrameOptions = { stateRows: 8, queueItems: 8, stateFilter: null }
const JOB = '0123456789abcdef0123456789abcdef'
const TWO_RETAINED = { 'execution.checkpointing.num-retained': '2' }
const ONE_RETAINED = { 'execution.checkpointing.num-retained': '1' }

function value<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`${result.error.path}: ${result.error.message}`)
  return result.value
}

/** Tabs of one browser: each has its own worker, all have one medium and one set of locks. */
class Browser {
  readonly medium: Medium
  readonly #owners = new Map<string, () => void>()

  constructor(medium: Medium) {
    this.medium = medium
  }

  /** The tab that owns the job is closed. */
  close(job: string): void {
    this.#owners.delete(job)
  }

  tab() {
    const states: Keeping[] = []
    const host: StoresHost = {
      ...memoryStores(keeping => states.push(keeping)),
      open: () => this.medium.open(),
      own: async (_kind, job, takeOver, onLost) => {
        const owner = this.#owners.get(job)
        if (owner !== undefined && !takeOver) return null
        owner?.()
        this.#owners.set(job, onLost)
        return { release: () => this.#owners.get(job) === onLost && this.#owners.delete(job) }
      },
      ownedJobs: async () => new Set(this.#owners.keys()),
    }
    return new Tab(connectInline(host), states, this.medium.name as StoreKind)
  }
}

class Tab {
  readonly api: ReturnType<typeof connectInline>
  readonly states: Keeping[]
  readonly kind: StoreKind

  constructor(api: ReturnType<typeof connectInline>, states: Keeping[], kind: StoreKind) {
    this.api = api
    this.states = states
    this.kind = kind
  }

  async open(config: Readonly<Record<string, string>> = ONE_RETAINED, seed = 7): Promise<void> {
    const info = ensure(
      (await this.api.pipelines()).find(({ id }) => id === 'word-count'),
      'word-count',
    )
    const spec = { pipeline: info.id, workload: {}, seed, epochMs: 0, commands: [] }
    value(
      await this.api.open(
        { ...spec, config: { ...info.defaultConfig, ...config } },
        { branch: 0, step: 0 },
        options,
      ),
    )
  }

  keep(job = JOB, takeOver = false): Promise<Keeping> {
    return this.api.keep({ store: this.kind, job, takeOver, insists: false })
  }

  /** Goes on until `count` more checkpoints are complete, and what is under way is stored. */
  async complete(count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      ensure((await this.api.next('complete', 1, options)).stopped === 'found' || null, 'a checkpoint')
      await this.settled()
    }
  }

  async settled(): Promise<void> {
    const isUnderWay = () => ['writing', 'opening'].includes(this.states.at(-1)?.state ?? 'opening')
    while (isUnderWay()) await new Promise(resolve => setTimeout(resolve, 1))
  }

  async stored(): Promise<number[]> {
    const jobs = value(await this.api.storedJobs(this.kind))
    return jobs.find(({ job }) => job === JOB)?.checkpoints.map(({ checkpoint }) => checkpoint) ?? []
  }
}

for (const make of [memoryMedium, indexedDbMedium, opfsMedium]) {
  const { name, keeps } = make()

  test(`${name}: what the run retains is stored, and after the page was closed the job goes on from it`, async () => {
    const browser = new Browser(make())
    const first = browser.tab()
    await first.open(TWO_RETAINED)
    expect(await first.keep()).toMatchObject({ state: 'ready', last: null })
    await first.complete(3)
    expect(await first.stored()).toEqual([2, 3])
    expect(first.states.at(-1)).toMatchObject({ state: 'ready', last: { checkpoint: 3 } })
    expect(value(await first.api.verifyStored(first.kind, JOB))).toEqual([])

    const second = keeps ? browser.tab() : first
    const restored = value(await second.api.restoreStored(second.kind, JOB, options))
    expect(restored).toMatchObject({ checkpoint: 3, damages: [] })
    const { frame } = await second.api.seek(1_000_000, options)
    expect(frame.verdict.state).toMatchObject({ verdict: 'exact', lost: 0, duplicated: 0 })
    expect(frame.verdict.committed).toMatchObject({ lost: 0, duplicated: 0 })
  })

  test(`${name}: an unchanged block is not written again`, async () => {
    const tab = new Browser(make()).tab()
    await tab.open()
    await tab.keep()
    await tab.complete(2)
    const [{ checkpoints } = { checkpoints: [] }] = value(await tab.api.storedJobs(tab.kind))
    const { bytes, writtenBytes } = checkpoints.at(-1)!
    expect(writtenBytes).toBeLessThan(bytes)
  })

  test(`${name}: going back deletes nothing, and another line of history takes the place of what is stored`, async () => {
    const tab = new Browser(make()).tab()
    await tab.open()
    await tab.keep()
    await tab.complete(1)
    const early = (await tab.api.frame(options)).cursor.step
    await tab.complete(2)
    await tab.api.seek(early, options)
    await tab.settled()
    expect(await tab.stored()).toEqual([3])
    value(await tab.api.act({ kind: 'kill-task', target: 'count-1' }, options))
    await tab.settled()
    expect(await tab.stored()).toEqual([1])
    await tab.complete(1)
    expect(await tab.stored()).toEqual([2])
  })

  test(`${name}: a job is deleted checkpoint by checkpoint or as a whole`, async () => {
    const tab = new Browser(make()).tab()
    await tab.open(TWO_RETAINED)
    await tab.keep()
    await tab.complete(2)
    value(await tab.api.deleteStored(tab.kind, JOB, 1))
    expect(await tab.stored()).toEqual([2])
    expect(value(await tab.api.verifyStored(tab.kind, JOB))).toEqual([])
    await tab.complete(1)
    expect(await tab.stored()).toEqual([2, 3])
    expect(value(await tab.api.verifyStored(tab.kind, JOB))).toEqual([])
    value(await tab.api.deleteStored(tab.kind, JOB, null))
    expect(tab.states.at(-1)).toMatchObject({ last: null })
    expect(value(await tab.api.storedJobs(tab.kind))).toEqual([])
    expect(await tab.api.restoreStored(tab.kind, JOB, options)).toMatchObject({ ok: false })
  })
}

for (const make of [indexedDbMedium, opfsMedium]) {
  const { name } = make()

  test(`${name}: the page that opens the same run again walks over what is stored and keeps it`, async () => {
    const browser = new Browser(make())
    const first = browser.tab()
    await first.open()
    await first.keep()
    await first.complete(3)
    const second = browser.tab()
    await second.open()
    expect(await second.keep(JOB, true)).toMatchObject({ state: 'ready', last: { checkpoint: 3 } })
    expect(first.states.at(-1)?.state).toBe('lost')
    await second.complete(2)
    expect(await second.stored()).toEqual([3])
    await second.complete(2)
    expect(await second.stored()).toEqual([4])
  })

  test(`${name}: a second tab is told that the job is owned, and may take over`, async () => {
    const browser = new Browser(make())
    const [first, second] = [browser.tab(), browser.tab()]
    for (const tab of [first, second]) await tab.open()
    await first.keep()
    await first.complete(1)
    expect(await second.keep()).toMatchObject({ state: 'elsewhere' })
    await second.complete(1)
    expect(second.states.at(-1)?.state).toBe('elsewhere')
    expect(await second.keep(JOB, true)).toMatchObject({ state: 'ready' })
    expect(first.states.at(-1)?.state).toBe('lost')
    await first.complete(1)
    expect(await second.stored()).toEqual([1])
  })

  test(`${name}: after a crash at any input or output the last completed checkpoint is there`, async () => {
    const count = new Browser(make())
    const whole = count.tab()
    await whole.open()
    await whole.keep()
    count.medium.io.crashAt(Infinity)
    await whole.complete(3)
    const all = count.medium.io.count
    expect(all).toBeGreaterThan(10)
    for (let n = 1; n <= all; n++) {
      const browser = new Browser(make())
      const before = browser.tab()
      await before.open()
      await before.keep()
      browser.medium.io.crashAt(n)
      for (let i = 0; i < 3; i++) {
        await before.api.next('complete', 1, options)
        await before.settled()
      }
      const last = before.states.filter(({ state }) => state === 'ready').at(-1)?.last?.checkpoint
      browser.medium.io.revive()
      const after = browser.tab()
      const damages = value(await after.api.verifyStored(after.kind, JOB))
      expect(
        damages.filter(({ checkpoint }) => checkpoint <= (last ?? 0)),
        `at ${n}`,
      ).toEqual([])
      const restored = await after.api.restoreStored(after.kind, JOB, options)
      if (last !== undefined) expect(value(restored).checkpoint, `at ${n}`).toBeGreaterThanOrEqual(last)
    }
  })

  test(`${name}: more jobs than fit make room for the newest, and those in use stay`, async () => {
    const browser = new Browser(make())
    const user = browser.tab()
    await user.open()
    await user.keep()
    await user.complete(1)
    const names = Array.from({ length: JOBS_MAX + 2 }, (_, i) => `${i}`.repeat(32))
    for (const job of names) {
      const tab = browser.tab()
      await tab.open()
      await tab.keep(job)
      await tab.complete(1)
      browser.close(job)
    }
    const jobs = value(await user.api.storedJobs(user.kind)).map(({ job }) => job)
    expect([...jobs].sort()).toEqual([JOB, ...names.slice(2)].sort())
  })
}

test('a byte that changed is found, named by its file, and the checkpoint before is restored', async () => {
  const medium = opfsMedium()
  const browser = new Browser(medium)
  const tab = browser.tab()
  await tab.open(TWO_RETAINED)
  await tab.keep()
  await tab.complete(2)
  const before = new Set(medium.root.files().keys())
  await tab.complete(1)
  const [path, file] = [...medium.root.files()].find(([at]) => at.includes('shared') && !before.has(at))!
  file.bytes[30]! ^= 1
  const [damage] = value(await tab.api.verifyStored('opfs', JOB))
  expect(damage).toMatchObject({ checkpoint: 3 })
  expect(damage!.place).toContain(path)
  const restored = value(await tab.api.restoreStored('opfs', JOB, options))
  expect(restored.checkpoint).toBe(2)
  expect(restored.damages.map(({ place }) => place.includes(path))).toEqual([true])
  const { frame } = await tab.api.seek(1_000_000, options)
  expect(frame.verdict.state).toMatchObject({ lost: 0, duplicated: 0 })
})

test('a half-written manifest is no checkpoint', async () => {
  const medium = opfsMedium()
  const tab = new Browser(medium).tab()
  await tab.open(TWO_RETAINED)
  await tab.keep()
  await tab.complete(2)
  const metadata = medium.root.files().get(`weir/${JOB}/chk-2/_metadata`)!
  metadata.bytes = metadata.bytes.slice(0, -7)
  const restored = value(await tab.api.restoreStored('opfs', JOB, options))
  expect(restored.checkpoint).toBe(1)
  expect(restored.damages).toMatchObject([{ checkpoint: 2, place: `weir/${JOB}/chk-2/_metadata` }])
})

test('a full disk is said, the run goes on, and what was stored stays', async () => {
  const medium = opfsMedium()
  const tab = new Browser(medium).tab()
  await tab.open()
  await tab.keep()
  await tab.complete(1)
  medium.limits.quota = 10
  await tab.complete(1)
  expect(tab.states.at(-1)).toMatchObject({
    state: 'failed',
    problem: { code: 'quota' },
    last: { checkpoint: 1 },
  })
  await tab.complete(1)
  medium.limits.quota = Infinity
  expect(await tab.stored()).toEqual([1])
  expect(await tab.keep()).toMatchObject({ problem: null })
  await tab.settled()
  expect(await tab.stored()).toEqual([3])
})

test('a store deleted underneath is filled again with what the run retains', async () => {
  const medium = opfsMedium()
  const tab = new Browser(medium).tab()
  await tab.open()
  await tab.keep()
  await tab.complete(1)
  medium.root.entries.clear()
  await tab.complete(1)
  expect(tab.states.at(-1)).toMatchObject({ state: 'ready' })
  expect(await tab.stored()).toEqual([2])
  expect(value(await tab.api.verifyStored('opfs', JOB))).toEqual([])
})

test('a store that cannot be had is said with a code, and the run goes on', async () => {
  const states: Keeping[] = []
  const open = (): Promise<BlockStore> =>
    Promise.reject(Object.assign(new Error('private window'), { name: 'SecurityError' }))
  const tab = new Tab(
    connectInline({ ...memoryStores(keeping => states.push(keeping)), open }),
    states,
    'opfs',
  )
  await tab.open()
  expect(await tab.keep()).toMatchObject({ state: 'failed', problem: { code: 'unavailable' } })
  expect(await tab.api.storedJobs('opfs')).toMatchObject({ ok: false, error: { code: 'store-unavailable' } })
  await tab.complete(1)
})

test('weir.store in the config comes before what the person prefers', async () => {
  const tab = new Browser(memoryMedium()).tab()
  await tab.open({ 'weir.store': 'opfs' })
  expect(await tab.keep()).toMatchObject({ store: 'opfs' })
  const insisted = await tab.api.keep({ store: 'memory', job: JOB, takeOver: false, insists: true })
  expect(insisted).toMatchObject({ store: 'memory' })
})

test('a crash is what a double throws when it is down', () => {
  const { io } = memoryMedium()
  io.crashAt(1)
  expect(io.begin()).toBe(true)
  expect(() => io.begin()).toThrow(Crash)
})

test('a job on the log-structured store writes new files only, and goes on from them', async () => {
  const tab = new Browser(opfsMedium()).tab()
  await tab.open({
    ...TWO_RETAINED,
    'state.backend.type': 'rocksdb',
    'execution.checkpointing.incremental': 'true',
  })
  await tab.keep()
  await tab.complete(3)
  const [{ checkpoints } = { checkpoints: [] }] = value(await tab.api.storedJobs(tab.kind))
  expect(checkpoints.at(-1)!.writtenBytes).toBeLessThan(checkpoints.at(-1)!.bytes)
  const snapshot = value(await tab.api.restoreStored('opfs', JOB, options))
  expect(snapshot.checkpoint).toBe(3)
  const { frame } = await tab.api.seek(1_000_000, options)
  expect(frame.verdict.state).toMatchObject({ verdict: 'exact', lost: 0, duplicated: 0 })
})
