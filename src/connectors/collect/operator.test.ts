import { expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { collect } from './operator.ts'

test('writes each record at once', () => {
  const harness = new Harness(collect, null).element({ k: 1 }, 3).element('b')
  expect(harness.effects).toEqual([
    ['write', { k: 1 }, 3],
    ['write', 'b', null],
  ])
  expect(harness.operator.inspect?.()).toMatchObject({ transactional: false, written: 2 })
})
