/**
 * Committed output: what readers of committed data see of each transactional sink, against what the functions bring
 * to it. A sink subtask's transactions, in order, hold what it took, in order; so sums over a prefix are enough while
 * all is well.
 */
import type { StagedRecord } from '../api/operator.ts'
import { isSynchronous } from '../api/snapshot-type.ts'
import type { LegVerdict } from '../api/verdict.ts'
import type { Plan } from '../kernel/plan.ts'
import type { TransactionContent } from '../kernel/transaction.ts'
import { NO_RECORD } from '../task/lineage.ts'
import type { BrokerActor, World } from '../kernel/world.ts'
import type { Balance } from './balance.ts'
import type { Flow } from './flow.ts'
import { legOf, offLeg, recordName, unreadOf, type Example, type Findings } from './leg.ts'
import { lostBefore, type Losses } from './lost-for-good.ts'
import type { Replay } from './replay.ts'
import type { ReplaySet } from './replay-set.ts'
import { contentHash, contentTally, type SinkColumn, type Sunk } from './sink-column.ts'
import { emptyTally, recordId, sameTally, type Tally } from './tally.ts'
import { jobManagerOf, type View } from './view.ts'

/** One transactional sink in one subtask. */
interface SinkPart {
  readonly replay: Replay
  readonly column: SinkColumn
  readonly committed: readonly TransactionContent[]
  /** Not visible yet, and still to be committed. */
  readonly prepared: readonly Held[]
}

/** Records of one transaction, at the broker or on their way there. */
interface Held {
  readonly id: string
  readonly records: readonly StagedRecord[]
}

export function judgeCommitted(
  flow: Flow,
  set: ReplaySet,
  view: View,
  balances: readonly Balance[],
  world: World,
  losses: Losses,
): LegVerdict {
  const { plan } = flow
  const stations = flow.stations.flatMap((station, index) =>
    station.sinks.some(sink => sink.transactional) ? [index] : [],
  )
  if (stations.length === 0) return offLeg()
  if (plan.settings.checkpointInterval === null && (view.attempt > 0 || view.live.includes(false))) {
    return offLeg('without checkpoints a restarted job commits what its own order gives')
  }
  const finished = jobManagerOf(world).status === 'FINISHED'
  const findings = { lost: [] as Example[], duplicated: [] as Example[], wrong: [] as Example[] }
  let isUnknown = false
  let pending = unreadOf(flow, view, new Set(stations.flatMap(index => flow.stations[index]!.sources)))
  for (const station of stations) {
    pending += balances[station]!.inFlight
    const parts = set.replays[station]!.flatMap(replay => partsOf(plan, world, replay))
    for (const part of parts)
      pending += Math.max(0, part.column.countAt(part.replay.length) - sizeOf(part.committed))
    const clean = balances[station]!.lost.length === 0 && balances[station]!.duplicated.length === 0
    if (clean && parts.every(part => isPrefix(part, finished))) continue
    for (const column of new Set(parts.map(part => part.column.node.id))) {
      const found = examine(
        plan,
        parts.filter(part => part.column.node.id === column),
        finished,
        lastStop(world),
      )
      pending = Math.max(0, pending - found.lost.length)
      findings.duplicated.push(...found.duplicated)
      if (isMadeAgain(flow, balances, station)) {
        isUnknown ||= found.lost.length + found.wrong.length > 0
        continue
      }
      findings.lost.push(...found.lost)
      findings.wrong.push(...found.wrong)
    }
  }
  findings.lost.push(...lostBefore(flow, losses, stations))
  return isUnknown && findings.lost.length + findings.duplicated.length === 0
    ? offLeg(
        'at least once: what a later operator had counted already was made again, and may say something else',
      )
    : legOf(findings, pending)
}

/**
 * At least once, a snapshot may hold a record that the operator above made behind its own cut, and makes again after the
 * restore, in another order and from other state. What it said the first time is in no state any more, so what the
 * operators below give cannot be told: what is missing by its text may be there with another.
 */
function isMadeAgain({ plan, stations }: Flow, balances: readonly Balance[], station: number): boolean {
  if (plan.settings.exactlyOnce) return false
  return stations.some(
    ({ first }, index) => index <= station && !first && balances[index]!.duplicated.length > 0,
  )
}

