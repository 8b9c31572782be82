/**
 * The consistent cut of a checkpoint: where its barrier crossed each subtask. Everything left of the line belongs to
 * the checkpoint, everything right of it to a later one.
 */
import type { TraceRow } from '../../../engine/api/trace.ts'

interface Crossing {
  readonly actor: number
  readonly time: number
  readonly step: number
}

export interface Cut {
  readonly checkpoint: number
  readonly status: 'pending' | 'completed' | 'aborted'
  /** One per subtask that the barrier has crossed, by actor. */
  readonly crossings: readonly Crossing[]
  /** Steps at which it began and ended; -1 where the rows do not tell. */
  readonly triggeredStep: number
  readonly endedStep: number
}

type CutRow = Pick<TraceRow, 'kind' | 'actor' | 'time' | 'step' | 'checkpoint'>

/** The cut as far as these rows tell. The first crossing of a subtask counts: the same id is never reused. */
export function consistentCut(rows: readonly CutRow[], checkpoint: number): Cut {
  const crossings = new Map<number, Crossing>()
  let status: Cut['status'] = 'pending'
  let triggeredStep = -1
  let endedStep = -1
  for (const row of rows) {
    if (row.checkpoint !== checkpoint) continue
    if (row.kind === 'CheckpointTriggered') triggeredStep = row.step
    if (row.kind === 'BarrierBroadcast' && !crossings.has(row.actor)) {
      crossings.set(row.actor, { actor: row.actor, time: row.time, step: row.step })
    }
    if (row.kind === 'CheckpointCompleted' || row.kind === 'CheckpointAborted') {
      status = row.kind === 'CheckpointCompleted' ? 'completed' : 'aborted'
      endedStep = row.step
    }
  }
  const ordered = [...crossings.values()].toSorted((a, b) => a.actor - b.actor)
  return { checkpoint, status, crossings: ordered, triggeredStep, endedStep }
}

/** As it was at a step: what came later is not known yet. */
export const cutAtStep = (cut: Cut, step: number): Cut => ({
  ...cut,
  status: cut.endedStep >= 0 && cut.endedStep <= step ? cut.status : 'pending',
  crossings: cut.crossings.filter(crossing => crossing.step <= step),
})
