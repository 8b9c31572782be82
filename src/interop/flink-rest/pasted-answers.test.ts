import { expect, test } from 'vitest'
import { pastedAnswers } from './pasted-answers.ts'

test('one answer is itself, however it ends', () => {
  for (const text of ['{"a":[1]}', '[1,{"b":"}"}]', '{"a":"\\"}"}'])
    expect(pastedAnswers(text)).toEqual([{ path: null, text }])
  expect(pastedAnswers(' {"a":1}\n')).toEqual([{ path: null, text: '{"a":1}' }])
})

test('several one behind another, with what a terminal shows between them', () => {
  const id = '0'.repeat(32)
  const text = `$ curl -s http://flink:8081/v1/jobs/${id}/checkpoints
{"counts":{}}
$ curl -s 'http://flink:8081/jobs/${id}/vertices/${id}/subtasks/metrics?get=x'
[]$ curl http://flink:8081/jobmanager/config
[{"key":"a","value":"{"}] $ echo
{"x":1}`
  expect(pastedAnswers(text)).toEqual([
    { path: `/jobs/${id}/checkpoints`, text: '{"counts":{}}' },
    { path: `/jobs/${id}/vertices/${id}/subtasks/metrics`, text: '[]' },
    { path: '/jobmanager/config', text: '[{"key":"a","value":"{"}]' },
    { path: null, text: '{"x":1}' },
  ])
})

test('one that is cut off is told as it is, and a text without any is none', () => {
  expect(pastedAnswers('{"a":[1')).toEqual([{ path: null, text: '{"a":[1' }])
  expect(pastedAnswers('hello')).toEqual([])
})

test('a text of brackets only is gone through once', () => {
  expect(pastedAnswers('['.repeat(1_000_000))).toHaveLength(1)
  expect(pastedAnswers('[]'.repeat(6000))).toHaveLength(5000)
})
