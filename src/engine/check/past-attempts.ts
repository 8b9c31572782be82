/**
 * What earlier attempts had come to when they ended, and how far the restore went back: for the summary of a restore
 * and for what was rolled back. An attempt that has ended never changes, so it is replayed once.
 */
import type { RestoredSummary } from '../api/verdict.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { PastAttempt, World } from '../kernel/world.ts'
import { lineageRefs, type LineageRef } from '../task/lineage.ts'
import { valueText } from '../trace/describe.ts'
import type { AloneState } from './alone-state.ts'
import { countingStations, type Flow } from './flow.ts'
import type { Replay } from './replay.ts'
import { ReplaySet } from './replay-set.ts'
import { attemptOf, jobManagerOf, taskOf, type View } from './view.ts'

/** Attempts whose replay is kept. */
const SETS_MAX = 2
const KEY_ROWS_MAX = 4

type SummaryRow = RestoredSummary['rows'][number]

interface ChangedKey {
  readonly task: TaskPlan
  readonly key: string
  readonly records: number
  readonly atFailure: string
  readonly restored: string
}

const lengthOf = (lineage: readonly LineageRef[]): number => lineage.reduce((sum, ref) => sum + ref.length, 0)

export class PastAttempts {
  readonly #flow: Flow
  #sets: { readonly id: string; readonly set: ReplaySet }[] = []
  readonly #counts = new WeakMap<LineageRef, { readonly from: number; readonly count: number }>()
  readonly #changed = new WeakMap<
    LineageRef,
    { readonly from: string; readonly keys: readonly ChangedKey[] }
  >()

  constructor(flow: Flow) {
    this.#flow = flow
  }

