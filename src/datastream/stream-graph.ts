/** Drafts → StreamGraph: uids, partitioners, slot sharing groups and parameters are settled, user code is checked. */
import type { StreamEdge, StreamGraph, StreamNode } from '../engine/api/stream-graph.ts'
import { checkTravels } from './check-travels.ts'
import type { Draft, Origin } from './draft.ts'
import { DataStreamError } from './error.ts'

export interface GraphSettings {
  readonly jobName: string
  readonly chainingEnabled: boolean
  readonly checkpointing: boolean
  /** In ms. */
  readonly autoWatermarkInterval: number
  /** -1: derived from each vertex's parallelism. */
  readonly maxParallelism: number
  readonly config: Readonly<Record<string, string>>
}

export function makeStreamGraph(drafts: readonly Draft[], settings: GraphSettings): StreamGraph {
  const uids = settleUids(drafts)
  for (const draft of drafts) checkFunctions(draft, uids.get(draft)!)
  const groups = new Map<Draft, string>()
  const nodes = drafts.map((draft): StreamNode => {
    groups.set(draft, slotSharingGroupOf(draft, groups))
    return {
      id: draft.id,
      uid: uids.get(draft)!,
      name: draft.nameOf(draft.writer?.label ?? draft.label),
      kind: draft.kind,
      role: draft.role,
      params: draft.paramsOf({
        uid: uids.get(draft.writer ?? draft)!,
        checkpointing: settings.checkpointing,
        autoWatermarkInterval: settings.autoWatermarkInterval,
      }),
      parallelism: draft.parallelism,
      maxParallelism: draft.maxParallelism ?? settings.maxParallelism,
      chaining: draft.chaining,
      slotSharingGroup: groups.get(draft)!,
      inputs: draft.inputs.map(origin => edgeFrom(origin, draft)),
      stateful: draft.stateful,
      keyed: draft.keyed,
    }
  })
  const { jobName, chainingEnabled, config } = settings
  return { jobName, nodes, chainingEnabled, config }
}

/** Given uids stand; the others are made from the names, each once. A committer has Flink's, after its writer's. */
function settleUids(drafts: readonly Draft[]): Map<Draft, string> {
  const uids = new Map<Draft, string>()
  const taken = new Set<string>()
  const give = (draft: Draft, uid: string) => {
    uids.set(draft, uid)
    taken.add(uid)
  }
  for (const draft of drafts) if (draft.uid !== null) give(draft, draft.uid)
  for (const draft of drafts) {
    if (draft.writer !== null || uids.has(draft)) continue
    const word = slug(draft.label)
    let uid = word
    for (let n = 2; taken.has(uid); n++) uid = `${word}-${n}`
    give(draft, uid)
  }
  for (const draft of drafts)
    if (draft.writer !== null) give(draft, `Sink Committer: ${uids.get(draft.writer)!}`)
  return uids
}

function slug(label: string): string {
  const word = label.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '-')
  return word.replace(/^-|-$/g, '') || 'operator'
}

/** Flink's determineSlotSharingGroup. Inputs come before their readers, so theirs are settled. */
function slotSharingGroupOf(draft: Draft, settled: ReadonlyMap<Draft, string>): string {
  if (draft.slotSharingGroup !== null) return draft.slotSharingGroup
  const groups = new Set(draft.inputs.map(origin => settled.get(origin.draft) ?? 'default'))
  return groups.size === 1 ? [...groups][0]! : 'default'
}

function edgeFrom(origin: Origin, reader: Draft): StreamEdge {
  const equal = origin.draft.parallelism === reader.parallelism
  return {
    source: origin.draft.id,
    partitioner: origin.partitioner ?? (equal ? 'FORWARD' : 'REBALANCE'),
    tag: origin.tag,
    input: origin.input ?? 0,
    key: origin.key?.selection ?? null,
    ...(origin.custom === undefined ? {} : { partition: origin.custom.partition }),
  }
}

function checkFunctions(draft: Draft, uid: string): void {
  const selectors = draft.inputs.flatMap(({ key, custom }) => [
    ...(key === null ? [] : [key.code]),
    ...(custom?.code ?? []),
  ])
  for (const code of [...draft.functions, ...selectors]) {
    const result = checkTravels(code, uid)
    if (!result.ok) throw new DataStreamError(result.error)
  }
}
