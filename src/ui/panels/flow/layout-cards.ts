/**
 * Where the task cards stand in their columns. Up to six subtasks of a vertex have a card each; of more, the first
 * two, two places for those that matter at the moment, and a stack for the rest. Places depend on the scene and
 * the panel only, so nothing moves while stepping.
 */
import type { Scene, VertexScene } from '../../../engine/api/frame.ts'
import { rect, type Rect } from '../../marks/geometry.ts'
import type { Column } from './layout-columns.ts'

export interface Slot {
  /** Stable name of the place. */
  readonly id: string
  readonly vertex: number
  readonly column: number
  readonly kind: 'task' | 'stack'
  /** The subtask that always stands here, or -1: the frame decides. */
  readonly subtask: number
  readonly box: Rect
  /** The vertical room of the place: troughs may use it. */
  readonly pitch: number
}

export interface SinkBox {
  readonly vertex: number
  readonly box: Rect
  readonly from: number
}

const SUBTASKS_FULL = 6
export const PAGE_SIZE = 6
/** Free places of a folded vertex: the acting subtask and the straggler. */
const FREE_PLACES = 2

const COMMITTED_HEIGHT = 44
const COMMITTED_GAP = 20

interface Place {
  readonly kind: 'task' | 'stack'
  readonly subtask: number
}

/** `page`: which six of a folded vertex are open; -1 is the folded view. */
function placesOf(vertex: VertexScene, page: number, all: boolean): Place[] {
  const task = (subtask: number): Place => ({ kind: 'task', subtask })
  const count = vertex.parallelism
  if (count <= SUBTASKS_FULL || (all && count <= 12)) return Array.from({ length: count }, (_, i) => task(i))
  const stack: Place = { kind: 'stack', subtask: -1 }
  if (page >= 0) {
    const from = Math.min(page * PAGE_SIZE, Math.max(0, count - 1))
    const shown = Math.min(PAGE_SIZE, count - from)
    return [...Array.from({ length: shown }, (_, i) => task(from + i)), stack]
  }
  return [task(0), task(1), ...Array.from({ length: FREE_PLACES }, () => task(-1)), stack]
}

export const isFolded = (vertex: VertexScene, all: boolean): boolean =>
  vertex.parallelism > SUBTASKS_FULL && !(all && vertex.parallelism <= 12)

/** Vertices that hold state by key: a keyed exchange leads to them. */
export function keyedVertices(scene: Scene): ReadonlySet<number> {
  const vertexOf = new Map(scene.actors.map(actor => [actor.index, actor.vertex]))
  const stateful = new Set(
    scene.vertices
      .filter(vertex => vertex.operators.some(operator => operator.stateful))
      .map(vertex => vertex.index),
  )
  return new Set(
    scene.channels
      .filter(channel => channel.partitioner === 'HASH')
      .map(channel => vertexOf.get(channel.to) ?? -1)
      .filter(vertex => stateful.has(vertex)),
  )
}

/** The height at which a card of this vertex shows all it has. */
function naturalHeight(vertex: VertexScene, keyed: boolean, badgeBeside: boolean): number {
  if (vertex.sinks.length === 0) {
    if (vertex.role === 'source') return 126
    return (keyed ? 113 : 96) + (badgeBeside ? 0 : 19)
  }
  const transactional = vertex.sinks.some(sink => sink.transactional)
  const writes = transactional ? 244 : 180
  return writes + (keyed ? 28 : 0) + (vertex.role === 'source' ? 20 : 0)
}

export interface CardRoom {
  readonly top: number
  readonly bottom: number
  /** More than 1 in a tall panel. */
  readonly stretch: number
}

export function layOutCards(
  scene: Scene,
  columns: readonly Column[],
  room: CardRoom,
  pages: ReadonlyMap<number, number>,
  all: boolean,
  badgeBeside: (column: Column) => boolean,
): { slots: Slot[]; sinkBoxes: SinkBox[] } {
  const slots: Slot[] = []
  const sinkBoxes: SinkBox[] = []
  const keyed = keyedVertices(scene)
  columns.forEach((column, columnIndex) => {
    const groups = column.vertices.map(vertex => ({
      vertex,
      places: placesOf(vertex, pages.get(vertex.index) ?? -1, all),
      boxed: vertex.sinks.length > 0,
    }))
    const cells = groups.reduce((sum, group) => sum + group.places.length, 0)
    const boxes = groups.filter(group => group.boxed).length
    const height = room.bottom - room.top
    const gap = cells <= 3 ? 16 : cells <= 6 ? 8 : 5
    const small = height < 380 || cells > 3
    const boxGap = small ? 14 : COMMITTED_GAP
    const boxHeight = small ? 30 : COMMITTED_HEIGHT
    const extras = boxes * (boxHeight + boxGap)
    const pitch = (height - extras + gap) / cells
    let y = room.top
    for (const group of groups) {
      const wished =
        naturalHeight(group.vertex, keyed.has(group.vertex.index), badgeBeside(column)) * room.stretch
      const card = Math.min(cells > 3 ? Math.min(wished, Math.max(64, pitch - gap)) : wished, pitch - gap)
      group.places.forEach((place, i) => {
        const top = y + i * pitch + (pitch - gap - card) / 2
        slots.push({
          id: `${group.vertex.index}:${i}`,
          vertex: group.vertex.index,
          column: columnIndex,
          kind: place.kind,
          subtask: place.subtask,
          box: rect(column.x, top, column.width, card),
          pitch,
        })
      })
      const last = slots.at(-1)
      if (group.boxed && last !== undefined) {
        const from = last.box.y + last.box.height
        sinkBoxes.push({
          vertex: group.vertex.index,
          box: rect(column.x, from + boxGap, column.width, boxHeight),
          from,
        })
      }
      y += group.places.length * pitch + (group.boxed ? boxHeight + boxGap : 0)
    }
  })
  return { slots, sinkBoxes }
}