function partsOf(plan: Plan, world: World, replay: Replay): SinkPart[] {
  const broker = world.actors[plan.broker] as BrokerActor
  const bodies = broker.inbox.items.map(({ body }) => body)
  const commits = new Set(bodies.flatMap(body => (body.type === 'commit' ? [body.transaction] : [])))
  const finished = jobManagerOf(world).status === 'FINISHED'
  return replay.sinks
    .filter(column => column.transactional)
    .map(column => {
      const own = broker.transactions.filter(
        ({ content }) => content.sink === column.node.uid && content.subtask === replay.task.subtask,
      )
      const prepared = own.flatMap(({ status, content }): Held[] => (status === 'prepared' ? [content] : []))
      const underWay = bodies.flatMap((body): Held[] => {
        const ours =
          body.type === 'prepare' && body.sink === column.node.uid && body.subtask === replay.task.subtask
        return ours ? [{ id: body.transaction, records: body.records }] : []
      })
      return {
        replay,
        column,
        committed: own.filter(({ status }) => status === 'committed').map(({ content }) => content),
        prepared: [...prepared, ...underWay].filter(({ id }) => !finished || commits.has(id)),
      }
    })
}

const sizeOf = (contents: readonly Held[]): number =>
  contents.reduce((sum, content) => sum + content.records.length, 0)

/** What is committed is what the sink took first, and when the job is over, all of it. */
function isPrefix({ replay, column, committed, prepared }: SinkPart, finished: boolean): boolean {
  const size = sizeOf(committed)
  const all = column.countAt(replay.length)
  if (size > all || replay.repeats.countAt(replay.length) > 0) return false
  if (finished && size + sizeOf(prepared) < all) return false
  const due = emptyTally()
  column.tally.addRange(due, 0, size)
  const there = emptyTally()
  for (const content of committed) addTally(there, talliesByContent(content))
  return sameTally(due, there)
}

const known = new WeakMap<TransactionContent, Tally>()

/** A transaction never changes, so its sum is made once. */
function talliesByContent(content: TransactionContent): Tally {
  const tally = known.get(content) ?? contentTally(content.records)
  known.set(content, tally)
  return tally
}

function addTally(into: Tally, tally: Tally): void {
  into.count += tally.count
  into.a = (into.a + tally.a) | 0
  into.b = (into.b + tally.b) | 0
}

/** Commits of one source record: how many of each content are due and not yet found. */
interface Due {
  readonly byContent: Map<number, number>
  total: number
  committed: number
}

/** The last savepoint that was to stop the job; 0: none. What fails behind it goes on from before what it committed. */
function lastStop(world: World): number {
  const { savepoints } = jobManagerOf(world).coordinator
  return Math.max(0, ...savepoints.filter(({ snapshot }) => isSynchronous(snapshot)).map(({ id }) => id))
}

/**
 * Record by record, over all subtasks of a sink. `stop`: transactions up to it may be ahead of what is due, and say what
 * another order gave.
 */
function examine(plan: Plan, parts: readonly SinkPart[], finished: boolean, stop: number): Findings {
  const due = dueBySource(parts)
  const where = parts[0]!.column.node.uid
  const duplicated: Example[] = []
  const wrong: Example[] = []
  const committed = parts.flatMap(part => part.committed)
  // What may be ahead comes last: it is twice there once what is due has been committed, too.
  const found = [...committed.filter(isBehind(stop)), ...committed.filter(isUpTo(stop))].flatMap(
    ({ checkpoint, records }) => records.map(record => ({ checkpoint, record })),
  )
  for (const { checkpoint, record } of found) {
    // It will be due when it has been read again.
    if (checkpoint <= stop && !due.has(sourceOf(record))) continue
    const source = due.get(sourceOf(record)) ?? {
      byContent: new Map<number, number>(),
      total: 0,
      committed: 0,
    }
    due.set(sourceOf(record), source)
    source.committed += 1
    const example = {
      record: recordName(plan, record.partition, record.offset),
      where,
      times: source.committed,
    }
    const content = contentHash(record)
    const left = source.byContent.get(content) ?? 0
    if (left > 0) source.byContent.set(content, left - 1)
    else if (source.committed > Math.max(1, source.total) && source.total >= leastDue(record))
      duplicated.push(example)
    else if (checkpoint > stop)
      wrong.push({
        ...example,
        where: `${where}: ${JSON.stringify(record.value)} is not what the functions give`,
      })
  }
  return { lost: lostIn(plan, parts, finished, stop), duplicated, wrong }
}

