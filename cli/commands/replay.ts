/** `weir replay`: a run file is run again; its hash tells whether it came out the same. */
import { readFileSync } from 'node:fs'
import { readFile } from '../../src/worker/files.ts'
import type { Command, Io } from '../command.ts'
import { report } from '../report.ts'

const help = `usage: weir replay RUN.json [--json]

Runs a run file again up to its cursor and prints hash and verdict. Exit code 1: it came out otherwise than the file
says. Exit code 2: the file cannot be read.
`

function execute(args: readonly string[], io: Io): number {
  const path = args.find(argument => !argument.startsWith('--'))
  if (path === undefined) {
    io.error(help)
    return 2
  }
  const file = readFile(readFileSync(path, 'utf8'))
  if (!file.ok || file.value.type !== 'run') {
    io.error(
      file.ok
        ? 'weir replay: expected a run file, got a snapshot file\n'
        : `weir replay: ${file.error.path}: ${file.error.message}\n`,
    )
    return 2
  }
  const { run, cursor, hash } = file.value
  run.switchBranch(cursor.branch, cursor.step)
  io.out(report(run, args.includes('--json') ? 'json' : 'text'))
  if (run.hash() === hash) return 0
  io.error(
    `weir replay: expected hash ${hash} at step ${cursor.step}, got ${run.hash()} at step ${run.step}\n`,
  )
  return 1
}

export const replay: Command = {
  name: 'replay',
  summary: 'runs a run file again and checks its hash',
  help,
  run: execute,
}
