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
  readonly truncated: boolean
}

export type Need =
  | { readonly type: 'nothing' }
  | { readonly type: 'all' | 'later' | 'earlier'; readonly from: number; readonly to: number }

/** So much more than what is in view is asked for, on both sides, in widths of the view. */
const PADDING = 0.75
/** Where that was too much, a view this much narrower is worth asking again. */
const NARROWER = 0.5

/** What to ask for, if anything. */
export function needOf(held: Held | null, wanted: Wanted): Need {
  const width = Math.max(1000, wanted.to - wanted.from)
  const from = Math.max(0, wanted.from)
  const to = Math.min(wanted.headTime, wanted.to)
  const all: Need = {
    type: 'all',
    from: Math.max(0, Math.floor(from - width * PADDING)),
    to: Math.min(wanted.headTime, Math.ceil(to + width * PADDING)),
  }
  if (held === null || held.run !== wanted.run || held.branch !== wanted.branch) return all
  // An undo took steps back that are held.
  if (held.lastStep > wanted.headStep || held.to > wanted.headTime) return all
  if (held.truncated && width < (held.to - held.from) * NARROWER) return all
  if (to < from) return { type: 'nothing' }
  if (from > held.to + width || to < held.from - width) return all
  if (to > held.to || (held.to >= to && to === wanted.headTime && held.lastStep < wanted.headStep)) {
    return { type: 'later', from: held.to, to: Math.min(wanted.headTime, Math.ceil(to + width * PADDING)) }
  }
  if (from < held.from)
    return { type: 'earlier', from: Math.max(0, Math.floor(from - width * PADDING)), to: held.from }
  return { type: 'nothing' }
}

export interface TraceView {
  readonly rows: TraceRow[]
  readonly held: Held | null
  readonly builder: TimelineBuilder
  /** Rises with every change. */
  readonly version: number
  readonly missing: TraceSlice['missing']
}

const ROWS_MAX = 60_000
const REQUEST_ROWS_MAX = 20_000

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
    if (held.truncated || first.step !== held.lastStep + 1 || first.step !== wanted.headStep) return false
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
          records: true,
          limit: REQUEST_ROWS_MAX,
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
    const { truncated } = slice
    if (need.type === 'all' || old === null || rows.length + slice.rows.length > ROWS_MAX || truncated) {
      const { run, branch } = wanted
      // Without record rows the last row tells nothing of the last step.
      const lastStep = truncated && need.to >= wanted.headTime ? wanted.headStep : lastStepOf(slice.rows)
      this.#replace(
        [...slice.rows],
        wanted,
        { run, branch, from: need.from, to: need.to, lastStep, truncated },
        slice.missing,
      )
      return true
    }
    const missing = [...known, ...slice.missing]
    if (need.type === 'later') {
      const added = slice.rows.filter(row => row.step > old.lastStep)
      const lastStep = Math.max(old.lastStep, lastStepOf(added))
      this.#append(added, { ...old, to: Math.max(old.to, need.to), lastStep }, missing)
      return added.length > 0 || need.to > old.to
    }
    const firstStep = rows[0]?.step ?? Infinity
    const added = slice.rows.filter(row => row.step < firstStep)
    this.#replace([...added, ...rows], wanted, { ...old, from: need.from }, missing)
    return true
  }
}

const lastStepOf = (rows: readonly TraceRow[]): number =>
  rows.reduce((most, row) => Math.max(most, row.step), -1)
