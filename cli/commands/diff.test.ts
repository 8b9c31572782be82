import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { Command } from '../command.ts'
import { diff } from './diff.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-diff-'))
const at = (name: string) => join(folder, name)
afterAll(() => rmSync(folder, { recursive: true }))

function call(command: Command, ...args: string[]) {
  const written = { out: '', error: '' }
  const code = command.run(args, {
    readStdin: () => '',
    out: text => void (written.out += text),
    error: text => void (written.error += text),
  })
  return { code, ...written }
}

test('a snapshot that is written goes on in another run, at another parallelism, to the same state', () => {
  const half = call(run, 'word-count', '--until', '700', '--snapshot', at('half.json'))
  expect(half.code).toBe(0)
  call(run, 'word-count', '--snapshot', at('end.json'))
  const again = call(
    run,
    'word-count',
    '--from',
    at('half.json'),
    '--config',
    'parallelism.default=4',
    '--snapshot',
    at('again.json'),
    '--json',
  )
  expect(JSON.parse(again.out)).toMatchObject({ status: 'FINISHED' })
  const compared = call(diff, at('end.json'), at('again.json'), '--json')
  const { operators } = JSON.parse(compared.out) as {
    operators: { uid: string; states: unknown[]; splits: unknown[] }[]
  }
  // The transaction of the last checkpoint has another number.
  const others = operators.filter(({ uid }) => !uid.includes('Committer'))
  expect(others).toMatchObject([{ uid: 'count', states: [], splits: [] }])
  expect(call(diff, at('end.json'), at('end.json'))).toMatchObject({
    code: 0,
    out: 'the same state and the same offsets\n',
  })
})

test('what differs is listed by operator and key, and a file that cannot be read is named', () => {
  const differs = call(diff, at('half.json'), at('end.json'))
  expect(differs.code).toBe(1)
  expect(differs.out).toMatch(/count: \d+ added, 0 removed, \d+ changed/)
  expect(differs.out).toMatch(/text-0: offset \d+ to \d+/)
  writeFileSync(at('broken.json'), readFileSync(at('half.json'), 'utf8').slice(0, 300))
  const broken = call(diff, at('broken.json'), at('end.json'))
  expect(broken.code).toBe(2)
  expect(broken.error).toContain('broken.json')
})
