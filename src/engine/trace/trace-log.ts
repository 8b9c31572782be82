/**
 * The rows of a run in the order of steps, as columns; a row is an object only while it is read. Control rows stay;
 * of record rows the oldest give way when there are too many, and ranges that a fast run went over have none: both
 * are made again by replay when they are wanted.
 */
import { NumberColumn } from '../../base/number-column.ts'
import { RECORD_KINDS, TRACE_KINDS, type RecordView, type TraceKind, type TraceRow } from '../api/trace.ts'

/** A row that has no step yet, and which event of its actor it belongs to and came from. */
export interface PendingRow extends Omit<TraceRow, 'step' | 'cause'> {
  readonly event: number
  readonly causeActor: number
  readonly causeEvent: number
}

/** What few rows have, or what is a text. */
interface RowDetail {
  readonly record: RecordView | null
  readonly effect: string | null
  readonly reason: string | null
  readonly checkpoint: number
  readonly total: number
  readonly duration: number
}

type Column =
  'step' | 'time' | 'kind' | 'actor' | 'peer' | 'travel' | 'channel' | 'amount' | 'cause' | 'detail'

interface Cut {
  readonly step: number
  readonly time: number
}

const RECORD_ROWS_MAX = 400_000

const KIND_NUMBERS: ReadonlyMap<TraceKind, number> = new Map(TRACE_KINDS.map((kind, i) => [kind, i]))
const IS_RECORD: readonly boolean[] = TRACE_KINDS.map(kind => RECORD_KINDS.has(kind))

/** Numbers from -1 are kept one up; `travel` is the time since `sentAt`, 0 where nothing travelled. */
function newColumns(): Record<Column, NumberColumn> {
  return {
    step: new NumberColumn('rising'),
    time: new NumberColumn('rising'),
    kind: new NumberColumn(),
    actor: new NumberColumn(),
    peer: new NumberColumn(),
    travel: new NumberColumn(),
    channel: new NumberColumn(),
    amount: new NumberColumn(),
    cause: new NumberColumn(),
    detail: new NumberColumn(),
  }
}

const columnNames = (columns: Record<Column, NumberColumn>) => Object.keys(columns) as Column[]

/** Which step each event of an actor was, for those that are known; both columns rise. */
interface StepsOfActor {
  readonly events: NumberColumn
  readonly steps: NumberColumn
}

export class TraceLog {
  #columns = newColumns()
  #details: RowDetail[] = []
  #records = 0
  /** Record rows of steps in these ranges (both ends in) are not here. */
  #missing: [number, number][] = []
  readonly #steps: StepsOfActor[] = []
  /** The record each actor's last row was about: rows about the same one share it. */
  #lastRecords: (RecordView | null)[] = []
  readonly #cuts = new Map<string, Cut>()

  get missing(): readonly (readonly [number, number])[] {
    return this.#missing
  }

  get length(): number {
    return this.#columns.step.length
  }

  /** Memory of the columns; texts and records come on top of it. */
  get bytes(): number {
    const columns = [
      ...Object.values(this.#columns),
      ...this.#steps.flatMap(({ events, steps }) => [events, steps]),
    ]
    return columns.reduce((sum, column) => sum + column.bytes, 0)
  }

  append(row: PendingRow, step: number): void {
    const columns = this.#columns
    const kind = KIND_NUMBERS.get(row.kind)!
    columns.step.push(step)
    columns.time.push(row.time)
    columns.kind.push(kind)
    columns.actor.push(row.actor)
    columns.peer.push(row.peer + 1)
    columns.travel.push(row.sentAt < 0 ? 0 : row.time - row.sentAt + 1)
    columns.channel.push(row.channel + 1)
    columns.amount.push(row.amount)
    columns.cause.push(this.#distanceToCause(row, step))
    columns.detail.push(this.#detailOf(row))
    if (row.kind === 'BarrierBroadcast')
      this.#cuts.set(`${row.actor} ${row.checkpoint}`, { step, time: row.time })
    if (!IS_RECORD[kind]!) return
    this.#records += 1
    if (this.#records > RECORD_ROWS_MAX) this.#dropOldRecords()
  }

  #distanceToCause(row: PendingRow, step: number): number {
    const cause = this.stepOf(row.causeActor, row.causeEvent)
    return cause === undefined || cause >= step ? 0 : step - cause
  }

  /** Its number from 1; 0: the row has none. */
  #detailOf(row: PendingRow): number {
    const { effect, reason, checkpoint, total, duration } = row
    const record = row.record === null ? null : this.#shared(row.actor, row.record)
    if (
      record === null &&
      effect === null &&
      reason === null &&
      checkpoint === 0 &&
      total === 0 &&
      duration === -1
    )
      return 0
    this.#details.push({ record, effect, reason, checkpoint, total, duration })
    return this.#details.length
  }

  #shared(actor: number, record: RecordView): RecordView {
    const last = this.#lastRecords[actor] ?? null
    if (last !== null && isSameRecord(last, record)) return last
    this.#lastRecords[actor] = record
    return record
  }

  noteStep(actor: number, event: number, step: number): void {
    const { events, steps } = (this.#steps[actor] ??= {
      events: new NumberColumn('rising'),
      steps: new NumberColumn('rising'),
    })
    if (events.length > 0 && events.at(events.length - 1) === event) return
    events.push(event)
    steps.push(step)
  }

