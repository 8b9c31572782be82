/** Small questions to the fixed part of a run, asked by every panel. */
import type {
  ActorScene,
  ChannelFrame,
  ChannelScene,
  Frame,
  Scene,
  VertexScene,
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

/** Where the barrier of `checkpoint` is, as seen by the receiver. */
export function barrierPlace(
  channel: ChannelFrame,
  checkpoint: number,
): 'blocked' | 'on-its-way' | 'not-here' {
  if (channel.receiverBlocked === checkpoint) return 'blocked'
  const isBarrier = (item: { readonly type: string; readonly checkpoint?: number }): boolean =>
    item.type === 'barrier' && item.checkpoint === checkpoint
  const sent = [...channel.queued, ...channel.inTransit.map(one => one.item), ...channel.received].some(
    isBarrier,
  )
  return sent || channel.senderBlocked === checkpoint ? 'on-its-way' : 'not-here'
}

/** Something has failed on this branch by now, whether or not the JobManager has heard of it. */
export const hasFailed = ({ job, verdict, tasks }: Frame): boolean =>
  job.attempt > 0 ||
  job.failure !== null ||
  verdict.restored !== null ||
  tasks.some(task => task.state === 'FAILED')
