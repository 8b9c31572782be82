/** Union list state at a restore: every subtask gets what all of them wrote, even where nothing else is dealt out anew. */
import type { Plan } from '../kernel/plan.ts'
import type { CompletedCheckpoint } from '../kernel/world.ts'
import { SubtaskState, withoutInFlight, type OperatorListPart } from '../state/subtask-state.ts'

/** What task `actor` is restored with. */
export function restoredState(
  plan: Plan,
  checkpoint: CompletedCheckpoint,
  actor: number,
): SubtaskState | null {
  const own = storedState(plan, checkpoint, actor)
  if (own === null || checkpoint.dealtOut === true) return own
  const { vertex } = plan.task(actor)
  const siblings = plan.tasks.filter(task => task.vertex === vertex)
  const unions = siblings.flatMap(task =>
    (checkpoint.states[task.actor - 1]?.parts.lists ?? []).filter(list => list.mode === 'union'),
  )
  if (unions.length === 0) return own
  const lists = own.parts.lists.filter(list => list.mode !== 'union')
  return new SubtaskState({ ...own.parts, lists: [...lists, ...joined(unions)] }, own.bytes)
}

/** The state of task `actor` in a checkpoint, without its data in flight where a setting says so. */
export function storedState(plan: Plan, checkpoint: CompletedCheckpoint, actor: number): SubtaskState | null {
  const state = checkpoint.states[actor - 1] ?? null
  return checkpoint.id === plan.settings.withoutChannelState ? withoutInFlight(state) : state
}

/** Whether any task is restored with data in flight. */
export function hasInFlight(plan: Plan, checkpoint: CompletedCheckpoint): boolean {
  return plan.tasks.some(({ actor }) => storedState(plan, checkpoint, actor)?.parts.inFlight !== undefined)
}

function joined(parts: readonly OperatorListPart[]): OperatorListPart[] {
  const byName = new Map<string, OperatorListPart>()
  for (const part of parts) {
    const id = `${part.uid}/${part.name}`
    const values = [...(byName.get(id)?.values ?? []), ...part.values]
    byName.set(id, { ...part, values })
  }
  return [...byName.values()]
}
