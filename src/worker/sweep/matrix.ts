/**
 * Worst moments against guarantees: one run for each pair, all of the same pipeline, data and seed, judged as any other
 * run. A cell says how it came out and by which commands it can be opened.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type { Command, RunSpec } from '../../engine/api/spec.ts'
import { guaranteeOf, type GuaranteeId } from './guarantees.ts'
import { momentsOf, type MomentId } from './moments.ts'
import type { SweepCell } from './outcome.ts'
import { openSweeper, type Sweeper } from './sweep.ts'

export interface CellWish {
  /** Its commands play no part: the runs are undisturbed but for the failure. */
  readonly spec: RunSpec
  readonly guarantee: GuaranteeId
  readonly moment: MomentId
  readonly target: string
}

export interface MatrixCell {
  /** What to open, with the commands that make it. */
  readonly spec: RunSpec
  /** The step before the failure that counts. */
  readonly at: number
  readonly cell: SweepCell
}

const KILL = 'kill-task'
const RESTORE_STEPS_MAX = 4000

/** The pipeline of `spec` under a guarantee. */
export function specUnder(spec: RunSpec, guarantee: GuaranteeId): RunSpec {
  const config = { ...spec.config, ...guaranteeOf(guarantee).config }
  return { ...spec, config, commands: [] }
}

const killAt = (id: number, at: number, target: string): Command => ({
  id,
  parent: id === 1 ? null : id - 1,
  at,
  kind: KILL,
  target,
})

/** The step, after a first failure, at which the task is about to have its state back. */
function restoreStep(spec: RunSpec, first: Command, actor: number): number | null {
  const opened = openSweeper({ ...spec, commands: [first] })
  if (!opened.ok) return null
  const { run } = opened.value
  const rows = run.rows(first.at + 1, Math.min(run.step, first.at + RESTORE_STEPS_MAX))
  const deployed = rows.find(row => row.kind === 'TaskDeployed' && row.actor === actor)
  const started = rows.find(row => row.kind === 'TaskStarted' && row.actor === actor)
  if (deployed === undefined || started === undefined) return null
  return Math.max(deployed.step, started.step - 1)
}

/** The commands before the failure that counts, and its step; null: the moment does not occur. */
function placeOf(wish: CellWish, spec: RunSpec, sweeper: Sweeper): { before: Command[]; at: number } | null {
  const { run } = sweeper
  const actor = run.scene.actors.find(({ name }) => name === wish.target)!.index
  const moments = momentsOf(run, actor)
  if (wish.moment !== 'restore') {
    const at = moments.get(wish.moment)
    return at === undefined ? null : { before: [], at }
  }
  const at = moments.get('complete') ?? moments.get('async')
  if (at === undefined) return null
  const first = killAt(1, at, wish.target)
  const restore = restoreStep(spec, first, actor)
  return restore === null ? null : { before: [first], at: restore }
}

/** Null: this moment does not occur in this run. */
export function matrixCell(wish: CellWish): Result<MatrixCell | null> {
  const spec = specUnder(wish.spec, wish.guarantee)
  const opened = openSweeper(spec)
  if (!opened.ok) return opened
  const { actors } = opened.value.run.scene
  if (actors.every(({ name, kind }) => name !== wish.target || kind !== 'task'))
    return fail('unknown-target', wish.target, `expected a task of the job, got ${wish.target}`)
  const place = placeOf(wish, spec, opened.value)
  if (place === null) return ok(null)
  const { before, at } = place
  const sweeper = before.length === 0 ? opened : openSweeper({ ...spec, commands: before })
  if (!sweeper.ok) return sweeper
  const cell = sweeper.value.strike({ at, kind: KILL, target: wish.target })
  const commands = [...before, killAt(before.length + 1, at, wish.target)]
  return ok({ spec: { ...spec, commands }, at, cell })
}
