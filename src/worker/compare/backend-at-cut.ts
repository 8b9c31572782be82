/**
 * The job of a run on another state backend, at the same cut. With the costs of all backends set equal a job has the
 * same trace on each, so that a step, or the cut of a checkpoint, is the same moment: there the state must be the same,
 * row by row. What a snapshot costs is read from the same job with the backend's own costs.
 */
import { fail, ok, type Result } from '../../base/result.ts'
import type {
  Frame,
  OperatorBackendFrame,
  SubtaskCheckpointFrame,
  TaskFrame,
} from '../../engine/api/frame.ts'
import type { RunSpec } from '../../engine/api/spec.ts'
import { Hasher } from '../../base/hash.ts'
import type { Run } from '../../engine/index.ts'
import { openRun } from '../open-run.ts'

/** Rows that are handed out to be compared one by one; a hash is over all of them. */
const COMPARED_ROWS_MAX = 5000
const STEPS_MAX = 200_000
const STEPS_AT_ONCE = 256
const RUNS_KEPT_MAX = 6

/** A step; or, where the trace is not that of equal costs, the asynchronous part of the task in a checkpoint. */
export type Cut =
  | { readonly type: 'step'; readonly step: number }
  | { readonly type: 'checkpoint'; readonly checkpoint: number }

export interface BackendWish {
  /** Its commands are one line of history. */
  readonly spec: RunSpec
  readonly backend: string
  readonly task: string
  readonly cut: Cut
}

interface ComparedRow {
  /** Task, operator, state, namespace and key. */
  readonly name: string
  readonly value: string
}

/** The part of the task in a checkpoint, with the backend's own costs: µs and bytes. */
export interface SnapshotCost {
  readonly checkpoint: number
  readonly sync: number
  readonly async: number
  readonly written: number
  readonly size: number
}

export interface BackendAtCut {
  readonly backend: string
  readonly step: number
  readonly time: number
  readonly rows: readonly ComparedRow[]
  readonly rowCount: number
  readonly rowHash: string
  readonly views: readonly OperatorBackendFrame[]
  /** Blocks that retained checkpoints refer to. */
  readonly blocks: NonNullable<Frame['storage']['blocks']>
  /** The task's rows, the last changed first. */
  readonly taskRows: TaskFrame['stateRows']
  /** The newest checkpoint that the task has cut; 0: none. */
  readonly checkpoint: number
  readonly phase: SubtaskCheckpointFrame['phase'] | null
  /** Null: there is no cut yet, or that checkpoint never came with the backend's own costs. */
  readonly cost: SnapshotCost | null
  /** Measured on this machine: µs for each step, over so many steps. */
  readonly measured: { readonly steps: number; readonly microsPerStep: number }
}

interface Kept {
  readonly run: Run
  /** Steps that were simulated, and ms that they took. */
  steps: number
  ms: number
}

const withBackend = (spec: RunSpec, backend: string, costs: 'equal' | 'own'): RunSpec => {
  const config: Record<string, string> = { ...spec.config, 'weir.state.cost-model': costs }
  // The older key of the same option would be a second word.
  delete config['state.backend']
  config['state.backend.type'] = backend
  return { ...spec, config, commands: costs === 'own' ? [] : spec.commands }
}

