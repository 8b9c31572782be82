import { expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { print } from './operator.ts'

const line = (value: unknown, identifier = '', subtask = 0, parallelism = 1) =>
  (new Harness(print, { identifier }, { subtask, parallelism }).element(value, 3).effects as unknown[][])[0]

test('writes a line per record, with its timestamp', () => {
  expect(line('a')).toEqual(['write', 'a', 3])
})

test('the prefix is Flink’s: identifier and subtask, as far as there are any', () => {
  expect(line('a', '', 1, 3)?.[1]).toBe('2> a')
  expect(line('a', 'id')?.[1]).toBe('id> a')
  expect(line('a', 'id', 1, 3)?.[1]).toBe('id:2> a')
})

test('tuples are in round brackets, objects are JSON', () => {
  expect(line(['a', 1, [null, true]])?.[1]).toBe('(a,1,(null,true))')
  expect(line({ k: 'a' })?.[1]).toBe('{"k":"a"}')
  expect(line(9007199254740993n)?.[1]).toBe('9007199254740993')
})
