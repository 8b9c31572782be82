/** What becomes of a checkpoint whose messages are lost, late or doubled. */
import { describe, expect, it } from 'vitest'
import { actorOf, endOf, EXACT, goTo, rowsOf, sameAgain, wordCount } from './shared/run.suite.ts'

const TIMEOUT_MS = 300
const config = { 'execution.checkpointing.timeout': `${TIMEOUT_MS} ms` }

const withBegun = () => {
  const run = wordCount(config)
  goTo(run, 'CheckpointCompleted')
  return run
}

describe('a message that is dropped', () => {
  it('is an ack: the checkpoint expires, and no other message is touched', () => {
    const run = withBegun()
    run.act('drop-message', 'count-1', { message: 'ack' })
    const lost = goTo(run, 'RpcTampered')
    expect(lost).toMatchObject({ reason: 'drop', effect: 'ack', actor: actorOf(run, 'count-1'), peer: 0 })
    const aborted = goTo(run, 'CheckpointAborted')
    expect(aborted).toMatchObject({ checkpoint: lost.checkpoint, reason: 'CHECKPOINT_EXPIRED' })
    expect(aborted.amount).toBe(aborted.total - 1)
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'RpcTampered')).toHaveLength(1)
    expect(rowsOf(run, 'TaskFailed')).toEqual([])
    expect(sameAgain(run)).toBe(true)
  })

  it('is a trigger: the barrier never leaves that source, and the next checkpoint frees what waits', () => {
    const run = withBegun()
    run.act('drop-message', 'source-0', { message: 'trigger' })
    const { checkpoint } = goTo(run, 'RpcTampered')
    const source = actorOf(run, 'source-0')
    expect(endOf(run)).toMatchObject(EXACT)
    const barriers = rowsOf(run, 'BarrierBroadcast').filter(row => row.checkpoint === checkpoint)
    expect(barriers.map(row => row.actor)).not.toContain(source)
    expect(rowsOf(run, 'CheckpointAborted')[0]).toMatchObject({ checkpoint })
  })

  it('is the word of completion: the next one commits what this one should have', () => {
    const run = withBegun()
    run.act('drop-message', 'sink-0', { message: 'complete' })
    const { checkpoint } = goTo(run, 'RpcTampered')
    expect(endOf(run)).toMatchObject(EXACT)
    const heard = rowsOf(run, 'NotifyCompleteReceived').filter(row => row.actor === actorOf(run, 'sink-0'))
    expect(heard.map(row => row.checkpoint)).not.toContain(checkpoint)
    expect(rowsOf(run, 'TransactionCommitted').map(row => row.checkpoint)).toContain(checkpoint)
  })

  it('is the word of an abort: the task keeps its part, and its late ack is ignored', () => {
    const run = withBegun()
    run.act('drop-message', 'count-0', { message: 'ack' })
    run.act('drop-message', 'count-1', { message: 'abort' })
    expect(endOf(run)).toMatchObject(EXACT)
    expect(rowsOf(run, 'RpcTampered').map(row => row.effect)).toEqual(['ack', 'abort'])
  })
})

describe('a message that is late', () => {
  it('is an ack within the timeout: the checkpoint only takes longer', () => {
    const run = withBegun()
    run.act('delay-message', 'count-1', { message: 'ack', delayMs: 100 })
    const { checkpoint, duration } = goTo(run, 'RpcTampered')
    expect(duration).toBe(100_000)
    const done = goTo(run, 'CheckpointCompleted')
    expect(done.checkpoint).toBe(checkpoint)
    expect(done.duration).toBeGreaterThan(100_000)
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('is an ack after the timeout: it changes nothing any more', () => {
    const run = withBegun()
    run.act('delay-message', 'count-1', { message: 'ack', delayMs: 2 * TIMEOUT_MS })
    const { checkpoint } = goTo(run, 'RpcTampered')
    expect(goTo(run, 'CheckpointAborted')).toMatchObject({ checkpoint, reason: 'CHECKPOINT_EXPIRED' })
    goTo(
      run,
      'MessageIgnored',
      row => row.checkpoint === checkpoint && row.reason?.startsWith('ack') === true,
    )
    expect(endOf(run)).toMatchObject(EXACT)
  })

  it('holds up what the same sender says behind it', () => {
    const run = withBegun()
    run.act('delay-message', 'sink-0', { message: 'complete', delayMs: 150 })
    const { checkpoint } = goTo(run, 'RpcTampered')
    expect(endOf(run)).toMatchObject(EXACT)
    const heard = rowsOf(run, 'NotifyCompleteReceived')
      .filter(row => row.actor === actorOf(run, 'sink-0'))
      .map(row => row.checkpoint)
    expect(heard).toContain(checkpoint)
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
  })
})

describe('a message that comes twice', () => {
  it.each(['trigger', 'ack', 'complete'] as const)('%s: the second changes nothing', message => {
    const run = withBegun()
    const target = message === 'trigger' ? 'source-1' : 'sink-0'
    run.act('duplicate-message', target, { message })
    goTo(run, 'RpcTampered')
    expect(endOf(run)).toMatchObject(EXACT)
    const aborted = rowsOf(run, 'CheckpointAborted').map(row => row.reason)
    // At the end of the job one more may be under way; nothing else is given up.
    const atEnd = ['CHECKPOINT_COORDINATOR_SUSPEND', 'CHECKPOINT_DECLINED_TASK_CLOSING']
    expect(aborted.filter(reason => !atEnd.includes(reason ?? ''))).toEqual([])
    const committed = rowsOf(run, 'TransactionCommitted').filter(row => row.amount > 0)
    expect(new Set(committed.map(row => row.reason)).size).toBe(committed.length)
  })
})

describe('a fault of messages', () => {
  it('says where there is no such message', () => {
    const run = withBegun()
    expect(run.refusal('drop-message', 'count-1', { message: 'trigger' })).toBe('not-a-source')
    expect(run.refusal('drop-message', 'count-1', { message: 'commit' })).toBe('no-transactions')
    expect(run.refusal('drop-message', 'sink-0', { message: 'commit' })).toBeNull()
    endOf(run)
    expect(run.refusal('drop-message', 'count-1', { message: 'ack' })).toBe('job-is-over')
  })
})