  stepOf(actor: number, event: number): number | undefined {
    const known = this.#steps[actor]
    if (known === undefined) return undefined
    const place = known.events.countUpTo(event) - 1
    return place >= 0 && known.events.at(place) === event ? known.steps.at(place) : undefined
  }

  /** The row in which `actor` sent the barrier of `checkpoint`, up to step `until`. */
  cutOf(actor: number, checkpoint: number, until: number): Cut | undefined {
    const cut = this.#cuts.get(`${actor} ${checkpoint}`)
    return cut !== undefined && cut.step <= until ? cut : undefined
  }

  /** Steps from … to went by without record rows. */
  noteMissing(from: number, to: number): void {
    const last = this.#missing[this.#missing.length - 1]
    if (last !== undefined && last[1] >= from - 1) last[1] = Math.max(last[1], to)
    else this.#missing.push([from, to])
  }

  #dropOldRecords(): void {
    const old = this.#columns
    const details = this.#details
    const until = old.step.at(this.length >> 1)
    this.#columns = newColumns()
    this.#details = []
    this.#records = 0
    for (let i = 0; i < old.step.length; i++) {
      const isRecord = IS_RECORD[old.kind.at(i)]!
      if (isRecord && old.step.at(i) <= until) continue
      this.#records += Number(isRecord)
      for (const name of columnNames(old)) {
        if (name !== 'detail') this.#columns[name].push(old[name].at(i))
      }
      const detail = old.detail.at(i)
      this.#columns.detail.push(detail === 0 ? 0 : this.#details.push(details[detail - 1]!))
    }
    this.#missing = [[1, until], ...this.#missing.filter(range => range[1] > until)]
  }

  /** Forgets what lies after `step`: another future begins there. */
  truncate(step: number): void {
    const kept = this.#indexAfter(step)
    for (let i = kept; i < this.length; i++) this.#records -= Number(IS_RECORD[this.#columns.kind.at(i)]!)
    for (const name of columnNames(this.#columns)) this.#columns[name].truncate(kept)
    this.#details.length = this.#lastDetail()
    this.#lastRecords = []
    for (const [name, cut] of this.#cuts) if (cut.step > step) this.#cuts.delete(name)
    for (const { events, steps } of Object.values(this.#steps)) {
      const known = steps.countUpTo(step)
      events.truncate(known)
      steps.truncate(known)
    }
    this.#missing = this.#missing
      .filter(range => range[0] <= step)
      .map(([from, to]) => [from, Math.min(to, step)])
  }

  #lastDetail(): number {
    for (let i = this.length - 1; i >= 0; i--) {
      const detail = this.#columns.detail.at(i)
      if (detail > 0) return detail
    }
    return 0
  }

  #indexAfter(step: number): number {
    return this.#columns.step.countUpTo(step)
  }

  /** Rows of steps from … to, both in, of these kinds; null: of all. */
  bySteps(from: number, to: number, kinds: ReadonlySet<TraceKind> | null = null): TraceRow[] {
    const rows: TraceRow[] = []
    const end = this.#indexAfter(to)
    const wanted = TRACE_KINDS.map(kind => kinds === null || kinds.has(kind))
    const { kind } = this.#columns
    for (let i = this.#indexAfter(from - 1); i < end; i++) if (wanted[kind.at(i)]!) rows.push(this.#row(i))
    return rows
  }

  #row(i: number): TraceRow {
    const columns = this.#columns
    const detail = this.#details[columns.detail.at(i) - 1]
    const time = columns.time.at(i)
    const travel = columns.travel.at(i)
    return {
      step: columns.step.at(i),
      time,
      kind: TRACE_KINDS[columns.kind.at(i)]!,
      actor: columns.actor.at(i),
      peer: columns.peer.at(i) - 1,
      sentAt: travel === 0 ? -1 : time - travel + 1,
      channel: columns.channel.at(i) - 1,
      checkpoint: detail?.checkpoint ?? 0,
      amount: columns.amount.at(i),
      total: detail?.total ?? 0,
      duration: detail?.duration ?? -1,
      cause: columns.cause.at(i),
      record: detail?.record ?? null,
      effect: detail?.effect ?? null,
      reason: detail?.reason ?? null,
    }
  }

  /** The last step with a row at or before `time`; 0: none. */
  stepAt(time: number): number {
    const count = this.#columns.time.countUpTo(time)
    return count === 0 ? 0 : this.#columns.step.at(count - 1)
  }

  /** Time of a step, or of the row before it where it wrote none. */
  timeOf(step: number): number {
    const count = this.#indexAfter(step)
    return count === 0 ? 0 : this.#columns.time.at(count - 1)
  }
}

function isSameRecord(a: RecordView, b: RecordView): boolean {
  return (
    a.offset === b.offset &&
    a.partition === b.partition &&
    a.label === b.label &&
    a.key === b.key &&
    a.replayed === b.replayed
  )
}