/** Runs that were opened for comparisons are kept for the next cut, which is mostly a few steps away. */
export class CompareDesk {
  readonly #kept = new Map<string, Kept>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  answer(wish: BackendWish): Result<BackendAtCut> {
    const equal = this.#open(withBackend(wish.spec, wish.backend, 'equal'))
    if (!equal.ok) return equal
    const { run } = equal.value
    const actor = run.scene.actors.find(({ name, kind }) => name === wish.task && kind === 'task')
    if (actor === undefined)
      return fail('unknown-target', 'task', `expected a task of the job, got ${wish.task}`)
    const found = this.#goTo(equal.value, actor.index, wish.cut)
    if (!found) return fail('no-cut', 'cut', 'expected the run to come to this cut, got its end')
    const frame = run.frame({ stateRows: COMPARED_ROWS_MAX, queueItems: 0, stateFilter: null })
    const task = frame.tasks.find(other => other.actor === actor.index)!
    const newest = newestCut(frame, actor.index)
    const { steps, ms } = equal.value
    return ok({
      backend: wish.backend,
      step: run.step,
      time: frame.cursor.time,
      ...comparedRows(run, frame),
      views: task.backends ?? [],
      blocks: frame.storage.blocks ?? {},
      taskRows: task.stateRows.slice(0, 8),
      checkpoint: newest?.checkpoint ?? 0,
      phase: newest?.part.phase ?? null,
      cost: newest === null ? null : this.#costOf(wish, newest.checkpoint, actor.index),
      measured: { steps, microsPerStep: steps === 0 ? 0 : (ms * 1000) / steps },
    })
  }

  #open(spec: RunSpec): Result<Kept> {
    const key = JSON.stringify(spec)
    const known = this.#kept.get(key)
    if (known !== undefined) return ok(known)
    const opened = openRun({ ...spec, commands: [] })
    if (!opened.ok) return opened
    opened.value.timeline.setCommands(spec.commands, 0)
    const kept: Kept = { run: opened.value, steps: 0, ms: 0 }
    const oldest = [...this.#kept.keys()][0]
    if (this.#kept.size >= RUNS_KEPT_MAX && oldest !== undefined) this.#kept.delete(oldest)
    this.#kept.set(key, kept)
    return ok(kept)
  }

  /** Simulates to a step; what was simulated before is not measured again. */
  #seek(kept: Kept, step: number): boolean {
    const { run } = kept
    const ahead = Math.max(0, Math.min(step, STEPS_MAX) - run.timeline.head)
    const started = this.#now()
    const reached = run.seek(Math.min(step, STEPS_MAX))
    if (ahead > 0 && run.step > 0) {
      kept.ms += this.#now() - started
      kept.steps += ahead
    }
    return reached
  }

  #goTo(kept: Kept, actor: number, cut: Cut): boolean {
    if (cut.type === 'step') {
      this.#seek(kept, cut.step)
      return true
    }
    const stored = this.#until(kept, frame => {
      const part = partOf(frame, cut.checkpoint, actor)
      return part !== null && isStored(part)
    })
    if (!stored) return false
    const async = kept.run
      .rows(1, kept.run.step, new Set(['AsyncSnapshotCompleted']))
      .find(row => row.actor === actor && row.checkpoint === cut.checkpoint)
    if (async !== undefined) this.#seek(kept, async.step - 1)
    return true
  }

  #until(kept: Kept, holds: (frame: Frame) => boolean): boolean {
    const look = () => holds(kept.run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }))
    if (look()) return true
    while (kept.run.step < STEPS_MAX) {
      const from = kept.run.step
      this.#seek(kept, from + STEPS_AT_ONCE)
      if (look()) return true
      if (kept.run.step === from) return false
    }
    return false
  }

  /** A retained list of ten checkpoints is what a frame has: a later cut does not lose an earlier one's figures. */
  #costOf(wish: BackendWish, checkpoint: number, actor: number): SnapshotCost | null {
    const own = this.#open(withBackend(wish.spec, wish.backend, 'own'))
    if (!own.ok) return null
    const kept = own.value
    let found: SubtaskCheckpointFrame | null = null
    const look = (frame: Frame) => {
      const part = partOf(frame, checkpoint, actor)
      if (part !== null && isStored(part)) found = part
      return found !== null
    }
    if (isPast(kept, checkpoint)) kept.run.seek(0)
    if (!this.#until(kept, look) || found === null) return null
    const { sync, async, bytes, stateBytes } = found as SubtaskCheckpointFrame
    return { checkpoint, sync, async, written: bytes, size: stateBytes }
  }
}

const isStored = ({ phase }: SubtaskCheckpointFrame): boolean =>
  phase === 'acknowledged' || phase === 'ack-in-flight'

/** All that the frame still tells is later than the checkpoint. */
function isPast({ run }: Kept, checkpoint: number): boolean {
  const { checkpoints } = run.frame({ stateRows: 0, queueItems: 0, stateFilter: null }).coordinator
  const oldest = checkpoints.at(-1)
  return oldest !== undefined && oldest.id > checkpoint
}

function partOf(frame: Frame, checkpoint: number, actor: number): SubtaskCheckpointFrame | null {
  const { checkpoints } = frame.coordinator
  const found = checkpoints.find(({ id }) => id === checkpoint)
  return found?.subtasks.find(part => part.actor === actor) ?? null
}

function newestCut(frame: Frame, actor: number) {
  for (const { id, subtasks } of frame.coordinator.checkpoints) {
    const part = subtasks.find(other => other.actor === actor)
    if (part !== undefined && part.cutStep >= 0) return { checkpoint: id, part }
  }
  return null
}

function comparedRows(run: Run, frame: Frame): Pick<BackendAtCut, 'rows' | 'rowCount' | 'rowHash'> {
  const rows: ComparedRow[] = frame.tasks.flatMap(task => {
    const name = run.scene.actors.find(({ index }) => index === task.actor)?.name ?? ''
    return task.stateRows.map(row => ({
      name: [name, row.operator, row.state, row.namespace, row.key].filter(part => part !== '').join(' · '),
      value: row.value,
    }))
  })
  rows.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
  const rowHash = new Hasher().value(rows.map(({ name, value }) => [name, value])).hex()
  return { rows: rows.slice(0, COMPARED_ROWS_MAX), rowCount: rows.length, rowHash }
}
