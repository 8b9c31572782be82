/** The first thing wrong, by its place and in words; and the text of one file, to the letter. */
import { describe, expect, it } from 'vitest'
import { commands } from '../../commands/index.ts'
import { changeAt, keyRules, signedAgain, type Path } from '../arbitrary.suite.ts'
import { COMMANDS_MAX } from '../limits.ts'
import { readRunFile } from './read-run-file.ts'
import { writeRunFile, type RunFile } from './run-file.ts'

const run: RunFile = {
  spec: {
    pipeline: 'counts',
    config: { 'restart-strategy.type': 'fixed-delay', 'execution.checkpointing.interval': '1 s' },
    workload: { text: 'a\nb\n', limit: 10 },
    seed: 4294967295,
    epochMs: 1_700_000_000_000,
    commands: [
      { id: 1, parent: null, at: 120, kind: 'kill-task', target: 'count-1' },
      { id: 2, parent: 1, at: 120, kind: 'trigger-checkpoint', target: null },
      { id: 3, parent: null, at: 80, kind: 'slow-task', target: 'count-2' },
    ],
  },
  branches: [
    { id: 0, name: 'main', tip: 2, forkedAt: 0, parent: null },
    { id: 1, name: 'slow count-2', tip: 3, forkedAt: 80, parent: 0 },
  ],
  cursor: { branch: 1, step: 412 },
  hash: '0123456789abcdef',
}

const text = writeRunFile(run)

function refusal(path: Path, change: unknown): string {
  const result = readRunFile(
    signedAgain(text, path, () => change),
    commands,
  )
  return result.ok ? 'accepted' : `${result.error.code} ${result.error.path}: ${result.error.message}`
}

