/** `npm run -s bench -- [--json]`: how fast the engine is, as ratios against something measured in the same run. */
import { groupBy, map, mergeMap, from, scan } from 'rxjs'
import type { Run } from '../../src/engine/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { openRun } from '../../src/worker/open-run.ts'
import { countInMap, keyedCountRun, keysOf } from './keyed-count.ts'
import { bestOf, elapsedMs, latency, percentile, rate, type Measurement } from './measure.ts'

const RECORDS = 1_000_000
const ROUNDS = 3
const STEPS = 100_000
const PROBES = 300

function engineMs(values: readonly string[]): number {
  const run = keyedCountRun(values)
  const spent = elapsedMs(() => run.runFast())
  if (run.jobStatus() !== 'FINISHED') throw new Error(`expected a finished run, got ${run.jobStatus()}`)
  return spent
}

function againstMap(name: string, distinct: number): Measurement {
  const values = keysOf(RECORDS, distinct)
  const [engine, bare] = bestOf(
    ROUNDS,
    () => engineMs(values),
    () => elapsedMs(() => countInMap(values)),
  )
  return rate(name, RECORDS, engine, 'Map in a loop', bare)
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
  const [engine, rxjs] = bestOf(
    ROUNDS,
    () => engineMs(values),
    () => rxjsMs(values),
  )
  return rate('keyed-count/1k/p1/vs-rxjs', RECORDS, engine, 'RxJS groupBy and scan', rxjs)
}

/** A run of the flights pipeline, made long enough by reading its log as often as needed. */
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
  return latency('step-back/100k/p95-ms', percentile(times, 0.95), 16)
}

function seek(run: Run): Measurement {
  const times = Array.from({ length: PROBES }, (_, i) =>
    elapsedMs(() => run.seek(1 + ((i * 61_803) % STEPS))),
  )
  return latency('seek/100k/p95-ms', percentile(times, 0.95), 50)
}

function main(args: readonly string[]): void {
  const long = longRun()
  const results = [
    againstMap('keyed-count/1k/p1/vs-map', 1000),
    againstMap('keyed-count/1m/p1/vs-map', 1_000_000),
    againstRxjs(),
    stepBack(long),
    seek(long),
  ]
  if (args.includes('--json')) process.stdout.write(`${JSON.stringify(results, null, 2)}\n`)
  else
    for (const { name, value, unit, baseline, baselineValue, ratio } of results) {
      process.stdout.write(
        `${name.padEnd(28)} ${value} ${unit}, ${baseline} ${baselineValue}, ratio ${ratio}\n`,
      )
    }
}

main(process.argv.slice(2))
