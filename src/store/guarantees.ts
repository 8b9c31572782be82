/**
 * What failures do to the run at hand: the same fault at each of its steps, and the worst moments under each guarantee.
 * The work is done by workers beside the run; it can be given up, and what is done by then stays.
 */
import { createStore } from 'zustand/vanilla'
import type { RunSpec } from '../engine/api/spec.ts'
import type { Problem } from '../worker/protocol.ts'
import { GUARANTEES, type GuaranteeId } from '../worker/sweep/guarantees.ts'
import type { MatrixCell } from '../worker/sweep/matrix.ts'
import { MOMENTS, type MomentId } from '../worker/sweep/moments.ts'
import {
  LEGS,
  legOutcome,
  outcomeOf,
  tallyOf,
  type Leg,
  type Outcome,
  type SweepCell,
} from '../worker/sweep/outcome.ts'
import { openPool, type SweepPool } from '../worker/sweep/pool.ts'
import type { Strike } from '../worker/sweep/sweep.ts'
import { runBefore } from './config.ts'
import { frameOptions, queue, showFrame } from './driver.ts'
import { host, withBusy } from './engine.ts'
import { act, openRun } from './run-commands.ts'
import { session, showToast } from './session.ts'

export { GUARANTEES, LEGS, legOutcome, MOMENTS, outcomeOf, tallyOf }
export type { GuaranteeId, Leg, MatrixCell, MomentId, Outcome, SweepCell }

/** A longer run is struck at every second step, every third, and so on. */
const CELLS_MAX = 1200
const CHUNK = 12
/** Coarse first: every sixteenth place, then those between. */
const COARSE = 16

export interface Strip {
  readonly target: string
  readonly kind: string
  readonly spec: RunSpec
  readonly length: number
  /** Steps between two places. */
  readonly stride: number
  readonly places: number
  /** By place; a hole is not run yet. */
  readonly cells: readonly (SweepCell | undefined)[]
  readonly done: number
}

/** `null`: the moment does not occur there. */
export type MatrixPlace = 'running' | MatrixCell | null | { readonly problem: Problem }

interface Guarantees {
  readonly strip: Strip | null
  readonly sweeping: boolean
  readonly problem: Problem | null
  /** The run that the matrix is about, and the task that is struck in it. */
  readonly basis: { readonly spec: RunSpec; readonly target: string } | null
  readonly matrix: ReadonlyMap<string, MatrixPlace>
  /** The cell that was opened last. */
  readonly opened: string | null
}

export const guarantees = createStore<Guarantees>()(() => ({
  strip: null,
  sweeping: false,
  problem: null,
  basis: null,
  matrix: new Map(),
  opened: null,
}))

export const cellKey = (moment: MomentId, guarantee: GuaranteeId): string => `${moment} ${guarantee}`

let pool: SweepPool | null = null
const poolOf = (): SweepPool => (pool ??= openPool())

/** Ends all work at once. What is done stays. */
export function giveUp(): void {
  pool?.close()
  pool = null
  const { matrix } = guarantees.getState()
  const kept = [...matrix].filter(([, place]) => place !== 'running')
  guarantees.setState({ sweeping: false, matrix: new Map(kept) })
}

/** The line of history that is shown, as a spec of its own. */
export function shownSpec(): RunSpec | null {
  const { state, frame } = session.getState()
  if (state === null || frame === null) return null
  const commands = []
  let id = state.branches.find(branch => branch.id === frame.cursor.branch)?.tip ?? null
  while (id !== null) {
    const command = state.spec.commands.find(other => other.id === id)
    if (command === undefined) break
    commands.unshift(command)
    id = command.parent
  }
  return { ...state.spec, commands }
}

/** Places from coarse to fine, in pieces whose steps rise. */
export function piecesOf(places: number): number[][] {
  const pieces: number[][] = []
  for (let step = COARSE, first = 0; step >= 1; first = step >> 1, step >>= 1) {
    const wanted: number[] = []
    const stride = step === COARSE ? COARSE : step * 2
    for (let place = step === COARSE ? first : step; place < places; place += stride) wanted.push(place)
    for (let i = 0; i < wanted.length; i += CHUNK) pieces.push(wanted.slice(i, i + CHUNK))
  }
  return pieces
}

export async function sweepRun(target: string, kind = 'kill-task'): Promise<void> {
  const spec = shownSpec()
  if (spec === null) return
  giveUp()
  const mine = poolOf()
  guarantees.setState({ strip: null, sweeping: true, problem: null })
  const length = await mine.ask({ type: 'length', spec })
  if (mine !== pool) return
  if (!length.ok) {
    guarantees.setState({ sweeping: false, problem: length.error })
    return
  }
  const stride = Math.max(1, Math.ceil(length.value / CELLS_MAX))
  const places = Math.ceil(length.value / stride)
  const cells = Array.from<SweepCell | undefined>({ length: places })
  guarantees.setState({ strip: { target, kind, spec, length: length.value, stride, places, cells, done: 0 } })
  const pieces = piecesOf(places)
  await Promise.all(Array.from({ length: mine.size }, () => workThrough(mine, pieces)))
  if (mine === pool) guarantees.setState({ sweeping: false })
}

