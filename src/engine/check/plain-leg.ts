/**
 * Plain output: what plain sinks wrote, by where it came from. A write cannot be taken back, so what is replayed after
 * a failure stands there twice: that is a fact of such a sink and no fault of the run.
 */
import type { LegVerdict } from '../api/verdict.ts'
import type { World } from '../kernel/world.ts'
import { NO_RECORD } from '../task/lineage.ts'
import type { PlainWrite } from '../task/output-log.ts'
import type { Balance } from './balance.ts'
import type { Flow } from './flow.ts'
import { legOf, offLeg, recordName, unreadOf, type Example } from './leg.ts'
import { lostBefore, type Losses } from './lost-for-good.ts'
import type { ReplaySet } from './replay-set.ts'
import { recordId } from './tally.ts'
import { jobManagerOf, taskOf, type View } from './view.ts'

/** The writes of one sink, all subtasks, each known by its source record and path. */
export class PlainIndex {
  readonly times = new Map<number, number>()
  /** Writes that were there before. */
  repeats: PlainWrite[] = []
  /** Of what timers made: the attempt that wrote it first. */
  readonly #firstAttempts = new Map<number, number>()
  readonly #node: number
  #lengths: number[] = []
  #last: (PlainWrite | null)[] = []

  constructor(node: number) {
    this.#node = node
  }

  /** Grows with the logs; begins anew when a log went back or tells another history. */
  moveTo(world: World): void {
    const logs = world.outputs.filter(output => output.node === this.#node)
    const grown = logs.every(({ log, length }, i) => {
      const known = this.#lengths[i] ?? 0
      return length >= known && (known === 0 || log.at(known - 1) === this.#last[i])
    })
    if (!grown) this.#clear()
    const known = this.repeats.length
    logs.forEach(({ log, length }, i) => {
      for (let at = this.#lengths[i] ?? 0; at < length; at++) this.#add(log.at(at))
      this.#lengths[i] = length
      this.#last[i] = length === 0 ? null : log.at(length - 1)
    })
    // In an order that does not tell which steps were looked at.
    if (this.repeats.length > known) {
      this.repeats.sort((a, b) => a.partition - b.partition || a.offset - b.offset || a.path - b.path)
    }
  }

  #clear(): void {
    this.times.clear()
    this.#firstAttempts.clear()
    this.repeats = []
    this.#lengths = []
    this.#last = []
  }

  /** A timer may fire more than once; only what another attempt had written as well may be a repetition. */
  #firesAgain(id: number, { partition, attempt }: PlainWrite): boolean {
    if (partition !== NO_RECORD) return false
    const first = this.#firstAttempts.get(id) ?? attempt
    this.#firstAttempts.set(id, first)
    return first === attempt
  }

  #add(write: PlainWrite): void {
    const id = recordId(write.partition, write.offset, write.path)
    const times = (this.times.get(id) ?? 0) + 1
    this.times.set(id, times)
    const again = this.#firesAgain(id, write)
    if (times > 1 && !again) this.repeats.push(write)
  }
}

export function judgePlain(
  flow: Flow,
  set: ReplaySet,
  view: View,
  balances: readonly Balance[],
  world: World,
  losses: Losses,
  indexOf: (node: number) => PlainIndex,
): LegVerdict {
  const { plan } = flow
  const stations = flow.stations.flatMap((station, index) =>
    station.sinks.some(sink => !sink.transactional) ? [index] : [],
  )
  if (stations.length === 0) return offLeg()
  const finished = jobManagerOf(world).status === 'FINISHED'
  const lost: Example[] = []
  const duplicated: Example[] = []
  let pending = unreadOf(flow, view, new Set(stations.flatMap(index => flow.stations[index]!.sources)))
  for (const station of stations) {
    const { vertex, sinks } = flow.stations[station]!
    pending += balances[station]!.inFlight
    for (const task of plan.tasks)
      if (view.live[task.actor - 1]! && task.vertex === vertex)
        pending += taskOf(world, task.actor).staged.writes.length
    for (const { node, transactional } of sinks) {
      if (transactional) continue
      const index = indexOf(node.id)
      index.moveTo(world)
      // A write that takes the place of itself leaves no trace.
      const repeats = plan.definitions.get(node.kind).idempotent === true ? [] : index.repeats
      const timed =
        repeats.length > 0 || finished ? timesDue(set, station, node.id) : new Map<number, number>()
      for (const { partition, offset, path } of repeats) {
        const id = recordId(partition, offset, path)
        const times = index.times.get(id)!
        if (partition === NO_RECORD && times <= (timed.get(id) ?? 1)) continue
        duplicated.push({ record: recordName(plan, partition, offset), where: node.uid, times })
      }
      if (finished) lost.push(...unwritten(flow, set, station, node.id, index, timed))
    }
  }
  lost.push(...lostBefore(flow, losses, stations))
  return legOf({ lost, duplicated, wrong: [] }, pending)
}

/** How often each record that timers made is to be written: a timer may fire again. */
function timesDue(set: ReplaySet, station: number, node: number): ReadonlyMap<number, number> {
  const due = new Map<number, number>()
  for (const replay of set.replays[station]!) {
    const column = replay.sinks.find(sink => sink.node.id === node)!
    for (const { partition, offset, path } of column.sunk.slice(0, column.countAt(replay.length))) {
      if (partition !== NO_RECORD) continue
      const id = recordId(partition, offset, path)
      due.set(id, (due.get(id) ?? 0) + 1)
    }
  }
  return due
}

function unwritten(
  flow: Flow,
  set: ReplaySet,
  station: number,
  node: number,
  index: PlainIndex,
  timed: ReadonlyMap<number, number>,
): Example[] {
  return set.replays[station]!.flatMap(replay => {
    const column = replay.sinks.find(sink => sink.node.id === node)!
    return column.sunk
      .slice(0, column.countAt(replay.length))
      .filter(sunk => {
        const id = recordId(sunk.partition, sunk.offset, sunk.path)
        return (index.times.get(id) ?? 0) < (timed.get(id) ?? 1)
      })
      .map(sunk => ({
        record: recordName(flow.plan, sunk.partition, sunk.offset),
        where: column.node.uid,
        times: 0,
      }))
  })
}
