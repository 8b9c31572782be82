/** `weir sweep`: a fault at every step of a run, each time from the same past, and how each of these runs ends. */
import { parseArgs } from 'node:util'
import type { Config, RunSpec } from '../../src/engine/api/spec.ts'
import { faults } from '../../src/faults/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { outcomeOf, tallyOf, type SweepCell } from '../../src/worker/sweep/outcome.ts'
import type { Run } from '../../src/engine/index.ts'
import { openSweeper, type Strike } from '../../src/worker/sweep/sweep.ts'
import type { Command, Io } from '../command.ts'
import { CORES, inPool } from '../pool/pool.ts'
import { readConfig } from '../read-config.ts'
import { showSweep, showWorst, sweepLegend } from '../sweep/strip.ts'
import { sweepWork, type SweepPiece } from '../sweep/sweep-work.ts'
import { proveTheory } from '../sweep/theory-report.ts'

const EPOCH_MS = 1_767_614_400_000
const CHUNK = 25
const WORST_MAX = 10
const KINDS = faults.map(({ kind }) => kind)

const help = `usage: weir sweep PIPELINE [--fault KIND] [--task NAME] [--from A] [--to B] [--steps N] [--seed S] [--limit N] [--config FILE|KEY=VALUE]… [--jobs K] [--json]
       weir sweep --theory [--jobs K]

Applies a fault at every step of a run, lets each run end, and says how it ended: exact, duplicated, lost or stuck.
  PIPELINE      ${pipelines.map(({ id }) => id).join(', ')}
  --fault KIND  ${KINDS.join(', ')}; the first word will do (kill-task)
  --task NAME   subtask such as count-1, or all: each one in turn at every step (all)
  --from A      the first step (1)
  --to B        the last step (the run's last)
  --steps N     as many steps from the first on
  --seed S      seed of the run (1)
  --limit N     at most as many source records
  --config …    a config.yaml, a Flink key or one of Weir's own; may be repeated
  --jobs K      worker threads (${CORES})
  --json        one row a step, and the counts
  --theory      instead: what each guarantee promises, over every step of runs of about 600 steps
Exit code 1: a run lost something, came out wrong or never ended.
`

interface Wish {
  readonly spec: RunSpec
  readonly kind: string
  readonly task: string
  readonly from: number
  readonly to: number | null
  readonly jobs: number
  readonly json: boolean
}

function whole(name: string, text: string | undefined, least = 0): number | null {
  if (text === undefined) return null
  if (!/^\d{1,10}$/.test(text) || Number(text) < least)
    throw new Error(`--${name}: expected a whole number of at least ${least}, got ${text}`)
  return Number(text)
}

function kindOf(text: string): string {
  const found = KINDS.find(kind => kind === text) ?? KINDS.find(kind => kind.split('-')[0] === text)
  if (found === undefined) throw new Error(`--fault: expected one of ${KINDS.join(', ')}, got ${text}`)
  return found
}

function readWish(args: readonly string[]): Wish {
  const text = { type: 'string' } as const
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      fault: { type: 'string', default: 'kill' },
      task: { type: 'string', default: 'all' },
      from: text,
      to: text,
      steps: text,
      seed: text,
      limit: text,
      jobs: text,
      config: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  })
  const pipeline = pipelines.find(({ id }) => id === positionals[0])
  if (pipeline === undefined)
    throw new Error(
      `unknown pipeline: ${positionals[0] ?? 'none'}, expected one of ${pipelines.map(({ id }) => id).join(', ')}`,
    )
  const from = whole('from', values.from, 1) ?? 1
  const steps = whole('steps', values.steps, 1)
  const limit = whole('limit', values.limit)
  const config: Config = { ...pipeline.defaultConfig, ...readConfig(values.config) }
  return {
    spec: {
      pipeline: pipeline.id,
      config,
      workload: limit === null ? {} : { limit },
      seed: whole('seed', values.seed) ?? 1,
      epochMs: EPOCH_MS,
      commands: [],
    },
    kind: kindOf(values.fault),
    task: values.task,
    from,
    to: steps === null ? whole('to', values.to, from) : from + steps - 1,
    jobs: whole('jobs', values.jobs, 1) ?? CORES,
    json: values.json,
  }
}

