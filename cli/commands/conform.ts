/** `weir conform`: runs golden cases recorded from Flink and says where Weir differs. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Command, Io } from '../command.ts'
import type { GoldenCase, Outcome } from '../conform/golden-case.ts'
import { runCase } from '../conform/run-case.ts'

const HELP = `usage: weir conform DIR [--json]

Runs every golden case DIR/*.json, recorded from a real Flink, and compares. A case that needs a part of Flink that
Weir does not have fails with a message that begins "not yet:". The exit code is 1 if any other case failed.

--json  answers {"passed", "failed", "cases": [{"case", "ok", "message"}]}
`

const NOT_YET = 'not yet:'

export const conform: Command = {
  name: 'conform',
  summary: 'golden cases recorded from Flink',
  help: HELP,
  run: runConform,
}

interface CaseReport extends Outcome {
  readonly case: string
}

function runConform(args: readonly string[], io: Io): number {
  const isJson = args.includes('--json')
  const [folder, ...more] = args.filter(arg => arg !== '--json')
  if (folder === undefined || folder.startsWith('-') || more.length > 0) {
    io.error(HELP)
    return 2
  }
  const reports = readCases(folder).map(file => report(file, folder))
  io.out(isJson ? jsonOf(reports) : tableOf(reports))
  return reports.some(isFault) ? 1 : 0
}

const isFault = ({ ok, message }: CaseReport) => !ok && !message.startsWith(NOT_YET)

interface CaseFile {
  readonly name: string
  readonly text: string
}

function readCases(folder: string): CaseFile[] {
  const files = readdirSync(folder).filter(name => name.endsWith('.json'))
  return files.sort().map(name => ({ name, text: readFileSync(join(folder, name), 'utf8') }))
}

function report({ name, text }: CaseFile, folder: string): CaseReport {
  let golden: GoldenCase
  try {
    golden = JSON.parse(text) as GoldenCase
  } catch (error) {
    return { case: name, ok: false, message: `expected JSON: ${(error as Error).message}` }
  }
  if (typeof golden.case !== 'string' || typeof golden.pipeline?.runner !== 'string') {
    return { case: name, ok: false, message: 'expected a golden case with "case" and "pipeline.runner"' }
  }
  return { case: golden.case, ...runCase(golden, folder) }
}

function jsonOf(cases: readonly CaseReport[]): string {
  const passed = cases.filter(({ ok }) => ok).length
  return `${JSON.stringify({ passed, failed: cases.length - passed, cases }, null, 2)}\n`
}

function tableOf(cases: readonly CaseReport[]): string {
  const width = Math.max(0, ...cases.map(report => report.case.length))
  const wordOf = (report: CaseReport) => (report.ok ? 'ok     ' : isFault(report) ? 'DIFFERS' : 'not yet')
  const textOf = ({ message }: CaseReport) => message.replace(NOT_YET, '').trim()
  const lines = cases.map(report =>
    `${wordOf(report)}  ${report.case.padEnd(width)}  ${textOf(report)}`.trimEnd(),
  )
  const passed = cases.filter(({ ok }) => ok).length
  const differ = cases.filter(isFault).length
  const missing = cases.length - passed - differ
  return `${lines.join('\n')}\n\n${passed} as in Flink, ${differ} different, ${missing} not yet\n`
}
