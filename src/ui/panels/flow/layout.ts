/**
 * The whole geometry of the flow: strip, cards, troughs, wires and the ways of the RPCs. Computed once per scene and
 * panel size; a frame only fills it, so positions never move while stepping.
 */
import type { ChannelScene, Scene } from '../../../engine/api/frame.ts'
import { bottom, centerY, clamp, lerp, rect, right, type Point, type Rect } from '../../marks/geometry.ts'
import { textWidth } from '../../marks/text-width.ts'
import { wireThrough, type Wire } from '../../marks/wire-path.ts'
import { isFolded, layOutCards, type SinkBox, type Slot } from './layout-cards.ts'
import { layOutColumns, type Column, type Level } from './layout-columns.ts'

/** One queue or one set of input buffers. */
export interface Trough {
  readonly key: string
  readonly box: Rect
  readonly slots: number
  readonly slack: number
  /** There is room for a line of text, or for credits, above it. */
  readonly roomAbove: boolean
}

export interface Edge {
  readonly index: number
  readonly from: number
  readonly to: number
  readonly channels: readonly ChannelScene[]
  /** Drawn as one band; only channels at the acting or selected task are drawn one by one. */
  readonly bundled: boolean
}

export interface FlowLayout {
  /** Size of the drawing; wider than the panel when it has to scroll sideways. */
  readonly width: number
  readonly height: number
  readonly level: Level
  readonly columns: readonly Column[]
  readonly queueWidth: number
  readonly slots: readonly Slot[]
  readonly sinkBoxes: readonly SinkBox[]
  readonly edges: readonly Edge[]
  readonly troughs: ReadonlyMap<string, Trough>
  readonly coordinator: Rect
  readonly storage: Rect
  /** Height at which RPCs travel, between the strip and the cards. */
  readonly laneY: number
  /** Per column: the life-cycle badge stands beside the name, or else beneath it. */
  readonly badgeBeside: readonly boolean[]
  /** There is room for the words "output queue" and "input". */
  readonly showCaptions: boolean
}

export interface LayoutOptions {
  readonly pages: ReadonlyMap<number, number>
  readonly all: boolean
  /** Width of the widest usual badge, `● RUNNING`. */
  readonly badgeWidth: number
}

const CHANNELS_SINGLE_MAX = 12
const STRIP_TOP = 7
const STRIP_HEIGHT = 42
const CARDS_TOP = 64
const BOTTOM_MARGIN = 13
const DESIGN_HEIGHT = 449
const TROUGH_HEIGHT = 28
/** A trough that far from the next has room for words above it. */
const ROOM_ABOVE = 42

export function layOutFlow(scene: Scene, width: number, height: number, options: LayoutOptions): FlowLayout {
  const columns = layOutColumns(scene, width)
  const drawingHeight = Math.max(height, 320)
  const stretch = clamp(drawingHeight / DESIGN_HEIGHT, 1, 1.17)
  const badgeBeside = columns.columns.map(column => besideName(scene, column, options.badgeWidth))
  const { slots, sinkBoxes } = layOutCards(
    scene,
    columns.columns,
    { top: CARDS_TOP, bottom: drawingHeight - BOTTOM_MARGIN, stretch },
    options.pages,
    options.all,
    column => badgeBeside[columns.columns.indexOf(column)] === true,
  )
  const edges = edgesOf(scene, options.all)
  const storageWidth = Math.min(222, columns.width * 0.2)
  const { margin } = columns.level
  return {
    width: columns.width,
    height: drawingHeight,
    level: columns.level,
    columns: columns.columns,
    queueWidth: columns.queueWidth,
    slots,
    sinkBoxes,
    edges,
    troughs: troughsOf(scene, columns, slots, edges),
    coordinator: rect(margin, STRIP_TOP, columns.width - 2 * margin - storageWidth - 12, STRIP_HEIGHT),
    storage: rect(columns.width - margin - storageWidth, STRIP_TOP, storageWidth, STRIP_HEIGHT),
    laneY: 56,
    badgeBeside,
    showCaptions: columns.level.name === 'full',
  }
}

function besideName(scene: Scene, column: Column, badgeWidth: number): boolean {
  const names = scene.actors.filter(actor => column.vertices.some(vertex => vertex.index === actor.vertex))
  const widest = Math.max(0, ...names.map(actor => textWidth(actor.name, 15, 650)))
  const sourcesOnly = column.vertices.every(vertex => vertex.role === 'source')
  return !sourcesOnly && widest + badgeWidth + 10 <= column.width - 26
}

