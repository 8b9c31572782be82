/** `weir run`: one pipeline, one seed, the same bytes as in the page. */
import { readFileSync, writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { RunSpec } from '../../src/engine/api/spec.ts'
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import type { Run } from '../../src/engine/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { readSnapshot, snapshotPieces } from '../../src/worker/files.ts'
import { openRun } from '../../src/worker/open-run.ts'
import type { Command, Io } from '../command.ts'
import { readConfig } from '../read-config.ts'
import { report } from '../report.ts'
import { commandHelp, oneLine, parseCommand, parseCommands } from '../run-commands.ts'
import { statisticsOf } from '../rest-statistics.ts'

/** 2026-01-05 12:00:00 UTC, as in runs that the page starts. */
const EPOCH_MS = 1_767_614_400_000
const STEPS_MAX = 5_000_000

const help = `usage: weir run PIPELINE [--seed N] [--command COMMAND]… [--commands FILE] [--config FILE|KEY=VALUE]… [--text FILE] [--until STEP] [--from SNAPSHOT] [--snapshot FILE] [--rest FILE] [--hash] [--json]

Runs a pipeline until nothing is left to happen, or to a step.
  PIPELINE         ${pipelines.map(({ id }) => id).join(', ')}
  --seed N         whole number, 0 to 4294967295 (1)
  --command C      KIND@STEP[:TARGET][,NAME=VALUE…], such as kill-task@500:count-1; may be repeated
  --commands FILE  JSON: [{"at": STEP, "kind": KIND, "target": "count-1" | null, "params": {NAME: VALUE}}, …] by step
  --config FILE    a config.yaml of Flink, over the pipeline's own settings
  --config K=V     a Flink key or one of Weir's own; may be repeated
  --text FILE      text for a pipeline that reads one
  --until STEP     stops after this step
  --from SNAPSHOT  starts from the state in a snapshot file, as \`flink run -s\` does
  --snapshot FILE  writes the newest snapshot there at the end
  --rest FILE      writes the statistics of checkpoints and tasks there: the answers of Flink's REST interface, by path
  --hash           prints the hash of the world and nothing else
  --json           prints step, time, status, hash, verdict and counts as JSON

KIND is one of
${commandHelp()}
`

interface Asked {
  readonly spec: RunSpec
  readonly until: number
  readonly snapshot: string | undefined
  readonly rest: string | undefined
  readonly hash: boolean
  readonly json: boolean
}

function readSpec(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      seed: { type: 'string', default: '1' },
      command: { type: 'string', multiple: true, default: [] },
      commands: { type: 'string' },
      config: { type: 'string', multiple: true, default: [] },
      text: { type: 'string' },
      until: { type: 'string' },
      from: { type: 'string' },
      snapshot: { type: 'string' },
      rest: { type: 'string' },
      hash: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const pipeline = pipelines.find(({ id }) => id === positionals[0])
  if (pipeline === undefined)
    throw new Error(
      `unknown pipeline: ${positionals[0] ?? 'none'}, expected one of ${pipelines.map(({ id }) => id).join(', ')}`,
    )
  const until = values.until === undefined ? STEPS_MAX : Number(values.until)
  if (!Number.isInteger(until) || until < 0) throw new Error(`--until: expected a step, got ${values.until}`)
  const spec: RunSpec = {
    pipeline: pipeline.id,
    config: { ...pipeline.defaultConfig, ...readConfig(values.config) },
    workload: values.text === undefined ? {} : { text: readFileSync(values.text, 'utf8') },
    seed: Number(values.seed),
    epochMs: EPOCH_MS,
    commands: oneLine([
      ...(values.commands === undefined ? [] : parseCommands(readFileSync(values.commands, 'utf8'))),
      ...values.command.map(parseCommand),
    ]),
    ...(values.from === undefined ? {} : { restoreFrom: snapshotIn(values.from) }),
  }
  const { snapshot, rest } = values
  return { spec, until, snapshot, rest, hash: values.hash, json: values.json }
}

function snapshotIn(path: string): Snapshot {
  const read = readSnapshot(readFileSync(path, 'utf8'))
  if (!read.ok) throw new Error(`--from: ${path}: ${read.error.path}: ${read.error.message}`)
  return read.value
}

function newestSnapshot(run: Run): string {
  const pieces = snapshotPieces(run, null)
  if (!pieces.ok) throw new Error(`--snapshot: ${pieces.error.message}`)
  return [...pieces.value.pieces].join('')
}

/** Commands given as a list are one line of history: the branch main ends in the last of them. */
function open(spec: RunSpec): Run {
  const tip = spec.commands.at(-1)?.id ?? null
  const run = openRun(spec, [{ id: 0, name: 'main', tip, forkedAt: 0, parent: null }])
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

function execute(args: readonly string[], io: Io): number {
  try {
    const { spec, until, snapshot, rest, hash, json } = readSpec(args)
    const run = open(spec)
    run.seek(until)
    if (snapshot !== undefined) writeFileSync(snapshot, newestSnapshot(run))
    if (rest !== undefined) writeFileSync(rest, `${JSON.stringify(statisticsOf(run), null, 2)}\n`)
    io.out(report(run, hash ? 'hash' : json ? 'json' : 'text'))
    return 0
  } catch (error) {
    io.error(`weir run: ${error instanceof Error ? error.message : 'failed'}\n`)
    return 2
  }
}

export const run: Command = {
  name: 'run',
  summary: 'runs a pipeline and says how it came out',
  help,
  run: execute,
}
