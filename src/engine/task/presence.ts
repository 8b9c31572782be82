/**
 * Whether all state that the thread's next event touches is in memory. Every keyed callback has one current key, known
 * before the call, so that this can be asked before anything has happened.
 */
import type { StateBlock } from '../api/block-source.ts'
import type { Upkeep } from '../api/state-backend.ts'
import type { Sim } from '../kernel/sim.ts'
import type { TaskActor } from '../kernel/world.ts'
import { isBuffer } from '../network/buffer.ts'
import { nextReadable } from '../network/input-channel.ts'

/** What is missing is asked for; where the host cannot answer at once it is noted, and the event has to wait. */
export function isPresent(sim: Sim, task: TaskActor): boolean {
  if (sim.source === null) return true
  const away = blocksAway(task)
  if (away.length === 0 || sim.source.bring(away)) return true
  sim.need = away
  return false
}

function blocksAway(task: TaskActor): StateBlock[] {
  const upkeep = task.runtime?.wiring.upkeep ?? null
  if (upkeep === null) return []
  switch (task.cpu) {
    case 'take':
      return upkeep.missing(nextKey(task))
    case 'advance':
      return timerKeys(task).flatMap(key => upkeep.missing(key))
    case 'broadcast':
      return upkeep.missingForCut()
    case 'none':
    case 'done':
    case 'prepare':
    case 'sync':
      return []
  }
}

/** Key of the record that is taken next, if one is. */
function nextKey(task: TaskActor): string | null {
  const index = task.source === null ? nextReadable(task.inputs, task.currentInput) : -1
  if (index < 0) return null
  const { queue, cursor } = task.inputs[index]!
  const item = queue[0]!
  return isBuffer(item) && !item.isMark(cursor) ? item.keys[cursor]! : null
}

/** Keys of the timers that are first in their queues, and none, for what is due without one. */
function timerKeys(task: TaskActor): (string | null)[] {
  const queues = task.runtime!.wiring.timers.flatMap(({ eventTime, processingTime }) => [
    eventTime,
    processingTime,
  ])
  return [null, ...queues.flatMap(queue => queue?.first()?.key ?? [])]
}

/** In a row of records: the next one may follow at once. */
export function mayFollow(sim: Sim, upkeep: Upkeep, key: string | null): boolean {
  if (upkeep.isDue()) return false
  if (sim.source === null) return true
  const away = upkeep.missing(key)
  return away.length === 0 || sim.source.bring(away)
}
