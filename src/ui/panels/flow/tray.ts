/**
 * The checkpoint coordinator's strip: which checkpoint it shows, where each subtask's cell is, and how the strip
 * gets by with less room: first without the chip, then with one letterless cell per subtask.
 */
import type { CheckpointFrame, Frame, Scene, SubtaskCheckpointFrame } from '../../../engine/api/frame.ts'
import { ackCellWidth, type AckState } from '../../marks/ack-cell.tsx'
import { rect, right, type Rect } from '../../marks/geometry.ts'
import { textWidth } from '../../marks/text-width.ts'

interface TrayCell {
  readonly actor: number
  readonly box: Rect
  readonly label: string
}

export interface Tray {
  readonly titleX: number
  readonly chip: Rect | null
  readonly cells: readonly TrayCell[]
  /** Names of the vertices before their cells, where cells carry no name. */
  readonly groups: readonly { readonly label: string; readonly x: number }[]
  readonly countX: number
}

const CELL_HEIGHT = 26
const CELL_WIDTH_MAX = 76
const CELL_GAP = 3
const PADDING = 13
const CHIP_WIDTH = 84
const CHIP_WIDTH_SMALL = 68
/** A cell this wide has room for the number of its subtask. */
const CELL_NUMBERED = 13

export interface TrayWords {
  readonly coordinator: string
  /** The longest text that may stand behind the cells. */
  readonly longestCount: string
}

export function layOutTray(scene: Scene, box: Rect, words: TrayWords): Tray {
  const titleX = box.x + PADDING
  const titleWidth = Math.max(textWidth(words.coordinator, 13, 650), 140)
  const countWidth = textWidth(words.longestCount, 14, 650) + PADDING + 8
  const y = box.y + (box.height - CELL_HEIGHT) / 2
  const from = titleX + titleWidth + 10
  const to = right(box) - countWidth
  const named = (start: number, small: boolean): TrayCell[] | null => nameCells(scene, start, to, y, small)
  for (const [chipWidth, small] of [
    [CHIP_WIDTH, false],
    [CHIP_WIDTH, true],
    [CHIP_WIDTH_SMALL, true],
    [0, false],
    [0, true],
  ] as const) {
    const start = chipWidth === 0 ? from : from + chipWidth + 10
    const cells = named(start, small)
    const end = cells?.at(-1)
    if (cells === null || end === undefined) continue
    const chip = chipWidth === 0 ? null : rect(from, y + 2, chipWidth, 22)
    return { titleX, chip, cells, groups: [], countX: right(end.box) + 12 }
  }
  const withChip = shortCells(scene, from + CHIP_WIDTH + 10, to, y)
  if (withChip.width >= CELL_NUMBERED) return { titleX, chip: rect(from, y + 2, CHIP_WIDTH, 22), ...withChip }
  return { titleX, chip: null, ...shortCells(scene, from, to, y) }
}

/** One cell per subtask with its name, as wide as there is room for; null where there is not enough. */
function nameCells(scene: Scene, start: number, end: number, y: number, small: boolean): TrayCell[] | null {
  const tasks = scene.actors.filter(actor => actor.kind === 'task')
  const least = tasks.map(task => ackCellWidth(task.name, small))
  const spare = end - start - (tasks.length - 1) * CELL_GAP - least.reduce((sum, width) => sum + width, 0)
  if (spare < 0 || tasks.length === 0) return null
  const widest = Math.min(
    Math.max(CELL_WIDTH_MAX, ...least),
    (end - start + CELL_GAP) / tasks.length - CELL_GAP,
  )
  const even = least.every(width => width <= widest)
  let x = start
  return tasks.map((task, i): TrayCell => {
    const width = even ? widest : (least[i] ?? 0) + spare / tasks.length
    const box = rect(x, y, width, CELL_HEIGHT)
    x += width + CELL_GAP
    return { actor: task.index, label: task.name, box }
  })
}

/** Name of the vertex once, then one narrow cell per subtask with its number. */
function shortCells(scene: Scene, start: number, end: number, y: number) {
  const tasks = scene.actors.filter(actor => actor.kind === 'task')
  const labels = scene.vertices.map(vertex => textWidth(vertex.shortName, 11.5, 400) + 6)
  const named = labels.reduce((sum, width) => sum + width + 8, 0) + tasks.length * 12 <= end - start
  const forCells =
    end - start - (named ? labels.reduce((sum, width) => sum + width + 8, 0) : scene.vertices.length * 6)
  const width = Math.max(5, Math.min(26, forCells / Math.max(1, tasks.length) - 2))
  const cells: TrayCell[] = []
  const groups: { label: string; x: number }[] = []
  let x = start
  scene.vertices.forEach((vertex, i) => {
    if (named) {
      groups.push({ label: vertex.shortName, x })
      x += labels[i] ?? 0
    }
    for (const task of tasks) {
      if (task.vertex !== vertex.index) continue
      const label = width >= CELL_NUMBERED ? String(task.subtask) : ''
      cells.push({ actor: task.index, label, box: rect(x, y, width, CELL_HEIGHT) })
      x += width + 2
    }
    x += 6
  })
  return { cells, groups, width, countX: x + 6 }
}

/** The pending checkpoint that is nearest to its end, else the newest there is. */
export function shownCheckpoint(frame: Frame): CheckpointFrame | null {
  const { checkpoints } = frame.coordinator
  return checkpoints.findLast(checkpoint => checkpoint.status === 'pending') ?? checkpoints[0] ?? null
}

const hasAcked = (part: SubtaskCheckpointFrame): boolean => part.phase === 'acknowledged' || part.ackedAt >= 0

export function ackStateOf(checkpoint: CheckpointFrame | null, actor: number): AckState {
  const part = checkpoint?.subtasks.find(subtask => subtask.actor === actor)
  if (checkpoint === null || part === undefined) return 'none'
  if (checkpoint.status === 'aborted') return hasAcked(part) ? 'struck-acked' : 'struck-waiting'
  if (checkpoint.status === 'completed' || hasAcked(part)) return 'acked'
  return part.phase === 'ack-in-flight' ? 'in-flight' : 'waiting'
}

export const ackedCount = (checkpoint: CheckpointFrame): number =>
  checkpoint.status === 'completed' ? checkpoint.subtasks.length : checkpoint.subtasks.filter(hasAcked).length
