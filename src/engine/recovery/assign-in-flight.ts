/**
 * In-flight data of a snapshot dealt out to the channels of a job, which may have other parallelisms. A record goes
 * where its partitioner would send it now, in the order of the old subtasks; on edges where nobody could say that, it is
 * refused. Rules of Flink's StateAssignmentOperation and SubtaskStateMapper; what Flink filters at the receiver is
 * routed here at once.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type { ChannelSnapshot, InFlightItem, Snapshot } from '../api/snapshot.ts'
import { canonicalKey } from '../graph/canonical-key.ts'
import type { JobEdge } from '../graph/job-graph.ts'
import { keyGroupOf, keyGroupToSubtask, rangeOf } from '../graph/key-groups.ts'
import type { ChannelPlan, Plan } from '../kernel/plan.ts'
import { OpenBuffer } from '../network/buffer.ts'
import type { ChannelPart, InFlightState } from '../network/channel-state.ts'
import { NO_RECORD } from '../task/lineage.ts'
import { combine, newCombined, partialOf, setPartial, type CombinedWatermark } from '../time/combined.ts'

/** In-flight data at one end of a channel of the old job. */
interface OldChannel {
  readonly snapshot: ChannelSnapshot
  readonly from: number
  readonly to: number
}

interface OldEdge {
  readonly edge: JobEdge
  readonly senders: number
  readonly receivers: number
  readonly channels: readonly OldChannel[]
}

/** By task: what its channels begin with. */
export function assignInFlight(plan: Plan, snapshot: Snapshot): Result<(InFlightState | undefined)[]> {
  if (snapshot.checkpointId === plan.settings.withoutChannelState) return ok(plan.tasks.map(() => undefined))
  const edges = oldEdges(plan, snapshot)
  if (!edges.ok) return edges
  const parts = new Map<ChannelPlan, { readonly input: OpenBuffer; readonly output: OpenBuffer }>()
  for (const old of edges.value) {
    const problem = rescaleProblem(plan, old)
    if (problem !== null) return problem
    let dealt = 0
    for (const channel of plan.channels.filter(other => other.edge === old.edge)) {
      const own = { input: new OpenBuffer(), output: new OpenBuffer() }
      parts.set(channel, own)
      dealt += fill(plan, old, channel, own)
    }
    if (dealt < recordsOf(old)) return lostProblem(old, dealt)
  }
  return ok(plan.tasks.map(({ actor }) => stateOf(parts, actor)))
}

function stateOf(
  parts: ReadonlyMap<ChannelPlan, { readonly input: OpenBuffer; readonly output: OpenBuffer }>,
  actor: number,
): InFlightState | undefined {
  const ends = (end: 'input' | 'output'): ChannelPart[] =>
    [...parts].flatMap(([channel, own]) => {
      const mine = (end === 'input' ? channel.to : channel.from) === actor
      if (!mine || own[end].size === 0) return []
      return [{ channel: channel.index, buffers: [{ buffer: own[end].close(), from: 0 }] }]
    })
  const [inputs, outputs] = [ends('input'), ends('output')]
  return inputs.length === 0 && outputs.length === 0 ? undefined : { inputs, outputs }
}

/** The edges of the job that something was in flight on, each with all of it. */
function oldEdges(plan: Plan, snapshot: Snapshot): Result<OldEdge[]> {
  const found = new Map<JobEdge, OldEdge & { channels: OldChannel[] }>()
  for (const [i, operator] of snapshot.operators.entries()) {
    for (const subtask of operator.subtasks) {
      for (const [c, channel] of (subtask.inFlight ?? []).entries()) {
        const path = `operators[${i}].subtasks[${subtask.index}].inFlight[${c}]`
        const edge = edgeOf(plan, channel, path)
        if (!edge.ok) return edge
        if (edge.value === null) continue
        const isInput = channel.end === 'input'
        const known = found.get(edge.value) ?? {
          edge: edge.value,
          senders: isInput ? channel.peers : operator.parallelism,
          receivers: isInput ? operator.parallelism : channel.peers,
          channels: [],
        }
        found.set(edge.value, known)
        const [from, to] = isInput ? [channel.peer, subtask.index] : [subtask.index, channel.peer]
        known.channels.push({ snapshot: channel, from, to })
      }
    }
  }
  return ok([...found.values()])
}