const isUpTo =
  (stop: number) =>
  ({ checkpoint }: TransactionContent): boolean =>
    checkpoint <= stop

const isBehind =
  (stop: number) =>
  ({ checkpoint }: TransactionContent): boolean =>
    checkpoint > stop

/** What a timer made and nobody knows is no repetition. */
const leastDue = ({ partition }: StagedRecord): number => (partition === NO_RECORD ? 1 : 0)

/** What came of one source record goes together; what timers made is told apart by what it says. */
function sourceOf(record: StagedRecord): number {
  const { partition, offset } = record
  return recordId(partition, offset, partition === NO_RECORD ? contentHash(record) : 0)
}

function dueBySource(parts: readonly SinkPart[]): Map<number, Due> {
  const due = new Map<number, Due>()
  const seen = new Set<number>()
  for (const { replay, column } of parts) {
    for (const sunk of column.sunk.slice(0, column.countAt(replay.length))) {
      const id = recordId(sunk.partition, sunk.offset, sunk.path)
      if (sunk.partition !== NO_RECORD && seen.has(id)) continue
      seen.add(id)
      const source = sourceOf(sunk)
      const entry = due.get(source) ?? { byContent: new Map<number, number>(), total: 0, committed: 0 }
      const content = contentHash(sunk)
      entry.byContent.set(content, (entry.byContent.get(content) ?? 0) + 1)
      entry.total += 1
      due.set(source, entry)
    }
  }
  return due
}

/**
 * Records that later ones overtook, or all that are left when the job is over, and no transaction holds any more. One
 * that was made again, and then went to another subtask, may say something else by now: it is lost where neither is.
 */
function lostIn(plan: Plan, parts: readonly SinkPart[], finished: boolean, stop: number): Example[] {
  const there = new Set<number>()
  const missing = parts.flatMap(part => missingIn(part, finished, stop, there))
  return missing
    .filter(sunk => sunk.partition === NO_RECORD || !there.has(idOf(sunk)))
    .map(({ partition, offset }) => ({
      record: recordName(plan, partition, offset),
      where: parts[0]!.column.node.uid,
      times: 0,
    }))
}

const idOf = ({ partition, offset, path }: Sunk): number => recordId(partition, offset, path)

/** Adds to `there` those that are not. What may be ahead of what is due overtakes nothing. */
function missingIn(
  { replay, column, committed, prepared }: SinkPart,
  finished: boolean,
  stop: number,
  there: Set<number>,
): Sunk[] {
  const isCommitted = taker(committed.filter(isBehind(stop)))
  const wasCommitted = taker(committed.filter(isUpTo(stop)))
  const isPrepared = taker(prepared)
  const missing: { readonly at: number; readonly sunk: Sunk }[] = []
  let last = -1
  column.sunk.slice(0, column.countAt(replay.length)).forEach((sunk, at) => {
    const isThere = isCommitted(sunk)
    if (isThere) last = at
    if (isThere || wasCommitted(sunk) || isPrepared(sunk)) there.add(idOf(sunk))
    else if (!sunk.repeated) missing.push({ at, sunk })
  })
  return missing.filter(({ at }) => finished || at < last).map(({ sunk }) => sunk)
}

/** Takes records out of transactions, by where they came from and what they say. */
function taker(contents: readonly Held[]): (record: StagedRecord) => boolean {
  const left = new Map<number, number>()
  const saidBy = (record: StagedRecord) => recordId(record.partition, record.offset, contentHash(record))
  for (const record of contents.flatMap(content => content.records))
    left.set(saidBy(record), (left.get(saidBy(record)) ?? 0) + 1)
  return record => {
    const count = left.get(saidBy(record)) ?? 0
    if (count > 0) left.set(saidBy(record), count - 1)
    return count > 0
  }
}
