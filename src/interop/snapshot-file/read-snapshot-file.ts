/**
 * Reads a snapshot file, which may come from anywhere. Everything is checked before anything is used, and the first
 * thing wrong is named with its place. That the job has an operator for every uid is the engine's question.
 */
import type { Result } from '../../base/result.ts'
import type { OperatorSnapshot } from '../../engine/api/snapshot.ts'
import type { Partitioner } from '../../engine/api/stream-graph.ts'
import { checkDigest, openFile } from '../envelope.ts'
import { EDGES_MAX, OPERATORS_MAX } from '../limits.ts'
import { attempt, refuseValue, ROOT, within, type Place } from '../problems.ts'
import { anything, fields, integer, list, name, nullable, oneOf, unique, type Reader } from '../readers.ts'
import { specFields } from '../spec-fields.ts'
import { checkContent, checkParallelism, contentFields, parallelism } from './read-content.ts'
import { keyType, type KeyRules } from './read-keyed.ts'
import { SNAPSHOT_FORMAT, SNAPSHOT_VERSION, type GraphNode, type SnapshotFile } from './snapshot-file.ts'

const PARTITIONERS: Readonly<Record<Partitioner, true>> = {
  FORWARD: true,
  REBALANCE: true,
  HASH: true,
  RESCALE: true,
  BROADCAST: true,
  GLOBAL: true,
  SHUFFLE: true,
  CUSTOM: true,
}

const graphInput = fields({
  from: name,
  partitioner: oneOf(Object.keys(PARTITIONERS) as Partitioner[]),
  tag: nullable(name),
  input: integer(0, 1),
  keyType: nullable(keyType),
})

const graphNode = fields({
  uid: name,
  name,
  kind: name,
  role: oneOf(['source', 'operator', 'sink'] as const),
  parallelism,
  maxParallelism: nullable(parallelism),
  inputs: list(graphInput, EDGES_MAX),
})

const graph: Reader<readonly GraphNode[]> = (value, at) => {
  const nodes = list(graphNode, OPERATORS_MAX)(value, at)
  unique(nodes, 'uid', node => node.uid, at)
  const uids = new Set(nodes.map(node => node.uid))
  for (const [index, node] of nodes.entries()) {
    const nodeAt = within(at, index)
    checkParallelism(node, nodeAt)
    for (const [edge, { from }] of node.inputs.entries()) {
      const fromAt = within(nodeAt, 'inputs', edge, 'from')
      if (!uids.has(from)) refuseValue('the uid of a node of the graph', from, fromAt, 'wrong-reference')
    }
  }
  return nodes
}

const job = fields({ jobName: name, ...specFields, graph })

function checkOperator(operator: OperatorSnapshot, nodes: ReadonlyMap<string, GraphNode>, at: Place): void {
  const node = nodes.get(operator.uid)
  if (node === undefined) {
    return refuseValue('the uid of a node of job.graph', operator.uid, within(at, 'uid'), 'wrong-reference')
  }
  for (const field of ['parallelism', 'maxParallelism'] as const) {
    if (node[field] !== null && operator[field] !== node[field]) {
      refuseValue(`${node[field]}, as in job.graph`, operator[field], within(at, field), 'wrong-reference')
    }
  }
}

function read(text: string, keys: KeyRules): SnapshotFile {
  const file = openFile(text, SNAPSHOT_FORMAT, SNAPSHOT_VERSION)
  const { job: read, ...given } = fields({
    format: anything,
    version: anything,
    job,
    ...contentFields(keys),
    digest: anything,
  })(file, ROOT)
  const { jobName, ...rest } = read
  const content = checkContent(given, ROOT)
  const nodes = new Map(rest.graph.map(node => [node.uid, node]))
  for (const [index, operator] of content.operators.entries()) {
    checkOperator(operator, nodes, within(ROOT, 'operators', index))
  }
  checkDigest(file)
  return { snapshot: { ...content, jobName }, job: rest }
}

export function readSnapshotFile(text: string, keys: KeyRules): Result<SnapshotFile> {
  return attempt(() => read(text, keys))
}
