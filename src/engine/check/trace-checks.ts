/**
 * What can only be seen over time: checks over the rows of a run from its beginning, with record rows. Each says what
 * it found wrong. A simulation runs them; the page has the invariants of one step instead.
 */
import type { TraceKind, TraceRow } from '../api/trace.ts'
import type { Plan } from '../kernel/plan.ts'

type TraceCheck = (plan: Plan, rows: readonly TraceRow[]) => string | null

/** Rows about messages: of each pair, what was sent first is there first, and none sooner than the lookahead. */
export const pairsKeepOrder: TraceCheck = (plan, rows) => {
  const last = new Map<string, number>()
  // What a cut held back may be for a process that is gone, and is ignored behind what its successor said.
  const wasCut = rows.some(row => row.kind === 'NetworkCut')
  let step = -1
  for (const row of rows) {
    if (row.step === step) continue
    step = row.step
    if (wasCut && row.kind === 'MessageIgnored') continue
    if (row.sentAt < 0 || row.peer < 0 || row.peer === row.actor) continue
    const pair = `${row.peer} → ${row.actor}`
    if (row.time - row.sentAt < plan.lookahead) return `step ${step}: ${pair} in ${row.time - row.sentAt} µs`
    if (row.sentAt < (last.get(pair) ?? 0)) return `step ${step}: ${pair} out of order`
    last.set(pair, row.sentAt)
  }
  return null
}

/** Between SubpartitionBlocked and ResumeArrived nothing is sent on the channel. */
export const silentBehindBarriers: TraceCheck = (plan, rows) => {
  const blockedAt = new Map<number, number>()
  for (const row of rows) {
    if (row.kind === 'SubpartitionBlocked') blockedAt.set(row.channel, row.time)
    else if (row.kind === 'ResumeArrived') blockedAt.delete(row.channel)
    else if (row.kind === 'TaskDeployed')
      for (const { index } of plan.task(row.actor).outputs) blockedAt.delete(index)
    else if (row.kind === 'BufferArrived') {
      const blocked = blockedAt.get(row.channel)
      if (blocked !== undefined && row.sentAt > blocked)
        return `step ${row.step}: sent on channel ${row.channel} behind a barrier`
    }
  }
  return null
}

interface ChannelCounts {
  /** Records by the time they were sent, in order. */
  arrived: { readonly sentAt: number; readonly records: number }[]
  processed: number
  /** What had been processed at each cut of the receiver, by checkpoint. */
  readonly atCut: Map<number, number>
}

/** What a receiver had processed at its cut is what the sender had sent at its own, or it persisted what was between. */
export const cutsMeet: TraceCheck = (plan, rows) => {
  const fresh = (): ChannelCounts => ({ arrived: [], processed: 0, atCut: new Map() })
  const channels = plan.channels.map(fresh)
  const cutTimes = new Map<string, number>()
  const persisted = new Map<string, number>()
  for (const row of rows) {
    if (row.kind === 'TaskDeployed')
      for (const { index } of plan.task(row.actor).inputs) channels[index] = fresh()
    else if (row.kind === 'BufferArrived')
      channels[row.channel]!.arrived.push({ sentAt: row.sentAt, records: row.amount })
    else if (row.kind === 'RecordProcessed' || row.kind === 'RecordDropped')
      channels[row.channel]!.processed += 1
    else if (row.kind === 'BarrierBroadcast') {
      cutTimes.set(`${row.actor} ${row.checkpoint}`, row.time)
      for (const { index } of plan.task(row.actor).inputs)
        channels[index]!.atCut.set(row.checkpoint, channels[index]!.processed)
    } else if (row.kind === 'InFlightPersisted') persisted.set(`${row.actor} ${row.checkpoint}`, row.amount)
    else if (row.kind === 'BarrierOvertook') persisted.set(`on ${row.channel} ${row.checkpoint}`, row.amount)
    else if (row.kind === 'CheckpointCompleted' && plan.settings.exactlyOnce) {
      const fault = cutFault(plan, channels, cutTimes, persisted, row)
      if (fault !== null) return fault
    }
  }
  return null
}

function cutFault(
  plan: Plan,
  channels: readonly ChannelCounts[],
  cutTimes: ReadonlyMap<string, number>,
  persisted: ReadonlyMap<string, number>,
  row: TraceRow,
): string | null {
  for (const channel of plan.channels) {
    const { arrived, atCut } = channels[channel.index]!
    const cutTime = cutTimes.get(`${channel.from} ${row.checkpoint}`)
    const processed = atCut.get(row.checkpoint)
    if (cutTime === undefined || processed === undefined) continue
    const sent = arrived.reduce((sum, buffer) => sum + (buffer.sentAt <= cutTime ? buffer.records : 0), 0)
    // What was sent before the cut may still wait for credit: it arrives later, and still before the barrier.
    // What was overtaken may leave in the same moment.
    const saved = [`${channel.to} ${row.checkpoint}`, `on ${channel.index} ${row.checkpoint}`]
    if (processed + saved.reduce((sum, place) => sum + (persisted.get(place) ?? 0), 0) < sent)
      return `step ${row.step}: checkpoint ${row.checkpoint} left out ${sent - processed} records of channel ${channel.index}`
  }
  return null
}

/** Those that are triggered as plain savepoints: they may complete behind newer checkpoints, and commit nothing. */
function plainSavepoints(rows: readonly TraceRow[]): ReadonlySet<number> {
  const triggered = rows.filter(row => row.kind === 'CheckpointTriggered')
  return new Set(
    triggered.filter(row => row.effect?.startsWith('savepoint') === true).map(row => row.checkpoint),
  )
}

/** Ids of checkpoints rise. */
export const idsRise: TraceCheck = (_plan, rows) => {
  const last = new Map<TraceKind, number>()
  const savepoints = plainSavepoints(rows)
  for (const row of rows) {
    if (row.kind !== 'CheckpointTriggered' && row.kind !== 'CheckpointCompleted') continue
    if (row.kind === 'CheckpointCompleted' && savepoints.has(row.checkpoint)) continue
    if (row.checkpoint <= (last.get(row.kind) ?? 0))
      return `step ${row.step}: ${row.kind} ${row.checkpoint} after ${last.get(row.kind)}`
    last.set(row.kind, row.checkpoint)
  }
  return null
}

/** Nothing becomes visible to readers of committed data before its checkpoint is complete. */
export const visibleAfterCompletion: TraceCheck = (plan, rows) => {
  if (plan.settings.checkpointInterval === null) return null
  let completed = 0
  const savepoints = plainSavepoints(rows)
  for (const row of rows) {
    if (row.kind === 'CheckpointCompleted' && !savepoints.has(row.checkpoint)) completed = row.checkpoint
    if (row.kind === 'TransactionCommitted' && row.checkpoint > completed)
      return `step ${row.step}: ${row.reason} before checkpoint ${row.checkpoint} was complete`
  }
  return null
}

export const TRACE_CHECKS: readonly (readonly [name: string, check: TraceCheck])[] = [
  ['pairs keep order', pairsKeepOrder],
  ['silent behind barriers', silentBehindBarriers],
  ['cuts meet', cutsMeet],
  ['ids rise', idsRise],
  ['visible after completion', visibleAfterCompletion],
]
