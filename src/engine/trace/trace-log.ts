/**
 * The rows of a run in the order of steps. Control rows stay; of record rows the oldest give way when there are too
 * many, and ranges that a fast run went over have none: both are made again by replay when they are wanted.
 */
import type { TraceRow } from '../api/trace.ts'

/** A row, and which event of its actor it belongs to and came from. */
export interface LoggedRow extends Omit<TraceRow, 'cause'> {
  readonly event: number
  readonly causeActor: number
  readonly causeEvent: number
  readonly isRecord: boolean
}

const RECORD_ROWS_MAX = 400_000

export class TraceLog {
  #rows: LoggedRow[] = []
  #records = 0
  /** Record rows of steps in these ranges (both ends in) are not here. */
  #missing: [number, number][] = []
  /** Step of event n of each actor. */
  readonly #steps: number[][] = []
  readonly #cuts = new Map<string, LoggedRow>()

  get missing(): readonly (readonly [number, number])[] {
    return this.#missing
  }

  append(row: LoggedRow): void {
    this.#rows.push(row)
    if (row.kind === 'BarrierBroadcast') this.#cuts.set(`${row.actor} ${row.checkpoint}`, row)
    if (row.isRecord) this.#records += 1
    if (this.#records > RECORD_ROWS_MAX) this.#dropOldRecords()
  }

  noteStep(actor: number, event: number, step: number): void {
    ;(this.#steps[actor] ??= [])[event] = step
  }

  stepOf(actor: number, event: number): number | undefined {
    return this.#steps[actor]?.[event]
  }

  /** The row in which `actor` sent the barrier of `checkpoint`, up to step `until`. */
  cutOf(
    actor: number,
    checkpoint: number,
    until: number,
  ): { readonly step: number; readonly time: number } | undefined {
    const row = this.#cuts.get(`${actor} ${checkpoint}`)
    return row !== undefined && row.step <= until ? row : undefined
  }

  /** Steps from … to went by without record rows. */
  noteMissing(from: number, to: number): void {
    const last = this.#missing[this.#missing.length - 1]
    if (last !== undefined && last[1] >= from - 1) last[1] = Math.max(last[1], to)
    else this.#missing.push([from, to])
  }

  #dropOldRecords(): void {
    const cut = Math.floor(this.#rows.length / 2)
    const until = this.#rows[cut]!.step
    this.#rows = this.#rows.filter(row => !row.isRecord || row.step > until)
    this.#records = this.#rows.reduce((sum, row) => sum + Number(row.isRecord), 0)
    this.#missing = [[1, until], ...this.#missing.filter(range => range[1] > until)]
  }

  /** Forgets what lies after `step`: another future begins there. */
  truncate(step: number): void {
    this.#rows.length = this.#indexAfter(step)
    for (const [name, row] of this.#cuts) if (row.step > step) this.#cuts.delete(name)
    this.#records = this.#rows.reduce((sum, row) => sum + Number(row.isRecord), 0)
    this.#missing = this.#missing
      .filter(range => range[0] <= step)
      .map(([from, to]) => [from, Math.min(to, step)])
  }

  #indexAfter(step: number): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#rows[middle]!.step <= step) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Rows of steps from … to, both in. */
  bySteps(from: number, to: number): readonly LoggedRow[] {
    return this.#rows.slice(this.#indexAfter(from - 1), this.#indexAfter(to))
  }

  /** Last step at or before `time`, and first step at or after it, as far as rows tell. */
  stepAt(time: number): number {
    let low = 0
    let high = this.#rows.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#rows[middle]!.time <= time) low = middle + 1
      else high = middle
    }
    return low === 0 ? 0 : this.#rows[low - 1]!.step
  }

  /** Time of a step, or of the row before it where it wrote none. */
  timeOf(step: number): number {
    return this.#rows[this.#indexAfter(step) - 1]?.time ?? 0
  }

  all(): readonly LoggedRow[] {
    return this.#rows
  }
}
