/**
 * The fixed part of a run: which actors exist, how subtasks are wired, what an operator costs. Made once from the
 * job graph and never changed, so it is shared by reference.
 */
import { assert } from '../../base/assert.ts'
import { Shared } from '../../base/copy.ts'
import { rangeOf, type KeyGroupRange } from '../graph/key-groups.ts'
import type { JobEdge, JobGraph, JobVertex } from '../graph/job-graph.ts'
import { rescaleTargets } from '../graph/rescale-targets.ts'
import { supportsUnaligned } from '../graph/unaligned-edges.ts'
import type { AnyOperatorDefinition, SourceParams } from '../api/operator.ts'
import type { StateBackend, StateBackendManager } from '../api/state-backend.ts'
import type { KeySelection } from '../api/stream-graph.ts'
import type { Registry } from '../../base/registry.ts'
import { slotGroupsOf } from '../cluster/slots.ts'
import { regionsOf } from '../recovery/regions.ts'
import { outputPath, ROOT_PATH } from '../task/lineage.ts'
import type { EngineSettings } from './settings.ts'

export const JOB_MANAGER = 0

/** Records that a channel's first buffers have room for. */
const FIRST_ROOM = 8

export interface ChannelPlan {
  readonly index: number
  readonly edge: JobEdge
  readonly from: number
  readonly to: number
  /** Place among the receiver's inputs, and among the sender's subpartitions. */
  readonly input: number
  readonly output: number
  /** Barriers may overtake data on it. */
  readonly mayOvertake: boolean
  /** What its last full buffer held, as the room of the next: a memory, no part of the world. */
  readonly room: { size: number }
}

export interface OutputEdgePlan {
  readonly edge: JobEdge
  /** Subpartitions of the task that belong to this edge, by target subtask. */
  readonly firstOutput: number
  readonly width: number
  /** Every subtask gets a copy of each record. */
  readonly broadcasts: boolean
  /** Path of the first record that leaves by this edge from a record as its source gave it. */
  readonly rootPath: number
  /** Subtask by key: a memory of what the hash says, no part of the world. */
  readonly routes: Map<string, number>
}

export interface TaskPlan {
  readonly actor: number
  readonly vertex: JobVertex
  readonly subtask: number
  readonly name: string
  readonly inputs: readonly ChannelPlan[]
  readonly outputs: readonly ChannelPlan[]
  readonly edges: readonly OutputEdgePlan[]
  readonly keyGroups: KeyGroupRange
  /** By input channel: which input of the head operator it belongs to, and its place among the channels of that. */
  readonly gates: readonly { readonly input: number; readonly index: number }[]
  readonly key: KeySelection | null
  readonly recordCost: number
  /** Source partitions that this subtask reads, by number. */
  readonly partitions: readonly number[]
  readonly tracksLineage: boolean
}

export interface PartitionPlan {
  readonly number: number
  readonly vertex: number
  readonly split: SourceParams['splits'][number]
  /** False: what was read cannot be read again. */
  readonly replayable: boolean
}

export class Plan extends Shared {
  readonly graph: JobGraph
  readonly settings: EngineSettings
  readonly definitions: Registry<AnyOperatorDefinition>
  readonly backend: StateBackend
  readonly backendManager: StateBackendManager
  readonly tasks: readonly TaskPlan[]
  readonly channels: readonly ChannelPlan[]
  readonly partitions: readonly PartitionPlan[]
  /** By task: the number of its failover region. */
  readonly regions: readonly number[]
  /** By task: the number of the slot it shares with others. */
  readonly slotGroups: readonly number[]
  readonly storage: number
  /** By actor, as commands and scenes name them. */
  readonly actorNames: readonly string[]
  readonly broker: number
  /** The actors that are TaskManagers. */
  readonly taskManagers: readonly number[]
  /** The smallest latency of any message: effects reach another actor no sooner. */
  readonly lookahead: number
  /** Bytes with which a buffer goes out; 0: each record goes out at once. */
  readonly bufferIsFullAt: number
  /** Barriers may overtake data, so there may be something that is taken before it. */
  readonly overtakes: boolean
  readonly jobId: string
  /** The moment virtual time 0 stands for, in ms since the epoch. */
  readonly epochMs: number

