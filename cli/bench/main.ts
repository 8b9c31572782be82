/**
 * `npm run -s bench -- [--json] [--browser [--only=indexeddb|opfs|incremental|lsm|budget]]`: how fast the engine is and what it keeps in
 * memory, or what the stores of a browser take, each as a ratio against something measured in the same run. What is
 * missed is named at the end.
 */
import { groupBy, map, mergeMap, from, scan } from 'rxjs'
import type { Run } from '../../src/engine/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { openRun } from '../../src/worker/open-run.ts'
import { measureInBrowser } from './browser.ts'
import { countInMap, keyedCountRun, keysOf } from './keyed-count.ts'
import {
  cost,
  describe,
  elapsedMs,
  figure,
  heldBytes,
  inTurn,
  percentile,
  rate,
  type Measurement,
} from './measure.ts'

const RECORDS = 1_000_000
const ROUNDS = 9
const ROUNDS_OF_MANY_KEYS = 5
const KEYS_HELD = 500_000
const STEPS = 100_000
const PROBES = 300

type Config = Readonly<Record<string, string>>

const CHECKPOINTS: Config = { 'execution.checkpointing.interval': '100 ms' }

function engineMs(values: readonly string[], config: Config = {}, parallelism = 1): number {
  const run = keyedCountRun(values, config, parallelism)
  const spent = elapsedMs(() => run.runFast())
  if (run.jobStatus() !== 'FINISHED') throw new Error(`expected a finished run, got ${run.jobStatus()}`)
  return spent
}

const mapMs = (values: readonly string[]): number => elapsedMs(() => countInMap(values))

function againstMap(name: string, distinct: number, rounds: number, target: number): Measurement {
  const values = keysOf(RECORDS, distinct)
  const pairs = inTurn(
    rounds,
    () => engineMs(values),
    () => mapMs(values),
  )
  return rate(name, RECORDS, pairs, 'Map in a loop', target)
}

function rxjsMs(values: readonly string[]): number {
  const counts = new Map<string, number>()
  return elapsedMs(() =>
    from(values)
      .pipe(
        groupBy(value => value),
        mergeMap(group =>
          group.pipe(
            scan(count => count + 1, 0),
            map(count => [group.key, count] as const),
          ),
        ),
      )
      .subscribe(([key, count]) => counts.set(key, count)),
  )
}

function againstRxjs(): Measurement {
  const values = keysOf(RECORDS, 1000)
  const pairs = inTurn(
    ROUNDS,
    () => engineMs(values),
    () => rxjsMs(values),
  )
  return rate('keyed-count/vs-rxjs', RECORDS, pairs, 'RxJS groupBy and scan', 3)
}

const LSM: Config = { 'state.backend.type': 'rocksdb' }

/** The log-structured store in memory, with the costs of its accesses, against live objects. */
function lsmAgainstHashmap(): Measurement {
  const values = keysOf(RECORDS, 1000)
  const pairs = inTurn(
    ROUNDS_OF_MANY_KEYS,
    () => engineMs(values, LSM),
    () => engineMs(values),
  )
  return rate('lsm/1k/vs-hashmap', RECORDS, pairs, 'hashmap', 0.15)
}

/** What a setting costs, against the same count without it. */
function settingCost(name: string, config: Config, parallelism: number, baseline: string): Measurement {
  const values = keysOf(RECORDS, 1000)
  const pairs = inTurn(
    ROUNDS,
    () => engineMs(values, config, parallelism),
    () => engineMs(values),
  )
  return cost(name, pairs, baseline, 1.3)
}

/** What a run holds beyond the values it reads, against a Map with the same keys; one record for each key. */
function bytesPerKey(): Measurement {
  const values = Array.from({ length: KEYS_HELD }, (_, i) => `key-${i}`)
  const before = heldBytes()
  const counts = countInMap(values)
  const bare = heldBytes() - before
  const run = keyedCountRun(values)
  run.runFast()
  const held = heldBytes() - before - bare
  if (counts.size !== KEYS_HELD || run.jobStatus() !== 'FINISHED')
    throw new Error('expected all keys to be counted')
  return figure('state/bytes-per-key', 'bytes over those of a Map', (held - bare) / KEYS_HELD, 200)
}

/** A stepped run of the word count, made long enough by reading its text as often as needed. */
function longRun(): Run {
  const pipeline = pipelines.find(({ id }) => id === 'word-count')!
  const text = `${pipeline.defaultText} `.repeat(60)
  const spec = {
    pipeline: pipeline.id,
    config: pipeline.defaultConfig,
    workload: { text },
    seed: 1,
    epochMs: 0,
    commands: [],
  }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  run.value.seek(STEPS)
  if (run.value.step !== STEPS) throw new Error(`expected ${STEPS} steps, got ${run.value.step}`)
  return run.value
}

function stepBack(run: Run): Measurement {
  const times = Array.from({ length: PROBES }, () => elapsedMs(() => run.seek(run.step - 1)))
  return figure('step-back/100k/p95', 'ms', percentile(times, 0.95), 16)
}

function seek(run: Run): Measurement {
  const times = Array.from({ length: PROBES }, (_, i) =>
    elapsedMs(() => run.seek(1 + ((i * 61_803) % STEPS))),
  )
  return figure('seek/100k/p95', 'ms', percentile(times, 0.95), 50)
}

/** The columns alone, and all that the trace keeps alive, which is known when it is emptied. */
function bytesPerRow(run: Run): Measurement[] {
  const { log } = run.timeline
  const rows = log.length
  const columns = log.bytes / rows
  const before = heldBytes()
  log.truncate(0)
  const all = (before - heldBytes()) / rows
  return [
    figure('trace/bytes-per-row', 'bytes', columns, 28),
    figure('trace/bytes-per-row/with-texts', 'bytes with records and texts', all, null),
  ]
}

/** The counts come first: a job has its worker to itself, and no other has taught the compiler other types there. */
function measure(): Measurement[] {
  const counts = [
    againstMap('keyed-count/1k/vs-map', 1000, ROUNDS, 0.35),
    againstRxjs(),
    settingCost('checkpointing/cost', CHECKPOINTS, 1, 'without checkpoints'),
    settingCost('parallelism-4/cost', {}, 4, 'parallelism 1'),
    againstMap('keyed-count/1m/vs-map', 1_000_000, ROUNDS_OF_MANY_KEYS, 0.45),
    bytesPerKey(),
    lsmAgainstHashmap(),
  ]
  const long = longRun()
  return [...counts, stepBack(long), seek(long), ...bytesPerRow(long)]
}

async function main(args: readonly string[]): Promise<void> {
  const only = args.find(arg => arg.startsWith('--only='))?.slice('--only='.length)
  const results = args.includes('--browser') ? await measureInBrowser(only) : measure()
  if (args.includes('--json')) {
    process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
    return
  }
  const missed = results.filter(({ reached }) => reached === false)
  const last =
    missed.length === 0 ? 'all targets reached' : `missed: ${missed.map(({ name }) => name).join(', ')}`
  process.stdout.write(`${[...results.map(describe), last].join('\n')}\n`)
}

await main(process.argv.slice(2))
