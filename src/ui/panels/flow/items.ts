/**
 * Where every record and barrier of a frame is drawn. Records behind a barrier stand in the sender's queue because
 * that is where the engine has them; this file only translates counts and shares of a way into pixels.
 */
import type { VirtualTime } from '../../../base/time.ts'
import type { ChannelFrame, ChannelItem } from '../../../engine/api/frame.ts'
import type { RecordView } from '../../../engine/api/trace.ts'
import { barrierWidth, GATE_HEIGHT } from '../../marks/barrier-gate.tsx'
import { centerY, clamp, right, type Point } from '../../marks/geometry.ts'
import { RECORD_HEIGHT, recordWidth, RECORD_WIDTH } from '../../marks/record-tag.tsx'
import { spread } from '../../marks/spread.ts'
import { FLAG_WIDTH } from '../../marks/watermark-flag.tsx'
import { pointAlong, type Wire } from '../../marks/wire-path.ts'
import type { Trough } from './layout.ts'
import { SLOT_PITCH } from './layout-columns.ts'

type ItemPlace = 'queued' | 'transit' | 'received' | 'docked'

export interface Glyph {
  /** The same thing has the same id in every frame. */
  readonly id: string
  readonly item: ChannelItem
  readonly channel: number
  readonly place: ItemPlace
  readonly x: number
  readonly y: number
  readonly width: number
  /** How much of it is not covered by the one in front. */
  readonly visible: number
  /** Distance along the wire, where it is on it. */
  readonly along: number
}

export interface ChannelGeometry {
  readonly out: Trough
  readonly input: Trough
  readonly wire: Wire
}

const ITEM_GAP = 2
const QUEUE_ITEMS_MAX = 8
const QUEUE_HEADS = 3
/** So far a glyph on a wire may reach into the troughs at its ends. */
const WIRE_OVERLAP = 2

export const recordId = (record: RecordView): string =>
  `${record.label}·${record.partition}@${record.offset}${record.replayed ? 'r' : ''}`

/** Where troughs have no places, a record is as wide as its first letter. */
const LETTER_WIDTH = 14

function itemWidth(item: ChannelItem, small = false): number {
  switch (item.type) {
    case 'record':
      return small ? LETTER_WIDTH : recordWidth(item.record.label)
    case 'barrier':
      return barrierWidth(item.checkpoint)
    case 'watermark':
    case 'status':
      return FLAG_WIDTH
    case 'more':
      return 24
    case 'end':
      return 16
  }
}

function itemId(item: ChannelItem): string {
  switch (item.type) {
    case 'record':
      return recordId(item.record)
    case 'barrier':
      return `barrier ${item.checkpoint}`
    case 'watermark':
      return `watermark ${item.timestamp}`
    case 'status':
      return item.idle ? 'idle' : 'active'
    case 'more':
    case 'end':
      return item.type
  }
}

export function placeItems(
  channel: number,
  frame: ChannelFrame,
  geometry: ChannelGeometry,
  now: VirtualTime,
): Glyph[] {
  const seen = new Map<string, number>()
  const identify = (item: ChannelItem): string => {
    const id = `${channel}/${itemId(item)}`
    const count = seen.get(id) ?? 0
    seen.set(id, count + 1)
    return count === 0 ? id : `${id}#${count}`
  }
  const glyphs: Glyph[] = []
  if (frame.receiverBlocked > 0) {
    const item: ChannelItem = { type: 'barrier', checkpoint: frame.receiverBlocked }
    glyphs.push({
      id: identify(item),
      item,
      channel,
      place: 'docked',
      x: right(geometry.input.box) + 1,
      y: centerY(geometry.input.box),
      width: itemWidth(item),
      visible: itemWidth(item),
      along: geometry.wire.length,
    })
  }
  for (const placed of placeInTrough(frame.received, geometry.input)) {
    glyphs.push({
      ...placed,
      id: identify(placed.item),
      channel,
      place: 'received',
      along: geometry.wire.length,
    })
  }
  glyphs.push(...placeOnWire(channel, frame, geometry, now, identify))
  for (const placed of placeInTrough(frame.queued, geometry.out)) {
    glyphs.push({ ...placed, id: identify(placed.item), channel, place: 'queued', along: 0 })
  }
  return glyphs
}

type Placed = Pick<Glyph, 'item' | 'x' | 'y' | 'width' | 'visible'>

/** Centre of slot `i` from the head, which is at the right. */
export const slotX = (trough: Trough, i: number): number =>
  right(trough.box) - (trough.slack === 0 ? 2 : 4) - RECORD_WIDTH / 2 - i * SLOT_PITCH

