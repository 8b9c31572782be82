/** In-flight data of a completed checkpoint as plain data, with the operator whose end of the channel it was at. */
import type { ChannelSnapshot, InFlightItem } from '../api/snapshot.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import type { ChannelPlan, Plan, TaskPlan } from '../kernel/plan.ts'
import type { Buffer } from '../network/buffer.ts'
import type { ChannelPart } from '../network/channel-state.ts'
import type { SubtaskState } from '../state/subtask-state.ts'

/** What subtask `task` had in flight at the ends that belong to `node`. */
export function channelSnapshots(
  plan: Plan,
  task: TaskPlan,
  node: StreamNode,
  state: SubtaskState | null,
): ChannelSnapshot[] {
  const { inputs = [], outputs = [] } = state?.parts.inFlight ?? {}
  const at = (parts: readonly ChannelPart[], end: ChannelSnapshot['end']) =>
    parts.flatMap(part => {
      const channel = plan.channels[part.channel]!
      const own = end === 'input' ? channel.edge.toNode : channel.edge.fromNode
      return own === node.id ? [channelSnapshot(plan, task, channel, end, part)] : []
    })
  return [...at(inputs, 'input'), ...at(outputs, 'output')]
}

function channelSnapshot(
  plan: Plan,
  task: TaskPlan,
  channel: ChannelPlan,
  end: ChannelSnapshot['end'],
  { buffers }: ChannelPart,
): ChannelSnapshot {
  const { edge } = channel
  const uidOf = (id: number) => task.vertex.nodes.find(node => node.id === id)?.uid ?? otherUid(plan, id)
  const peer = plan.task(end === 'input' ? channel.from : channel.to)
  return {
    end,
    from: uidOf(edge.fromNode),
    to: uidOf(edge.toNode),
    tag: edge.tag,
    input: edge.input,
    peer: peer.subtask,
    peers: peer.vertex.parallelism,
    items: buffers.flatMap(({ buffer, from }) => itemsOf(plan, buffer, from)),
  }
}

function otherUid(plan: Plan, id: number): string {
  return plan.graph.vertices.flatMap(vertex => vertex.nodes).find(node => node.id === id)!.uid
}

function itemsOf(plan: Plan, buffer: Buffer, from: number): InFlightItem[] {
  const items: InFlightItem[] = []
  for (let i = from; i < buffer.size; i++) {
    const mark = buffer.isMark(i) ? buffer.markAt(i) : null
    if (mark === null) items.push(recordItem(plan, buffer, i))
    else items.push(mark.type === 'watermark' ? { watermark: mark.timestamp } : { idle: mark.idle })
  }
  return items
}

function recordItem(plan: Plan, buffer: Buffer, i: number): InFlightItem {
  const partition = plan.partitions[buffer.partitionAt(i)]
  return {
    value: buffer.values[i],
    timestamp: buffer.timestampAt(i),
    source: partition === undefined ? null : plan.graph.vertices[partition.vertex]!.nodes[0]!.uid,
    split: partition?.split.id ?? null,
    offset: buffer.offsetAt(i),
    path: buffer.pathAt(i),
  }
}
