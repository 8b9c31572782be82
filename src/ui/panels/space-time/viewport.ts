/** Which stretch of simulated time is in view, in µs, and how it follows, fits, zooms and pans. */
import { clamp } from '../../marks/geometry.ts'

export interface View {
  readonly from: number
  readonly to: number
}

/** So far right the playhead stands while the view follows it. */
const FOLLOW_SHARE = 0.86
/** A view is never narrower than this, nor wider than that, in µs. */
const WIDTH_MIN = 500
const WIDTH_MAX = 3_600_000_000

export const widthOf = (view: View): number => view.to - view.from

/** At the beginning of a run, time 0 stays at the left instead. */
export function followed(view: View, now: number): View {
  const width = widthOf(view)
  const from = Math.max(-width * 0.03, now - width * FOLLOW_SHARE)
  return { from, to: from + width }
}

/** Turns the page: moves only when the playhead has left the view. */
export const paged = (view: View, now: number): View =>
  now >= view.from && now <= view.from + widthOf(view) * 0.96 ? view : followed(view, now)

/** Zooms by `factor` (more than 1: closer) and keeps `anchor` where it is. */
export function zoomed(view: View, factor: number, anchor: number): View {
  const width = clamp(widthOf(view) / factor, WIDTH_MIN, WIDTH_MAX)
  const share = (anchor - view.from) / widthOf(view)
  const from = anchor - width * share
  return { from, to: from + width }
}

export const panned = (view: View, by: number): View => ({ from: view.from + by, to: view.to + by })

/** Keeps some of the run in view. */
export function bounded(view: View, headTime: number): View {
  const width = widthOf(view)
  const from = clamp(view.from, -width * 0.5, Math.max(0, headTime - width * 0.1))
  return { from, to: from + width }
}

/** All of a stretch, with air on both sides. */
export function fitted(from: number, to: number): View {
  const width = Math.max(WIDTH_MIN, to - from)
  return { from: from - width * 0.05, to: from + width * 1.08 }
}

/** Some two checkpoints, so that a whole one is seen with what came before it. */
export function firstWidth(checkpointIntervalMs: number): number {
  const usual = checkpointIntervalMs > 0 ? checkpointIntervalMs * 2.3 : 160
  return clamp(usual, 60, 600) * 1000
}

export interface ViewState {
  readonly view: View
  readonly following: boolean
  readonly now: number
}

/**
 * The view after the cursor moved. Following keeps the playhead in its place, or only turns pages where nothing may
 * slide. A reader who does not follow gets a new page when a step leaves the view, unless they look elsewhere.
 */
export function moved({ view, following, now: before }: ViewState, now: number, calm: boolean): ViewState {
  if (following) return { following, now, view: calm ? paged(view, now) : followed(view, now) }
  const wasIn = before >= view.from && before <= view.to
  return { following, now, view: wasIn && (now < view.from || now > view.to) ? paged(view, now) : view }
}