/** Head first; the head stands at the right, next to the way out. */
export function placeInTrough(items: readonly ChannelItem[], trough: Trough): Placed[] {
  if (trough.slots === 0) return onlyBarriers(items, trough)
  const shown = foldQueue(items, QUEUE_ITEMS_MAX)
  const pad = trough.slack === 0 ? 2 : 4
  const room = trough.box.width - 2 * pad
  const widths = shown.map(item => itemWidth(item))
  const needed = widths.reduce((sum, width) => sum + width + ITEM_GAP, -ITEM_GAP)
  const y = centerY(trough.box)
  if (needed <= room) {
    let x = right(trough.box) - pad
    return shown.map((item, i) => {
      const width = widths[i] ?? 0
      const placed = { item, x: x - width / 2, y, width, visible: width }
      x -= width + ITEM_GAP
      return placed
    })
  }
  const first = right(trough.box) - pad
  const last = trough.box.x + pad
  const head = Math.min(widths[0] ?? 0, first - last)
  const step = shown.length < 2 ? 0 : (first - last - head) / (shown.length - 1)
  return shown.map((item, i) => {
    const width = Math.min(widths[i] ?? 0, first - last)
    const covered = i === 0 ? width : Math.min(width, step)
    // The left edge stays in sight: it carries the tint and the first letter.
    const left = first - head - i * step
    return { item, x: left + width / 2, y, width, visible: covered }
  })
}

/** A trough without places tells a number; a barrier is drawn at every size. */
function onlyBarriers(items: readonly ChannelItem[], trough: Trough): Placed[] {
  const y = centerY(trough.box)
  const x = trough.box.x + trough.box.width / 2
  return items
    .filter(item => item.type === 'barrier')
    .map(item => ({ item, x, y, width: itemWidth(item), visible: itemWidth(item) }))
}

/** Three at the head, how many more, the last; never across a barrier. */
export function foldQueue(items: readonly ChannelItem[], most: number): ChannelItem[] {
  if (items.length <= most) return [...items]
  const keep = new Set<number>()
  for (let i = 0; i < QUEUE_HEADS; i++) keep.add(i)
  keep.add(items.length - 1)
  items.forEach((item, i) => item.type === 'barrier' && keep.add(i))
  const folded: ChannelItem[] = []
  let hidden = 0
  items.forEach((item, i) => {
    if (!keep.has(i)) {
      hidden += item.type === 'more' ? item.count : item.type === 'record' ? 1 : 0
      return
    }
    if (hidden > 0) folded.push({ type: 'more', count: hidden })
    hidden = 0
    folded.push(item)
  })
  return folded
}

export const shareOfWay = (sentAt: VirtualTime, arrivesAt: VirtualTime, now: VirtualTime): number =>
  arrivesAt <= sentAt ? 1 : clamp((now - sentAt) / (arrivesAt - sentAt), 0, 1)

/** The way a glyph takes of the wire: its width where the wire is level, its height where it is steep. */
function extentAlong(item: ChannelItem, wire: Wire, at: number, small: boolean): number {
  const [before, after] = [pointAlong(wire, at - 6), pointAlong(wire, at + 6)]
  const angle = Math.atan2(Math.abs(after.y - before.y), after.x - before.x)
  const height = item.type === 'barrier' ? GATE_HEIGHT + 6 : RECORD_HEIGHT + 2
  return Math.min(
    itemWidth(item, small) / Math.max(0.01, Math.cos(angle)),
    height / Math.max(0.01, Math.sin(angle)),
  )
}

/** Each at its share of the way at this moment, moved apart as little as possible where they would cover one another. */
function placeOnWire(
  channel: number,
  frame: ChannelFrame,
  geometry: ChannelGeometry,
  now: VirtualTime,
  identify: (item: ChannelItem) => string,
): Glyph[] {
  const { wire } = geometry
  const small = geometry.out.slots === 0
  const ordered = frame.inTransit.toReversed()
  const places = spread(
    ordered.map(transit => {
      const at = shareOfWay(transit.sentAt, transit.arrivesAt, now) * wire.length
      return { at, width: extentAlong(transit.item, wire, at, small) }
    }),
    -WIRE_OVERLAP,
    wire.length + WIRE_OVERLAP,
    1,
  )
  return ordered
    .map((transit, i): Glyph => {
      const along = places[i] ?? 0
      const point: Point = pointAlong(wire, along)
      const width = itemWidth(transit.item, small)
      return { id: '', item: transit.item, channel, place: 'transit', ...point, width, visible: width, along }
    })
    .toReversed()
    .map(glyph => ({ ...glyph, id: identify(glyph.item) }))
}
