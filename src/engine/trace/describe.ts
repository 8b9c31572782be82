/** Short texts for what is in hand, as it is drawn: `a44` for a keyed record, `a=26` for a result. */
import type { RecordView } from '../api/trace.ts'
import type { Plan } from '../kernel/plan.ts'
import type { Sim } from '../kernel/sim.ts'
import type { TaskActor, World } from '../kernel/world.ts'

const LABEL_MAX = 24

export function describeRecord(
  plan: Plan,
  attempt: number,
  value: unknown,
  key: string | null,
  partition: number,
  offset: number,
  timestamp: number | null,
  world: World,
): RecordView {
  return {
    label: label(value, key, offset),
    key: key ?? keyOf(value),
    partition,
    offset,
    timestamp,
    replayed: isReplayed(plan, world, attempt, partition, offset),
  }
}

function label(value: unknown, key: string | null, offset: number): string {
  if (offset < 0) return resultText(value) ?? clip(key ?? (typeof value === 'string' ? value : 'result'))
  if (key !== null) return clip(`${key}${/\d$/.test(key) ? '·' : ''}${offset}`)
  const result = resultText(value)
  return result ?? clip(`${typeof value === 'string' ? value : ''}${offset}`)
}

/** `a = 26` for the results of keyed functions: an object or tuple of a text and a number. */
function resultText(value: unknown): string | null {
  if (value === null || typeof value !== 'object') return null
  const parts = Object.values(value as Record<string, unknown>)
  const name = parts.find(part => typeof part === 'string')
  const amount = parts.find(part => typeof part === 'number')
  return name === undefined || amount === undefined ? null : clip(`${String(name)}=${amount}`)
}

/** The key a result is about, so that it wears the same tint. */
function keyOf(value: unknown): string | null {
  if (value === null || typeof value !== 'object') return null
  const text = Object.values(value as Record<string, unknown>).find(part => typeof part === 'string')
  return typeof text === 'string' ? text : null
}

const clip = (text: string): string => (text.length <= LABEL_MAX ? text : `${text.slice(0, LABEL_MAX - 1)}…`)

/** A record was read by an earlier attempt if its offset lies before the furthest that attempt had read. */
function isReplayed(plan: Plan, world: World, attempt: number, partition: number, offset: number): boolean {
  if (attempt === 0 || partition < 0) return false
  for (const task of plan.tasks) {
    if (!task.partitions.includes(partition)) continue
    const actor = world.actors[task.actor]!
    const split =
      actor.kind === 'task' ? actor.source?.splits.find(other => other.partition === partition) : undefined
    return split !== undefined && offset < split.replayUntil
  }
  return false
}

export function describeHand(sim: Sim, task: TaskActor): RecordView {
  const { value, key, partition, offset, timestamp } = task.hand
  const known = key ?? task.staged.firstKey()
  return describeRecord(sim.plan, task.attempt, value, known, partition, offset, timestamp, sim.world)
}

/** What the record in hand did: the state it changed, else the results it made; of a timer its results come first. */
export function describeEffect(task: TaskActor): string | null {
  const { runtime, hand, staged } = task
  const isTimer = hand.offset < 0
  if (runtime !== null && hand.key !== null && !(isTimer && staged.count > 0)) {
    for (const table of runtime.wiring.tables()) {
      if (table.scope !== 'key') continue
      const row = table.rows.get(hand.key)
      if (row !== undefined) return clip(`${hand.key} = ${valueText(row.value)}`)
    }
  }
  if (staged.count === 0) return null
  return clip(
    staged
      .outputs()
      .map(value => resultText(value) ?? valueText(value))
      .join(', '),
  )
}

/** A value on one line. Maps show their entries, objects their fields. */
export function valueText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Map)
    return `{${[...value].map(([key, item]) => `${String(key)}: ${valueText(item)}`).join(', ')}}`
  if (Array.isArray(value)) return `[${value.map(valueText).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value)
      .map(([field, item]) => `${field} ${valueText(item)}`)
      .join(', ')
  }
  return String(value)
}
