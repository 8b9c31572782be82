/** Watermark and timers of one task as they are drawn. */
import type { EventTimeFrame, TimerRow } from '../api/frame.ts'
import { parseKey } from '../graph/canonical-key.ts'
import { keyGroupOf } from '../graph/key-groups.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { TaskActor } from '../kernel/world.ts'
import { parseRow } from '../state/row-key.ts'
import type { StateTable } from '../api/state-backend.ts'
import { watermarkOf } from '../task/marks.ts'
import { processingTime } from '../task/chain-context.ts'
import type { FrameRequest } from './frame.ts'
import type { Run } from './run.ts'

export function eventTimeFrame(
  run: Run,
  task: TaskActor,
  plan: TaskPlan,
  request: FrameRequest,
): EventTimeFrame {
  const tables = (task.runtime?.wiring.tables() ?? []).filter(table => table.scope === 'timer')
  const timers = tables.flatMap(table => timerRows(table, plan))
  const count = (domain: TimerRow['domain']) => timers.filter(timer => timer.domain === domain).length
  const { operators, marks } = task.eventTime
  return {
    watermark: watermarkOf(task),
    idle: task.source === null ? operators[0]!.inputs.idle : operators[0]!.emittedIdle,
    processingTime: processingTime(run.plan, run.world.now),
    eventTimers: count('event time'),
    processingTimers: count('processing time'),
    timers: timers.sort(compareTimers).slice(0, request.stateRows),
    lateDropped: lateDropped(task),
    pendingMarks: marks.length,
  }
}

function timerRows(table: StateTable, plan: TaskPlan): TimerRow[] {
  const domain = table.state.includes('/event') ? 'event time' : 'processing time'
  const { key: selection, vertex } = plan
  if (selection === null) return []
  return [...table.rows.keys()].map(text => {
    const { key, namespace, timestamp } = parseRow('timer', text)
    const keyGroup = keyGroupOf(selection.type, parseKey(selection.type, key), vertex.maxParallelism)
    return { operator: table.operatorUid, domain, timestamp, key, namespace, keyGroup }
  })
}

function compareTimers(a: TimerRow, b: TimerRow): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1
  if (a.keyGroup !== b.keyGroup) return a.keyGroup - b.keyGroup
  return a.key < b.key ? -1 : a.key > b.key ? 1 : 0
}

function lateDropped(task: TaskActor): number {
  return (task.runtime?.operators ?? []).reduce((sum, operator) => {
    const dropped = operator.inspect?.()['lateDropped']
    return sum + (typeof dropped === 'number' ? dropped : 0)
  }, 0)
}
