/**
 * What of a timeline is in view, and how much of it can be told apart. Barriers, cuts, acks and failures are never
 * summed up; records are, where there are too many; spans only where more than 200 checkpoints are in view.
 */
import type { ChannelScene, Frame } from '../../../engine/api/frame.ts'
import type { CheckpointTickDatum } from '../../marks/checkpoint-tick.ts'
import type { TimeTickDatum } from '../../marks/time-tick.ts'
import { cutAtStep, consistentCut, type Cut } from './consistent-cut.ts'
import type { Lanes } from './lanes.ts'
import type { Line, Mark, Span } from './timeline-things.ts'
import type { Timeline } from './timeline.ts'
import type { View } from './viewport.ts'

export type RecordDetail = 'every' | 'faint' | 'density'

export interface Visible {
  readonly records: readonly Line[]
  readonly recordDetail: RecordDetail
  readonly barriers: readonly Line[]
  readonly calls: readonly Line[]
  readonly busy: readonly Span[]
  readonly phases: readonly Span[]
  /** Signs with words, and, seen from far, those that are only small. */
  readonly signs: readonly Mark[]
  readonly ticks: readonly CheckpointTickDatum[]
  /** Watermarks that rose and timers that fired; none where there are too many to tell apart. */
  readonly times: readonly (Mark & TimeTickDatum)[]
  readonly cuts: readonly Cut[]
  /** Checkpoints in view. */
  readonly checkpoints: number
  /** One bar per checkpoint in place of its spans and lines. */
  readonly merged: boolean
}

const RECORDS_EVERY = 600
const RECORDS_FAINT = 5000
const CHECKPOINTS_MERGED = 200
/** More cuts than this would be a grey field: only the one under way and the selected one remain. */
const CUTS_MAX = 30
const BUSY_MAX = 2500
/** More checkpoints than this are drawn small. */
const SIGNS_MAX = 24
const TIMES_MAX = 400

export interface Visibility {
  readonly view: View
  readonly lanes: Lanes
  readonly frame: Frame
  /** The checkpoint that is selected, or 0. */
  readonly chosen: number
  /** Actors for whom a completion means work: only to them is its notice drawn. */
  readonly committers: ReadonlySet<number>
  readonly channels: readonly ChannelScene[]
}

export function visibleOf(timeline: Timeline, wanted: Visibility): Visible {
  const { view, frame, chosen, committers } = wanted
  const records: Line[] = []
  const barriers: Line[] = []
  const calls: Line[] = []
  const put = (line: Line) => {
    if (line.kind === 'record') records.push(line)
    else if (line.kind === 'barrier') barriers.push(line)
    else if (line.kind !== 'complete' || committers.has(line.to) || line.checkpoint === chosen)
      calls.push(line)
  }
  for (const line of timeline.lines.between(view.from, view.to)) put(line)
  for (const line of callsUnderWay(frame)) put(line)
  for (const line of itemsUnderWay(frame, wanted.channels)) put(line)
  const spans = [...timeline.spans.between(view.from, view.to), ...timeline.goingOn].filter(
    span => span.start <= view.to,
  )
  const all = [...timeline.marks.between(view.from, view.to)]
  const times = all.filter(isTime)
  const marks = all.filter(mark => !isTime(mark))
  const checkpoints = marks.filter(mark => mark.kind === 'triggered').length
  const merged = checkpoints > CHECKPOINTS_MERGED
  const busy = spans.filter(span => span.kind === 'busy')
  const phases = spans.filter(span => span.kind !== 'busy')
  return {
    records,
    recordDetail:
      records.length <= RECORDS_EVERY ? 'every' : records.length <= RECORDS_FAINT ? 'faint' : 'density',
    barriers: merged ? [] : barriers,
    calls: merged ? calls.filter(line => line.kind === 'failure' || line.kind === 'abort') : calls,
    busy: busy.length <= BUSY_MAX ? busy : [],
    phases: merged
      ? phases.filter(span => span.kind === 'down' || span.kind === 'restore')
      : envelopes(phases, wanted.lanes),
    ...splitMarks(marks, checkpoints, wanted),
    times: times.length <= TIMES_MAX ? times : [],
    cuts: cutsIn(timeline, marks, wanted),
    checkpoints,
    merged,
  }
}

