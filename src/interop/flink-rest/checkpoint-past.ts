/**
 * All checkpoints of a run, from its control rows: what the CheckpointStatsTracker of Flink has counted, longer than
 * the history that it shows.
 */
import { ackFacts, type AckFacts } from '../../engine/api/ack-facts.ts'
import { SAVEPOINT_FORMATS, type SavepointFormat } from '../../engine/api/snapshot-type.ts'
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'

/** The rows that statistics are made of; none of them is ever left out of a trace. */
export const STATISTICS_KINDS: ReadonlySet<TraceKind> = new Set<TraceKind>([
  'CheckpointTriggered',
  'AsyncSnapshotCompleted',
  'AckReceived',
  'CheckpointCompleted',
  'CheckpointSubsumed',
  'CheckpointDiscarded',
  'CheckpointAborted',
  'JobStatusChanged',
])

/** Times in µs; -1: not yet. */
export interface CheckpointPast {
  readonly id: number
  readonly triggeredAt: number
  /** What was taken. */
  readonly snapshot: SnapshotPast
  /** Subtasks whose ack is waited for; the others had finished. */
  readonly waitedFor: number
  acknowledged: number
  latestAckAt: number
  bytes: number
  stateBytes: number
  processed: number
  persisted: number
  /** One of its subtasks has taken it so. */
  unaligned: boolean
  status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  endedAt: number
  reason: string | null
  /** Of a savepoint, once it has completed. */
  path: string | null
  discarded: boolean
}

interface SnapshotPast {
  readonly savepointFormat: SavepointFormat | null
  /** The job stops behind it. */
  readonly synchronous: boolean
}

export interface Past {
  /** In the order in which they were triggered. */
  readonly checkpoints: readonly CheckpointPast[]
  /** In the order in which they ended. */
  readonly completed: readonly CheckpointPast[]
  readonly failed: readonly CheckpointPast[]
  /** When the tasks were deployed last. */
  readonly deployedAt: number
}

const SAVEPOINT = /^(savepoint|suspend|terminate) (\w+)$/

/** A row of a trigger says what is taken; nothing: a checkpoint. */
function snapshotOf(effect: string | null): SnapshotPast {
  const [, after, format] = SAVEPOINT.exec(effect ?? '') ?? []
  const savepointFormat = SAVEPOINT_FORMATS.find(known => known === format) ?? null
  return { savepointFormat, synchronous: savepointFormat !== null && after !== 'savepoint' }
}

const triggered = ({ checkpoint, time, total, effect }: TraceRow): CheckpointPast => ({
  id: checkpoint,
  triggeredAt: time,
  snapshot: snapshotOf(effect),
  waitedFor: total,
  acknowledged: 0,
  latestAckAt: -1,
  bytes: 0,
  stateBytes: 0,
  processed: 0,
  persisted: 0,
  unaligned: false,
  status: 'IN_PROGRESS',
  endedAt: -1,
  reason: null,
  path: null,
  discarded: false,
})

function noteAck(past: CheckpointPast, bytes: number, facts: AckFacts): void {
  const { processed, persisted, unaligned, stateBytes = bytes } = facts
  past.bytes += bytes
  past.stateBytes += stateBytes
  past.processed += processed
  past.persisted += persisted
  past.unaligned ||= unaligned
}

export function pastOf(rows: readonly TraceRow[]): Past {
  const checkpoints = new Map<number, CheckpointPast>()
  const stored = new Map<string, number>()
  const ended: CheckpointPast[] = []
  let deployedAt = -1
  for (const row of rows) {
    const { kind, checkpoint, time } = row
    const past = checkpoints.get(checkpoint)
    if (kind === 'CheckpointTriggered') checkpoints.set(checkpoint, triggered(row))
    else if (kind === 'JobStatusChanged' && row.reason === 'RUNNING') deployedAt = time
    // A request that could not be executed has no id, and no entry in the history.
    else if (past === undefined) continue
    else if (kind === 'AsyncSnapshotCompleted') stored.set(`${checkpoint} ${row.actor}`, row.amount)
    else if (kind === 'AckReceived') {
      past.acknowledged += 1
      past.latestAckAt = time
      noteAck(past, stored.get(`${checkpoint} ${row.peer}`) ?? 0, ackFacts(row.effect))
    } else if (kind === 'CheckpointSubsumed' || kind === 'CheckpointDiscarded')
      // A savepoint belongs to whoever asked for it.
      past.discarded = past.snapshot.savepointFormat === null
    else if (kind === 'CheckpointCompleted' || kind === 'CheckpointAborted') {
      past.status = kind === 'CheckpointCompleted' ? 'COMPLETED' : 'FAILED'
      past.endedAt = time
      if (kind === 'CheckpointCompleted') past.path = row.reason
      else past.reason = row.reason
      ended.push(past)
    }
  }
  return {
    checkpoints: [...checkpoints.values()],
    completed: ended.filter(past => past.status === 'COMPLETED'),
    failed: ended.filter(past => past.status === 'FAILED'),
    deployedAt,
  }
}
