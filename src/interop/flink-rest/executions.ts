/** The subtasks of a run as Flink's ExecutionGraph has them: each with its latest attempt and its state timestamps. */
import type { ActorScene, ExecutionState, TaskFrame, VertexScene } from '../../engine/api/frame.ts'
import { operatorId, placeOf } from '../flink-log/flink-ids.ts'
import { jobPastOf, type ExecutionPast, type JobPast } from './job-past.ts'
import { EXECUTION_STATES } from './rest-readers.ts'
import { momentOf, nowOf, type RunData } from './run-data.ts'

export interface Execution {
  readonly actor: ActorScene
  readonly past: ExecutionPast
  readonly task: TaskFrame
  readonly at: Whereabouts
}

/** Where an attempt runs. */
export interface Whereabouts {
  readonly endpoint: string
  readonly taskManager: string
}

const UNASSIGNED: Whereabouts = { endpoint: '(unassigned)', taskManager: '(unassigned)' }

/** What all answers of one moment are made of. */
export interface Graph {
  readonly data: RunData
  readonly past: JobPast
  /** By vertex, in the order of subtasks; before the first step there are none. */
  readonly vertices: readonly (readonly Execution[])[]
}

export const vertexId = (vertex: VertexScene): string => operatorId(vertex.operators[0]?.uid ?? vertex.name)

export function graphOf(data: RunData): Graph {
  const past = jobPastOf(data.rows)
  const vertices = data.scene.vertices.map(({ index }) =>
    data.scene.actors
      .filter(actor => actor.kind === 'task' && actor.vertex === index)
      .sort((a, b) => a.subtask - b.subtask)
      .flatMap(actor => executionOf(data, past, actor) ?? []),
  )
  return { data, past, vertices }
}

function executionOf(data: RunData, past: JobPast, actor: ActorScene): Execution | null {
  const own = past.executions.get(actor.index)?.at(-1)
  const task = data.frame.tasks.find(other => other.actor === actor.index)
  if (own === undefined || task === undefined) return null
  return { actor, past: own, task, at: whereabouts(data, task.taskManager) }
}

/** Of the TaskManager that is this actor; -1: none. */
export function whereabouts({ scene, frame }: RunData, actor: number): Whereabouts {
  const process = frame.cluster.taskManagers.find(other => other.actor === actor)
  const name = scene.actors.find(other => other.index === actor)?.name
  return process === undefined || name === undefined
    ? UNASSIGNED
    : placeOf(scene.jobId, name, process.incarnation)
}

const TERMINAL: ReadonlySet<ExecutionState> = new Set(['FINISHED', 'CANCELED', 'FAILED'])
export const isTerminal = (state: ExecutionState): boolean => TERMINAL.has(state)

/** Ms since the epoch; 0: never, as in Flink. */
export function stateTimestamp({ data }: Graph, { since }: ExecutionPast, state: ExecutionState): number {
  const at = since.get(state)
  return at === undefined ? 0 : momentOf(data, at)
}

export interface Span {
  readonly 'start-time': number
  readonly 'end-time': number
  readonly duration: number
}

const NOT_STARTED: Span = { 'start-time': -1, 'end-time': -1, duration: -1 }

/** From the first deployment to the last end; while some are not at their end, until now. */
export function spanOf(graph: Graph, executions: readonly Execution[]): Span {
  const starts = executions
    .map(({ past }) => stateTimestamp(graph, past, 'DEPLOYING'))
    .filter(start => start > 0)
  if (starts.length === 0) return NOT_STARTED
  const start = Math.min(...starts)
  const now = nowOf(graph.data)
  if (executions.some(({ past }) => !isTerminal(past.state)))
    return { 'start-time': start, 'end-time': -1, duration: now - start }
  const end = Math.max(...executions.map(({ past }) => stateTimestamp(graph, past, past.state)))
  return { 'start-time': start, 'end-time': end, duration: end - start }
}

type RestState = (typeof EXECUTION_STATES)[number]
export type ByState = Readonly<Record<RestState, number>>

export const byState = (of: (state: RestState) => number): ByState =>
  Object.fromEntries(EXECUTION_STATES.map(state => [state, of(state)])) as ByState

export const countsOf = (states: readonly RestState[]): ByState =>
  byState(state => states.filter(other => other === state).length)

/** ExecutionJobVertex.getAggregateJobVertexState: the first of these that any subtask is in. */
const AGGREGATED = ['FAILED', 'CANCELING', 'CANCELED', 'INITIALIZING', 'RUNNING'] as const

export function aggregatedState(states: readonly ExecutionState[]): ExecutionState {
  const first = AGGREGATED.find(state => states.includes(state))
  if (first !== undefined) return first
  const finished = states.filter(state => state === 'FINISHED').length
  return finished === 0 ? 'CREATED' : finished === states.length ? 'FINISHED' : 'RUNNING'
}