/** What the engine has on its way and has not arrived: drawn up to the playhead, never further. */
function callsUnderWay(frame: Frame): Line[] {
  const { cursor } = frame
  if (cursor.step < cursor.head) return []
  const lines: Line[] = []
  const base = { step: Infinity, record: null, channel: -1, checkpoint: 0 }
  for (const message of frame.messages) {
    const kind = message.kind
    if (kind !== 'trigger' && kind !== 'ack' && kind !== 'abort' && kind !== 'complete' && kind !== 'failure')
      continue
    const { from, to, checkpoint, sentAt: start, arrivesAt: end } = message
    lines.push({ ...base, kind, from, to, start, end, checkpoint })
  }
  return lines
}

/** Items on the wires of the frame, as lines that have not arrived. */
function itemsUnderWay(frame: Frame, channels: readonly ChannelScene[]): Line[] {
  if (frame.cursor.step < frame.cursor.head) return []
  return frame.channels.flatMap((channel, index): Line[] => {
    const ends = channels[index]
    if (ends === undefined) return []
    return channel.inTransit.flatMap(({ item, sentAt: start, arrivesAt: end }): Line[] => {
      const base = { from: ends.from, to: ends.to, start, end, step: Infinity, channel: index }
      if (item.type === 'barrier') {
        const { checkpoint } = item
        return [{ ...base, kind: 'barrier', checkpoint, record: null }]
      }
      if (item.type !== 'record') return []
      return [{ ...base, kind: 'record', checkpoint: 0, record: item.record }]
    })
  })
}

/** In a lane that stands for many subtasks the spans of one phase are one, from the first to the last. */
function envelopes(spans: readonly Span[], lanes: Lanes): Span[] {
  if (!lanes.grouped) return [...spans]
  const grouped = new Set(lanes.lanes.filter(lane => lane.kind === 'group').flatMap(lane => lane.actors))
  const single = spans.filter(span => !grouped.has(span.actor))
  const merged = new Map<string, Span>()
  for (const span of spans) {
    if (!grouped.has(span.actor)) continue
    const key = `${lanes.yOf.get(span.actor)} ${span.kind} ${span.checkpoint}`
    const known = merged.get(key)
    merged.set(
      key,
      known === undefined
        ? { ...span }
        : { ...known, start: Math.min(known.start, span.start), end: Math.max(known.end, span.end) },
    )
  }
  return [...single, ...merged.values()]
}

/** A failure, a restart, and what is selected or under way keep their signs at every distance. */
function splitMarks(
  marks: readonly Mark[],
  checkpoints: number,
  { frame, chosen }: Visibility,
): Pick<Visible, 'signs' | 'ticks'> {
  const plain = marks.filter(mark => mark.kind !== 'crossing' && mark.kind !== 'saved')
  const saved = marks.filter(mark => mark.kind === 'saved').filter(isTick)
  if (checkpoints <= SIGNS_MAX) return { signs: plain, ticks: saved.length <= TIMES_MAX ? saved : [] }
  const pending = new Set(
    frame.coordinator.checkpoints.filter(one => one.status === 'pending').map(one => one.id),
  )
  const kept = (mark: Mark): boolean =>
    mark.kind === 'failed' ||
    mark.kind === 'restarting' ||
    mark.checkpoint === chosen ||
    pending.has(mark.checkpoint)
  return { signs: plain.filter(kept), ticks: plain.filter(mark => !kept(mark)).filter(isTick) }
}

const isTime = (mark: Mark): mark is Mark & TimeTickDatum =>
  mark.kind === 'watermark' || mark.kind === 'timer'

const isTick = (mark: Mark): mark is Mark & CheckpointTickDatum =>
  mark.kind === 'triggered' ||
  mark.kind === 'completed' ||
  mark.kind === 'aborted' ||
  mark.kind === 'stored' ||
  mark.kind === 'saved'

function cutsIn(timeline: Timeline, marks: readonly Mark[], { frame, chosen }: Visibility): Cut[] {
  const ids = new Set(marks.filter(mark => mark.kind === 'crossing').map(mark => mark.checkpoint))
  const pending = frame.coordinator.checkpoints.filter(one => one.status === 'pending').map(one => one.id)
  const shown = ids.size <= CUTS_MAX ? [...ids] : [...ids].filter(id => id === chosen || pending.includes(id))
  return shown.map(id => cutAtStep(consistentCut(timeline.cutRows.get(id) ?? [], id), frame.cursor.step))
}