  /** `subtaskOf`: which subtask reads a split by its id; null: that of its number. */
  constructor(
    graph: JobGraph,
    settings: EngineSettings,
    definitions: Registry<AnyOperatorDefinition>,
    { backend, backendManager }: Pick<Plan, 'backend' | 'backendManager'>,
    jobId: string,
    epochMs: number,
    subtaskOf: SplitAssignment,
  ) {
    super()
    this.graph = graph
    this.settings = settings
    this.definitions = definitions
    this.backend = backend
    this.backendManager = backendManager
    this.jobId = jobId
    this.epochMs = epochMs
    this.partitions = partitionsOf(graph)
    const first = firstActors(graph)
    this.channels = channelsOf(graph, first)
    this.tasks = graph.vertices.flatMap(vertex =>
      range(vertex.parallelism).map(subtask =>
        taskPlan(this, vertex, subtask, first[vertex.index]! + subtask, subtaskOf),
      ),
    )
    this.regions = regionsOf(
      this.tasks.map(task => task.actor),
      this.channels,
    )
    this.storage = this.tasks.length + 1
    this.broker = this.tasks.length + 2
    this.slotGroups = slotGroupsOf(
      this.tasks.map(({ subtask, vertex }) => ({
        subtask,
        slotSharingGroup: vertex.nodes[0]!.slotSharingGroup,
      })),
    )
    this.taskManagers = range(taskManagerCount(settings, this.slotGroups)).map(
      number => this.broker + 1 + number,
    )
    this.actorNames = [
      'JobManager',
      ...this.tasks.map(task => task.name),
      'storage',
      'broker',
      ...this.taskManagers.map((_, number) => taskManagerName(number)),
    ]
    const { networkLatency, rpcLatency, storageLatency, brokerLatency } = settings
    this.overtakes = settings.unaligned
    this.bufferIsFullAt = settings.bufferTimeout > 0 ? settings.bufferBytes : 0
    this.lookahead = Math.min(networkLatency, rpcLatency, storageLatency, brokerLatency)
    assert(this.lookahead >= 1, 'every message takes at least a microsecond')
  }

  get actorCount(): number {
    return this.broker + 1 + this.taskManagers.length
  }

  task(actor: number): TaskPlan {
    const task = this.tasks[actor - 1]
    assert(task !== undefined, `actor ${actor} is a task`)
    return task
  }

  isTask(actor: number): boolean {
    return actor >= 1 && actor <= this.tasks.length
  }
}

/** Which subtask of a source reads a split, where a snapshot says so. */
export type SplitAssignment = (uid: string, splitId: string) => number | null

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)

export const taskManagerName = (number: number): string => `taskmanager-${number}`

/** As many as the job needs, where nothing else is said. */
function taskManagerCount(settings: EngineSettings, slotGroups: readonly number[]): number {
  const slots = Math.max(0, ...slotGroups) + 1
  return settings.taskManagers > 0 ? settings.taskManagers : Math.ceil(slots / settings.slotsPerTaskManager)
}

function firstActors(graph: JobGraph): number[] {
  let next = JOB_MANAGER + 1
  return graph.vertices.map(vertex => {
    const first = next
    next += vertex.parallelism
    return first
  })
}

function partitionsOf(graph: JobGraph): PartitionPlan[] {
  const sources = graph.vertices.filter(vertex => vertex.role === 'source')
  const all = sources.flatMap(vertex => {
    const { splits, replayable = true } = vertex.nodes[0]!.params as SourceParams
    return splits.map(split => ({ vertex: vertex.index, split, replayable }))
  })
  return all.map((entry, number) => ({ number, ...entry }))
}

