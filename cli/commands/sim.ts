/** `weir sim`: runs at random, judged at every look; what fails can be run again by its seed. */
import { parseArgs } from 'node:util'
import type { Command, Io } from '../command.ts'
import { killEverywhere } from '../sim/kill-everywhere.ts'
import { simulate, type Simulated } from '../sim/simulate.ts'
import { SITUATION_NAMES } from '../sim/situations.ts'

const FAULTS_SHOWN_MAX = 20

const help = `usage: weir sim [--seeds N] [--seed S] [--until STEP] [--kills]

Random pipelines, settings and failures; the oracle, the invariants and the checks of the trace look on.
  --seeds N     how many runs, from seed 1 on, or from --seed (100)
  --seed S      this run alone, unless --seeds is given; or the first of them
  --until STEP  stops there and says how things stand
  --kills       instead: two shipped pipelines, killed at every single step
`

interface Wish {
  readonly first: number
  readonly count: number
  readonly until: number | undefined
  readonly kills: boolean
}

function readWish(args: readonly string[]): Wish {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seeds: { type: 'string' },
      seed: { type: 'string' },
      until: { type: 'string' },
      kills: { type: 'boolean', default: false },
    },
  })
  const whole = (name: string, text: string | undefined): number | undefined => {
    if (text === undefined) return undefined
    if (!/^\d{1,10}$/.test(text)) throw new Error(`--${name}: expected a whole number, got ${text}`)
    return Number(text)
  }
  const seed = whole('seed', values.seed)
  const count = whole('seeds', values.seeds) ?? (seed === undefined ? 100 : 1)
  return { first: seed ?? 1, count, until: whole('until', values.until), kills: values.kills }
}

/** What was reached in how many runs; what a simulation should reach and did not, last. */
function report(reached: ReadonlyMap<string, number>, runs: number): string {
  const lines = [...reached]
    .sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1))
    .map(([name, count]) => `${String(count).padStart(7)}  ${name}`)
  const never = SITUATION_NAMES.filter(name => !reached.has(name)).map(name => `  never  ${name}`)
  return [`reached in ${runs} runs:`, ...lines, ...never, ''].join('\n')
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

function run(args: readonly string[], io: Io): number {
  let wish: Wish
  try {
    wish = readWish(args)
  } catch (error) {
    io.error(`${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
  if (wish.kills) return runKills(io)
  const { first, count, until } = wish
  const reached = new Map<string, number>()
  let faults = 0
  for (let seed = first; seed < first + count; seed++) {
    const result = simulate(seed, until === undefined ? {} : { until })
    for (const trait of result.traits) reached.set(trait, (reached.get(trait) ?? 0) + 1)
    if (count === 1) io.out(show(result))
    if (result.fault === null) continue
    faults += 1
    if (faults <= FAULTS_SHOWN_MAX) io.out(`npm run sim -- --seed ${seed}\n  ${result.fault}\n`)
  }
  if (count > 1) io.out(report(reached, count))
  io.out(`${count - faults} passed, ${faults} failed\n`)
  return faults === 0 ? 0 : 1
}

export const sim: Command = { name: 'sim', summary: 'random runs, judged all along', help, run }
