/** Small questions to the fixed part of a run, asked by every panel. */
import type {
  ActorScene,
  ChannelFrame,
  ChannelScene,
  CheckpointPhase,
  Frame,
  Scene,
  SubtaskCheckpointFrame,
  TaskFrame,
  VertexScene,
  RunState,
} from '../engine/api/frame.ts'

export const actorName = (scene: Scene, index: number): string =>
  scene.actors.find(actor => actor.index === index)?.name ?? ''

export const vertexOf = (scene: Scene, actor: ActorScene): VertexScene | null =>
  scene.vertices[actor.vertex] ?? null

export const taskActors = (scene: Scene): readonly ActorScene[] =>
  scene.actors.filter(actor => actor.kind === 'task')

export const inputsOf = (scene: Scene, actor: number): readonly ChannelScene[] =>
  scene.channels.filter(channel => channel.to === actor).sort((a, b) => a.input - b.input)

export const outputsOf = (scene: Scene, actor: number): readonly ChannelScene[] =>
  scene.channels.filter(channel => channel.from === actor)

const recordCount = (channel: ChannelFrame): number =>
  channel.inTransit.filter(one => one.item.type === 'record').length

/** Records anywhere in the channel: at the sender, on the wire, at the receiver. */
export const recordsIn = (channel: ChannelFrame): number =>
  channel.queuedCount + recordCount(channel) + channel.receivedCount

/** The phases of a receiver that has the barrier from all its channels. */
const ALIGNED: ReadonlySet<CheckpointPhase> = new Set([
  'preparing',
  'sync',
  'async',
  'ack-in-flight',
  'acknowledged',
])

export type BarrierPlace = 'blocked' | 'arrived' | 'on-its-way' | 'not-here'

/** Where the barrier of `checkpoint` is, as seen by the receiver of the channel. */
export function barrierPlace(frame: Frame, channel: ChannelScene, checkpoint: number): BarrierPlace {
  const shown = frame.channels[channel.index]
  const receiver = frame.tasks.find(task => task.actor === channel.to)
  if (shown === undefined || checkpoint === 0) return 'not-here'
  if (shown.receiverBlocked === checkpoint) return 'blocked'
  const phase = receiver?.checkpointId === checkpoint ? receiver.checkpoint?.phase : undefined
  if (phase !== undefined && ALIGNED.has(phase)) return 'arrived'
  const items = [...shown.queued, ...shown.inTransit.map(one => one.item), ...shown.received]
  const sent = items.some(item => item.type === 'barrier' && item.checkpoint === checkpoint)
  return sent || shown.senderBlocked === checkpoint ? 'on-its-way' : 'not-here'
}

/** A guarantee has been put to the test: something failed on this branch, or the job began from a snapshot. */
export const isJudged = (now: { readonly state: RunState | null; readonly frame: Frame | null }): boolean =>
  now.frame !== null &&
  (now.state?.spec.restoreFrom !== undefined || hasFailed(now.frame) || isBroken(now.frame))

/** Something may be lost without any failure, as by a network that drops a record. */
const isBroken = ({ verdict }: Frame): boolean =>
  [verdict.state, verdict.committed].some(leg => leg.verdict !== 'exact' && leg.verdict !== 'off')

/** Whether or not the JobManager has heard of it. */
const hasFailed = ({ job, verdict, tasks }: Frame): boolean =>
  job.attempt > 0 ||
  job.failure !== null ||
  verdict.restored !== null ||
  tasks.some(task => task.state === 'FAILED')

/** Its part of the pending checkpoint; null where it is down: no barrier comes there any more. */
export const partOf = ({ state, checkpoint }: TaskFrame): SubtaskCheckpointFrame | null =>
  state === 'FAILED' || state === 'CANCELED' || state === 'CANCELING' ? null : checkpoint
