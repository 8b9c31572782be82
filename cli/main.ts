/** `weir <command> …`: the engine in Node. A command is one file under `commands` and one line in this table. */
import { readFileSync } from 'node:fs'
import { isMainThread } from 'node:worker_threads'
import type { Command, Io } from './command.ts'
import { conform } from './commands/conform.ts'
import { diff } from './commands/diff.ts'
import { keygroup } from './commands/keygroup.ts'
import { replay } from './commands/replay.ts'
import { rest } from './commands/rest.ts'
import { run } from './commands/run.ts'
import { sim } from './commands/sim.ts'
import { sweep } from './commands/sweep.ts'
import { servePool } from './pool/pool.ts'
import { WORKS } from './pool/works.ts'

const COMMANDS: readonly Command[] = [run, rest, replay, keygroup, conform, diff, sim, sweep]

const STDIN = 0

const io: Io = {
  readStdin: () => readFileSync(STDIN, 'utf8'),
  out: text => void process.stdout.write(text),
  error: text => void process.stderr.write(text),
}

function usage(): string {
  const width = Math.max(...COMMANDS.map(command => command.name.length))
  const lines = COMMANDS.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`)
  return `usage: weir <command> [options]\n\n${lines.join('\n')}\n\nweir <command> --help says more.\n`
}

function main(args: readonly string[]): number | Promise<number> {
  const [name, ...rest] = args
  if (name === undefined || name === '--help' || name === '-h') {
    io.out(usage())
    return name === undefined ? 2 : 0
  }
  const command = COMMANDS.find(other => other.name === name)
  if (command === undefined) {
    io.error(`unknown command: ${name}, expected one of ${COMMANDS.map(other => other.name).join(', ')}\n`)
    return 2
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    io.out(command.help)
    return 0
  }
  return command.run(rest, io)
}

if (isMainThread) process.exitCode = await main(process.argv.slice(2))
else servePool(WORKS)
