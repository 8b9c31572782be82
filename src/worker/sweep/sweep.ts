/**
 * One fault at every step of a run: the run goes to a step, is struck there and goes on to its end, is judged once, and
 * stands at that step again, undisturbed. What lies before a step is run once for all; what lies behind it goes window
 * by window.
 */
import type { Params } from '../../base/parameters.ts'
import type { Command, RunSpec } from '../../engine/api/spec.ts'
import type { Run } from '../../engine/index.ts'
import type { Result } from '../../base/result.ts'
import { ok } from '../../base/result.ts'
import { openRun } from '../open-run.ts'
import { cellOf, refusedCell, type SweepCell } from './outcome.ts'

export interface Strike {
  readonly at: number
  readonly kind: string
  readonly target: string | null
  readonly params?: Params
}

/** A struck run may take this many times the steps of the undisturbed one, and so many more, before it is stuck. */
const TIMES_MAX = 6
const EXTRA_STEPS = 4000
const LENGTH_MAX = 200_000

/** `spec.commands` are one line of history, oldest first; a strike takes the place of those after it. */
export class Sweeper {
  readonly run: Run
  /** Steps of the run as it is without any strike. */
  readonly length: number
  readonly #commands: readonly Command[]

  constructor(run: Run, commands: readonly Command[]) {
    this.run = run
    this.#commands = commands
    run.timeline.setCommands(commands, 0)
    run.runFast(LENGTH_MAX)
    this.length = run.step
  }

  /** Stands at step `at` of the undisturbed line. */
  goTo(at: number): void {
    const { timeline } = this.run
    timeline.setCommands(this.#commands, Math.min(this.run.step, at))
    timeline.seek(at)
    timeline.keep()
  }

  strike({ at, kind, target, params = {} }: Strike): SweepCell {
    const { run } = this
    const { timeline } = run
    const struck = { at, kind, target }
    this.goTo(at)
    const refusal = run.step < at ? 'run-is-over' : run.refusal(kind, target, params)
    if (refusal !== null) return refusedCell(struck, refusal)
    const before = this.#commands.filter(command => command.at < at)
    const command: Command = { id: -1, parent: null, at, kind, target, params }
    timeline.setCommands([...before, command], at)
    timeline.silent = true
    run.runFast(at + TIMES_MAX * this.length + EXTRA_STEPS)
    const cell = cellOf(run, struck)
    timeline.silent = false
    timeline.setCommands(this.#commands, at)
    return cell
  }
}

export function openSweeper(spec: RunSpec): Result<Sweeper> {
  const run = openRun({ ...spec, commands: [] })
  return run.ok ? ok(new Sweeper(run.value, spec.commands)) : run
}
