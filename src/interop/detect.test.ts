import { describe, expect, it } from 'vitest'
import { detect, looksLikeConfig } from './detect.ts'

const kind = (text: string) => {
  const result = detect(text)
  return result.ok ? result.value : `${result.error.code} ${result.error.path} ${result.error.message}`
}

describe('detect', () => {
  it.each([
    ['{"format":"weir-run","version":1}', 'run'],
    ['\ufeff{\r\n\t"format" : "weir-snapshot"', 'snapshot'],
    ['{"version":1,"format":"weir-run"}', 'run'],
    ['{"version":2,"format":"weir-snapshot"}', 'snapshot'],
    ['{"format":"weir-runs"}', 'wrong-format format expected "weir-run" or "weir-snapshot", got "weir-runs"'],
    [
      '{"format":["weir-run"]}',
      'wrong-format format expected "weir-run" or "weir-snapshot", got a list of 1',
    ],
    ['{"jobs":[]}', 'wrong-format format expected "weir-run" or "weir-snapshot", got nothing'],
    ['[]', 'wrong-type $ expected an object, got a list of 0'],
    ['{"format":', 'truncated 1:11 expected a value, got the end of the text'],
    ['<html>', 'not-json 1:1 expected a value, got "<"'],
  ])('%j is %s', (text, answer) => {
    expect(kind(text)).toBe(answer)
  })
})

describe('looksLikeConfig', () => {
  it.each([
    ['config.yaml', '', true],
    ['FLINK.YML', 'whatever', true],
    ['flink-conf.txt', '# mine\n\nexecution.checkpointing.interval: 10 s\n', true],
    ['paste', '---\nexecution:\n  checkpointing:\n', true],
    ['words.txt', 'to weir or not to weir\nthat.is: the question', false],
    ['letter.txt', 'Dear all: this is no config', false],
    ['run.json', 'a.b: 1', false],
    ['words.txt', '', false],
  ])('%s %j: %s', (name, text, expected) => {
    expect(looksLikeConfig(name, text)).toBe(expected)
  })
})
