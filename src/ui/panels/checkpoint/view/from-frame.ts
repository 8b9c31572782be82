/** The checkpoints of the run on the page, as the view shows them: exact to the µs, at any step. */
import type {
  CheckpointFrame,
  Frame,
  Scene,
  SubtaskCheckpointFrame,
  VertexScene,
} from '../../../../engine/api/frame.ts'
import { failureMessage } from '../../../../interop/flink-log/failure-reasons.ts'
import {
  emptyPart,
  sizesOf,
  type ShownCheckpoint,
  type ShownFailure,
  type ShownPart,
  type ShownStatus,
  type ShownVertex,
} from './model.ts'

const STATUS: Readonly<Record<CheckpointFrame['status'], ShownStatus>> = {
  pending: 'in_progress',
  completed: 'completed',
  aborted: 'failed',
}

/** Newest first, as in the frame. */
export const shownFromFrame = (scene: Scene, frame: Frame): readonly ShownCheckpoint[] =>
  frame.coordinator.checkpoints.map(checkpoint => shownCheckpoint(scene, checkpoint, frame.cursor.time))

function shownCheckpoint(scene: Scene, checkpoint: CheckpointFrame, now: number): ShownCheckpoint {
  const { id, triggeredAt, snapshot } = checkpoint
  const vertices = scene.vertices.map(vertex => shownVertex(scene, vertex, checkpoint, now))
  const sum = (of: (vertex: ShownVertex) => number) => vertices.reduce((total, one) => total + of(one), 0)
  const latest = Math.max(-1, ...vertices.map(vertex => vertex.latestAckAfter))
  return {
    id,
    status: STATUS[checkpoint.status],
    savepoint: snapshot.kind === 'savepoint',
    savepointFormat: snapshot.kind === 'savepoint' ? snapshot.format : null,
    origin: checkpoint.origin,
    unaligned: checkpoint.subtasks.some(part => part.unaligned),
    exactlyOnce: scene.settings.mode === 'EXACTLY_ONCE',
    triggeredAt,
    // As in Flink, a failed one lasted until it failed, whenever the last ack was.
    duration: checkpoint.status === 'aborted' ? checkpoint.endedAt - triggeredAt : latest,
    acknowledged: sum(vertex => vertex.acknowledged),
    total: sum(vertex => vertex.total),
    ...sizesOf(vertices),
    failure: failureOf(checkpoint),
    path: null,
    discarded: checkpoint.discarded,
    vertices,
  }
}

function failureOf({ status, reason, endedAt, triggeredAt }: CheckpointFrame): ShownFailure | null {
  if (status !== 'aborted') return null
  return { reason, message: reason === null ? '' : failureMessage(reason), after: endedAt - triggeredAt }
}

function shownVertex(
  scene: Scene,
  vertex: VertexScene,
  checkpoint: CheckpointFrame,
  now: number,
): ShownVertex {
  const actors = scene.actors.filter(actor => actor.vertex === vertex.index)
  const parts = actors.map(({ index, name, subtask }) => {
    const part = checkpoint.subtasks.find(other => other.actor === index)
    return part === undefined ? emptyPart(name, subtask) : shownPart(name, subtask, part, checkpoint, now)
  })
  const acked = parts.filter(part => part.ackedAfter >= 0)
  return {
    id: String(vertex.index),
    name: vertex.name,
    isSource: vertex.role === 'source',
    inputs: inputsOf(scene, vertex.index),
    acknowledged: acked.length,
    total: parts.length,
    latestAckAfter: Math.max(-1, ...acked.map(part => part.ackedAfter)),
    ...sizesOf(acked),
    parts,
  }
}

function inputsOf(scene: Scene, vertex: number): readonly string[] {
  const vertexOf = (actor: number) => scene.actors.find(other => other.index === actor)?.vertex ?? -1
  const from = scene.channels
    .filter(channel => vertexOf(channel.to) === vertex)
    .map(channel => vertexOf(channel.from))
  return [...new Set(from)].map(String)
}

function shownPart(
  name: string,
  index: number,
  part: SubtaskCheckpointFrame,
  checkpoint: CheckpointFrame,
  now: number,
): ShownPart {
  const elapsed = now - checkpoint.triggeredAt
  return {
    name,
    index,
    phase: part.phase,
    barriersSeen: part.barriersSeen,
    barriersTotal: part.barriersTotal,
    ...grown(part, checkpoint.status === 'pending' ? elapsed : -1),
    ackedAfter: part.ackedAt < 0 ? -1 : part.ackedAt - checkpoint.triggeredAt,
    uploaded: part.bytes,
    full: part.stateBytes,
    processed: part.processed,
    persisted: part.persisted,
    unaligned: part.unaligned,
    aborted: part.phase === 'aborted',
  }
}

type Durations = Pick<ShownPart, 'startDelay' | 'alignment' | 'sync' | 'async'>

/** The phase under way lasts until now; what is behind it has not begun. */
function grown(part: SubtaskCheckpointFrame, elapsed: number): Durations {
  const { startDelay, sync, async, unaligned } = part
  const rest = (...before: readonly number[]) =>
    elapsed < 0 ? -1 : Math.max(0, elapsed - before.reduce((sum, one) => sum + Math.max(0, one), 0))
  // An unaligned snapshot goes on while barriers are still on their way.
  const alignment = unaligned && part.alignment < 0 ? rest(startDelay) : part.alignment
  const before = unaligned ? 0 : alignment
  switch (part.phase) {
    case 'waiting':
      return { startDelay: startDelay < 0 ? rest() : startDelay, alignment: -1, sync: -1, async: -1 }
    case 'aligning':
    case 'preparing':
      return {
        startDelay,
        alignment: alignment < 0 ? rest(startDelay) : alignment,
        sync: -1,
        async: -1,
      }
    case 'sync':
      return { startDelay, alignment, sync: sync < 0 ? rest(startDelay, before) : sync, async: -1 }
    case 'async':
      return { startDelay, alignment, sync, async: async < 0 ? rest(startDelay, before, sync) : async }
    case 'ack-in-flight':
    case 'acknowledged':
    case 'aborted':
      return { startDelay, alignment, sync, async }
  }
}
