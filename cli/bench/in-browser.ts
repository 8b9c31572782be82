/**
 * What runs in the worker of the browser bench: product code and baseline in turn. A checkpoint of a keyed count over
 * a million keys, taken by the engine, is written and read as the worker of the page does it.
 */
import type { BlockStore, StoreKind } from '../../src/backends/stores/host.ts'
import { openIndexedDb } from '../../src/backends/stores/indexeddb/host.ts'
import { openOpfs } from '../../src/backends/stores/opfs/host.ts'
import { newestWhole } from '../../src/worker/storage/listing.ts'
import { blocksOf, writeManifest, type Manifest } from '../../src/worker/storage/manifest.ts'
import { StateBeyondMemory } from '../../src/worker/storage/state-beyond-memory.ts'
import { decodeRows } from '../../src/worker/storage/row-block.ts'
import {
  writeCheckpoint,
  type CheckpointToWrite,
  type WriteHost,
} from '../../src/worker/storage/write-checkpoint.ts'
import type { Run } from '../../src/engine/index.ts'
import { keyedCountRun, keysOf } from './keyed-count.ts'
import { RawDatabase, writeRawFile, type RawBlock } from './raw-stores.ts'

type Pair = readonly [own: number, baseline: number]

export type InBrowser =
  | {
      readonly type: 'rate'
      readonly name: string
      readonly records: number
      readonly pairs: readonly Pair[]
      readonly baseline: string
      readonly target: number
    }
  | {
      readonly type: 'cost'
      readonly name: string
      readonly pairs: readonly Pair[]
      readonly baseline: string
      readonly target: number
    }
  | {
      readonly type: 'share'
      readonly name: string
      readonly value: number
      readonly of: number
      readonly baseline: string
      readonly target: number
    }

export type BenchGroup = 'indexeddb' | 'opfs' | 'incremental' | 'lsm' | 'budget'

const KEYS = 1_000_000
const ROUNDS = 5
const WARM_UP = 2
const RAW_BATCH_BYTES = 4 * 1024 * 1024
const BLOCKS_AT_ONCE = 256
const ROUNDS_BEYOND_MEMORY = 1
/** Of the naive way so many records are measured, and taken for all. */
const NAIVE_RECORDS = 5_000
const JOB = '0123456789abcdef0123456789abcdef'

const channel = new MessageChannel()
const waiting: (() => void)[] = []
channel.port1.addEventListener('message', () => waiting.shift()?.())
channel.port1.start()
let pausedAt = 0

/** As in the worker of the page: after 8 ms of work whatever waits is let in. */
async function breathe(): Promise<void> {
  if (performance.now() - pausedAt < 8) return
  await new Promise<void>(resolve => {
    waiting.push(resolve)
    channel.port2.postMessage(null)
  })
  pausedAt = performance.now()
}

const host: WriteHost = {
  breathe,
  whole: async read => read(),
  now: () => performance.now(),
  wallMs: () => Date.now(),
}