  /** A task and its region as they were when `attempt` ended; those that have not heard of it yet, as they are. */
  #setOf(world: World, of: TaskPlan, attempt: number): ReplaySet {
    const { regions } = this.#flow.plan
    const lineage = this.#flow.plan.tasks.map(task => {
      if (regions[task.actor - 1] !== regions[of.actor - 1]) return []
      const actor = taskOf(world, task.actor)
      return (
        pastOf(world, task, attempt)?.lineage ?? (actor.attempt === attempt ? lineageRefs(actor.lineage) : [])
      )
    })
    const id = lineage.map(refs => `${lengthOf(refs)}.${refs[refs.length - 1]?.digest ?? 0}`).join(' ')
    const known = this.#sets.find(other => other.id === id)?.set
    if (known !== undefined) return known
    const set = new ReplaySet(this.#flow, world, attempt)
    set.moveTo(lineage)
    this.#sets = [...this.#sets, { id, set }].slice(-SETS_MAX)
    return set
  }

  /** Records of transactional sinks that earlier attempts of a subtask took in vain. */
  rolledBack(world: World, view: View, replay: Replay): number {
    const { past } = taskOf(world, replay.task.actor)
    return past.reduce((sum, attempt, i) => {
      const next = past[i + 1]
      const kept =
        next === undefined
          ? baseLength(world, view, replay.task, attempt)
          : lengthOf(next.lineage.slice(0, -1))
      return sum + this.#sunkAfter(world, replay, attempt, kept)
    }, 0)
  }

  #sunkAfter(world: World, replay: Replay, { attempt, lineage }: PastAttempt, from: number): number {
    const own = lineage[lineage.length - 1]
    if (own === undefined) return 0
    const known = this.#counts.get(own)
    if (known?.from === from) return known.count
    const past = this.#setOf(world, replay.task, attempt).replays[replay.station]!.find(
      other => other.task === replay.task,
    )!
    const columns = past.sinks.filter(sink => sink.transactional)
    const count = columns.reduce(
      (sum, sink) => sum + sink.countAt(past.length) - sink.countAt(Math.min(from, past.length)),
      0,
    )
    this.#counts.set(own, { from, count })
    return count
  }

  summary(world: World, view: View, set: ReplaySet): RestoredSummary | null {
    const { attempt, restoredFrom } = jobManagerOf(world)
    if (attempt < 1) return null
    return {
      checkpoint: restoredFrom,
      rows: [...offsetRows(this.#flow, world, view), ...this.#keyRows(world, view, set)],
    }
  }

  #keyRows(world: World, view: View, set: ReplaySet): SummaryRow[] {
    const replays = countingStations(this.#flow)
      .filter(station => this.#flow.stations[station]!.stateful)
      .flatMap(station => set.replays[station]!)
    const changed = replays.flatMap(replay => this.#changedKeys(world, view, replay))
    changed.sort((x, y) => y.records - x.records || x.task.actor - y.task.actor || (x.key < y.key ? -1 : 1))
    return changed.slice(0, KEY_ROWS_MAX).map(({ task, key, atFailure, restored }) => {
      const now = textOf(replays.find(replay => replay.task === task)!.states, key)
      return { label: `${task.name} ${key}`, atFailure, restored, now }
    })
  }

  /** The last attempt of a task's region that was replaced; -1: there is none. */
  #lastAttempt(world: World, of: TaskPlan): number {
    const { tasks, regions } = this.#flow.plan
    const mates = tasks.filter(task => regions[task.actor - 1] === regions[of.actor - 1])
    const ended = mates.flatMap(task => taskOf(world, task.actor).past.map(past => past.attempt))
    return Math.max(-1, ...ended.filter(attempt => attempt < attemptOf(world, of.actor)))
  }

  #changedKeys(world: World, view: View, replay: Replay): readonly ChangedKey[] {
    const attempt = this.#lastAttempt(world, replay.task)
    const lineage = pastOf(world, replay.task, attempt)?.lineage ?? []
    const own = lineage[lineage.length - 1]
    if (own === undefined) return []
    const from = Math.min(restoredLength(world, view, replay.task), lengthOf(lineage))
    const known = this.#changed.get(own)
    if (known?.from === `${attempt} ${from}`) return known.keys
    const keys = changedKeys(this.#setOf(world, replay.task, attempt), replay, from)
    this.#changed.set(own, { from: `${attempt} ${from}`, keys })
    return keys
  }
}

function pastOf(world: World, task: TaskPlan, attempt: number): PastAttempt | undefined {
  return taskOf(world, task.actor).past.findLast(past => past.attempt === attempt)
}

/** How much of what it had taken came back in this attempt, or will come back. */
function restoredLength(world: World, view: View, task: TaskPlan): number {
  const { lineage, past } = taskOf(world, task.actor)
  const attempt = attemptOf(world, task.actor)
  const here = past.findLast(other => other.attempt === attempt)
  if (here !== undefined) return lengthOf(here.lineage.slice(0, -1))
  return lineage !== null && taskOf(world, task.actor).attempt === attempt
    ? lengthOf(lineage.base)
    : lengthOf(view.lineage[task.actor - 1]!)
}

/** What follows the last attempt that ended: the one that runs, or the checkpoint that will be restored. */
function baseLength(world: World, view: View, task: TaskPlan, last: PastAttempt): number {
  const actor = taskOf(world, task.actor)
  const runs = actor.lineage !== null && actor.attempt > last.attempt
  return runs ? lengthOf(actor.lineage!.base) : lengthOf(view.lineage[task.actor - 1]!)
}

function changedKeys(set: ReplaySet, replay: Replay, from: number): ChangedKey[] {
  const past = set.replays[replay.station]!.find(other => other.task === replay.task)!
  const records = new Map<string, number>()
  for (let i = from; i < past.length; i++) {
    const key = past.arrivalAt(i)?.key ?? null
    if (key !== null) records.set(key, (records.get(key) ?? 0) + 1)
  }
  const keys = [...records.keys()]
  const restored = keys.map(key => textOf(past.stateAt(Math.min(from, past.length)), key))
  const atFailure = keys.map(key => textOf(past.stateAt(past.length), key))
  return keys
    .map((key, i) => ({
      task: replay.task,
      key,
      records: records.get(key)!,
      atFailure: atFailure[i]!,
      restored: restored[i]!,
    }))
    .filter(row => row.atFailure !== row.restored)
}

/** The first state of a chain that has the key. */
function textOf(states: readonly AloneState[], key: string): string {
  for (const state of states) {
    for (const rows of state.rows.values()) if (rows.has(key)) return valueText(rows.get(key))
  }
  return '–'
}

function offsetRows(flow: Flow, world: World, view: View): SummaryRow[] {
  return flow.plan.partitions.map(({ number, split }) => {
    const task = flow.plan.tasks.find(other => other.partitions.includes(number))!
    const { source, past, attempt } = taskOf(world, task.actor)
    const now = source!.splits.find(other => other.partition === number)!
    const current = attemptOf(world, task.actor)
    const ended = past.filter(other => other.attempt < current).flatMap(other => other.reads)
    const furthest = Math.max(
      view.origins[number]!,
      ...ended.filter(read => read.partition === number).map(read => read.to),
    )
    const here = past.find(other => other.attempt === current)?.reads.find(read => read.partition === number)
    const begun = attempt === current && view.live[task.actor - 1]!
    const restored = here?.from ?? (begun ? now.from : view.offsets[number]!)
    const label = task.partitions.length === 1 ? `${task.name} offset` : `${task.name} ${split.id} offset`
    return {
      label,
      atFailure: String(furthest),
      restored: String(restored),
      now: String(view.offsets[number]),
    }
  })
}
