import { expect, test } from 'vitest'
import { Harness } from '../../operators/shared/harness.suite.ts'
import { transactionalCommitter } from './committer.ts'
import { transactionalWriter } from './writer.ts'

const writer = (subtask = 0) => new Harness(transactionalWriter, { uid: 'out' }, { subtask, parallelism: 2 })
const committer = (checkpointing = true, state = {}) =>
  new Harness(transactionalCommitter, { writerUid: 'out', checkpointing }, state)
const committable = (checkpoint: number, records = 1) => ({
  checkpoint,
  transaction: `out-0-${checkpoint}`,
  records,
})
const commits = (harness: Harness) => harness.effects.filter(effect => (effect as string[])[0] === 'commit')

test('the writer prepares its transaction before the barrier and hands the committable on', () => {
  const harness = writer(1).element('a', 1).element('b', 2).prepare(3)
  expect(harness.effects).toEqual([
    [
      'prepare',
      'out-1-3',
      [
        { value: 'a', timestamp: 1, partition: 0, offset: 0 },
        { value: 'b', timestamp: 2, partition: 0, offset: 1 },
      ],
    ],
  ])
  expect(harness.emitted).toEqual([
    { value: { checkpoint: 3, transaction: 'out-1-3', records: 2 }, timestamp: null },
  ])
  expect(harness.operator.inspect?.()).toMatchObject({ open: { checkpoint: 4, records: 0 }, written: 2 })
})

test('a transaction without records is not begun', () => {
  expect(writer().prepare(1).effects).toEqual([])
})

test('the end of the input prepares the last transaction for the checkpoint to come, once', () => {
  const harness = writer().element('a').prepare(4).element('b').finish().prepare(6)
  expect(harness.values).toEqual([
    { checkpoint: 4, transaction: 'out-0-4', records: 1 },
    { checkpoint: 5, transaction: 'out-0-5', records: 1 },
  ])
})

test('after a restore the writer counts on from the checkpoint', () => {
  const harness = writer()
  harness.operator.restored?.(7)
  expect(harness.element('a').finish().values).toMatchObject([{ checkpoint: 8 }])
})

test('the committer commits all up to the completed checkpoint, each checkpoint wholly before the next', () => {
  const harness = committer().element(committable(2)).element(committable(1)).element(committable(3))
  harness.operator.notifyCheckpointComplete?.(2)
  expect(commits(harness)).toEqual([['commit', 'out-0-1']])
  expect(commits(harness.answerCommits())).toEqual([
    ['commit', 'out-0-1'],
    ['commit', 'out-0-2'],
  ])
  expect(harness.operator.inspect?.()).toMatchObject({
    prepared: [{ checkpoint: 3, records: 1 }],
    committed: 2,
  })
})

test('a late notification commits what an earlier one missed, and nothing twice', () => {
  const harness = committer().element(committable(1)).element(committable(2))
  harness.operator.notifyCheckpointComplete?.(2)
  harness.operator.notifyCheckpointComplete?.(2)
  harness.operator.notifyCheckpointComplete?.(1)
  expect(commits(harness.answerCommits())).toHaveLength(2)
})

test('what the broker has not answered stays in the snapshot', () => {
  const harness = committer().element(committable(1)).element(committable(2))
  harness.operator.notifyCheckpointComplete?.(1)
  expect(harness.snapshot(3).lists['committables']).toEqual([committable(1), committable(2)])
  expect(harness.answerCommits().snapshot(3).lists['committables']).toEqual([committable(2)])
})

test('what had been committed before counts as committed; what never can be is let go and counted as lost', () => {
  const harness = committer().element(committable(1, 4)).element(committable(2, 3))
  harness.operator.notifyCheckpointComplete?.(1)
  harness.answerCommits('already-committed')
  harness.operator.notifyCheckpointComplete?.(2)
  harness.answerCommits('lost')
  expect(harness.operator.inspect?.()).toMatchObject({ prepared: [], committed: 4, lost: 3 })
})

test('the answer for a transaction that it does not hold counts for nothing', () => {
  for (const outcome of ['committed', 'lost'] as const) {
    const harness = committer().element(committable(1, 4))
    harness.operator.commitAnswered?.('another', outcome)
    expect(harness.operator.inspect?.()).toEqual({
      transactional: true,
      prepared: [{ checkpoint: 1, records: 4 }],
      committed: 0,
      lost: 0,
    })
  }
})

test('after a restore it aborts what is not in the checkpoint and commits again what is', () => {
  const state = committer().element(committable(4)).element(committable(5)).snapshot(5)
  const harness = committer(true, { state, attempt: 1 })
  harness.operator.restored?.(5)
  expect(harness.answerCommits().effects).toEqual([
    ['abort', 'out', ['out-0-4', 'out-0-5']],
    ['commit', 'out-0-4'],
    ['commit', 'out-0-5'],
  ])
})

test('without checkpoints the end of the input commits, with them it waits', () => {
  expect(commits(committer(false).element(committable(1)).finish())).toHaveLength(1)
  expect(commits(committer(true).element(committable(1)).finish())).toHaveLength(0)
})

test('writer and committer each tell their own part of the sink', () => {
  const told = [writer().element('a'), committer()].map(harness =>
    Object.keys(harness.operator.inspect?.() ?? {}),
  )
  expect(told).toEqual([
    ['transactional', 'open', 'written'],
    ['transactional', 'prepared', 'committed', 'lost'],
  ])
})