/** Null: one of its operators is gone, and the settings let its state go. */
function edgeOf(plan: Plan, { from, to, tag, input }: ChannelSnapshot, path: string): Result<JobEdge | null> {
  const { vertices, edges } = plan.graph
  const nodeOf = (uid: string) =>
    vertices
      .flatMap(vertex => vertex.nodes.map(node => ({ node, vertex })))
      .find(({ node }) => node.uid === uid)
  const [sender, receiver] = [nodeOf(from), nodeOf(to)]
  const edge = edges.find(
    other =>
      other.fromNode === sender?.node.id &&
      other.toNode === receiver?.node.id &&
      other.tag === tag &&
      other.input === input,
  )
  if (edge !== undefined) return ok(edge)
  if (sender !== undefined && sender.vertex === receiver?.vertex)
    return fail(
      'in-flight-chained',
      path,
      `expected a data exchange between ${from} and ${to}, got operators that are now chained; data in flight between them has no channel to go to`,
    )
  if (plan.settings.ignoreUnclaimedState) return ok(null)
  return fail(
    'in-flight-edge',
    path,
    `expected an edge from ${from} to ${to} in the job, got none; execution.state-recovery.ignore-unclaimed-state lets its data in flight go`,
  )
}

const isRescaled = (plan: Plan, { edge, senders, receivers }: OldEdge): boolean =>
  senders !== plan.graph.vertices[edge.from]!.parallelism ||
  receivers !== plan.graph.vertices[edge.to]!.parallelism

function rescaleProblem(plan: Plan, old: OldEdge): Result<never> | null {
  const { edge } = old
  const isFixed = edge.pattern === 'POINTWISE' || edge.partitioner === 'BROADCAST'
  if (!isFixed || !isRescaled(plan, old)) return null
  const { from, to } = old.channels[0]!.snapshot
  return fail(
    'in-flight-rescale',
    'parallelism',
    `expected ${old.senders} and ${old.receivers} subtasks of ${from} and ${to} as in the snapshot, got others; data in flight on a ${edge.partitioner} edge cannot be dealt out anew, an explicit shuffle() can`,
  )
}

const recordsOf = ({ channels }: OldEdge): number =>
  channels.reduce((sum, { snapshot }) => sum + snapshot.items.filter(item => 'value' in item).length, 0)

/** The edge has another partitioner now, by which some subtasks no longer meet. */
function lostProblem(old: OldEdge, dealt: number): Result<never> {
  const { from, to } = old.channels[0]!.snapshot
  return fail(
    'in-flight-edge',
    'operators',
    `expected channels for all ${recordsOf(old)} records in flight from ${from} to ${to}, got channels for ${dealt}`,
  )
}

/** What one channel of the job gets: at its receiver first, then at its sender. Returns the number of records. */
function fill(
  plan: Plan,
  old: OldEdge,
  channel: ChannelPlan,
  own: { readonly input: OpenBuffer; readonly output: OpenBuffer },
): number {
  const from = plan.task(channel.from).subtask
  const to = plan.task(channel.to).subtask
  const rescaled = isRescaled(plan, old)
  const pairs = oldPairs(plan, old, from, to)
  const watermarks = newCombined(pairs.length)
  let records = 0
  for (const end of ['input', 'output'] as const) {
    for (const [pair, [i, j]] of pairs.entries()) {
      const parts = old.channels.filter(
        other => other.snapshot.end === end && other.from === i && other.to === j,
      )
      for (const item of parts.flatMap(({ snapshot }) => snapshot.items)) {
        if ('value' in item) {
          if (targetOf(plan, old, item.value, j) !== to) continue
          addRecord(plan, own[end], old.edge, item)
          records += 1
        } else if (rescaled) mergeMark(own[end], watermarks, pair, item)
        else addMark(own[end], item)
      }
    }
  }
  return records
}

