import { expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { upsert } from './operator.ts'

const keyOf = (row: { readonly k: string }) => row.k

test('writes each record under its key', () => {
  const harness = new Harness(upsert, { keyOf }).element({ k: 'a', n: 1 }, 3).element({ k: 'a', n: 2 })
  expect(harness.effects).toEqual([
    ['write', { key: 'a', value: { k: 'a', n: 1 } }, 3],
    ['write', { key: 'a', value: { k: 'a', n: 2 } }, null],
  ])
  expect(harness.operator.inspect?.()).toMatchObject({ transactional: false, written: 2 })
})
