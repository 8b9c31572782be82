/** `weir sim`: runs at random, judged at every look; what fails can be run again by its seed. */
import { parseArgs } from 'node:util'
import type { Command, Io } from '../command.ts'
import { CORES } from '../pool/pool.ts'
import { runBatch, type BatchWish } from '../sim/batch.ts'
import { killEverywhere } from '../sim/kill-everywhere.ts'
import { pageFault } from '../sim/page-model.ts'
import { sameWorld } from '../sim/same-world.ts'
import { simulate, type Simulated } from '../sim/simulate.ts'

const FAULTS_SHOWN_MAX = 20

const help = `usage: weir sim [--seeds N] [--from S] [--jobs K] [--minutes M] [--all]
       weir sim --seed S [--until STEP]
       weir sim --kills
       weir sim --worlds N [--from S]
       weir sim --pages N [--from S]

Random pipelines, settings and failures; the oracle, the invariants and the checks of the trace look on. Ends at the
first violation and prints how to run that seed again.
  --seeds N     how many runs (100)
  --from S      the first seed (1)
  --jobs K      worker threads (${CORES})
  --minutes M   ends after this time and says with which seed to go on
  --all         goes on after a violation
  --seed S      one run, and how it came out
  --until STEP  stops there and says how things stand
  --kills       two shipped pipelines, killed at every single step
  --pages N     N random runs with a failure: what a page is given at 50 steps of each, against the world as it is
  --worlds N    N random pipelines, each stepped, run window by window, and a mixture of both: one world
`

interface Wish extends BatchWish {
  readonly seed: number | null
  readonly until: number | null
  readonly kills: boolean
  readonly worlds: number | null
  readonly pages: number | null
}

function readWish(args: readonly string[]): Wish {
  const text = { type: 'string' } as const
  const flag = { type: 'boolean', default: false } as const
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: text,
      seed: text,
      from: text,
      jobs: text,
      minutes: text,
      until: text,
      all: flag,
      kills: flag,
      worlds: text,
      pages: text,
    },
  })
  const whole = (name: string, given: string | undefined): number | null => {
    if (given === undefined) return null
    if (!/^\d{1,10}$/.test(given)) throw new Error(`--${name}: expected a whole number, got ${given}`)
    return Number(given)
  }
  return {
    first: whole('from', values.from) ?? 1,
    count: whole('seeds', values.seeds) ?? 100,
    jobs: Math.max(1, whole('jobs', values.jobs) ?? CORES),
    minutes: whole('minutes', values.minutes),
    all: values.all,
    seed: whole('seed', values.seed),
    until: whole('until', values.until),
    kills: values.kills,
    worlds: whole('worlds', values.worlds),
    pages: whole('pages', values.pages),
  }
}

function show(result: Simulated): string {
  const { run, traits } = result
  const { state, committed, plain, sums } = run.verdict()
  const legs = [state, committed, plain].map(leg => leg.verdict).join(', ')
  const vertices = run.jobGraph().vertices.map(({ name, parallelism }) => `${name} ×${parallelism}`)
  const commands = run.state.spec.commands.map(({ at, kind, target }) => `${at} ${kind} ${target ?? ''}`)
  return [
    ...vertices,
    ...commands,
    `step ${run.step}, ${run.jobStatus()}; ${legs}; ${JSON.stringify(sums)}`,
    [...traits].sort().join(', '),
    '',
  ].join('\n')
}

function runKills(io: Io): number {
  let failed = 0
  for (const [pipeline, limit] of [
    ['word-count', 24],
    ['flights', 30],
  ] as const) {
    const { steps, kills, faults } = killEverywhere(pipeline, limit, 1)
    failed += faults.length
    io.out(`${pipeline}: ${kills} kills over ${steps} steps, ${faults.length} end wrong\n`)
    for (const fault of faults.slice(0, FAULTS_SHOWN_MAX)) io.out(`  ${fault}\n`)
  }
  return failed === 0 ? 0 : 1
}

/** Said now and then, since it takes minutes. */
const TOLD_EVERY = 50

/** Each seed by itself; `faultOf` says what is wrong with it, or null. */
function runEach(first: number, count: number, faultOf: (seed: number) => string | null, io: Io): number {
  let failed = 0
  for (let seed = first; seed < first + count; seed++) {
    const fault = faultOf(seed)
    if (fault !== null) failed += 1
    if (fault !== null) io.out(`seed ${seed}: ${fault}\n`)
    if ((seed - first + 1) % TOLD_EVERY === 0) io.error(`${seed - first + 1} pipelines\n`)
  }
  io.out(`${count} pipelines: ${count - failed} passed, ${failed} failed\n`)
  return failed === 0 ? 0 : 1
}

function runOne(seed: number, until: number | null, io: Io): number {
  const result = simulate(seed, until === null ? {} : { until })
  io.out(show(result))
  if (result.fault !== null) io.out(`npm run sim -- --seed ${seed}\n  seed ${seed}, ${result.fault}\n`)
  io.out(result.fault === null ? '1 passed, 0 failed\n' : '0 passed, 1 failed\n')
  return result.fault === null ? 0 : 1
}

async function run(args: readonly string[], io: Io): Promise<number> {
  let wish: Wish
  try {
    wish = readWish(args)
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
  if (wish.kills) return runKills(io)
  if (wish.worlds !== null) return runEach(wish.first, wish.worlds, seed => sameWorld(seed).fault, io)
  if (wish.pages !== null) return runEach(wish.first, wish.pages, pageFault, io)
  return wish.seed === null ? runBatch(wish, io) : runOne(wish.seed, wish.until, io)
}

export const sim: Command = { name: 'sim', summary: 'random runs, judged all along', help, run }
