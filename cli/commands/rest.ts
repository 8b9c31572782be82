/** `weir rest`: what Flink's REST interface would answer about a run at a step, one path or all of them. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Run } from '../../src/engine/index.ts'
import { answerFiles } from '../../src/interop/flink-rest/answer-files.ts'
import { vertexId } from '../../src/interop/flink-rest/executions.ts'
import type { RunAnswers } from '../../src/interop/flink-rest/run-answers.ts'
import { zipTexts } from '../../src/interop/zip-file/zip-of-many.ts'
import type { Command, Io } from '../command.ts'
import { statisticsOf } from '../rest-statistics.ts'
import { commandHelp } from '../run-commands.ts'
import { openSpec, SPEC_HELP, SPEC_OPTIONS, SPEC_USAGE, specOf, stepOf } from '../run-spec.ts'

const help = `usage: weir rest ${SPEC_USAGE} [--at STEP] [--path PATH | --all DIR|FILE.zip]

Answers about a run as Flink 2.3's REST interface would. Without --path or --all it lists the paths that it answers.
${SPEC_HELP}  --at STEP        the step at which it is asked (the end)
  --path PATH      prints one answer: /jobs/:jobid/vertices/count stands for the ids of the job and of the vertex
                   whose subtasks are count-0, count-1, …
  --all DIR        writes all answers below a folder, or into a zip; the page opens both

KIND is one of
${commandHelp()}
`

/** `:jobid` and short names of vertices by their ids. */
function withIds({ scene }: Run, path: string): string {
  return path
    .replace(/^\/jobs\/:jobid(?=\/|$)/, `/jobs/${scene.jobId}`)
    .replace(/(\/(?:vertices|subtasks)\/)([^/?]+)/g, (whole: string, before: string, name: string) => {
      const vertex = scene.vertices.find(({ shortName }) => shortName === name)
      return vertex === undefined ? whole : before + vertexId(vertex)
    })
}

function answerAt(answers: RunAnswers, path: string): RunAnswers[string] {
  const found = Object.entries(answers).find(([own]) => own === path || own.replace(/\?.*$/, '') === path)
  if (found !== undefined) return found[1]
  throw new Error(
    `--path: expected one of the paths that are answered, got ${path}; without --path they are listed`,
  )
}

/** Returns how many files there are. */
function writeAll(answers: RunAnswers, to: string): number {
  const files = answerFiles(answers)
  if (to.endsWith('.zip')) writeFileSync(to, zipTexts(files))
  else
    for (const { name, text } of files) {
      mkdirSync(dirname(join(to, name)), { recursive: true })
      writeFileSync(join(to, name), text)
    }
  return files.length
}

function answer(args: readonly string[], io: Io): void {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { ...SPEC_OPTIONS, at: { type: 'string' }, path: { type: 'string' }, all: { type: 'string' } },
  })
  const { at, path, all } = values
  if (path !== undefined && all !== undefined) throw new Error('expected --path or --all, got both')
  const step = stepOf('--at', at)
  const run = openSpec(specOf(values, positionals[0]))
  run.seek(step)
  const answers = statisticsOf(run)
  if (path !== undefined) io.out(`${JSON.stringify(answerAt(answers, withIds(run, path)), null, 2)}\n`)
  else if (all !== undefined) io.out(`${writeAll(answers, all)} answers written to ${all}\n`)
  else io.out(`${Object.keys(answers).join('\n')}\n`)
}

function execute(args: readonly string[], io: Io): number {
  try {
    answer(args, io)
    return 0
  } catch (error) {
    io.error(`weir rest: ${error instanceof Error ? error.message : 'failed'}\n`)
    return 2
  }
}

export const rest: Command = {
  name: 'rest',
  summary: 'answers about a run as Flink’s REST interface would',
  help,
  run: execute,
}
