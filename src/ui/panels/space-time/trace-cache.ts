/**
 * The part of the trace that space–time holds: one stretch of time, kept a little wider than what is in view. A step
 * ahead brings its own rows with its frame; everything else is asked for, one request at a time.
 */
import type { TraceRow } from '../../../engine/api/trace.ts'
import type { TraceRequest, TraceSlice } from '../../../worker/protocol.ts'
import { createTimeline, type TimelineBuilder } from './timeline.ts'

export interface Wanted {
  /** What must stay the same for rows to belong together: the scene and the branch. */
  readonly run: object
  readonly branch: number
  readonly from: number
  readonly to: number
  readonly headStep: number
  readonly headTime: number
  /** The lanes that rows name only by their role. */
  readonly jobManager: number
  readonly storage: number
}

export interface Held {
  readonly run: object
  readonly branch: number
  /** Times between which nothing is missing. */
  readonly from: number
  readonly to: number
  readonly lastStep: number
  /** With record rows; else control rows only, because there would be too many. */
  readonly records: boolean
  /** A view at most this wide may ask for record rows. */
  readonly recordsWidthMax: number
}

export type Need =
  | { readonly type: 'nothing' }
  | {
      readonly type: 'all' | 'later' | 'earlier'
      readonly from: number
      readonly to: number
      readonly records: boolean
    }

/** So much more than what is in view is asked for, on both sides, in widths of the view. */
const PADDING = 0.75
const ROWS_MAX = 60_000
const RECORD_ROWS_MAX = 20_000
/** Rows of a step, about: some steps have several. */
const ROWS_PER_STEP = 1.3

/** What to ask for, if anything. */
export function needOf(held: Held | null, wanted: Wanted): Need {
  const width = Math.max(1000, wanted.to - wanted.from)
  const from = Math.max(0, wanted.from)
  const to = Math.min(wanted.headTime, wanted.to)
  const known = held !== null && held.run === wanted.run && held.branch === wanted.branch ? held : null
  const records = wantsRecords(known, wanted, width)
  const early = Math.max(0, Math.floor(from - width * PADDING))
  const late = Math.min(wanted.headTime, Math.ceil(to + width * PADDING))
  const all: Need = { type: 'all', from: early, to: late, records }
  // Another run, an undo that took steps back, another amount of detail, or somewhere else altogether.
  if (known === null || known.lastStep > wanted.headStep || known.to > wanted.headTime) return all
  if (known.records !== records) return all
  if (to < from) return { type: 'nothing' }
  if (from > known.to + width || to < known.from - width) return all
  if (to > known.to || (to === wanted.headTime && known.lastStep < wanted.headStep)) {
    return { type: 'later', from: known.to, to: late, records }
  }
  if (from < known.from) return { type: 'earlier', from: early, to: known.from, records }
  return { type: 'nothing' }
}

/** Record rows are asked for where they can be expected to fit; what is held is not given up for a little more. */
function wantsRecords(held: Held | null, wanted: Wanted, width: number): boolean {
  if (held !== null && width > held.recordsWidthMax) return false
  const rowsPerTime = (wanted.headStep * ROWS_PER_STEP) / Math.max(1, wanted.headTime)
  const expected = Math.min(width * (1 + 2 * PADDING), wanted.headTime) * rowsPerTime
  return expected < RECORD_ROWS_MAX * (held?.records === true ? 1 : 0.7)
}

export interface TraceView {
  readonly rows: TraceRow[]
  readonly held: Held | null
  readonly builder: TimelineBuilder
  /** Rises with every change. */
  readonly version: number
  readonly missing: TraceSlice['missing']
}

export class TraceCache {
  readonly #load: (request: TraceRequest) => Promise<TraceSlice>
  readonly #changed: () => void
  #wanted: Wanted | null = null
  #asking = false
  #view: TraceView

  constructor(load: (request: TraceRequest) => Promise<TraceSlice>, changed: () => void) {
    this.#load = load
    this.#changed = changed
    this.#view = { rows: [], held: null, builder: createTimeline(-1, -1), version: 0, missing: [] }
  }

  get view(): TraceView {
    return this.#view
  }

