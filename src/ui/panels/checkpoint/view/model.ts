/**
 * A checkpoint as the Checkpoints view shows it, whether it comes from the run on the page or from a real Flink.
 * Durations in µs, sizes in bytes; -1: not known. `triggeredAt` is simulated time, or µs since the epoch.
 */
import type { CheckpointPhase } from '../../../../engine/api/frame.ts'
import type { CheckpointOrigin, SavepointFormat } from '../../../../engine/api/snapshot-type.ts'

export type ShownStatus = 'in_progress' | 'completed' | 'failed'

/** One subtask's part. */
export interface ShownPart {
  readonly name: string
  readonly index: number
  /** What it is at, where that can be known; null for the cluster's statistics, which do not tell. */
  readonly phase: CheckpointPhase | null
  readonly barriersSeen: number
  readonly barriersTotal: number
  readonly startDelay: number
  readonly alignment: number
  readonly sync: number
  readonly async: number
  /** From the trigger to its ack. */
  readonly ackedAfter: number
  readonly uploaded: number
  readonly full: number
  readonly processed: number
  readonly persisted: number
  readonly unaligned: boolean
  readonly aborted: boolean
}

/** Of a subtask that has nothing to store, as one that had finished: it counts as acknowledged with the trigger. */
export const emptyPart = (name: string, index: number): ShownPart => ({
  name,
  index,
  phase: 'acknowledged',
  barriersSeen: 0,
  barriersTotal: 0,
  startDelay: 0,
  alignment: 0,
  sync: 0,
  async: 0,
  ackedAfter: 0,
  uploaded: 0,
  full: 0,
  processed: 0,
  persisted: 0,
  unaligned: false,
  aborted: false,
})

const SUMMED = ['uploaded', 'full', 'processed', 'persisted'] as const

/** The sizes of parts or vertices together. */
export function sizesOf(
  all: readonly Pick<ShownPart, (typeof SUMMED)[number]>[],
): Pick<ShownPart, (typeof SUMMED)[number]> {
  const sum = (name: (typeof SUMMED)[number]) => all.reduce((total, one) => total + one[name], 0)
  return {
    uploaded: sum('uploaded'),
    full: sum('full'),
    processed: sum('processed'),
    persisted: sum('persisted'),
  }
}

/** What Flink says of a vertex as a whole. */
export interface ShownVertex {
  readonly id: string
  readonly name: string
  readonly isSource: boolean
  /** Ids of the vertices that feed it; null: not known. */
  readonly inputs: readonly string[] | null
  readonly acknowledged: number
  readonly total: number
  readonly latestAckAfter: number
  readonly uploaded: number
  readonly full: number
  readonly processed: number
  readonly persisted: number
  /** Null: only the sums are known. */
  readonly parts: readonly ShownPart[] | null
}

export interface ShownCheckpoint {
  readonly id: number
  readonly status: ShownStatus
  readonly savepoint: boolean
  readonly savepointFormat: SavepointFormat | null
  /** What made the coordinator take it; null: not told. */
  readonly origin: CheckpointOrigin | null
  readonly unaligned: boolean
  readonly exactlyOnce: boolean | null
  readonly triggeredAt: number
  /** To the latest ack, as Flink counts it. */
  readonly duration: number
  readonly acknowledged: number
  readonly total: number
  readonly uploaded: number
  readonly full: number
  readonly processed: number
  readonly persisted: number
  readonly failure: ShownFailure | null
  readonly path: string | null
  readonly discarded: boolean
  /** In topological order; empty: no details are known. */
  readonly vertices: readonly ShownVertex[]
}

export interface ShownFailure {
  /** Name of Flink's CheckpointFailureReason, where it is known. */
  readonly reason: string | null
  readonly message: string
  /** From the trigger. */
  readonly after: number
}

export const partsOf = (checkpoint: ShownCheckpoint): readonly ShownPart[] =>
  checkpoint.vertices.flatMap(vertex => vertex.parts ?? [])

/** The newest that has come to its end, with details if any has them: what is under way is chosen by hand. */
export function newestOf(checkpoints: readonly ShownCheckpoint[]): ShownCheckpoint | undefined {
  const ended = checkpoints.filter(one => one.status !== 'in_progress')
  return ended.find(one => partsOf(one).length > 0) ?? ended[0] ?? checkpoints[0]
}

export const isAcknowledged = (part: ShownPart): boolean => part.ackedAfter >= 0

/** When its snapshot was cut, as far as the statistics tell: the barrier was there from all its inputs. */
export const cutOf = (part: ShownPart): number =>
  Math.max(0, part.startDelay) + (part.unaligned ? 0 : Math.max(0, part.alignment))

export type PhaseName = 'startDelay' | 'alignment' | 'sync' | 'async'

export interface PhaseSpan {
  readonly phase: PhaseName
  readonly from: number
  readonly to: number
}

/**
 * Its phases one after another from the trigger. An unaligned snapshot is cut at the first barrier, so there the
 * alignment goes on beside the others.
 */
export function spansOf(part: ShownPart): readonly PhaseSpan[] {
  const { unaligned } = part
  const spans: PhaseSpan[] = []
  let at = 0
  for (const phase of ['startDelay', 'alignment', 'sync', 'async'] as const) {
    const length = part[phase]
    if (length < 0) break
    if (length > 0) spans.push({ phase, from: at, to: at + length })
    if (phase !== 'alignment' || !unaligned) at += length
  }
  return spans
}
