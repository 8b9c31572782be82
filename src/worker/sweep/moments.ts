/**
 * The worst moments of a run: where a failure meets a checkpoint half done. Each is a stretch between two rows of the
 * trace at the task that is struck, and the fault comes in its middle. A moment that does not occur in a run, such as an
 * alignment with one channel or a commit without transactions, has no step.
 */
import type { TraceKind, TraceRow } from '../../engine/api/trace.ts'
import type { Run } from '../../engine/index.ts'

export type MomentId =
  'before-barrier' | 'alignment' | 'sync' | 'async' | 'acknowledged' | 'complete' | 'commit' | 'restore'

/** In the order in which a checkpoint meets them. */
export const MOMENTS: readonly MomentId[] = [
  'before-barrier',
  'alignment',
  'sync',
  'async',
  'acknowledged',
  'complete',
  'commit',
  'restore',
]

interface Edge {
  readonly kind: TraceKind
  /** At the struck task; otherwise anywhere. */
  readonly own: boolean
  readonly last?: boolean
}

interface Stretch {
  readonly from: Edge
  readonly to: Edge
}

const at = (kind: TraceKind, more: Partial<Edge> = {}): Edge => ({ kind, own: false, ...more })
const own = (kind: TraceKind): Edge => ({ kind, own: true })

/** All rows of a stretch are about one checkpoint. */
const STRETCHES: Readonly<Record<Exclude<MomentId, 'restore'>, Stretch>> = {
  'before-barrier': { from: at('CheckpointTriggered'), to: own('BarrierArrived') },
  alignment: { from: own('BarrierArrived'), to: own('AlignmentCompleted') },
  sync: { from: own('BarrierBroadcast'), to: own('SyncSnapshotCompleted') },
  async: { from: own('SyncSnapshotCompleted'), to: own('AsyncSnapshotCompleted') },
  acknowledged: { from: at('AckReceived', { last: true }), to: at('CheckpointCompleted') },
  complete: { from: at('CheckpointCompleted'), to: own('NotifyCompleteReceived') },
  commit: { from: at('CheckpointCompleted'), to: at('TransactionCommitted', { last: true }) },
}

/** Something must be in the state, and in the output, for a failure to harm it. */
const RECORDS_MIN = 3

function rowOf(rows: readonly TraceRow[], edge: Edge, actor: number): TraceRow | undefined {
  const fits = (row: TraceRow) => row.kind === edge.kind && (!edge.own || row.actor === actor)
  return edge.last === true ? rows.findLast(fits) : rows.find(fits)
}

/** The step in the middle, for the checkpoint in which the stretch is longest; null: it is in none. */
function middleOf(
  { from, to }: Stretch,
  byCheckpoint: readonly (readonly TraceRow[])[],
  actor: number,
): number | null {
  let best: readonly [length: number, step: number] | null = null
  for (const rows of byCheckpoint) {
    const first = rowOf(rows, from, actor)
    const last = rowOf(rows, to, actor)
    if (first === undefined || last === undefined || last.step <= first.step) continue
    const length = last.step - first.step
    if (best === null || length > best[0]) best = [length, first.step + Math.floor((length - 1) / 2)]
  }
  return best?.[1] ?? null
}

/** Rows of each checkpoint that completed after something was read and before the input came to its end. */
function checkpointsOf(run: Run): TraceRow[][] {
  const rows = run.rows(1, run.step)
  const completed = rows.filter(row => row.kind === 'CheckpointCompleted').map(row => row.checkpoint)
  const ended =
    rows.find(row => row.kind === 'EndOfDataArrived' || row.kind === 'TaskFinished')?.step ?? Infinity
  const groups = completed.map(id => rows.filter(row => row.checkpoint === id))
  const inTime = groups.filter(group => group[0]!.step < ended)
  return inTime.length > 0 ? inTime : groups
}

/**
 * Where a run that nothing disturbs meets each moment, for a task that is struck. `run` stands at its end. Checkpoints
 * at the very beginning are passed over as long as there are later ones.
 */
export function momentsOf(run: Run, actor: number): ReadonlyMap<Exclude<MomentId, 'restore'>, number> {
  const all = checkpointsOf(run)
  const later = all.length > RECORDS_MIN ? all.slice(1) : all
  const found = new Map<Exclude<MomentId, 'restore'>, number>()
  for (const id of MOMENTS) {
    if (id === 'restore') continue
    const step = middleOf(STRETCHES[id], later, actor)
    if (step !== null) found.set(id, step)
  }
  return found
}