  /** Says what is in view; `fresh` are the rows of the step that was just made, if it was one. */
  want(wanted: Wanted, fresh: readonly TraceRow[]): void {
    this.#wanted = wanted
    if (this.#takeFresh(wanted, fresh)) this.#changed()
    void this.#pump()
  }

  #takeFresh(wanted: Wanted, fresh: readonly TraceRow[]): boolean {
    const { held } = this.#view
    const first = fresh[0]
    if (held === null || first === undefined || held.run !== wanted.run || held.branch !== wanted.branch)
      return false
    if (first.step !== held.lastStep + 1 || first.step !== wanted.headStep) return false
    this.#append(fresh, { ...held, to: wanted.headTime, lastStep: first.step }, this.#view.missing)
    return true
  }

  #append(rows: readonly TraceRow[], held: Held, missing: TraceView['missing']): void {
    const { version, rows: before, builder } = this.#view
    before.push(...rows)
    builder.add(rows)
    this.#view = { rows: before, builder, held, missing, version: version + 1 }
  }

  #replace(rows: TraceRow[], wanted: Wanted, held: Held, missing: TraceView['missing']): void {
    const builder = createTimeline(wanted.jobManager, wanted.storage)
    builder.add(rows)
    this.#view = { rows, builder, held, missing, version: this.#view.version + 1 }
  }

  async #pump(): Promise<void> {
    if (this.#asking) return
    this.#asking = true
    try {
      for (;;) {
        const wanted = this.#wanted
        if (wanted === null) return
        const need = needOf(this.#view.held, wanted)
        if (need.type === 'nothing') return
        const slice = await this.#load({
          fromTime: need.from,
          toTime: need.to,
          records: need.records,
          limit: need.records ? RECORD_ROWS_MAX : ROWS_MAX,
        })
        const taken = this.#take(wanted, need, slice)
        this.#changed()
        if (!taken) return
      }
    } catch {
      // The engine is gone or busy with another run; the next frame asks again.
    } finally {
      this.#asking = false
    }
  }

  /** False when nothing came of it, so that it is not asked again at once. */
  #take(wanted: Wanted, need: Exclude<Need, { type: 'nothing' }>, slice: TraceSlice): boolean {
    const latest = this.#wanted ?? wanted
    if (latest.run !== wanted.run || latest.branch !== wanted.branch) return true
    const { held: old, rows, missing: known } = this.#view
    if (need.type === 'all' || old === null) {
      this.#replace([...slice.rows], wanted, heldAfter(old, wanted, need, slice), slice.missing)
      return true
    }
    if (slice.truncated || rows.length + slice.rows.length > ROWS_MAX) {
      // Too much to add to: begin again with what is in view.
      this.#view = { ...this.#view, held: null }
      return true
    }
    const missing = [...known, ...slice.missing]
    if (need.type === 'later') {
      const added = slice.rows.filter(row => row.step > old.lastStep)
      const lastStep = Math.max(old.lastStep, lastStepAt(wanted, need, added))
      this.#append(added, { ...old, to: Math.max(old.to, need.to), lastStep }, missing)
      return added.length > 0 || need.to > old.to || lastStep > old.lastStep
    }
    const firstStep = rows[0]?.step ?? Infinity
    const added = slice.rows.filter(row => row.step < firstStep)
    this.#replace([...added, ...rows], wanted, { ...old, from: need.from }, missing)
    return true
  }
}

type Asked = Exclude<Need, { type: 'nothing' }>

/** Rows that were too many after all are refused for any view as wide as this one. */
function heldAfter(old: Held | null, wanted: Wanted, need: Asked, slice: TraceSlice): Held {
  const { run, branch } = wanted
  const same = old !== null && old.run === run && old.branch === branch
  const before = same ? old.recordsWidthMax : Infinity
  const refused = need.records && slice.truncated
  return {
    run,
    branch,
    from: need.from,
    to: need.to,
    lastStep: lastStepAt(wanted, need, slice.rows),
    records: need.records && !slice.truncated,
    recordsWidthMax: refused ? Math.min(before, (wanted.to - wanted.from) / 2) : before,
  }
}

/** Without record rows the last row does not tell the last step. */
function lastStepAt(wanted: Wanted, need: Asked, rows: readonly TraceRow[]): number {
  return need.to >= wanted.headTime ? wanted.headStep : lastStepOf(rows)
}

const lastStepOf = (rows: readonly TraceRow[]): number =>
  rows.reduce((most, row) => Math.max(most, row.step), -1)