async function spent(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

/** Both in turn; what prepares a round does not count. */
async function inTurn(
  prepare: () => Promise<void>,
  own: () => Promise<unknown>,
  baseline: () => Promise<unknown>,
): Promise<Pair[]> {
  const pairs: Pair[] = []
  for (let round = 0; round < WARM_UP + ROUNDS; round++) {
    await prepare()
    const pair: Pair = [await spent(own), await spent(baseline)]
    if (round >= WARM_UP) pairs.push(pair)
  }
  return pairs
}

/** The state of a keyed count over a million keys, as the last checkpoint of the job has it. */
function checkpointOfAMillion(): CheckpointToWrite {
  const keys = Array.from({ length: KEYS }, (_, i) => `key-${i}`)
  const run = keyedCountRun(keys, {
    'execution.checkpointing.interval': '1 h',
    'execution.checkpointing.storage': 'database',
  })
  run.runFast()
  const last = run.completedCheckpoints().at(-1)
  if (last === undefined) throw new Error('expected a completed checkpoint, got none')
  return { parts: run.partsOf(last), spec: run.state.spec, line: 'line', step: run.step }
}

/** The manifest, as large as the store has it; without it none of the blocks would count after a crash. */
const manifestBlock = (manifest: Manifest): RawBlock => ({
  name: '_metadata',
  bytes: new Uint8Array(writeManifest(manifest)),
})

async function blocksIn(store: BlockStore, manifest: Manifest): Promise<RawBlock[]> {
  const names = blocksOf(manifest).map(({ name }) => name)
  const found = await store.get(JOB, names)
  return names.map((name, i) => ({ name, bytes: Uint8Array.from(found[i]!) }))
}

function batchesOf(blocks: readonly RawBlock[]): RawBlock[][] {
  const batches: RawBlock[][] = [[]]
  let bytes = 0
  for (const block of blocks) {
    if (bytes >= RAW_BATCH_BYTES) {
      batches.push([])
      bytes = 0
    }
    batches.at(-1)!.push(block)
    bytes += block.bytes.length
  }
  return batches
}

async function snapshotInto(
  kind: StoreKind,
  store: BlockStore,
  checkpoint: CheckpointToWrite,
  raw: (blocks: readonly RawBlock[], manifest: RawBlock) => Promise<void>,
  clearRaw: () => Promise<void>,
): Promise<InBrowser> {
  const write = () => writeCheckpoint(store, JOB, checkpoint, new Set(), host)
  const manifest = await write()
  const blocks = await blocksIn(store, manifest)
  const prepare = async () => {
    await store.remove(JOB)
    await clearRaw()
  }
  const pairs = await inTurn(prepare, write, () => raw(blocks, manifestBlock(manifest)))
  return {
    type: 'rate',
    name: `snapshot/1m/${kind}/vs-raw`,
    records: KEYS,
    pairs,
    baseline: 'the same blocks and manifest written raw, to the disk',
    target: 0.5,
  }
}

/** The store holds the checkpoint already. Own: the snapshot the engine starts from; baseline: blocks read and decoded. */
async function restoreFrom(store: BlockStore, database: RawDatabase): Promise<InBrowser> {
  const names = await store.list(JOB)
  const stored = await store.get(JOB, names)
  const blocks = names.map((name, i) => ({ name, bytes: Uint8Array.from(stored[i]!) }))
  const rows = blocks.filter(({ bytes }) => decodeRows(bytes).ok)
  await database.clear()
  for (const batch of batchesOf(rows)) await database.put(batch)
  const pairs = await inTurn(
    () => Promise.resolve(),
    async () => {
      const found = await newestWhole(store, JOB)
      if (!found.ok) throw new Error(found.error.message)
    },
    async () => {
      for (let from = 0; from < rows.length; from += BLOCKS_AT_ONCE) {
        const part = rows.slice(from, from + BLOCKS_AT_ONCE).map(({ name }) => name)
        for (const bytes of await database.get(part)) decodeRows(bytes)
      }
    },
  )
  return {
    type: 'rate',
    name: 'restore/1m/indexeddb/vs-raw',
    records: KEYS,
    pairs,
    baseline: 'the same blocks read raw and decoded',
    target: 0.5,
  }
}

const LSM = { 'state.backend.type': 'rocksdb', 'execution.checkpointing.incremental': 'true' }

/** Stops soon after so many records have been processed. */
function runUntilProcessed(run: Run, records: number): void {
  const processed = () => {
    const last = run.world.actors.findLast(actor => actor.kind === 'task')
    return last?.kind === 'task' ? last.processed : 0
  }
  for (let left = records; left > 0; left = records - processed()) {
    // A record is a few events, never less than one.
    if (run.runFast(run.step + Math.max(1, left))) return
  }
}

/** The source is never far ahead of what has been counted. */
const SHORT_QUEUES = {
  'taskmanager.memory.segment-size': '4 kb',
  'weir.network.queue-buffers': '1',
  'execution.checkpointing.interval': '10 h',
}

/** A full checkpoint of a million keys, and the one after a hundredth of them have changed. */
async function incremental(store: BlockStore): Promise<InBrowser> {
  const keys = Array.from({ length: KEYS }, (_, i) => `key-${i}`)
  const run = keyedCountRun([...keys, ...keysOf(KEYS / 100, KEYS)], { ...LSM, ...SHORT_QUEUES })
  const known = new Set<string>()
  const write = async () => {
    const last = run.completedCheckpoints().at(-1)!
    const checkpoint = { parts: run.partsOf(last), spec: run.state.spec, line: 'line', step: run.step }
    return (await writeCheckpoint(store, JOB, checkpoint, known, host)).head.writtenBytes
  }
  runUntilProcessed(run, KEYS)
  const before = run.completedCheckpoints().at(-1)?.id
  run.act('trigger-checkpoint')
  while (run.completedCheckpoints().at(-1)?.id === before && !run.runFast(run.step + 1));
  const full = await write()
  run.runFast()
  const changed = await write()
  await store.remove(JOB)
  return {
    type: 'share',
    name: 'incremental/1m-1pct/bytes',
    value: changed,
    of: full,
    baseline: 'the full checkpoint before',
    target: 0.05,
  }
}

/** The log-structured store in memory against live objects. */
async function lsmAgainstHashmap(): Promise<InBrowser> {
  const values = keysOf(KEYS, 1000)
  const count = async (config: Readonly<Record<string, string>>) => {
    keyedCountRun(values, config).runFast()
  }
  const pairs = await inTurn(
    () => Promise.resolve(),
    () => count({ 'state.backend.type': 'rocksdb' }),
    () => count({}),
  )
  return { type: 'rate', name: 'lsm/1k/vs-hashmap', records: KEYS, pairs, baseline: 'hashmap', target: 0.15 }
}

/** What a row of state takes by the cost model, in bytes. */
const ROW_BYTES = 64
const BUDGET = (KEYS * ROW_BYTES) / 10

/**
 * Half of the budget is for what was written last, half for what the host keeps of the rest. In a buffer there are as
 * many records as may have their rows brought at once.
 */
const BEYOND_MEMORY = {
  'state.backend.type': 'rocksdb',
  'state.backend.rocksdb.writebuffer.size': `${BUDGET / 2} bytes`,
  'state.backend.rocksdb.block.cache-size': `${BUDGET / 2} bytes`,
  'taskmanager.memory.segment-size': '128 kb',
}
const STEPS_BETWEEN_LOOKS = 20_000

/** Every key once and in a mixed order, and then as many records with keys that were seen. */
function keysTwice(): string[] {
  const step = 618_033
  const once = Array.from({ length: KEYS }, (_, i) => `key-${(i * step) % KEYS}`)
  return [...once, ...keysOf(KEYS, KEYS)]
}

async function countBeyondMemory(store: BlockStore, values: readonly string[]): Promise<void> {
  const run = keyedCountRun(values, BEYOND_MEMORY)
  const state = new StateBeyondMemory(store, JOB, BUDGET / 2)
  run.source = state
  while (!run.runFast(run.step + STEPS_BETWEEN_LOOKS)) await state.look(run)
  await state.end()
  if (run.jobStatus() !== 'FINISHED') throw new Error(`expected a finished run, got ${run.jobStatus()}`)
}

/** State ten times as large as the memory it may take, against one get and one put for each record. */
async function beyondMemory(): Promise<InBrowser> {
  const store = await openIndexedDb()
  const values = keysTwice()
  const counts = await RawDatabase.open('naive')
  const pairs: Pair[] = []
  for (let round = 0; round < ROUNDS_BEYOND_MEMORY; round++) {
    await counts.clear()
    const own = await spent(() => countBeyondMemory(store, values))
    const some = values.slice(0, NAIVE_RECORDS)
    const naive = await spent(() => counts.count(some))
    pairs.push([own, (naive / NAIVE_RECORDS) * values.length])
  }
  return {
    type: 'rate',
    name: 'keyed-count/1m/indexeddb-budget/vs-naive',
    records: values.length,
    pairs,
    baseline: 'one get and put for each record',
    target: 10,
  }
}

async function inDatabase(): Promise<InBrowser[]> {
  const checkpoint = checkpointOfAMillion()
  const database = await RawDatabase.open('raw')
  const store = await openIndexedDb()
  const raw = async (blocks: readonly RawBlock[], manifest: RawBlock) => {
    for (const batch of batchesOf(blocks)) await database.put(batch)
    await database.put([manifest], 'strict')
  }
  const written = await snapshotInto('indexeddb', store, checkpoint, raw, () => database.clear())
  await store.remove(JOB)
  await writeCheckpoint(store, JOB, checkpoint, new Set(), host)
  const read = await restoreFrom(store, database)
  await store.remove(JOB)
  await database.clear()
  return [written, read]
}

async function inFiles(): Promise<InBrowser[]> {
  const root = await navigator.storage.getDirectory()
  const raw = async (blocks: readonly RawBlock[], manifest: RawBlock) => {
    await writeRawFile('raw', blocks)
    await writeRawFile(manifest.name, [manifest])
  }
  const clear = async () => {
    for (const name of ['raw', '_metadata']) await root.removeEntry(name).catch(() => {})
  }
  return [await snapshotInto('opfs', await openOpfs(), checkpointOfAMillion(), raw, clear)]
}

/** Each has a worker to itself: what one has left in memory is no burden to the next. */
const GROUPS: Readonly<Record<BenchGroup, () => Promise<InBrowser[]>>> = {
  indexeddb: inDatabase,
  opfs: inFiles,
  incremental: async () => [await incremental(await openIndexedDb())],
  lsm: async () => [await lsmAgainstHashmap()],
  budget: async () => [await beyondMemory()],
}

const worker = self as unknown as {
  postMessage(message: unknown): void
  addEventListener(type: 'message', listener: (event: MessageEvent<BenchGroup>) => void): void
}

worker.addEventListener('message', ({ data }) => {
  GROUPS[data]().then(
    done => worker.postMessage({ done }),
    (error: unknown) =>
      worker.postMessage({ failed: error instanceof Error ? error.message : String(error) }),
  )
})
