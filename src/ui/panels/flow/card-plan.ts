/**
 * What stands on a task card, and where. The card has a fixed height, so what fits is decided once by what the task
 * is, in a fixed order of importance, and never by what the task is doing.
 */
import type { VertexScene } from '../../../engine/api/frame.ts'

export type CardRow =
  | 'subtitle'
  | 'splits'
  | 'chips'
  | 'keys'
  | 'open'
  | 'prepared'
  | 'committed'
  | 'written'
  | 'last'
  | 'watermark'
  | 'activity'

export interface CardPlan {
  readonly density: 'full' | 'compact' | 'line'
  readonly titleY: number
  /** Null: beside the name. */
  readonly badgeY: number | null
  /** Middle of each row, from the top of the card. */
  readonly rows: ReadonlyMap<CardRow, number>
  readonly pipsY: number
  /** Null: beside the pips. */
  readonly captionY: number | null
  readonly splits: number
}

const HEIGHT: Readonly<Record<CardRow, number>> = {
  subtitle: 19,
  splits: 19,
  chips: 28,
  keys: 19,
  open: 20,
  prepared: 20,
  committed: 21,
  written: 20,
  last: 30,
  watermark: 14,
  activity: 18,
}

/** The first to go where the card is low. */
const LEAST_IMPORTANT: readonly CardRow[] = [
  'subtitle',
  'last',
  'prepared',
  'chips',
  'activity',
  'watermark',
  'committed',
  'written',
]

const FULL_MIN = 88
const COMPACT_MIN = 54
/** From here on a low card has its words beneath the pips, not beside them. */
const STACKED_MIN = 74
const PADDING_TOP = 6
const PIPS_ROOM = 34

export function planCard(
  vertex: VertexScene,
  keyed: boolean,
  height: number,
  badgeBeside: boolean,
  splits: number,
  eventTime: boolean,
): CardPlan {
  if (height < FULL_MIN) return planLow(vertex, keyed, height)
  // A card that is not high enough for a line of its own has the badge's sign beside the name.
  const beside = badgeBeside || height < (eventTime ? 132 : 106)
  const badgeY = beside ? null : 34
  const top = beside ? 28 : 42
  const rows = rowsOf(vertex, keyed, eventTime)
  const shownSplits = Math.min(splits, height > 150 ? 4 : 2)
  const heightOf = (row: CardRow) =>
    row === 'splits' ? HEIGHT.splits * Math.max(1, shownSplits) : HEIGHT[row]
  const room = height - top - PIPS_ROOM
  const needed = () => rows.reduce((sum, row) => sum + heightOf(row), 0)
  for (const row of LEAST_IMPORTANT) {
    if (needed() <= room) break
    const at = rows.indexOf(row)
    if (at >= 0) rows.splice(at, 1, ...(row === 'chips' ? (['keys'] as const) : []))
  }
  const places = new Map<CardRow, number>()
  let y = top
  for (const row of rows) {
    places.set(row, y + heightOf(row) / 2 + (row === 'chips' ? -0.5 : 0))
    y += heightOf(row)
  }
  if (vertex.sinks.length > 0 && places.has('activity')) {
    places.set('activity', Math.max(places.get('activity') ?? 0, height - 50))
  }
  return {
    density: 'full',
    titleY: PADDING_TOP + 11,
    badgeY,
    rows: places,
    pipsY: height - 24.5,
    captionY: height - 11.5,
    splits: shownSplits,
  }
}

function rowsOf(vertex: VertexScene, keyed: boolean, eventTime: boolean): CardRow[] {
  const rows: CardRow[] = []
  const transactional = vertex.sinks.some(sink => sink.transactional)
  if (vertex.sinks.length > 0) rows.push('subtitle')
  if (vertex.role === 'source') rows.push('splits')
  if (keyed) rows.push('chips')
  if (eventTime) rows.push('watermark')
  if (transactional) rows.push('open', 'prepared', 'committed')
  else if (vertex.sinks.length > 0) rows.push('written')
  if (vertex.sinks.length > 0) rows.push('last')
  rows.push('activity')
  return rows
}

/** One line of what the task has and does; the pips with their words beneath, where there is room. */
function planLow(vertex: VertexScene, keyed: boolean, height: number): CardPlan {
  const compact = height >= COMPACT_MIN
  const fact: CardRow | null =
    vertex.role === 'source'
      ? 'splits'
      : keyed
        ? 'keys'
        : vertex.sinks.some(sink => sink.transactional)
          ? 'open'
          : vertex.sinks.length > 0
            ? 'written'
            : null
  const rows = new Map<CardRow, number>()
  const stacked = height >= STACKED_MIN
  if (compact) {
    const y = stacked ? 38 : height * 0.52
    if (fact !== null) rows.set(fact, y)
    rows.set('activity', y)
  }
  return {
    density: compact ? 'compact' : 'line',
    titleY: stacked ? 17 : height >= 36 ? Math.max(12, height * 0.25) : height / 2,
    badgeY: null,
    rows,
    pipsY: stacked ? height - 23.5 : height >= 36 ? height - Math.max(9, height * 0.18) : -1,
    captionY: stacked ? height - 11 : null,
    splits: 1,
  }
}
