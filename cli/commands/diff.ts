/** `weir diff`: what differs between two snapshot files. */
import { readFileSync } from 'node:fs'
import type { Result } from '../../src/base/result.ts'
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import { diffSnapshots, type OperatorDiff, type SnapshotDiff } from '../../src/interop/snapshot-diff/diff.ts'
import { readSnapshot } from '../../src/worker/files.ts'
import type { Command, Io } from '../command.ts'

const ROWS_SHOWN = 20

const help = `usage: weir diff BEFORE.json AFTER.json [--json]

Compares two snapshot files by operator, state and key. Subtasks and key groups do not count, so that two parallelisms
or two backends can be compared. Exit code 0: alike, 1: they differ, 2: a file cannot be read.
`

function read(path: string, io: Io): Snapshot | null {
  const file: Result<Snapshot> = readSnapshot(readFileSync(path, 'utf8'))
  if (file.ok) return file.value
  io.error(`weir diff: ${path}: ${file.error.path}: ${file.error.message}\n`)
  return null
}

function execute(args: readonly string[], io: Io): number {
  const [first, second, ...more] = args.filter(argument => argument !== '--json')
  if (first === undefined || second === undefined || more.length > 0) {
    io.error(help)
    return 2
  }
  const before = read(first, io)
  const after = read(second, io)
  if (before === null || after === null) return 2
  const diff = diffSnapshots(before, after, ROWS_SHOWN)
  io.out(args.includes('--json') ? `${JSON.stringify(diff)}\n` : describe(diff))
  return diff.isEqual ? 0 : 1
}

const describe = (diff: SnapshotDiff): string =>
  diff.isEqual ? 'the same state and the same offsets\n' : `${diff.operators.flatMap(linesOf).join('\n')}\n`

const MARKS: Readonly<Record<OperatorDiff['change'], string>> = { added: '+', removed: '-', changed: '~' }

function linesOf({ uid, change, parallelism, states, splits }: OperatorDiff): string[] {
  const [before, after] = parallelism
  const rescaled = before !== null && after !== null && before !== after
  return [
    `${MARKS[change]} ${uid}${rescaled ? ` (parallelism ${before} to ${after})` : ''}`,
    ...splits.map(split => `    ${split.id}: offset ${split.before ?? 'none'} to ${split.after ?? 'none'}`),
    ...states.flatMap(({ state, counts, rows }) => [
      `    ${state}: ${counts.added} added, ${counts.removed} removed, ${counts.changed} changed, ${counts.same} alike`,
      ...rows.map(row => `      ${row.key}: ${row.before ?? 'none'} to ${row.after ?? 'none'}`),
    ]),
  ]
}

export const diff: Command = {
  name: 'diff',
  summary: 'what differs between two snapshot files',
  help,
  run: execute,
}
