/** What a command is told of the run it is about: pipeline, seed, config, commands, and a snapshot to start from. */
import { readFileSync } from 'node:fs'
import type { RunSpec } from '../src/engine/api/spec.ts'
import type { Snapshot } from '../src/engine/api/snapshot.ts'
import type { Run } from '../src/engine/index.ts'
import { pipelines } from '../src/pipelines/index.ts'
import { readSnapshot } from '../src/worker/files.ts'
import { openRun } from '../src/worker/open-run.ts'
import { readConfig } from './read-config.ts'
import { oneLine, parseCommand, parseCommands } from './run-commands.ts'

/** 2026-01-05 12:00:00 UTC, as in runs that the page starts. */
const EPOCH_MS = 1_767_614_400_000

/** For `parseArgs`. */
export const SPEC_OPTIONS = {
  seed: { type: 'string', default: '1' },
  command: { type: 'string', multiple: true },
  commands: { type: 'string' },
  config: { type: 'string', multiple: true },
  text: { type: 'string' },
  from: { type: 'string' },
} as const

interface SpecValues {
  readonly seed: string
  readonly command?: readonly string[]
  readonly commands?: string
  readonly config?: readonly string[]
  readonly text?: string
  readonly from?: string
}

export const SPEC_USAGE =
  'PIPELINE [--seed N] [--command COMMAND]… [--commands FILE] [--config FILE|KEY=VALUE]… [--text FILE] [--from SNAPSHOT]'

export const SPEC_HELP = `  PIPELINE         ${pipelines.map(({ id }) => id).join(', ')}
  --seed N         whole number, 0 to 4294967295 (1)
  --command C      KIND@STEP[:TARGET][,NAME=VALUE…], such as kill-task@500:count-1; may be repeated
  --commands FILE  JSON: [{"at": STEP, "kind": KIND, "target": "count-1" | null, "params": {NAME: VALUE}}, …] by step
  --config FILE    a config.yaml of Flink, over the pipeline's own settings
  --config K=V     a Flink key or one of Weir's own; may be repeated
  --text FILE      text for a pipeline that reads one
  --from SNAPSHOT  starts from the state in a snapshot file, as \`flink run -s\` does
`

export function specOf(values: SpecValues, pipelineId: string | undefined): RunSpec {
  const pipeline = pipelines.find(({ id }) => id === pipelineId)
  if (pipeline === undefined)
    throw new Error(
      `unknown pipeline: ${pipelineId ?? 'none'}, expected one of ${pipelines.map(({ id }) => id).join(', ')}`,
    )
  return {
    pipeline: pipeline.id,
    config: { ...pipeline.defaultConfig, ...readConfig([...(values.config ?? [])]) },
    workload: values.text === undefined ? {} : { text: readFileSync(values.text, 'utf8') },
    seed: Number(values.seed),
    epochMs: EPOCH_MS,
    commands: oneLine([
      ...(values.commands === undefined ? [] : parseCommands(readFileSync(values.commands, 'utf8'))),
      ...(values.command ?? []).map(parseCommand),
    ]),
    ...(values.from === undefined ? {} : { restoreFrom: snapshotIn(values.from) }),
  }
}

function snapshotIn(path: string): Snapshot {
  const read = readSnapshot(readFileSync(path, 'utf8'))
  if (!read.ok) throw new Error(`--from: ${path}: ${read.error.path}: ${read.error.message}`)
  return read.value
}

const STEPS_MAX = 5_000_000

/** The last step a run is wanted at; none given: its end. */
export function stepOf(option: string, text: string | undefined): number {
  const step = text === undefined ? STEPS_MAX : Number(text)
  if (!Number.isInteger(step) || step < 0) throw new Error(`${option}: expected a step, got ${text}`)
  return step
}

/** Commands given as a list are one line of history: the branch main ends in the last of them. */
export function openSpec(spec: RunSpec): Run {
  const tip = spec.commands.at(-1)?.id ?? null
  const run = openRun(spec, [{ id: 0, name: 'main', tip, forkedAt: 0, parent: null }])
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}
