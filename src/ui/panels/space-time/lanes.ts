/**
 * The lanes of space–time: JobManager, every subtask in topological order, storage. With more than twelve, operators
 * become one lane each, and only the subtasks that matter at the moment keep their own.
 */
import type { Scene } from '../../../engine/api/frame.ts'
import { textWidth } from '../../marks/text-width.ts'

interface Lane {
  readonly id: string
  readonly kind: 'jobmanager' | 'task' | 'group' | 'storage'
  /** The actor of the lane; -1 for a group. */
  readonly actor: number
  readonly actors: readonly number[]
  readonly label: string
  readonly y: number
}

export interface Lanes {
  readonly lanes: readonly Lane[]
  readonly yOf: ReadonlyMap<number, number>
  /** Where lanes begin, right of their names. */
  readonly left: number
  readonly spacing: number
  readonly spanHeight: number
  readonly grouped: boolean
}

const LANES_SINGLE_MAX = 12
const AXIS_HEIGHT = 36
const BOTTOM_MARGIN = 32
const SPACING_MAX = 44
const LABEL_SIZE = 12.5

/** `important`: subtasks that keep a lane of their own among groups. */
export function layOutLanes(
  scene: Scene,
  height: number,
  important: readonly number[],
  storageName: string,
): Lanes {
  const tasks = scene.actors.filter(actor => actor.kind === 'task')
  const grouped = tasks.length > LANES_SINGLE_MAX
  const plain: Omit<Lane, 'y'>[] = []
  const single = (
    actor: Scene['actors'][number],
    kind: Lane['kind'],
    label = actor.name,
  ): Omit<Lane, 'y'> => ({
    id: `${kind} ${actor.index}`,
    kind,
    actor: actor.index,
    actors: [actor.index],
    label,
  })
  const jobManager = scene.actors.find(actor => actor.kind === 'jobmanager')
  const storage = scene.actors.find(actor => actor.kind === 'storage')
  if (jobManager !== undefined) plain.push(single(jobManager, 'jobmanager'))
  for (const vertex of scene.vertices) {
    const members = tasks.filter(task => task.vertex === vertex.index)
    const own =
      grouped && members.length > 1 ? members.filter(task => important.includes(task.index)) : members
    for (const task of own) plain.push(single(task, 'task'))
    const rest = members.filter(task => !own.includes(task))
    if (rest.length > 0) {
      plain.push({
        id: `group ${vertex.index}`,
        kind: 'group',
        actor: -1,
        actors: rest.map(task => task.index),
        label: `${vertex.shortName} ×${rest.length}`,
      })
    }
  }
  if (storage !== undefined) plain.push(single(storage, 'storage', storageName))
  return place(plain, height, grouped)
}

function place(plain: readonly Omit<Lane, 'y'>[], height: number, grouped: boolean): Lanes {
  const gaps = Math.max(1, plain.length - 1)
  const spacing = Math.min(SPACING_MAX, Math.max(10, (height - AXIS_HEIGHT - BOTTOM_MARGIN) / gaps))
  const lanes = plain.map((lane, i): Lane => ({ ...lane, y: Math.round(AXIS_HEIGHT + i * spacing) }))
  const yOf = new Map(lanes.flatMap(lane => lane.actors.map(actor => [actor, lane.y] as const)))
  const widest = Math.max(48, ...lanes.map(lane => textWidth(lane.label, LABEL_SIZE, 650)))
  return {
    lanes,
    yOf,
    left: Math.ceil(widest) + 24,
    spacing,
    spanHeight: Math.max(6, Math.min(16, Math.round(spacing * 0.54))),
    grouped,
  }
}
