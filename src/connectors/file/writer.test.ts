import { expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { fileWriter } from './writer.ts'

const writer = (options = {}) =>
  new Harness(fileWriter, { uid: 'out', prefix: 'part' }, { subtask: 1, parallelism: 2, ...options })
const parts = (harness: Harness) =>
  harness.effects.map(effect => {
    const [, part, records] = effect as [string, string, { readonly value: unknown }[]]
    return [part, ...records.map(({ value }) => value)]
  })

test('each checkpoint closes a part, numbered on', () => {
  const harness = writer().element('a').element('b').prepare(1).element('c').prepare(2)
  expect(parts(harness)).toEqual([
    ['out/part-1-0', 'a', 'b'],
    ['out/part-1-1', 'c'],
  ])
  expect(harness.values).toEqual([
    { checkpoint: 1, transaction: 'out/part-1-0', records: 2 },
    { checkpoint: 2, transaction: 'out/part-1-1', records: 1 },
  ])
})

test('a checkpoint without records makes no part and takes no number', () => {
  expect(parts(writer().prepare(1).element('a').prepare(2))).toEqual([['out/part-1-0', 'a']])
})

test('after a restore the numbers go on above every subtask’s', () => {
  const harness = writer({ state: { keyed: new Map(), lists: { 'max-part-counter': [3, 7] } } })
  harness.operator.restored?.(4)
  expect(parts(harness.element('a').finish())).toEqual([['out/part-1-7', 'a']])
  expect(harness.values).toMatchObject([{ checkpoint: 5 }])
})

test('the number of the next part is in the checkpoint', () => {
  const { lists } = writer().element('a').prepare(1).snapshot(1)
  expect(lists).toEqual({ 'max-part-counter': [1] })
})

test('the end of the input closes the last part, once', () => {
  expect(parts(writer().element('a').finish().prepare(9))).toHaveLength(1)
})

test('tells the part in progress', () => {
  expect(writer().operator.inspect?.()).toMatchObject({ part: null, written: 0 })
  expect(writer().element('a').operator.inspect?.()).toMatchObject({
    transactional: true,
    part: { name: 'part-1-0', records: [{ value: 'a' }] },
    open: { checkpoint: 1, records: 1 },
  })
})
