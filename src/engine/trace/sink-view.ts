/** Reads off the world what stands behind a sink; nothing of it is kept. */
import { ensure } from '../../base/assert.ts'
import type { PartFile, SinkView, TableRow, WrittenRecord } from '../api/sink-view.ts'
import type { StreamNode } from '../api/stream-graph.ts'
import type { Plan } from '../kernel/plan.ts'
import type { BrokerActor, TaskActor, Transaction, World } from '../kernel/world.ts'

const PART_STATUS = { prepared: 'pending', committed: 'finished' } as const

export function sinkViewOf(plan: Plan, world: World, uid: string, limit: number): SinkView {
  const node = ensure(
    plan.graph.vertices.flatMap(vertex => vertex.nodes).find(other => other.uid === uid),
    `sink ${uid}`,
  )
  const broker = world.actors[plan.broker] as BrokerActor
  const own = broker.transactions.filter(({ content }) => content.sink === uid)
  const plain = writesOf(world, node)
  const visible = own.filter(({ status }) => status === 'committed')
  const committed = [...visible.flatMap(recordsOf), ...plain]
  const uncommitted = [...own.flatMap(recordsOf), ...plain]
  const definition = plan.definitions.get(node.kind)
  return {
    uid,
    counts: { read_committed: committed.length, read_uncommitted: uncommitted.length },
    committed: lastOf(committed, limit),
    uncommitted: lastOf(uncommitted, limit),
    table: lastOf(definition.idempotent === true ? tableOf(plain) : [], limit),
    parts: lastOf(partsOf(toldBy(plan, world, node), own), limit),
  }
}

const lastOf = <T>(list: readonly T[], limit: number): readonly T[] =>
  list.slice(Math.max(0, list.length - limit))

const recordsOf = ({ content }: Transaction): WrittenRecord[] => content.records.map(written)

const written = ({ value, timestamp }: WrittenRecord): WrittenRecord => ({ value, timestamp })

function writesOf(world: World, node: StreamNode): WrittenRecord[] {
  return world.outputs
    .filter(output => output.node === node.id)
    .flatMap(({ log, length }) => Array.from({ length }, (_, i) => written(log.at(i))))
}

function tableOf(writes: readonly WrittenRecord[]): TableRow[] {
  const rows = new Map<TableRow['key'], TableRow>()
  for (const { value: write } of writes) {
    const { key, value } = write as { readonly key: TableRow['key']; readonly value: unknown }
    rows.set(key, { key, value, writes: (rows.get(key)?.writes ?? 0) + 1 })
  }
  return [...rows.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0))
}

/** A part file is a transaction under `<uid>/<part>`. */
const isPart = ({ content }: Transaction): boolean => content.id.startsWith(`${content.sink}/`)

/** What a file writer says of itself. */
interface Told {
  readonly part?: { readonly name: string; readonly records: readonly WrittenRecord[] } | null
  readonly open?: { readonly checkpoint: number } | null
}

/** Of the subtasks of a sink that are up. */
function toldBy(plan: Plan, world: World, node: StreamNode): Told[] {
  return plan.tasks.flatMap(task => {
    const position = task.vertex.nodes.findIndex(other => other.id === node.id)
    const { runtime } = world.actors[task.actor] as TaskActor
    return position < 0 || runtime === null ? [] : [(runtime.operators[position]!.inspect?.() ?? {}) as Told]
  })
}

function partsOf(told: readonly Told[], own: readonly Transaction[]): PartFile[] {
  const closed = own.filter(isPart).flatMap((transaction): PartFile[] => {
    const { status, content } = transaction
    if (status === 'aborted') return []
    const name = content.id.slice(content.sink.length + 1)
    return [
      { name, status: PART_STATUS[status], checkpoint: content.checkpoint, records: recordsOf(transaction) },
    ]
  })
  const inProgress = told.flatMap(({ part, open }): PartFile[] => {
    if (!part || !open) return []
    const { checkpoint } = open
    return [{ name: part.name, status: 'in-progress', checkpoint, records: part.records.map(written) }]
  })
  return [...closed, ...inProgress].sort((a, b) => byNumbers(a.name, b.name))
}

/** `part-0-10` comes behind `part-0-9`. */
function byNumbers(a: string, b: string): number {
  const [left, right] = [a, b].map(name => name.split('-').map(Number)) as [number[], number[]]
  const at = left.findIndex((number, i) => Number.isFinite(number) && number !== right[i])
  return at < 0 ? 0 : left[at]! - (right[at] ?? 0)
}