function channelsOf(graph: JobGraph, first: readonly number[]): ChannelPlan[] {
  const inputs = new Map<number, number>()
  const outputs = new Map<number, number>()
  const take = (counts: Map<number, number>, actor: number): number => {
    const place = counts.get(actor) ?? 0
    counts.set(actor, place + 1)
    return place
  }
  const channels: ChannelPlan[] = []
  for (const edge of graph.edges) {
    for (const [i, j] of pairs(edge, graph)) {
      const from = first[edge.from]! + i
      const to = first[edge.to]! + j
      channels.push({
        index: channels.length,
        edge,
        from,
        to,
        input: take(inputs, to),
        output: take(outputs, from),
        mayOvertake: supportsUnaligned(edge, graph),
        room: { size: FIRST_ROOM },
      })
    }
  }
  return channels
}

function pairs(edge: JobEdge, graph: JobGraph): [number, number][] {
  const senders = range(graph.vertices[edge.from]!.parallelism)
  const receivers = range(graph.vertices[edge.to]!.parallelism)
  if (edge.partitioner === 'FORWARD') {
    assert(senders.length === receivers.length, 'a forward edge joins equal parallelisms')
    return senders.map(index => [index, index])
  }
  if (edge.partitioner === 'RESCALE')
    return senders.flatMap(i =>
      rescaleTargets(i, senders.length, receivers.length).map((j): [number, number] => [i, j]),
    )
  return senders.flatMap(i => receivers.map((j): [number, number] => [i, j]))
}

function taskPlan(
  plan: Plan,
  vertex: JobVertex,
  subtask: number,
  actor: number,
  subtaskOf: SplitAssignment,
): TaskPlan {
  const outputs = plan.channels.filter(channel => channel.from === actor)
  const inputs = plan.channels.filter(channel => channel.to === actor)
  const { settings, graph } = plan
  const key = graph.edges.find(edge => edge.to === vertex.index && edge.key !== null)?.key ?? null
  return {
    actor,
    vertex,
    subtask,
    name: `${vertex.shortName}-${subtask}`,
    inputs,
    outputs,
    edges: edgePlans(graph, vertex, outputs),
    gates: gatesOf(inputs),
    keyGroups: rangeOf(vertex.maxParallelism, vertex.parallelism, subtask),
    key,
    recordCost: settings.recordCostOf[vertex.shortName] ?? settings.recordCost,
    partitions: plan.partitions
      .filter(
        partition =>
          partition.vertex === vertex.index &&
          (subtaskOf(vertex.nodes[0]!.uid, partition.split.id) ??
            localSplit(plan, partition) % vertex.parallelism) === subtask,
      )
      .map(partition => partition.number),
    tracksLineage: settings.lineage && vertex.nodes.some(node => node.stateful || node.role === 'sink'),
  }
}

function gatesOf(inputs: readonly ChannelPlan[]): TaskPlan['gates'] {
  const seen = [0, 0]
  return inputs.map(({ edge }) => ({ input: edge.input, index: seen[edge.input]!++ }))
}

/** Number of a split within its own source. */
function localSplit(plan: Plan, partition: PartitionPlan): number {
  return partition.number - plan.partitions.findIndex(other => other.vertex === partition.vertex)
}

function edgePlans(graph: JobGraph, vertex: JobVertex, outputs: readonly ChannelPlan[]): OutputEdgePlan[] {
  return graph.edges
    .filter(edge => edge.from === vertex.index)
    .map(edge => {
      const own = outputs.filter(channel => channel.edge === edge)
      return {
        edge,
        firstOutput: own[0]!.output,
        width: own.length,
        broadcasts: edge.partitioner === 'BROADCAST',
        rootPath: outputPath(ROOT_PATH, edge.index, 0),
        routes: new Map(),
      }
    })
}