describe('a run file', () => {
  it('is this text', async () => {
    await expect(text).toMatchFileSnapshot('./example.txt')
    expect(readRunFile(text, commands)).toEqual({ ok: true, value: run })
  })

  it('names what is wrong in a spec', () => {
    expect(refusal(['format'], 'weir-snapshot')).toBe(
      'wrong-format format: expected "weir-run", got "weir-snapshot"',
    )
    expect(refusal(['version'], '1')).toBe('wrong-version version: expected version 1, got "1"')
    expect(refusal(['spec', 'pipeline'], '')).toBe('out-of-range spec.pipeline: expected a pipeline, got ""')
    expect(refusal(['spec', 'seed'], 4294967296)).toMatch(/^out-of-range spec\.seed: .* got 4294967296$/)
    expect(refusal(['spec', 'seed'], -1)).toMatch(/^out-of-range spec\.seed: /)
    expect(refusal(['spec', 'seed'], 1.5)).toBe('wrong-type spec.seed: expected an integer, got 1.5')
    expect(refusal(['spec', 'epochMs'], 8.64e15 + 2)).toMatch(/^out-of-range spec\.epochMs: /)
    expect(refusal(['spec', 'config', 'restart-strategy.type'], true)).toBe(
      'wrong-type spec.config["restart-strategy.type"]: expected a text, got true',
    )
    expect(refusal(['spec', 'config', 'restart-strategy.type'], 'x'.repeat(10_001))).toBe(
      'out-of-range spec.config["restart-strategy.type"]: expected at most 10000 characters, got 10001',
    )
    expect(refusal(['spec', 'workload', 'limit'], -1)).toMatch(/^out-of-range spec\.workload\.limit: /)
    expect(refusal(['spec', 'workload'], { rate: 1 })).toBe(
      'unknown-field spec.workload.rate: expected one of text, limit, got "rate"',
    )
  })

  it('wants the commands to be a tree', () => {
    expect(refusal(['spec', 'commands', 1, 'id'], 1)).toBe('duplicate spec.commands[1].id: duplicate id: 1')
    expect(refusal(['spec', 'commands', 1, 'parent'], 9)).toBe(
      'wrong-reference spec.commands[1].parent: expected the id of a command, or null, got 9',
    )
    expect(refusal(['spec', 'commands', 0, 'parent'], 2)).toBe(
      'cycle spec.commands[0].parent: expected a tree, got a command that is its own ancestor',
    )
    expect(refusal(['spec', 'commands', 0, 'parent'], 1)).toMatch(/^cycle spec\.commands\[0\]\.parent: /)
    expect(refusal(['spec', 'commands', 1, 'at'], 119)).toBe(
      `out-of-range spec.commands[1].at: expected a step not before its parent's, 120, got 119`,
    )
  })

  it('takes a parent that is listed after its child', () => {
    const [first, second] = run.spec.commands
    const turned = { ...run, spec: { ...run.spec, commands: [second!, first!, run.spec.commands[2]!] } }
    expect(readRunFile(writeRunFile(turned), commands)).toEqual({ ok: true, value: turned })
  })

  it('names the one item of a chain whose parent is missing', () => {
    const chain = [
      { id: 3, parent: 2, at: 5, kind: 'cancel-job', target: null },
      { id: 2, parent: 1, at: 5, kind: 'cancel-job', target: null },
    ]
    expect(refusal(['spec', 'commands'], chain)).toMatch(
      /^wrong-reference spec\.commands\[1\]\.parent: .*, got 1$/,
    )
  })

  it('knows what a command is about', () => {
    expect(refusal(['spec', 'commands', 0, 'kind'], 'drop-table')).toBe(
      `wrong-type spec.commands[0].kind: expected one of ${commands.map(({ kind }) => kind).join(', ')}, got "drop-table"`,
    )
    expect(refusal(['spec', 'commands', 0, 'target'], null)).toBe(
      'wrong-type spec.commands[0].target: expected the name of a subtask, got null',
    )
    expect(refusal(['spec', 'commands', 1, 'target'], 'count-1')).toBe(
      'wrong-type spec.commands[1].target: expected null, since it is about the job, got "count-1"',
    )
  })

  it('knows the parameters of a command', () => {
    const having = (params: unknown) => refusal(['spec', 'commands', 2], { ...run.spec.commands[2], params })
    expect(having({ factor: 3 })).toBe('accepted')
    expect(having({ factor: 'x' })).toBe(
      'wrong-type spec.commands[2].params.factor: expected a whole number from 2 to 1000, got "x"',
    )
    expect(having({ factor: 1 })).toMatch(/^out-of-range spec\.commands\[2\]\.params\.factor: /)
    expect(having({ speed: 3 })).toBe(
      'unknown-field spec.commands[2].params.speed: expected one of factor, got "speed"',
    )
    expect(having({ factor: [3] })).toMatch(/^wrong-type spec\.commands\[2\]\.params\.factor: /)
  })

  it('of an older kind, with a duration beside the other fields, still opens', () => {
    const old = { id: 1, parent: null, at: 120, kind: 'pause-task', target: 'count-1', durationMs: 250.5 }
    const read = readRunFile(
      signedAgain(text, ['spec', 'commands', 0], () => old),
      commands,
    )
    expect(read.ok && read.value.spec.commands[0]).toEqual({
      id: 1,
      parent: null,
      at: 120,
      kind: 'pause-task',
      target: 'count-1',
      params: { durationMs: 250.5 },
    })
    expect(refusal(['spec', 'commands', 0], { ...old, kind: 'kill-task' })).toBe(
      'unknown-field spec.commands[0].durationMs: expected no parameter, got "durationMs"',
    )
  })

  it('wants branches that hang on main, and tips and a cursor that are there', () => {
    expect(refusal(['branches', 0, 'id'], 5)).toMatch(/^wrong-reference branches\[1\]\.parent: .* got 0$/)
    expect(refusal(['branches'], [])).toBe('missing branches: expected branch 0, got a list without it')
    expect(refusal(['branches', 0, 'parent'], 1)).toMatch(/^cycle branches\[0\]\.parent: /)
    expect(refusal(['branches', 1, 'parent'], null)).toBe(
      'wrong-reference branches[1].parent: expected the id of a branch, got null',
    )
    expect(refusal(['branches', 1, 'tip'], 4)).toBe(
      'wrong-reference branches[1].tip: expected the id of a command, or null, got 4',
    )
    expect(refusal(['branches', 1, 'name'], '')).toBe(
      'out-of-range branches[1].name: expected a name, got ""',
    )
    expect(refusal(['cursor', 'branch'], 2)).toBe(
      'wrong-reference cursor.branch: expected the id of a branch, got 2',
    )
    expect(refusal(['cursor', 'step'], -1)).toMatch(/^out-of-range cursor\.step: /)
  })

  it('bounds what there can be', () => {
    const many = Array.from({ length: COMMANDS_MAX + 1 }, (_, id) => ({
      id,
      parent: id === 0 ? null : id - 1,
      at: id,
      kind: 'trigger-checkpoint' as const,
      target: null,
    }))
    expect(refusal(['spec', 'commands'], many)).toBe(
      'out-of-range spec.commands: expected at most 10000 items, got 10001',
    )
    const line = { ...run, spec: { ...run.spec, commands: many.slice(0, -1) }, branches: [run.branches[0]!] }
    const chain = {
      ...line,
      branches: [{ ...line.branches[0]!, tip: COMMANDS_MAX - 1 }],
      cursor: { branch: 0, step: 1 },
    }
    expect(readRunFile(writeRunFile(chain), commands).ok).toBe(true)
  })

  it('may begin from a snapshot, which is checked like a snapshot file', () => {
    const rows = [{ keyGroup: 8, key: 'user-0', value: 17 }]
    const keyed = [{ state: 'count', kind: 'value' as const, keyType: 'STRING' as const, rows }]
    const subtasks = [{ index: 0, keyed, lists: {}, unionLists: {}, broadcastStates: {}, splits: [] }]
    const shape = { parallelism: 1, maxParallelism: 128, subtasks }
    const operators = [{ uid: 'count', name: 'count', kind: 'process', ...shape }]
    const restoreFrom = { jobName: 'Counts', checkpointId: 3, triggeredAt: 1, completedAt: 2, operators }
    const started: RunFile = { ...run, spec: { ...run.spec, restoreFrom } }
    const file = writeRunFile(started)
    expect(readRunFile(file, commands, keyRules)).toEqual({ ok: true, value: started })
    expect(readRunFile(file, commands)).toMatchObject({ ok: false, error: { path: 'spec.restoreFrom' } })
    const path = ['spec', 'restoreFrom', 'operators', 0, 'subtasks', 0, 'keyed', 0, 'rows', 0, 'keyGroup']
    expect(
      readRunFile(
        signedAgain(file, path, () => 9),
        commands,
        keyRules,
      ),
    ).toMatchObject({
      ok: false,
      error: {
        code: 'wrong-key-group',
        path: 'spec.restoreFrom.operators[0].subtasks[0].keyed[0].rows[0].keyGroup',
        message: 'expected 8, the key group of "user-0", got 9',
      },
    })
  })

  it('tells a changed content by its digest', () => {
    const changed = JSON.stringify(changeAt(JSON.parse(text), ['spec', 'seed'], () => 8))
    expect(readRunFile(changed, commands)).toMatchObject({
      ok: false,
      error: { code: 'wrong-digest', path: 'digest' },
    })
    const shouted = text.replace(/sha-256:[0-9a-f]+/, found => found.toUpperCase())
    expect(readRunFile(shouted, commands)).toMatchObject({
      ok: false,
      error: { code: 'wrong-type', path: 'digest' },
    })
  })
})
