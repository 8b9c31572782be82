import { describe, expect, it } from 'vitest'
import type { TraceKind } from '../../../engine/api/trace.ts'
import { consistentCut, cutAtStep } from './consistent-cut.ts'

const row = (step: number, kind: TraceKind, actor: number, checkpoint: number) => ({
  step,
  kind,
  actor,
  checkpoint,
  time: step * 10,
})

const rows = [
  row(1, 'CheckpointTriggered', 0, 3),
  row(2, 'BarrierBroadcast', 2, 3),
  row(3, 'BarrierBroadcast', 1, 3),
  row(4, 'CheckpointTriggered', 0, 4),
  row(5, 'BarrierBroadcast', 1, 4),
  row(6, 'BarrierBroadcast', 3, 3),
  row(7, 'CheckpointCompleted', 0, 3),
  row(8, 'BarrierBroadcast', 2, 4),
  row(9, 'CheckpointAborted', 0, 4),
]

describe('consistentCut', () => {
  it('crosses each subtask where it broadcast the barrier, in the order of the lanes', () => {
    const cut = consistentCut(rows, 3)
    expect(cut.crossings.map(crossing => [crossing.actor, crossing.time])).toEqual([
      [1, 30],
      [2, 20],
      [3, 60],
    ])
    expect(cut.status).toBe('completed')
  })

  it('keeps two checkpoints under way at once apart', () => {
    const cut = consistentCut(rows, 4)
    expect(cut.crossings.map(crossing => crossing.actor)).toEqual([1, 2])
    expect(cut.status).toBe('aborted')
  })

  it('is empty and pending for a checkpoint the rows do not have', () => {
    expect(consistentCut(rows, 9)).toEqual({
      checkpoint: 9,
      status: 'pending',
      crossings: [],
      triggeredStep: -1,
      endedStep: -1,
    })
  })
})

describe('cutAtStep', () => {
  it('knows nothing of what comes later', () => {
    const cut = cutAtStep(consistentCut(rows, 3), 5)
    expect(cut.status).toBe('pending')
    expect(cut.crossings.map(crossing => crossing.actor)).toEqual([1, 2])
  })
})