function edgesOf(scene: Scene, all: boolean): Edge[] {
  const vertexOf = new Map(scene.actors.map(actor => [actor.index, actor.vertex]))
  const folded = new Set(scene.vertices.filter(vertex => isFolded(vertex, all)).map(vertex => vertex.index))
  const grouped = new Map<string, ChannelScene[]>()
  for (const channel of scene.channels) {
    const key = `${vertexOf.get(channel.from)}>${vertexOf.get(channel.to)}`
    grouped.set(key, [...(grouped.get(key) ?? []), channel])
  }
  return [...grouped.values()].map((channels, index): Edge => {
    const from = vertexOf.get(channels[0]?.from ?? -1) ?? -1
    const to = vertexOf.get(channels[0]?.to ?? -1) ?? -1
    const bundled = channels.length > (all ? 24 : CHANNELS_SINGLE_MAX) || folded.has(from) || folded.has(to)
    return { index, from, to, channels, bundled }
  })
}

/** Name of the trough of a channel at a place. */
export const troughKey = (side: 'out' | 'in', slot: Slot, edge: Edge, channel: number): string =>
  edge.bundled ? `${side}:${slot.id}:e${edge.index}` : `${side}:${slot.id}:c${channel}`

function troughsOf(
  scene: Scene,
  columns: ReturnType<typeof layOutColumns>,
  slots: readonly Slot[],
  edges: readonly Edge[],
): Map<string, Trough> {
  const troughs = new Map<string, Trough>()
  const actorAt = (slot: Slot) =>
    scene.actors.find(actor => actor.vertex === slot.vertex && actor.subtask === slot.subtask)?.index
  for (const slot of slots) {
    const column = columns.columns[slot.column]
    if (column === undefined) continue
    for (const side of ['out', 'in'] as const) {
      const keys = edges
        .filter(edge => (side === 'out' ? edge.from : edge.to) === slot.vertex)
        .flatMap(edge =>
          edge.bundled
            ? [troughKey(side, slot, edge, -1)]
            : edge.channels
                .filter(channel => (side === 'out' ? channel.from : channel.to) === actorAt(slot))
                .toSorted((a, b) => (side === 'out' ? a.to - b.to : a.input - b.input))
                .map(channel => troughKey(side, slot, edge, channel.index)),
        )
      const pitch = troughPitch(slot, keys.length)
      const height = clamp(Math.min(TROUGH_HEIGHT, pitch - 4), 8, TROUGH_HEIGHT)
      const { level } = columns
      keys.forEach((key, i) => {
        const y = centerY(slot.box) + (i - (keys.length - 1) / 2) * pitch - height / 2
        troughs.set(key, {
          key,
          box: rect(
            side === 'out' ? column.queueX : column.inputX,
            y,
            side === 'out' ? columns.queueWidth : columns.inputWidth,
            height,
          ),
          slots: side === 'out' ? level.queueSlots : level.inputSlots,
          slack: level.slack,
          roomAbove: pitch >= ROOM_ABOVE,
        })
      })
    }
  }
  return troughs
}

function troughPitch(slot: Slot, count: number): number {
  if (count <= 1) return slot.pitch
  const wished = clamp((slot.box.height * 0.9) / count, 46, 73)
  return Math.min(wished, (slot.pitch - 2) / count)
}

/** The curve from one trough to another; a curve over more than one gap passes between the things it meets. */
export function wireBetween(layout: FlowLayout, out: Trough, input: Trough): Wire {
  const from: Point = { x: right(out.box), y: centerY(out.box) }
  const to: Point = { x: input.box.x, y: centerY(input.box) }
  const points: Point[] = [from]
  for (const column of layout.columns) {
    if (column.x <= from.x || column.x + column.width >= to.x) continue
    const wished = lerp(from.y, to.y, (column.x - from.x) / (to.x - from.x))
    const left = column.inputX - 4
    const end = column.queueX + layout.queueWidth + 4
    const y = nearestPassage(layout, left, end, wished, out.box.y + input.box.y)
    points.push({ x: left, y }, { x: end, y })
  }
  points.push(to)
  return wireThrough(points)
}

/** A height at which nothing stands between two x; wires that share a passage lie a little apart. */
function nearestPassage(layout: FlowLayout, left: number, end: number, wished: number, salt: number): number {
  const boxes = [
    ...layout.slots.map(slot => slot.box),
    ...layout.sinkBoxes.map(sink => sink.box),
    ...[...layout.troughs.values()].map(trough => trough.box),
  ]
    .filter(box => box.x < end && right(box) > left)
    .toSorted((a, b) => a.y - b.y)
  const passages: { from: number; to: number }[] = []
  let reached = layout.laneY + 2
  for (const box of boxes) {
    if (box.y - reached >= 5) passages.push({ from: reached, to: box.y })
    reached = Math.max(reached, bottom(box))
  }
  passages.push({ from: reached, to: Math.max(reached + 8, layout.height) })
  const inside = (passage: { from: number; to: number }): number => {
    const margin = Math.min(7, (passage.to - passage.from) / 2)
    const apart = Math.min(8, (passage.to - passage.from) / 2 - margin + 2)
    const shift = ((Math.round(salt) % 5) / 2 - 1) * Math.max(0, apart)
    return clamp(wished + shift, passage.from + margin, passage.to - margin)
  }
  return passages
    .map(inside)
    .reduce((best, y) => (Math.abs(y - wished) < Math.abs(best - wished) ? y : best), Infinity)
}
