import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { runCase } from '../conform/run-case.ts'
import type { GoldenCase } from '../conform/golden-case.ts'
import { conform } from './conform.ts'

const scratch = mkdtempSync(join(tmpdir(), 'weir-conform-'))
afterAll(() => rmSync(scratch, { recursive: true }))

const read = (name: string) => JSON.parse(readFileSync(`golden/${name}.json`, 'utf8')) as GoldenCase
const caseNames = readdirSync('golden').flatMap(name => (name.endsWith('.json') ? [name.slice(0, -5)] : []))

/** Kinds that must be as in Flink by now, all cases of them. */
const MET_KINDS = [
  'assign',
  'broadcast',
  'checkpoint-decider',
  'connect',
  'job',
  'join',
  'liststate',
  'partitioner',
  'rescale',
  'rescale-job',
  'restart-strategy',
  'routing',
  'seed',
  'state',
  'timer',
  'ttl',
  'valve',
  'watermark',
  'window',
]
/** Of other kinds, what is there. */
const MET = [/^barrier-aligned-/, /^recovery-[0-5]$/, /^rest-/]
/** Cases of the backends that are there. */
const BACKENDS = ['hashmap']

function isMet(name: string): boolean {
  const { kind, pipeline } = read(name)
  const { stateBackend = 'hashmap' } = pipeline
  if (MET.some(pattern => pattern.test(name))) return true
  return MET_KINDS.includes(kind) && BACKENDS.includes(stateBackend)
}

describe('as in Flink', () => {
  test.each(caseNames.filter(isMet))('%s', name => {
    expect(runCase(read(name))).toMatchObject({ ok: true })
  })
})

describe('not as in Flink without saying what is not yet there', () => {
  test.each(caseNames.filter(name => !isMet(name)))('%s', name => {
    const { ok, message } = runCase(read(name))
    expect(ok ? 'as in Flink' : message).toMatch(/^(as in Flink$|not yet: )/)
  })
})

/** A copy of a case with its first `from` turned into `to`, so that it is wrong. */
function changed(name: string, from: string, to: string): GoldenCase {
  const text = readFileSync(`golden/${name}.json`, 'utf8')
  const at = text.indexOf(from, text.indexOf('"expected"'))
  expect(at).toBeGreaterThan(0)
  return JSON.parse(text.slice(0, at) + to + text.slice(at + from.length)) as GoldenCase
}

describe('a case that is wrong is found out', () => {
  test.each([
    ['routing-int-1', '[0,94,', '[0,95,', 'key 0: expected [0,95'],
    ['routing-ranges', '[0,9]', '[0,8]', 'ranges of 14 in 128'],
    ['barrier-aligned-1', '"block 1"', '"block 2"', 'step 0'],
    ['seed-state-sum', '"sum"', '"som"', 'sink out, subtask 0, record 0'],
    ['seed-keyed-count-hashmap-p2', '"timestamp":null}', '"timestamp":1}', 'sink out'],
    ['seed-union-0', '"count":1', '"count":9', 'sink out'],
    ['job-chaining-0', 'Source: src -> m1 -> f1', 'Source: src -> f1', 'job graph'],
    ['job-wordcount-1', '"ALL_TO_ALL"', '"POINTWISE"', 'job graph'],
    ['job-wordcount-2', '"FINISHED"', '"FAILED"', 'status: expected "FAILED"'],
    ['partitioner-rebalance-1-3', '[0,1,2', '[0,2,1', 'relative targets'],
    ['recovery-0', '"completedCheckpoints":', '"completedCheckpoints":[3],"was":', 'completed checkpoints'],
    ['recovery-1', '"replayed":', '"replayed":1,"was":', 'replayed'],
    ['recovery-3', '"startPositions":', '"startPositions":{"split-0":[0,12]},"was":', 'start positions'],
    ['recovery-4', '"finalSums":', '"finalSums":{"k0":1},"was":', 'final sums'],
    ['valve-1', '"watermark":', '"watermark":9,"was":', 'step'],
    ['assign-windows-2', '[-127,', '[-126,', 'timestamp'],
    ['window-session-0', '"v":', '"v":9', 'output'],
    ['window-tumbling-1', '"eventTimers":', '"eventTimers":9', 'timers by subtask'],
    ['window-tumbling-2', '"watermark":', '"watermark":9', 'marks'],
    [
      'window-sliding-1',
      '"late":[{"value":{"k":"b","v":17',
      '"late":[{"value":{"k":"b","v":18',
      'side output late',
    ],
    ['timer-procTimer-1', '"processingTimers":', '"processingTimers":9', 'timers by subtask'],
    ['timer-bucketSum-0', '"sum":', '"sum":9', 'output'],
    ['ttl-count-OnCreateAndWrite-NeverReturnExpired-0', '"count":', '"count":9', 'output'],
    ['rescale-keyed-0', '"subtask":', '"subtask":9', 'subtask'],
    ['liststate-split-4', '"i0"', '"i9"', 'output'],
    ['liststate-union-3', '"0": ["i0",', '"0": ["i9",', 'restored'],
    ['rescale-savepoint-0', '"split-0@9"', '"split-0@8"', 'source splits'],
    [
      'rescale-savepoint-2',
      '"restoredListItems": {"0":[0,',
      '"restoredListItems": {"0":[9,',
      'restored list items',
    ],
    ['recovery-5', '"committedRecords":', '"committedRecords":1,"was":', 'committed records'],
  ])('%s', (name, from, to, message) => {
    expect(runCase(changed(name, from, to))).toMatchObject({
      ok: false,
      message: expect.stringContaining(message),
    })
  })
})

describe('the command', () => {
  function run(...args: string[]) {
    const written = { out: '', error: '' }
    const code = conform.run(args, {
      readStdin: () => '',
      out: text => void (written.out += text),
      error: text => void (written.error += text),
    })
    return { code, ...written }
  }

  test('reports as JSON, and ends well where nothing differs', () => {
    const folder = join(scratch, 'right')
    for (const name of ['routing-int-1', 'sql-batch-filter'])
      cpSync(`golden/${name}.json`, join(folder, `${name}.json`))
    const { code, out } = run(folder, '--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toEqual({
      passed: 1,
      failed: 1,
      cases: [
        { case: 'routing-int-1', ok: true, message: '' },
        { case: 'sql-batch-filter', ok: false, message: expect.stringMatching(/^not yet: /) },
      ],
    })
  })

  test('ends badly where a case differs or is no case, and says so in a table', () => {
    const folder = join(scratch, 'wrong')
    cpSync('golden/routing-int-1.json', join(folder, 'a.json'))
    writeFileSync(join(folder, 'b.json'), '{')
    writeFileSync(join(folder, 'c.json'), '{}')
    const { code, out } = run(folder)
    expect(code).toBe(1)
    expect(out).toMatch(/^ok {6} +routing-int-1$/m)
    expect(out).toMatch(/^DIFFERS +b.json +expected JSON/m)
    expect(out).toMatch(/^DIFFERS +c.json +expected a golden case/m)
    expect(out).toContain('1 as in Flink, 2 different, 0 not yet')
  })

  test('asks for a folder', () => {
    expect(run('--json')).toMatchObject({ code: 2, error: expect.stringContaining('usage') })
  })
})
