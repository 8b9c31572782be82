/**
 * Which subtask runs in which slot. Subtask i of every vertex of a slot sharing group goes into one slot; a group that
 * has a slot keeps it as long as its TaskManager lives, and one that has none gets the first that is free.
 */
import { assert } from '../../base/assert.ts'

export interface SlotPlace {
  readonly taskManager: number
  readonly incarnation: number
}

export interface RegisteredTaskManager {
  /** Counts the processes that were started for it. */
  readonly incarnation: number
  readonly registered: boolean
}

/** By task, in the order of the plan: the number of the slot it shares. */
export function slotGroupsOf(
  tasks: readonly { readonly subtask: number; readonly slotSharingGroup: string }[],
): number[] {
  const names = tasks.map(task => `${task.slotSharingGroup} ${task.subtask}`)
  const order = [...new Set(tasks.map(task => task.slotSharingGroup))].flatMap(group => {
    const subtasks = tasks.filter(task => task.slotSharingGroup === group).map(task => task.subtask)
    return Array.from({ length: Math.max(...subtasks) + 1 }, (_, subtask) => `${group} ${subtask}`)
  })
  return names.map(name => order.indexOf(name))
}

/** The slots after those of `groups` that have none were given one, as far as there are any. */
export function withSlots(
  slots: readonly (SlotPlace | null)[],
  groups: readonly number[],
  taskManagers: readonly RegisteredTaskManager[],
  slotsEach: number,
): (SlotPlace | null)[] {
  const given = [...slots]
  for (const group of [...new Set(groups)].sort((a, b) => a - b)) {
    assert(group < given.length, 'a slot sharing group of the plan')
    if (given[group] !== null) continue
    const free = taskManagers.findIndex(
      ({ registered }, number) =>
        registered && given.filter(place => place?.taskManager === number).length < slotsEach,
    )
    if (free < 0) break
    given[group] = { taskManager: free, incarnation: taskManagers[free]!.incarnation }
  }
  return given
}
