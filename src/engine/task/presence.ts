/**
 * Whether all state that the thread's next event touches is in memory. Every keyed callback has one current key, known
 * before the call, so that this can be asked before anything has happened.
 */
import type { BlockNeed } from '../api/block-source.ts'
import type { Upkeep } from '../api/state-backend.ts'
import type { Sim } from '../kernel/sim.ts'
import type { Message } from '../kernel/message.ts'
import type { TaskRpc } from '../kernel/rpc.ts'
import type { Actor, TaskActor } from '../kernel/world.ts'
import { isBuffer } from '../network/buffer.ts'
import { nextReadable } from '../network/input-channel.ts'

const NONE: readonly BlockNeed[] = []

/**
 * What is missing is asked for, and with it what the records need that wait behind; where the host cannot answer at
 * once it is noted, and the event has to wait.
 */
export function isPresent(sim: Sim, task: TaskActor): boolean {
  if (sim.source === null) return true
  const needs = missing(task)
  if (needs.length === 0 || sim.source.bring(needs)) return true
  sim.need = needs
  return false
}

/** The same for the next message of an actor. */
export function isReady(sim: Sim, actor: Actor, message: Message | undefined): boolean {
  if (sim.source === null || actor.kind !== 'task' || message === undefined) return true
  const needs = missingFor(actor, message.body as TaskRpc)
  if (needs.length === 0 || sim.source.bring(needs)) return true
  sim.need = needs
  return false
}

/** A task that has its state tells how many rows it has got, and reads its timers; a snapshot may be all rows. */
function missingFor({ restoring, runtime, uploads }: TaskActor, message: TaskRpc): readonly BlockNeed[] {
  if (restoring !== null)
    return restoring.parts.keyed.flatMap(({ files, scope }) => files?.missing(scope === 'timer') ?? [])
  if (message.type !== 'stored' || runtime === null) return NONE
  const cuts = uploads.find(({ checkpoint }) => checkpoint === message.checkpoint)?.cuts ?? []
  return runtime.wiring.stores.flatMap(
    ({ backend }, position) => backend.missingForParts?.(cuts[position] ?? null) ?? [],
  )
}

function missing(task: TaskActor): readonly BlockNeed[] {
  const upkeep = task.runtime?.wiring.upkeep ?? null
  if (upkeep === null) return NONE
  switch (task.cpu) {
    case 'take':
      return joined(missingNow(upkeep, task), upkeep.missingForSettle())
    case 'advance':
      return [...timerKeys(task).flatMap(key => upkeep.missing(key)), ...upkeep.missingForSettle()]
    case 'broadcast':
      return upkeep.missingForCut()
    case 'none':
    case 'done':
    case 'prepare':
    case 'sync':
      return NONE
  }
}

const joined = (a: readonly BlockNeed[], b: readonly BlockNeed[]): readonly BlockNeed[] =>
  b.length === 0 ? a : [...a, ...b]

/** What the record needs that is taken next; where it needs something, with what those behind it need. */
function missingNow(upkeep: Upkeep, task: TaskActor): readonly BlockNeed[] {
  const key = nextKey(task)
  if (key === null || upkeep.missing(key).length === 0) return NONE
  return queuedKeys(task).flatMap(queued => upkeep.missing(queued))
}

/** Keys of all records that are queued, each once. */
function queuedKeys(task: TaskActor): string[] {
  const keys = new Set<string>()
  for (const { queue, cursor } of task.inputs) {
    for (const [i, item] of queue.entries()) {
      if (!isBuffer(item)) continue
      for (let at = i === 0 ? cursor : 0; at < item.size; at++) if (!item.isMark(at)) keys.add(item.keys[at]!)
    }
  }
  return [...keys]
}

/** Key of the record that is taken next, if one is. */
function nextKey(task: TaskActor): string | null {
  const index = task.source === null ? nextReadable(task.inputs, task.currentInput) : -1
  if (index < 0) return null
  const { queue, cursor } = task.inputs[index]!
  const item = queue[0]!
  return isBuffer(item) && !item.isMark(cursor) ? item.keys[cursor]! : null
}

/** Keys of the timers that are first in their queues. */
function timerKeys(task: TaskActor): string[] {
  const queues = task.runtime!.wiring.timers.flatMap(({ eventTime, processingTime }) => [
    eventTime,
    processingTime,
  ])
  return queues.flatMap(queue => queue?.first()?.key ?? [])
}

/** In a row of records: the next one may follow at once. */
export function mayFollow(sim: Sim, upkeep: Upkeep, key: string | null): boolean {
  if (upkeep.isDue()) return false
  return sim.source === null || key === null || upkeep.missing(key).length === 0
}
