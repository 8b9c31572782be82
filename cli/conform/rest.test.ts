/** Runner `rest` says where an answer, or Weir's own statistics, are not as recorded. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import type { GoldenCase } from './golden-case.ts'
import { compareFields, fieldsOf } from './rest-fields.ts'
import { readAnswer } from './rest.ts'
import { runCase } from './run-case.ts'

const scratch = mkdtempSync(join(tmpdir(), 'weir-rest-'))
afterAll(() => rmSync(scratch, { recursive: true }))
cpSync('golden/rest/seed-5s', join(scratch, 'rest/seed-5s'), { recursive: true })

const seed5s = JSON.parse(readFileSync('golden/rest-seed-5s.json', 'utf8')) as GoldenCase

/** Runs the case with one of its answers changed. */
function outcomeWith(file: string, from: string, to: string) {
  const path = join(scratch, 'rest/seed-5s', file)
  const text = readFileSync(path, 'utf8')
  expect(text).toContain(from)
  writeFileSync(path, text.replace(from, to))
  const outcome = runCase(seed5s, scratch)
  writeFileSync(path, text)
  return outcome
}

describe('an answer that is not as it should be is found out', () => {
  test.each([
    ['06-checkpoints.json', '"min":', '"least":', 'summary.checkpointed_size.min: expected an integer'],
    ['05-checkpoint-config.json', '"mode"', '"more":1,"mode"', 'more: expected one of mode'],
    ['02-job.json', '"duration":', '"duration":"1","was":', 'duration: expected an integer'],
    ['18-checkpoint-1-subtasks.json', '"index":0', '"index":null', 'subtasks[0].index'],
    ['40-cancel.json', '{}', '{"request-id":"x"}', '40-cancel.json'],
    ['39-overview.json', '"jobs-failed":0,', '', '["jobs-failed"]: expected an integer'],
    ['05-checkpoint-config.json', '"interval":5000', '"interval":4000', 'interval: expected 4000, got 5000'],
    ['05-checkpoint-config.json', 'HashMapStateBackend', 'Other', 'state_backend: expected Other'],
  ])('%s: %s', (file, from, to, message) => {
    expect(outcomeWith(file, from, to)).toEqual({ ok: false, message: expect.stringContaining(message) })
  })

  test('an answer of another kind', () => {
    expect(() => readAnswer('a', 'plan', '{"errors":[]}')).not.toThrow()
    expect(() => readAnswer('a', 'plan', '{}')).toThrow('a: expected an answer of kind plan, got empty')
  })

  test('a file that is not there', () => {
    expect(runCase(seed5s, join(scratch, 'nowhere'))).toMatchObject({ ok: false })
  })
})

describe('fields are compared by the shape they stand in', () => {
  const file = readFileSync('golden/rest/aligned-failed-checkpoint/08-checkpoints.json', 'utf8')
  const fields = fieldsOf([readAnswer('a', 'checkpoints', file)])
  const without = (shape: string, field: string) =>
    new Map(fields).set(shape, new Set([...fields.get(shape)!].filter(other => other !== field)))

  test('every shape is told apart', () => {
    expect([...fields.keys()].sort()).toEqual([
      'checkpoints',
      'completed checkpoint',
      'failed checkpoint',
      'restored checkpoint',
    ])
    expect(() => compareFields(fields, fields)).not.toThrow()
  })

  test('a field that one of the two does not have', () => {
    const fewer = without('failed checkpoint', '.failure_message')
    expect(() => compareFields(fewer, fields)).toThrow('failed checkpoint: missing .failure_message')
    expect(() => compareFields(fields, fewer)).toThrow('failed checkpoint: unknown .failure_message')
  })

  test('a shape that was not recorded may be there, one that was may not be missing', () => {
    const fewer = new Map(fields)
    fewer.delete('restored checkpoint')
    expect(() => compareFields(fields, fewer)).not.toThrow()
    expect(() => compareFields(fewer, fields)).toThrow('expected a restored checkpoint, got none')
  })
})