/** Old senders and receivers whose channels are part of this one now. */
function oldPairs(plan: Plan, old: OldEdge, from: number, to: number): [number, number][] {
  const { edge, senders, receivers } = old
  const parallelism = plan.graph.vertices[edge.from]!.parallelism
  const range = (length: number) => Array.from({ length }, (_, index) => index)
  const above = range(senders).filter(i => (senders === parallelism ? i === from : i % parallelism === from))
  const below = range(receivers).filter(j => mayReach(plan, old, j, to))
  return above.flatMap(i => below.map((j): [number, number] => [i, j]))
}

/** Whether records for old receiver `j` may now be for subtask `to`; Flink's SubtaskStateMapper. */
function mayReach(plan: Plan, { edge, receivers }: OldEdge, j: number, to: number): boolean {
  const { parallelism, maxParallelism } = plan.graph.vertices[edge.to]!
  if (receivers === parallelism) return j === to
  switch (edge.partitioner) {
    case 'HASH': {
      const [oldFirst, oldLast] = rangeOf(maxParallelism, receivers, j)
      const [first, last] = rangeOf(maxParallelism, parallelism, to)
      return oldFirst <= last && first <= oldLast
    }
    case 'CUSTOM':
      return true
    case 'GLOBAL':
      return to === 0
    default:
      return j % parallelism === to
  }
}

/** The subtask that a record for old receiver `j` goes to. */
function targetOf(plan: Plan, { edge, receivers }: OldEdge, value: unknown, j: number): number {
  const { parallelism, maxParallelism } = plan.graph.vertices[edge.to]!
  if (receivers === parallelism) return j
  switch (edge.partitioner) {
    case 'HASH': {
      const { type, selector } = edge.key!
      const group = keyGroupOf(type, selector(value as never), maxParallelism)
      return keyGroupToSubtask(maxParallelism, parallelism, group)
    }
    case 'CUSTOM':
      return edge.partition!(value as never, parallelism)
    case 'GLOBAL':
      return 0
    default:
      return j % parallelism
  }
}

function addRecord(
  plan: Plan,
  buffer: OpenBuffer,
  { key }: JobEdge,
  item: Extract<InFlightItem, { readonly value: unknown }>,
): void {
  const { value, timestamp, source, split, offset, path } = item
  const partition = plan.partitions.find(
    other => other.split.id === split && plan.graph.vertices[other.vertex]!.nodes[0]!.uid === source,
  )
  buffer.add(
    value,
    key === null ? null : canonicalKey(key.type, key.selector(value as never)),
    timestamp,
    partition?.number ?? NO_RECORD,
    partition === undefined ? NO_RECORD : offset,
    path,
  )
}

function addMark(buffer: OpenBuffer, item: Exclude<InFlightItem, { readonly value: unknown }>): void {
  if ('watermark' in item) buffer.addMark({ type: 'watermark', timestamp: item.watermark })
  else buffer.addMark({ type: 'status', idle: item.idle })
}

/** Of channels that were several and are one, the lowest watermark counts; Flink's virtual channels. */
function mergeMark(
  buffer: OpenBuffer,
  watermarks: CombinedWatermark,
  pair: number,
  item: Exclude<InFlightItem, { readonly value: unknown }>,
): void {
  const wasIdle = watermarks.idle
  const partial = partialOf(watermarks, pair)
  if ('watermark' in item) setPartial(partial, item.watermark)
  else partial.idle = item.idle
  const rose = combine(watermarks)
  if (rose && !watermarks.idle) buffer.addMark({ type: 'watermark', timestamp: watermarks.watermark })
  if (watermarks.idle !== wasIdle) buffer.addMark({ type: 'status', idle: watermarks.idle })
}
