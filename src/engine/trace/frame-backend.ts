/** State backends from inside, and the files of checkpoints, as they are drawn. */
import type { BackendView, SampleRow } from '../api/backend-view.ts'
import type { CheckpointFileFrame, OperatorBackendFrame } from '../api/frame.ts'
import { filesOfCheckpoint } from '../checkpoint/storage-limits.ts'
import type { Plan, TaskPlan } from '../kernel/plan.ts'
import type { CompletedCheckpoint, TaskActor } from '../kernel/world.ts'
import { valueText } from './describe.ts'

/** Of the operators of a keyed task that keep state. */
export function backendsOf(
  { runtime, snapshot, uploads }: TaskActor,
  plan: TaskPlan,
): OperatorBackendFrame[] {
  if (runtime === null || plan.key === null) return []
  const cuts = [snapshot, ...uploads].flatMap(one => (one !== null && one.epoch >= 0 ? [one.epoch] : []))
  return runtime.wiring.stores.flatMap(({ registered, backend }, position) =>
    registered.size === 0
      ? []
      : [{ operator: plan.vertex.nodes[position]!.uid, view: inTexts(backend.inspect(cuts)) }],
  )
}

/** Values of sample rows as they are drawn. */
function inTexts(view: BackendView): BackendView {
  const texts = (rows: readonly SampleRow[]) =>
    rows.map(({ row, value }) => ({ row, value: value === undefined ? undefined : valueText(value) }))
  switch (view.type) {
    case 'heap':
      return { ...view, kept: texts(view.kept) }
    case 'levels':
      return { ...view, states: view.states.map(one => ({ ...one, memtable: texts(one.memtable) })) }
    case 'rows':
      return { ...view, waiting: texts(view.waiting) }
  }
}

/** Which retained checkpoints refer to a block. */
export function blocksInCheckpoints(completed: readonly CompletedCheckpoint[]): Record<string, number[]> {
  const blocks: Record<string, number[]> = {}
  for (const { id, states } of completed)
    for (const { files } of states.flatMap(state => state?.parts.keyed ?? []))
      for (const file of files?.list ?? []) (blocks[file.id] ??= []).push(id)
  return blocks
}

/** Every file of the retained checkpoints, with those that refer to it. */
export function checkpointFiles(
  plan: Plan,
  completed: readonly CompletedCheckpoint[],
): CheckpointFileFrame[] {
  const files = new Map<string, { bytes: number; checkpoints: number[] }>()
  for (const checkpoint of completed) {
    for (const { path, bytes } of filesOfCheckpoint(plan, checkpoint)) {
      const known = files.get(path)
      if (known === undefined) files.set(path, { bytes, checkpoints: [checkpoint.id] })
      else known.checkpoints.push(checkpoint.id)
    }
  }
  return [...files].map(([path, file]) => ({ path, ...file }))
}
