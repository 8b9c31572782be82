/**
 * The state backends side by side: the job of the run at hand on each of them, at the same cut. Workers beside the run
 * do it; it can be given up, and what is there by then stays.
 */
import { createStore } from 'zustand/vanilla'
import type { Frame, Scene } from '../engine/api/frame.ts'
import type { RunSpec } from '../engine/api/spec.ts'
import type { BackendAtCut, Cut } from '../worker/compare/backend-at-cut.ts'
import { compareStates, type StateComparison } from '../worker/compare/differences.ts'
import type { Problem } from '../worker/protocol.ts'
import { openPool, type SweepPool } from '../worker/sweep/pool.ts'
import { shownSpec } from './guarantees.ts'
import { session } from './session.ts'

export type { BackendAtCut, Cut, StateComparison }

export const COMPARED_BACKENDS = ['hashmap', 'rocksdb', 'database'] as const
export type ComparedBackend = (typeof COMPARED_BACKENDS)[number]

export type Column =
  /** `before`: what was there at the cut before this one, so that a step does not empty the page. */
  | { readonly type: 'running'; readonly before: BackendAtCut | null }
  | { readonly type: 'done'; readonly at: BackendAtCut }
  | { readonly type: 'problem'; readonly problem: Problem }
  | { readonly type: 'given-up' }

interface Comparison {
  /** What is compared, as a text; null: nothing was asked for yet. */
  readonly key: string | null
  /** The pipeline and task that the columns are about. */
  readonly subject: string
  readonly columns: ReadonlyMap<ComparedBackend, Column>
}

export const comparison = createStore<Comparison>()(() => ({ key: null, subject: '', columns: new Map() }))

/** Not before the cursor rests. */
const REST_MS = 250
/** The worker is let go when nobody has asked for so long. */
const pools: { open: SweepPool | null } = { open: null }
let timer: ReturnType<typeof setTimeout> | null = null

/** The cut that all backends have in common; null: the task has cut no checkpoint yet. */
export function cutAt(spec: RunSpec, scene: Scene, frame: Frame, actor: number): Cut | null {
  const isEqual =
    scene.settings.stateBackend === 'hashmap' || spec.config['weir.state.cost-model'] === 'equal'
  if (isEqual) return { type: 'step', step: frame.cursor.step }
  for (const { id, subtasks } of frame.coordinator.checkpoints)
    if (subtasks.some(part => part.actor === actor && part.cutStep >= 0))
      return { type: 'checkpoint', checkpoint: id }
  return null
}

interface Wish {
  readonly spec: RunSpec
  readonly task: string
  readonly cut: Cut
}

function wishFor(task: string): Wish | null {
  const spec = shownSpec()
  const { scene, frame } = session.getState()
  const actor = scene?.actors.find(({ name }) => name === task)?.index
  if (spec === null || scene === null || frame === null || actor === undefined) return null
  const cut = cutAt(spec, scene, frame, actor)
  return cut === null ? null : { spec, task, cut }
}

/** Compares at the cursor once it rests there; what is being compared elsewhere is given up. */
export function compareAtCursor(task: string): void {
  if (timer !== null) clearTimeout(timer)
  timer = setTimeout(() => {
    timer = null
    compareNow(task)
  }, REST_MS)
}

export function compareNow(task: string): void {
  const wish = wishFor(task)
  const key = wish === null ? null : JSON.stringify(wish)
  const { key: before, subject: seen, columns } = comparison.getState()
  const isDone = [...columns.values()].every(({ type }) => type === 'done')
  if (key === before && (key === null || isDone || pools.open !== null)) return
  if ([...columns.values()].some(({ type }) => type === 'running')) closePool()
  if (wish === null) comparison.setState({ key, columns: new Map() })
  else {
    const subject = `${wish.spec.pipeline} ${task}`
    const running = COMPARED_BACKENDS.map(
      backend =>
        [
          backend,
          { type: 'running', before: subject === seen ? shownOf(columns.get(backend)) : null },
        ] as const,
    )
    comparison.setState({ key, subject, columns: new Map(running) })
    for (const backend of COMPARED_BACKENDS) void ask(wish, backend)
  }
}

function shownOf(column: Column | undefined): BackendAtCut | null {
  if (column?.type === 'done') return column.at
  return column?.type === 'running' ? column.before : null
}

async function ask(wish: Wish, backend: ComparedBackend): Promise<void> {
  const { key } = comparison.getState()
  const pool = (pools.open ??= openPool())
  const answer = await pool.ask({ type: 'backend', wish: { ...wish, backend } })
  const now = comparison.getState()
  if (now.key !== key || pool !== pools.open) return
  const column: Column = answer.ok
    ? { type: 'done', at: answer.value }
    : { type: 'problem', problem: answer.error }
  comparison.setState({ columns: new Map(now.columns).set(backend, column) })
}

function closePool(): void {
  pools.open?.close()
  pools.open = null
}

/** Ends the work at once. What is there stays. */
export function giveUpComparison(): void {
  if (timer !== null) clearTimeout(timer)
  timer = null
  closePool()
  const columns = [...comparison.getState().columns].map(
    ([backend, column]) =>
      [backend, column.type === 'running' ? ({ type: 'given-up' } as const) : column] as const,
  )
  comparison.setState({ columns: new Map(columns) })
}

/** Each against hashmap, whose objects are the state itself. */
export function stateOf(
  columns: ReadonlyMap<ComparedBackend, Column>,
  backend: ComparedBackend,
): StateComparison | null {
  const expected = columns.get('hashmap')
  const found = columns.get(backend)
  return expected?.type === 'done' && found?.type === 'done' ? compareStates(expected.at, found.at) : null
}