async function workThrough(mine: SweepPool, pieces: number[][]): Promise<void> {
  for (let piece = pieces.shift(); piece !== undefined; piece = pieces.shift()) {
    const { strip } = guarantees.getState()
    if (strip === null) return
    const strikes = piece.map((place): Strike => {
      return { at: 1 + place * strip.stride, kind: strip.kind, target: strip.target }
    })
    const answer = await mine.ask({ type: 'strikes', spec: strip.spec, strikes })
    if (mine !== pool) return
    if (answer.ok) addCells(piece, answer.value)
    else guarantees.setState({ problem: answer.error })
  }
}

function addCells(piece: readonly number[], made: readonly SweepCell[]): void {
  const { strip } = guarantees.getState()
  if (strip === null) return
  const cells = [...strip.cells]
  piece.forEach((place, i) => (cells[place] = made[i]))
  guarantees.setState({ strip: { ...strip, cells, done: strip.done + piece.length } })
}

/** What acts next must find the cursor there. */
const goTo = (step: number): Promise<void> =>
  queue.command(async () => {
    const moved = await withBusy({ step }, host().seek(step, frameOptions()))
    if (moved !== null) showFrame(moved, { type: 'seek', step })
  })

/** Goes to the step and does there what the sweep did: a branch of the run that is shown. */
export async function openStripCell(cell: SweepCell): Promise<void> {
  const { strip } = guarantees.getState()
  if (strip === null || JSON.stringify(shownSpec()) !== JSON.stringify(strip.spec)) {
    if (strip === null) return
    const tip = strip.spec.commands[strip.spec.commands.length - 1]?.id ?? null
    const branches = [{ id: 0, name: 'main', tip, forkedAt: 0, parent: null }]
    await openRun(strip.spec, { branch: 0, step: cell.at, branches })
  } else await goTo(cell.at)
  session.setState({ view: 'stage' })
  if (cell.refusal === null) await act(cell.kind, cell.target)
}

/** Begins the matrix anew where the run or the task is another one. */
export function aimMatrix(target: string): void {
  const spec = shownSpec()
  if (spec === null) return
  const plain: RunSpec = { ...spec, commands: [] }
  const { basis } = guarantees.getState()
  const known = basis !== null && basis.target === target && isSamePipeline(basis.spec, plain)
  if (!known) guarantees.setState({ basis: { spec: plain, target }, matrix: new Map(), opened: null })
}

/** A run opened from a cell has another configuration, and is the same pipeline, data and seed. */
function isSamePipeline(a: RunSpec, b: RunSpec): boolean {
  const what = ({ pipeline, workload, seed }: RunSpec) => JSON.stringify([pipeline, workload, seed])
  return what(a) === what(b)
}

function setPlace(key: string, place: MatrixPlace | undefined): void {
  const matrix = new Map(guarantees.getState().matrix)
  if (place === undefined) matrix.delete(key)
  else matrix.set(key, place)
  guarantees.setState({ matrix })
}

export async function runCell(moment: MomentId, guarantee: GuaranteeId): Promise<void> {
  const { basis } = guarantees.getState()
  if (basis === null) return
  const key = cellKey(moment, guarantee)
  const mine = poolOf()
  setPlace(key, 'running')
  const answer = await mine.ask({ type: 'cell', wish: { ...basis, moment, guarantee } })
  if (mine !== pool || guarantees.getState().basis !== basis) return
  setPlace(key, answer.ok ? answer.value : { problem: answer.error })
}

export async function runAllCells(): Promise<void> {
  const { matrix } = guarantees.getState()
  const wanted = MOMENTS.flatMap(moment => GUARANTEES.map(({ id }) => [moment, id] as const))
  const missing = wanted.filter(([moment, id]) => !matrix.has(cellKey(moment, id)))
  await Promise.all(missing.map(([moment, id]) => runCell(moment, id)))
}

/** Opens the run of a cell just before the failure that counts. The run before it can be brought back. */
export async function openMatrixCell(key: string, { spec, at }: MatrixCell): Promise<void> {
  const before = runBefore()
  const tip = spec.commands[spec.commands.length - 1]?.id ?? null
  const branches = [{ id: 0, name: 'main', tip, forkedAt: 0, parent: null }]
  const opened = await openRun(spec, { branch: 0, step: at, branches })
  if (opened?.ok !== true) return
  guarantees.setState({ opened: key })
  session.setState({ view: 'stage' })
  if (before !== null) showToast({ type: 'reconfigured', before })
}
