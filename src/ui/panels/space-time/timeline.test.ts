import { describe, expect, it } from 'vitest'
import type { TraceRow } from '../../../engine/api/trace.ts'
import { createTimeline } from './timeline.ts'

const row = (over: Partial<TraceRow> & Pick<TraceRow, 'kind' | 'time' | 'actor'>): TraceRow => ({
  step: over.time,
  peer: -1,
  sentAt: -1,
  channel: -1,
  checkpoint: 0,
  amount: 0,
  total: 0,
  duration: -1,
  cause: 0,
  record: null,
  effect: null,
  reason: null,
  ...over,
})

const build = (rows: readonly TraceRow[]) => {
  const builder = createTimeline(0, 9)
  builder.add(rows)
  const { timeline } = builder
  return {
    builder,
    lines: [...timeline.lines.between(0, 1e9)],
    spans: [...timeline.spans.between(0, 1e9), ...timeline.goingOn],
    marks: [...timeline.marks.between(0, 1e9)],
  }
}

const checkpoint = [
  row({ kind: 'CheckpointTriggered', time: 10, actor: 0, checkpoint: 4 }),
  row({ kind: 'BarrierArrived', time: 30, actor: 2, peer: 1, sentAt: 20, channel: 0, checkpoint: 4 }),
  row({
    kind: 'ChannelBlocked',
    time: 30,
    actor: 2,
    channel: 0,
    checkpoint: 4,
    amount: 1,
    total: 2,
    duration: 0,
  }),
  row({ kind: 'AlignmentCompleted', time: 50, actor: 2, checkpoint: 4, amount: 2, total: 2, duration: 20 }),
  row({ kind: 'BarrierBroadcast', time: 51, actor: 2, checkpoint: 4 }),
  row({ kind: 'SyncSnapshotCompleted', time: 60, actor: 2, checkpoint: 4, duration: 9 }),
  row({
    kind: 'AsyncSnapshotCompleted',
    time: 90,
    actor: 2,
    peer: 9,
    sentAt: 80,
    checkpoint: 4,
    duration: 30,
  }),
]

describe('createTimeline', () => {
  it('draws a barrier from where it was sent to where it came in', () => {
    const { lines } = build(checkpoint)
    expect(lines.find(line => line.kind === 'barrier')).toMatchObject({ from: 1, to: 2, start: 20, end: 30 })
  })

  it('gives each phase of a subtask a span, one after another', () => {
    const { spans } = build(checkpoint)
    expect(spans.map(span => [span.kind, span.start, span.end])).toEqual([
      ['align', 30, 50],
      ['sync', 51, 60],
      ['async', 60, 90],
    ])
  })

  it('lets a phase go on while it has not ended', () => {
    const { spans } = build(checkpoint.slice(0, 3))
    expect(spans).toMatchObject([{ kind: 'align', start: 30, end: Infinity }])
  })

  it('shows phases in full whose beginning lies before the slice', () => {
    const { spans } = build(checkpoint.slice(3, 4).concat(checkpoint.slice(6)))
    expect(spans.map(span => [span.kind, span.start, span.end])).toEqual([
      ['align', 30, 50],
      ['async', 60, 90],
    ])
  })

  it('tells savepoints from checkpoints, and where they lie', () => {
    const path = 'savepoint-1a2b3c-0123456789ab'
    const { marks } = build([
      row({ kind: 'CheckpointTriggered', time: 10, actor: 0, checkpoint: 4, effect: 'savepoint CANONICAL' }),
      row({ kind: 'CheckpointAborted', time: 20, actor: 0, checkpoint: 4, reason: 'CHECKPOINT_EXPIRED' }),
      row({ kind: 'CheckpointCompleted', time: 30, actor: 0, checkpoint: 5, reason: path }),
      row({ kind: 'CheckpointCompleted', time: 40, actor: 0, checkpoint: 6 }),
    ])
    expect(marks.map(({ kind, checkpoint, savepoint }) => [kind, checkpoint, savepoint])).toEqual([
      ['triggered', 4, undefined],
      ['aborted', 4, ''],
      ['completed', 5, path],
      ['stored', 5, path],
      ['completed', 6, undefined],
      ['stored', 6, undefined],
    ])
  })

  it('is the same whether rows come at once or one by one', () => {
    const builder = createTimeline(0, 9)
    for (const one of checkpoint) builder.add([one])
    expect([...builder.timeline.spans.between(0, 1e9)]).toEqual(build(checkpoint).spans)
  })

  it('breaks off what a failed task was doing, and shows it down until it is deployed again', () => {
    const { spans, marks } = build([
      ...checkpoint.slice(0, 3),
      row({ kind: 'RecordProcessed', time: 35, actor: 2 }),
      row({ kind: 'TaskFailed', time: 40, actor: 2 }),
      row({ kind: 'JobStatusChanged', time: 45, actor: 0, reason: 'RESTARTING' }),
      row({ kind: 'TaskDeployed', time: 70, actor: 2, peer: 0, sentAt: 65, checkpoint: 3 }),
      row({ kind: 'TaskStarted', time: 80, actor: 2 }),
    ])
    expect(spans.map(span => [span.kind, span.start, span.end, span.broken])).toEqual([
      ['align', 30, 40, true],
      ['busy', 35, 40, true],
      ['down', 40, 70, false],
      ['restore', 70, 80, false],
    ])
    expect(marks.find(mark => mark.kind === 'restarting')).toMatchObject({
      actor: 0,
      start: 65,
      checkpoint: 3,
    })
  })

  it('takes the first deployment for no restore', () => {
    const { spans } = build([
      row({ kind: 'TaskDeployed', time: 3, actor: 2, peer: 0, sentAt: 1 }),
      row({ kind: 'TaskStarted', time: 4, actor: 2 }),
    ])
    expect(spans).toEqual([])
  })

  it('draws the word of a completion from the moment it was decided', () => {
    const { lines } = build([
      row({ kind: 'CheckpointCompleted', time: 100, actor: 0, peer: 9, sentAt: 95, checkpoint: 4 }),
      row({ kind: 'NotifyCompleteReceived', time: 110, actor: 2, checkpoint: 4 }),
    ])
    expect(lines.find(line => line.kind === 'complete')).toMatchObject({
      from: 0,
      to: 2,
      start: 100,
      end: 110,
    })
  })
})