/** All that the fault can be aimed at, or the one that was named; null where it is aimed at nothing. */
function targetsOf({ kind, task }: Wish, run: Run): readonly (string | null)[] {
  const wanted = faults.find(fault => fault.kind === kind)?.target ?? null
  if (wanted === null) return [null]
  const names = run.scene.actors.filter(actor => actor.kind === wanted).map(actor => actor.name)
  if (task === 'all') return names
  if (names.includes(task)) return [task]
  throw new Error(`--task: expected all or one of ${names.join(', ')}, got ${task}`)
}

function* pieces(wish: Wish, targets: readonly (string | null)[], to: number): Generator<SweepPiece> {
  for (let first = wish.from; first <= to; first += CHUNK) {
    const strikes: Strike[] = []
    for (let at = first; at < Math.min(first + CHUNK, to + 1); at++)
      for (const target of targets) strikes.push({ at, kind: wish.kind, target })
    yield { spec: wish.spec, strikes }
  }
}

function readJobs(args: readonly string[]): number {
  const { values } = parseArgs({
    args: [...args],
    options: { theory: { type: 'boolean' }, jobs: { type: 'string' } },
  })
  return whole('jobs', values.jobs, 1) ?? CORES
}

async function sweepAll(wish: Wish, io: Io): Promise<number> {
  const opened = openSweeper(wish.spec)
  if (!opened.ok) throw new Error(`${opened.error.path}: ${opened.error.message}`)
  const { run, length } = opened.value
  const targets = targetsOf(wish, run)
  const to = Math.min(wish.to ?? length, length)
  const startedAt = performance.now()
  const cells: SweepCell[] = []
  await inPool(sweepWork, pieces(wish, targets, to), wish.jobs, output => {
    cells.push(...output)
    return true
  })
  const seconds = (performance.now() - startedAt) / 1000
  cells.sort((a, b) => a.at - b.at)
  io.out(wish.json ? asJson(wish, length, cells) : asText(wish, targets, length, cells, seconds))
  const { all } = tallyOf(cells)
  return (all.lost ?? 0) + (all.wrong ?? 0) + (all.stuck ?? 0) === 0 ? 0 : 1
}

function asJson({ spec, kind }: Wish, steps: number, cells: readonly SweepCell[]): string {
  const { pipeline, seed } = spec
  const rows = cells.map(cell => ({ ...cell, outcome: outcomeOf(cell) }))
  return `${JSON.stringify({ pipeline, seed, fault: kind, steps, counts: tallyOf(cells), cells: rows }, null, 2)}\n`
}

function asText(
  { spec, kind }: Wish,
  targets: readonly (string | null)[],
  steps: number,
  cells: readonly SweepCell[],
  seconds: number,
): string {
  const struck = cells.filter(cell => cell.refusal === null).length
  return [
    `${spec.pipeline} seed ${spec.seed}: ${steps} steps, ${struck} × ${kind} in ${seconds.toFixed(1)} s`,
    sweepLegend(),
    ...targets.map(target =>
      showSweep(
        target ?? 'the job',
        cells.filter(cell => cell.target === target),
      ),
    ),
    ...showWorst(cells, WORST_MAX),
    '',
  ].join('\n')
}

async function execute(args: readonly string[], io: Io): Promise<number> {
  try {
    if (args.includes('--theory')) return await proveTheory(readJobs(args), io)
    return await sweepAll(readWish(args), io)
  } catch (error) {
    io.error(`weir sweep: ${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
}

export const sweep: Command = {
  name: 'sweep',
  summary: 'a fault at every step of a run, and how each ends',
  help,
  run: execute,
}
