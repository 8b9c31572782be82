/**
 * The snapshot file: one completed checkpoint as JSON, with the job it belongs to, so that it can be restored in
 * another host, under another parallelism, at another time. Version 1; its JSON Schema is published as
 * `schema/snapshot-1.json`. Writing the same content gives the same text.
 */
import type { Snapshot } from '../../engine/api/snapshot.ts'
import type { Config, Workload } from '../../engine/api/spec.ts'
import type { KeyTypeName } from '../../engine/api/state.ts'
import type { Partitioner, StreamGraph, StreamNode } from '../../engine/api/stream-graph.ts'
import type { Json } from '../json-text.ts'
import { writeSpecFields } from '../spec-fields.ts'
import { streamFile } from '../streamed-json.ts'
import { writeContent } from './write-content.ts'

export const SNAPSHOT_FORMAT = 'weir-snapshot'
export const SNAPSHOT_VERSION = 1

/** What a file holds: the state, and the job that can go on from it. */
export interface SnapshotFile {
  readonly snapshot: Snapshot
  readonly job: SnapshotJob
}

export interface SnapshotJob {
  readonly pipeline: string
  readonly config: Config
  readonly workload: Workload
  readonly seed: number
  readonly epochMs: number
  readonly graph: readonly GraphNode[]
}

/** A node of the job graph without its functions. State finds its operator by `uid`. */
export interface GraphNode {
  readonly uid: string
  readonly name: string
  readonly kind: string
  readonly role: 'source' | 'operator' | 'sink'
  readonly parallelism: number
  /** Null: derived from the parallelism. */
  readonly maxParallelism: number | null
  readonly inputs: readonly GraphInput[]
}

interface GraphInput {
  /** uid of the node it reads from. */
  readonly from: string
  readonly partitioner: Partitioner
  /** Side output it reads; null: the main output. */
  readonly tag: string | null
  readonly input: number
  /** Null where there is no keyBy on this edge. */
  readonly keyType: KeyTypeName | null
}

export function graphOf(graph: StreamGraph): readonly GraphNode[] {
  const uids = new Map(graph.nodes.map(node => [node.id, node.uid]))
  return graph.nodes.map(node => graphNode(node, uids))
}

function graphNode(node: StreamNode, uids: ReadonlyMap<number, string>): GraphNode {
  const { uid, name, kind, role, parallelism } = node
  const maxParallelism = node.maxParallelism < 1 ? null : node.maxParallelism
  const inputs = node.inputs.map(edge => ({
    from: uids.get(edge.source) ?? '',
    partitioner: edge.partitioner,
    tag: edge.tag,
    input: edge.input,
    keyType: edge.key?.type ?? null,
  }))
  return { uid, name, kind, role, parallelism, maxParallelism, inputs }
}

function writeNode(node: GraphNode): Json {
  const { uid, name, kind, role, parallelism, maxParallelism } = node
  const inputs = node.inputs.map(({ from, partitioner, tag, input, keyType }) => ({
    from,
    partitioner,
    tag,
    input,
    keyType,
  }))
  return { uid, name, kind, role, parallelism, maxParallelism, inputs }
}

function writeJob(job: SnapshotJob, jobName: string): Json {
  return { jobName, ...writeSpecFields(job), graph: job.graph.map(writeNode) }
}

/**
 * The text of the file, in pieces; the whole of it is never in memory. Values that are no plain data are a fault of the
 * engine, and asserted.
 */
export function streamSnapshotFile(snapshot: Snapshot, job: SnapshotJob): Generator<string> {
  return streamFile({
    format: SNAPSHOT_FORMAT,
    version: SNAPSHOT_VERSION,
    job: writeJob(job, snapshot.jobName),
    ...writeContent(snapshot),
  })
}

export function writeSnapshotFile(snapshot: Snapshot, job: SnapshotJob): string {
  return [...streamSnapshotFile(snapshot, job)].join('')
}
