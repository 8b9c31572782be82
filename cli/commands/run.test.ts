import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { RunSpec } from '../../src/engine/api/spec.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { writeRun } from '../../src/worker/files.ts'
import { openRun } from '../../src/worker/open-run.ts'
import type { Command } from '../command.ts'
import { replay } from './replay.ts'
import { run } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'weir-cli-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, text: string): string {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

function call(command: Command, ...args: string[]): { code: number; out: string; error: string } {
  const said = { out: '', error: '' }
  const code = command.run(args, {
    readStdin: () => '',
    out: text => void (said.out += text),
    error: text => void (said.error += text),
  })
  if (typeof code !== 'number') throw new Error('expected a command that answers at once')
  return { code, ...said }
}

test('the same seed has the same hash, another seed another', () => {
  const hash = (...args: string[]) => call(run, 'word-count', '--until', '900', '--hash', ...args).out
  expect(hash('--seed', '7')).toMatch(/^[0-9a-f]{16}\n$/)
  expect(hash('--seed', '7')).toBe(hash('--seed', '7'))
  expect(hash('--seed', '7')).not.toBe(hash('--seed', '8'))
})

test('commands from a file act at their steps', () => {
  const commands = [
    { at: 300, kind: 'trigger-checkpoint', target: null },
    { at: 500, kind: 'kill-task', target: 'count-1' },
  ]
  const path = file('commands.json', JSON.stringify(commands))
  const { code, out } = call(run, 'word-count', '--seed', '7', '--commands', path, '--json')
  expect(code).toBe(0)
  const result = JSON.parse(out) as {
    status: string
    attempt: number
    verdict: Record<string, { verdict: string }>
  }
  expect(result).toMatchObject({ status: 'FINISHED', attempt: 1, ended: true })
  expect(result.verdict).toMatchObject({ state: { verdict: 'exact' }, committed: { verdict: 'exact' } })
})

test('a command in words is the one from a file, whatever their order', () => {
  const hash = (...args: string[]) => call(run, 'word-count', '--seed', '7', '--hash', ...args).out
  const commands = [
    { at: 500, kind: 'kill-task', target: 'count-1' },
    { at: 520, kind: 'slow-task', target: 'count-0', params: { factor: 3 } },
  ]
  const path = file('two.json', JSON.stringify(commands))
  const words = ['--command', 'slow-task@520:count-0,factor=3', '--command', 'kill-task@500:count-1']
  expect(hash(...words)).toBe(hash('--commands', path))
  expect(hash(...words)).not.toBe(hash('--command', 'kill-task@500:count-1'))
})

test('a config.yaml and a pair act alike, by older names too, and the later one stands', () => {
  const hash = (...args: string[]) => call(run, 'word-count', '--until', '900', '--hash', ...args).out
  const path = file(
    'config.yaml',
    'execution:\n  checkpointing:\n    interval: 30 ms\nstate.backend: hashmap\n',
  )
  const pair = ['--config', 'execution.checkpointing.interval=30 ms']
  expect(hash('--config', path)).toBe(hash(...pair))
  expect(hash('--config', path)).not.toBe(hash())
  expect(hash('--config', path, '--config', 'execution.checkpointing.interval=70 ms')).toBe(hash())
})

test('what cannot be used is named, and nothing is run', () => {
  const wrong = file('wrong.yaml', '# two\nexecution.checkpointing.timeout: soon\nexecution.intervall: 1 s\n')
  const bad = file('bad.json', '[{"at": 1, "kind": "explode"}]')
  for (const [args, said] of [
    [['nothing'], 'unknown pipeline: nothing'],
    [['word-count', '--seed', '-1'], 'seed'],
    [['word-count', '--config', 'state.backend.type=forst'], 'state.backend.type'],
    [['word-count', '--config', 'oops'], 'expected KEY=VALUE'],
    [['word-count', '--config', 'parallelism.default=many'], 'parallelism.default: expected a whole number'],
    [
      ['word-count', '--config', wrong],
      'line 2, column 34: execution.checkpointing.timeout: expected a duration',
    ],
    [['word-count', '--config', wrong], 'line 3, column 1: execution.intervall: unknown key'],
    [['word-count', '--until', 'soon'], '--until'],
    [['word-count', '--commands', bad], '[0].kind'],
    [['word-count', '--command', 'kill-task'], 'expected KIND@STEP[:TARGET][,NAME=VALUE…]'],
    [
      ['word-count', '--command', 'explode@3'],
      'expected one of trigger-checkpoint, trigger-savepoint, stop-with-savepoint, cancel-job, kill-task',
    ],
    [['word-count', '--command', 'kill-task@3'], 'expected a task as target of kill-task, got none'],
    [['word-count', '--command', 'cancel-job@3:count-1'], 'expected no target of cancel-job, got count-1'],
    [['word-count', '--command', 'slow-task@3:count-1,factor=1'], '.factor: expected a whole number from 2'],
    [['word-count', '--command', 'slow-task@3:count-1,speed=1'], '.speed: expected one of factor'],
    [['word-count', '--commands', join(folder, 'missing.json')], 'ENOENT'],
  ] as const) {
    const { code, out, error } = call(run, ...args)
    expect([code, out], said).toEqual([2, ''])
    expect(error).toContain(said)
  }
})

function savedRun(): string {
  const pipeline = pipelines.find(({ id }) => id === 'word-count')!
  const spec: RunSpec = {
    pipeline: pipeline.id,
    config: pipeline.defaultConfig,
    workload: {},
    seed: 3,
    epochMs: 0,
    commands: [],
  }
  const opened = openRun(spec)
  if (!opened.ok) throw new Error(opened.error.message)
  opened.value.seek(400)
  opened.value.act('kill-task', 'count-2')
  opened.value.seek(700)
  return writeRun(opened.value)
}

test('a run file is run again to the same hash; a file with another hash is told apart', () => {
  const text = savedRun()
  const right = call(replay, file('right.json', text))
  expect([right.code, right.error]).toEqual([0, ''])
  expect(right.out).toContain('at step 700')
  const damaged = call(replay, file('damaged.json', text.replace(/"seed": ?3/, '"seed": 4')))
  expect(damaged.code).toBe(2)
  expect(damaged.error).toContain('expected')
})

test('the checkpoint statistics are written by path', () => {
  const path = join(folder, 'rest.json')
  expect(call(run, 'word-count', '--until', '900', '--rest', path)).toMatchObject({ code: 0 })
  const answers = JSON.parse(readFileSync(path, 'utf8')) as Record<string, { counts?: object }>
  const place = Object.keys(answers).find(path => /^\/jobs\/[0-9a-f]{32}\/checkpoints$/.test(path))!
  const checkpoints = answers[place]!
  expect(checkpoints.counts).toMatchObject({ restored: 0 })
  expect(Object.keys(answers)).toContain(`${place}/details/1`)
})
