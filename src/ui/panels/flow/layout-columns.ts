/**
 * Where the columns of the flow stand. A column is a layer of the job graph; between two columns lie the senders'
 * queues, the wires and the receivers' buffers. The roomiest level that fits the width is taken, and what is left
 * over goes to the wires first, where things move.
 */
import type { Scene, VertexScene } from '../../../engine/api/frame.ts'

export interface Level {
  readonly source: number
  readonly operator: number
  readonly sink: number
  /** Slots drawn in a sender's queue and in a receiver's buffer. */
  readonly queueSlots: number
  readonly inputSlots: number
  /** Room left of the slots of a trough. */
  readonly slack: number
  readonly wireMin: number
  readonly pad: number
  readonly margin: number
  readonly name: 'full' | 'medium' | 'narrow' | 'tight' | 'mini'
}

export const SLOT_PITCH = 30

/** Roomiest first. In the last one troughs show a number and a level, records on the wire their first letter. */
const LEVELS: readonly Level[] = [
  {
    name: 'full',
    source: 116,
    operator: 180,
    sink: 142,
    queueSlots: 4,
    inputSlots: 2,
    slack: 18,
    wireMin: 56,
    pad: 6,
    margin: 16,
  },
  {
    name: 'medium',
    source: 112,
    operator: 149,
    sink: 126,
    queueSlots: 3,
    inputSlots: 2,
    slack: 0,
    wireMin: 24,
    pad: 6,
    margin: 12,
  },
  {
    name: 'narrow',
    source: 112,
    operator: 126,
    sink: 116,
    queueSlots: 2,
    inputSlots: 2,
    slack: 0,
    wireMin: 26,
    pad: 5,
    margin: 14,
  },
  {
    name: 'tight',
    source: 104,
    operator: 104,
    sink: 104,
    queueSlots: 1,
    inputSlots: 1,
    slack: 0,
    wireMin: 22,
    pad: 3,
    margin: 12,
  },
  {
    name: 'mini',
    source: 84,
    operator: 84,
    sink: 84,
    queueSlots: 0,
    inputSlots: 0,
    slack: 0,
    wireMin: 20,
    pad: 2,
    margin: 10,
  },
]

/** In a panel narrower than this a card keeps its words, and the drawing is scrolled sideways. */
const SCROLLED_BELOW = 720
const SCROLLED_LEVELS = LEVELS.slice(0, 3)

const LEVEL_TROUGH = 16
const WIRE_MAX = 210
const CARD_STRETCH_MAX = 1.3

export interface Column {
  readonly vertices: readonly VertexScene[]
  readonly x: number
  readonly width: number
  /** Left edges of the queues right of the cards and of the buffers left of them. */
  readonly queueX: number
  readonly inputX: number
}

export interface Columns {
  readonly level: Level
  readonly columns: readonly Column[]
  readonly queueWidth: number
  readonly inputWidth: number
  /** The width that is drawn on: more than the panel's where nothing tighter is legible. */
  readonly width: number
}

const troughWidth = (slots: number, slack: number): number =>
  slots === 0 ? LEVEL_TROUGH : slots * SLOT_PITCH + (slack === 0 ? 2 : slack)

export function layOutColumns(scene: Scene, panelWidth: number): Columns {
  const layers = layersOf(scene)
  const levels = panelWidth < SCROLLED_BELOW ? SCROLLED_LEVELS : LEVELS
  const level = levels.find(each => minimalWidth(layers, each) <= panelWidth) ?? levels.at(-1)
  if (level === undefined) throw new Error('no level of the flow layout')
  const width = Math.max(panelWidth, minimalWidth(layers, level))
  return place(scene, layers, level, width)
}

function layersOf(scene: Scene): VertexScene[][] {
  const layers = [...new Set(scene.vertices.map(vertex => vertex.layer))].sort((a, b) => a - b)
  return layers.map(layer => scene.vertices.filter(vertex => vertex.layer === layer))
}

const cardWidth = (layer: readonly VertexScene[], level: Level): number =>
  Math.max(
    ...layer.map(vertex =>
      vertex.sinks.length > 0
        ? Math.max(level.sink, vertex.role === 'operator' ? level.operator : 0)
        : level[vertex.role],
    ),
  )

const gapWidth = (level: Level): number =>
  2 * level.pad + troughWidth(level.queueSlots, level.slack) + troughWidth(level.inputSlots, level.slack)

function minimalWidth(layers: readonly (readonly VertexScene[])[], level: Level): number {
  const cards = layers.reduce((sum, layer) => sum + cardWidth(layer, level), 0)
  return 2 * level.margin + cards + (layers.length - 1) * (gapWidth(level) + level.wireMin)
}

function place(
  scene: Scene,
  layers: readonly (readonly VertexScene[])[],
  level: Level,
  width: number,
): Columns {
  const gaps = layers.length - 1
  const queueWidth = troughWidth(level.queueSlots, level.slack)
  const inputWidth = troughWidth(level.inputSlots, level.slack)
  let spare = width - minimalWidth(layers, level)
  const wires = shareOut(
    spare,
    channelsPerGap(scene, layers).map(count => Math.min(Math.max(count, 1), 24)),
    WIRE_MAX - level.wireMin,
  )
  spare -= wires.reduce((sum, extra) => sum + extra, 0)
  const cards = layers.map(layer => cardWidth(layer, level))
  const stretch = Math.min(
    CARD_STRETCH_MAX,
    1 +
      spare /
        Math.max(
          1,
          cards.reduce((sum, card) => sum + card, 0),
        ),
  )
  const total =
    cards.reduce((sum, card) => sum + card * stretch, 0) +
    gaps * (gapWidth(level) + level.wireMin) +
    wires.reduce((sum, extra) => sum + extra, 0)
  let x = (width - total) / 2
  const columns = layers.map((vertices, i): Column => {
    const card = (cards[i] ?? 0) * stretch
    const column = {
      vertices,
      x,
      width: card,
      queueX: x + card + level.pad,
      inputX: x - level.pad - inputWidth,
    }
    x += card + gapWidth(level) + level.wireMin + (wires[i] ?? 0)
    return column
  })
  return { level, columns, queueWidth, inputWidth, width }
}

/** Gives `amount` out by weight, none more than `most`. */
function shareOut(amount: number, weights: readonly number[], most: number): number[] {
  const shares = weights.map(() => 0)
  let left = amount
  for (let round = 0; round < weights.length && left > 0.5; round++) {
    const open = weights.map((weight, i) => ((shares[i] ?? 0) < most ? weight : 0))
    const sum = open.reduce((total, weight) => total + weight, 0)
    if (sum === 0) break
    const giving = left
    open.forEach((weight, i) => {
      const gift = Math.min(most - (shares[i] ?? 0), (giving * weight) / sum)
      shares[i] = (shares[i] ?? 0) + gift
      left -= gift
    })
  }
  return shares
}

function channelsPerGap(scene: Scene, layers: readonly (readonly VertexScene[])[]): number[] {
  const columnOf = new Map<number, number>()
  layers.forEach((layer, i) => layer.forEach(vertex => columnOf.set(vertex.index, i)))
  const vertexOf = new Map(scene.actors.map(actor => [actor.index, actor.vertex]))
  const column = (actor: number) => columnOf.get(vertexOf.get(actor) ?? -1) ?? 0
  return layers
    .slice(0, -1)
    .map((_, gap) => scene.channels.filter(c => column(c.from) <= gap && column(c.to) > gap).length)
}
