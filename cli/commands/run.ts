/** `weir run`: one pipeline, one seed, the same bytes as in the page. */
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { RunSpec } from '../../src/engine/api/spec.ts'
import type { Run } from '../../src/engine/index.ts'
import { snapshotPieces } from '../../src/worker/files.ts'
import type { Command, Io } from '../command.ts'
import { report } from '../report.ts'
import { statisticsOf } from '../rest-statistics.ts'
import { commandHelp } from '../run-commands.ts'
import { openSpec, SPEC_HELP, SPEC_OPTIONS, SPEC_USAGE, specOf, stepOf } from '../run-spec.ts'

const help = `usage: weir run ${SPEC_USAGE} [--until STEP] [--snapshot FILE] [--rest FILE] [--hash] [--json]

Runs a pipeline until nothing is left to happen, or to a step.
${SPEC_HELP}  --until STEP     stops after this step
  --snapshot FILE  writes the newest snapshot there at the end
  --rest FILE      writes the answers of Flink's REST interface there, by path; \`weir rest\` has one of them
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

function readAsked(args: readonly string[]): Asked {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      ...SPEC_OPTIONS,
      until: { type: 'string' },
      snapshot: { type: 'string' },
      rest: { type: 'string' },
      hash: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
    },
  })
  const { snapshot, rest, hash, json } = values
  return {
    spec: specOf(values, positionals[0]),
    until: stepOf('--until', values.until),
    snapshot,
    rest,
    hash,
    json,
  }
}

function newestSnapshot(run: Run): string {
  const pieces = snapshotPieces(run, null)
  if (!pieces.ok) throw new Error(`--snapshot: ${pieces.error.message}`)
  return [...pieces.value.pieces].join('')
}

function execute(args: readonly string[], io: Io): number {
  try {
    const { spec, until, snapshot, rest, hash, json } = readAsked(args)
    const run = openSpec(spec)
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
