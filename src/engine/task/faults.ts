/**
 * Faults that wait at a task: for its next record, or for a phase. They belong to the machine and not to an attempt,
 * so a restart does not end them.
 */
import type { TaskPhase } from '../api/effect.ts'
import type { TaskActor, TaskFaults } from '../kernel/world.ts'

export const NO_FAULTS: TaskFaults = { poisonNext: 0, poisoned: [], phases: [], drops: [] }

/** What a fault of ours throws. */
export class ArtificialFailure extends Error {
  override name = 'ArtificialFailure'
}

/** Some record may be poison, or is to be lost: the thread has to look at each. */
export const looksAtRecords = ({ faults }: TaskActor): boolean =>
  faults.poisonNext > 0 || faults.poisoned.length > 0 || faults.drops.length > 0

export function armPoison(task: TaskActor): void {
  task.faults = { ...task.faults, poisonNext: task.faults.poisonNext + 1 }
}

export function armPhase(task: TaskActor, phase: TaskPhase): void {
  task.faults = { ...task.faults, phases: [...task.faults.phases, phase] }
}

/** Throws where the record in hand is poison, as its user function would. What a timer made has no offset and never is. */
export function throwIfPoisoned(task: TaskActor): void {
  const { partition, offset } = task.hand
  if (offset < 0) return
  const { poisonNext, poisoned } = task.faults
  const isKnown = poisoned.some(record => record.partition === partition && record.offset === offset)
  if (!isKnown && poisonNext === 0) return
  if (!isKnown)
    task.faults = {
      ...task.faults,
      poisonNext: poisonNext - 1,
      poisoned: [...poisoned, { partition, offset }],
    }
  throw new ArtificialFailure(`the function cannot take the record at offset ${offset}`)
}

/** Whether the next phase of this kind fails; the fault is used up by it. */
export function takePhase(task: TaskActor, phase: TaskPhase): boolean {
  const at = task.faults.phases.indexOf(phase)
  if (at < 0) return false
  task.faults = { ...task.faults, phases: task.faults.phases.filter((_, i) => i !== at) }
  return true
}

export function armDrop(task: TaskActor, record: TaskFaults['drops'][number]): void {
  task.faults = { ...task.faults, drops: [...task.faults.drops, record] }
}

/** Whether this record is lost before it is taken; the fault is used up by it. */
export function takeDrop(task: TaskActor, partition: number, offset: number): boolean {
  const { drops } = task.faults
  const at = drops.findIndex(
    drop => drop === null || (drop.partition === partition && drop.offset === offset),
  )
  if (at < 0 || offset < 0) return false
  task.faults = { ...task.faults, drops: drops.filter((_, i) => i !== at) }
  return true
}
