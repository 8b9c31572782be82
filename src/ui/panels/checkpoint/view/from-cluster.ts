/** The checkpoints of a real Flink, from the answers of its REST interface, as the view shows them. */
import { FAILURE_REASONS } from '../../../../interop/flink-log/failure-reasons.ts'
import type {
  CheckpointAnswer,
  CheckpointSubtasksAnswer,
  SubtaskAnswer,
  TaskCheckpoint,
} from '../../../../interop/flink-rest/checkpoint-answers.ts'
import type { ClusterStatistics, ClusterVertex } from '../../../../interop/flink-rest/cluster-statistics.ts'
import { shortNames } from '../../../../interop/flink-rest/vertex-names.ts'
import type { ShownCheckpoint, ShownFailure, ShownPart, ShownStatus, ShownVertex } from './model.ts'

const MICROS_PER_MS = 1000

const micros = (ms: number): number => (ms < 0 ? -1 : ms * MICROS_PER_MS)

/** Newest first. */
export const shownFromCluster = (cluster: ClusterStatistics): readonly ShownCheckpoint[] =>
  cluster.checkpoints.map(checkpoint => shownCheckpoint(cluster, checkpoint))

const STATUS = {
  completed: 'completed',
  failed: 'failed',
  in_progress: 'in_progress',
} as const satisfies Record<CheckpointAnswer['className'], ShownStatus>

function shownCheckpoint(cluster: ClusterStatistics, answer: CheckpointAnswer): ShownCheckpoint {
  const mode = cluster.config?.mode
  return {
    id: answer.id,
    status: STATUS[answer.className],
    savepoint: answer.is_savepoint,
    savepointFormat: answer.savepointFormat,
    origin: null,
    unaligned: answer.checkpoint_type === 'UNALIGNED_CHECKPOINT',
    exactlyOnce: mode === undefined ? null : mode === 'exactly_once',
    triggeredAt: micros(answer.trigger_timestamp),
    duration: micros(answer.end_to_end_duration),
    acknowledged: answer.num_acknowledged_subtasks,
    total: answer.num_subtasks,
    uploaded: answer.checkpointed_size,
    full: answer.state_size,
    processed: answer.processed_data,
    persisted: answer.persisted_data,
    failure: failureOf(answer),
    path: answer.className === 'completed' ? answer.external_path : null,
    discarded: answer.className === 'completed' && answer.discarded,
    vertices: verticesOf(cluster, answer),
  }
}

function failureOf(answer: CheckpointAnswer): ShownFailure | null {
  if (answer.className !== 'failed') return null
  const message = answer.failure_message ?? ''
  const after = answer.failure_timestamp < 0 ? -1 : answer.failure_timestamp - answer.trigger_timestamp
  return { reason: reasonOf(message), message, after: micros(after) }
}

/** Flink tells the sentence of a reason, sometimes with more behind it. */
const reasonOf = (message: string): string | null =>
  Object.entries(FAILURE_REASONS).find(([, sentence]) => message.startsWith(sentence))?.[0] ?? null

function verticesOf(cluster: ClusterStatistics, answer: CheckpointAnswer): readonly ShownVertex[] {
  const subtasks = cluster.subtasks.get(answer.id)
  const known = new Set(cluster.vertices.map(vertex => vertex.id))
  const extra = [...(subtasks?.keys() ?? [])].filter(id => !known.has(id)).map(id => ({ ...UNKNOWN, id }))
  const names = shortNames([...cluster.vertices, ...extra])
  return [...cluster.vertices, ...extra].flatMap((vertex, i) => {
    const own = subtasks?.get(vertex.id)
    const task = own ?? answer.tasks[vertex.id]
    return task === undefined ? [] : [shownVertex(vertex, names[i]!, task, own, answer.trigger_timestamp)]
  })
}

const UNKNOWN = { name: null, inputs: null, parallelism: null, maxParallelism: null, usage: null }
function shownVertex(
  vertex: ClusterVertex,
  shortName: string,
  task: TaskCheckpoint,
  own: CheckpointSubtasksAnswer | undefined,
  triggeredAt: number,
): ShownVertex {
  return {
    id: vertex.id,
    name: vertex.name ?? shortName,
    isSource: vertex.inputs?.length === 0 || vertex.name?.startsWith('Source: ') === true,
    inputs: vertex.inputs?.map(input => input.id) ?? null,
    acknowledged: task.num_acknowledged_subtasks,
    total: task.num_subtasks,
    latestAckAfter: micros(task.end_to_end_duration),
    uploaded: task.checkpointed_size,
    full: task.state_size,
    processed: task.processed_data,
    persisted: task.persisted_data,
    parts: own?.subtasks.map(part => shownPart(shortName, part, triggeredAt)) ?? null,
  }
}

const NOT_KNOWN = {
  startDelay: -1,
  alignment: -1,
  sync: -1,
  async: -1,
  ackedAfter: -1,
  uploaded: -1,
  full: -1,
  processed: -1,
  persisted: -1,
  unaligned: false,
  aborted: false,
}

function shownPart(shortName: string, part: SubtaskAnswer, triggeredAt: number): ShownPart {
  const { index } = part
  const shown = { name: `${shortName}-${index}`, index, phase: null, barriersSeen: 0, barriersTotal: 0 }
  if (part.className === 'pending') return { ...shown, ...NOT_KNOWN }
  const { checkpoint, alignment } = part
  return {
    ...shown,
    startDelay: micros(part.start_delay),
    alignment: micros(alignment.duration),
    sync: micros(checkpoint.sync),
    async: micros(checkpoint.async),
    ackedAfter: micros(Math.max(0, part.ack_timestamp - triggeredAt)),
    uploaded: part.checkpointed_size,
    full: part.state_size,
    processed: alignment.processed,
    persisted: alignment.persisted,
    unaligned: part.unaligned_checkpoint,
    aborted: part.aborted,
  }
}
