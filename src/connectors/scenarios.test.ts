/** Scenarios of Flink's two-phase commit, each under its number. */
import { expect, test } from 'vitest'
import { Harness } from '../operators/shared/harness.suite.ts'
import { transactionalCommitter } from './transactional/committer.ts'
import { transactionalWriter } from './transactional/writer.ts'

type Effect = readonly unknown[]

const effectsOf = (harness: Harness, kind: string): Effect[] =>
  (harness.effects as Effect[]).filter(([name]) => name === kind)

/** Hands on what the writer emitted. */
function committerBehind(writer: Harness, state = {}): Harness {
  const committer = new Harness(transactionalCommitter, { writerUid: 'out', checkpointing: true }, state)
  for (const { value } of writer.emitted) committer.element(value)
  return committer
}

const writer = () => new Harness(transactionalWriter, { uid: 'out' })

test('F134: one completion commits all that is pending up to it, and leaves the open transaction alone', () => {
  const sink = writer().element('42').prepare(0).element('43').prepare(1).element('44')
  const committer = committerBehind(sink)
  committer.operator.notifyCheckpointComplete?.(1)
  committer.answerCommits()
  expect(effectsOf(committer, 'commit')).toEqual([
    ['commit', 'out-0-0'],
    ['commit', 'out-0-1'],
  ])
  expect(effectsOf(sink, 'prepare')).toHaveLength(2)
  expect(sink.operator.inspect?.()).toMatchObject({ open: { checkpoint: 2, records: 1 } })
})

test('F136: after a crash between completion and its notification, the restore commits what is pending and aborts what is not in the checkpoint', () => {
  const state = committerBehind(writer().element('42').prepare(1)).snapshot(1)
  const committer = committerBehind(writer(), { state, attempt: 1 })
  committer.operator.restored?.(1)
  expect(committer.effects).toEqual([
    ['abort', 'out', ['out-0-1']],
    ['commit', 'out-0-1'],
  ])
  const next = writer()
  next.operator.restored?.(1)
  expect(next.operator.inspect?.()).toMatchObject({ open: { checkpoint: 2, records: 0 } })
})

test('F139: checkpoints are committed in order, and a restore commits up to the restored one at once', () => {
  const sink = writer().element('a').prepare(3).element('b').prepare(4)
  const committer = committerBehind(sink)
  committer.operator.notifyCheckpointComplete?.(4)
  committer.answerCommits()
  expect(effectsOf(committer, 'commit').map(([, id]) => id)).toEqual(['out-0-3', 'out-0-4'])
  const restored = committerBehind(writer(), { state: committerBehind(sink).snapshot(4), attempt: 1 })
  restored.operator.restored?.(4)
  restored.answerCommits()
  expect(effectsOf(restored, 'commit').map(([, id]) => id)).toEqual(['out-0-3', 'out-0-4'])
})
