/** A record that is lost on its way: who notices, and what brings it back. */
import { describe, expect, it } from 'vitest'
import { actorOf, endOf, goTo, rowsOf, sameAgain, wordCount } from './shared/run.suite.ts'

describe('a record that is dropped', () => {
  it('is missing in the state and in what is committed, for ever once a checkpoint is behind it', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('drop-record', 'count-1')
    const { record } = goTo(run, 'RecordDropped')
    const { status, verdict } = endOf(run, { lossy: true })
    expect(status).toBe('FINISHED')
    expect(verdict.state).toMatchObject({ verdict: 'lost', lost: 1, duplicated: 0 })
    expect(verdict.state.examples[0]!.record).toMatch(new RegExp(`@${record!.offset}$`))
    expect(verdict.committed).toMatchObject({ verdict: 'lost', lost: 1 })
    expect(rowsOf(run, 'TaskFailed')).toEqual([])
    expect(sameAgain(run)).toBe(true)
  })

  it('is told as lost to what is committed as soon as a checkpoint is behind it, and not before', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('drop-record', 'count-1')
    const { record } = goTo(run, 'RecordDropped')
    expect(run.verdict().state.verdict).toBe('lost')
    expect(run.verdict().committed.verdict).toBe('exact')
    goTo(run, 'CheckpointCompleted')
    const { committed } = run.verdict()
    expect(committed).toMatchObject({ verdict: 'lost', lost: 1, duplicated: 0 })
    expect(committed.examples[0]!.record).toMatch(new RegExp(`@${record!.offset}$`))
  })

  it('is told as lost where it was a result on its way to a transactional sink', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('drop-record', 'sink-0')
    goTo(run, 'RecordDropped')
    expect(run.verdict().committed.verdict).toBe('exact')
    goTo(run, 'CheckpointCompleted')
    expect(run.verdict()).toMatchObject({
      state: { verdict: 'exact' },
      committed: { verdict: 'lost', lost: 1 },
    })
  })

  it('comes back with a restore from before it', () => {
    const run = wordCount()
    goTo(run, 'CheckpointCompleted')
    run.act('drop-record', 'count-1')
    goTo(run, 'RecordDropped')
    run.act('kill-task', 'count-0')
    expect(endOf(run)).toMatchObject({ status: 'FINISHED', verdict: { state: { verdict: 'exact' } } })
  })

  it('is the one that is named, and no other', () => {
    const run = wordCount()
    const read = goTo(run, 'RecordRead', row => row.time > 60_000)
    const { partition, offset, key } = read.record!
    const channel = run.scene.channels.filter(({ from }) => from === read.actor)
    const targets = channel.map(({ to }) => run.scene.actors.find(({ index }) => index === to)!.name)
    for (const target of targets) run.act('drop-record', target, { partition, offset })
    const dropped = goTo(run, 'RecordDropped')
    expect(dropped.record).toMatchObject({ partition, offset, key })
    expect(endOf(run, { lossy: true }).verdict.state.lost).toBe(1)
  })

  it('is refused at a source', () => {
    const run = wordCount()
    goTo(run, 'RecordProcessed')
    expect(actorOf(run, 'source-0')).toBeGreaterThan(0)
    expect(run.refusal('drop-record', 'source-0')).toBe('is-a-source')
    expect(run.refusal('drop-record', 'count-0')).toBeNull()
  })
})
