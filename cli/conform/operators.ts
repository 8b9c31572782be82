/** Runner `operator`: one operator in a job of its own, driven step by step; what each step makes it do is compared. */
import { MICROS_PER_MS } from '../../src/base/time.ts'
import type { ActorScene, StateRow, TaskFrame } from '../../src/engine/api/frame.ts'
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import type { Run } from '../../src/engine/index.ts'
import {
  compareStep,
  type StepResult,
  type SubtaskResult,
  type TimersOf,
  type Written,
} from './compare-steps.ts'
import type { GoldenCase, GoldenOperator } from './golden-case.ts'
import { toLong } from './long.ts'
import { advanceBefore, graphFrom, listItemsOf, openRun, snapshotNow } from './open-run.ts'
import { MAIN, phaseGraph, sideOf, testedOperator } from './operator-program.ts'
import { isJump, phasesOf, STARTED_US, type Phase, type TimedStep } from './operator-script.ts'
import { configOf } from './pipeline.ts'
import type { Mark, Probed } from './probe.ts'

/** Everything takes next to no time, so that a step is over before the next begins. */
const AT_ONCE = {
  'weir.network.latency': '1 us',
  'weir.rpc.latency': '1 us',
  'weir.storage.latency': '1 us',
  'weir.broker.latency': '1 us',
  'weir.storage.bandwidth': '1000 gb',
  'weir.snapshot.sync-duration': '1 us',
  'execution.buffer-timeout.interval': '0 ms',
  'execution.checkpointing.interval': '365 d',
  'execution.checkpointing.min-pause': '365 d',
}

interface OperatorExpected {
  readonly order: string
  readonly steps: readonly StepResult[]
}

export function runOperatorCase(golden: GoldenCase): void {
  const { order, steps } = golden.expected as OperatorExpected
  const tags = steps.flatMap(step => Object.keys(step.side ?? {}))
  for (const { index, results, timersOf } of playOperator(golden, tags)) {
    const what = `step ${index} ${JSON.stringify(golden.input[index])}`
    compareStep(what, order, results, timersOf, steps[index] ?? {})
  }
}

export interface PlayedStep {
  readonly index: number
  readonly results: readonly SubtaskResult[]
  /** Valid until the next step. */
  readonly timersOf: TimersOf
  /** Rows of keyed state, by subtask; valid until the next step. */
  readonly entriesOf: () => readonly number[]
}

/** What each step of a case makes its operator do, by subtask. `tags`: side outputs that it does not name itself. */
export function* playOperator(golden: GoldenCase, tags: readonly string[] = []): Generator<PlayedStep> {
  const all = [...new Set([...tagsOf(testedOperator(golden)), ...tags])]
  let snapshot: Snapshot | undefined
  for (const phase of phasesOf(golden)) {
    const driver = new PhaseDriver(golden, phase, all, snapshot)
    const counts = {
      timersOf: () => driver.frames().map(({ eventTime }) => eventTime),
      entriesOf: () => driver.frames(ALL_ROWS).map(({ stateRows }) => stateRows.filter(isEntry).length),
    }
    if (phase.restoredBy !== null) yield { index: phase.restoredBy, results: driver.restored(), ...counts }
    for (const timed of phase.steps) yield { index: timed.index, results: driver.play(timed), ...counts }
    snapshot = snapshotNow(driver.run)
  }
}

/** Side outputs that the operator names. */
function tagsOf({ sideOutputLate, sideOutputLeftLate, sideOutputRightLate, fn }: GoldenOperator): string[] {
  const named = [sideOutputLate, sideOutputLeftLate, sideOutputRightLate, fn?.['sideOutput']]
  return named.filter(tag => typeof tag === 'string')
}

const ALL_ROWS = 1_000_000
const isEntry = ({ kind }: StateRow): boolean => !kind.endsWith('timers')

/** One run, from a start or restore on. */
class PhaseDriver {
  readonly run: Run
  readonly #tested: GoldenOperator
  readonly #tags: readonly string[]
  /** How much of each output has been looked at. */
  readonly #seen = new Map<string, number>()

  constructor(golden: GoldenCase, phase: Phase, tags: readonly string[], restoreFrom: Snapshot | undefined) {
    const config = { ...configOf(golden), ...AT_ONCE, 'parallelism.default': String(phase.parallelism) }
    const graph = graphFrom(() => phaseGraph(golden, phase, tags, config))
    this.run = openRun(golden, graph, config, {
      epochMs: phase.epochMs,
      ...(restoreFrom === undefined ? {} : { restoreFrom }),
    })
    this.#tested = testedOperator(golden)
    this.#tags = tags
    advanceBefore(this.run, STARTED_US)
  }

  play(timed: TimedStep): SubtaskResult[] {
    if (isJump(timed.step)) this.#pauseUntil(timed)
    advanceBefore(this.run, timed.until)
    return this.#results()
  }

  /** The clock jumps: the operator's threads are busy until then, and what came due meanwhile fires at that time. */
  #pauseUntil({ at }: TimedStep): void {
    const durationMs = (at - this.run.world.now) / MICROS_PER_MS
    if (durationMs <= 0) return
    for (const { name } of this.#testedActors()) this.run.act('pause-task', name, { durationMs })
  }

  /** The subtasks of the operator under test. */
  #testedActors(): ActorScene[] {
    const { vertices, actors } = this.run.scene
    const vertex = vertices.find(other => other.operators.some(({ uid }) => uid === this.#tested.id))
    return actors.filter(actor => actor.vertex === vertex?.index)
  }

  /** What a restore gave each subtask, before the first step. */
  restored(): SubtaskResult[] {
    const results = this.#results()
    if (this.#tested.type !== 'listState') return results
    const items = listItemsOf(snapshotNow(this.run), this.#tested.id)
    return results.map((result, subtask) => ({ ...result, restored: items[subtask] ?? [] }))
  }

  frames(stateRows = 0): TaskFrame[] {
    const { tasks } = this.run.frame({ stateRows, queueItems: 0, stateFilter: null })
    return this.#testedActors().map(({ index }) => tasks.find(task => task.actor === index)!)
  }

  #results(): SubtaskResult[] {
    return this.#testedActors().map(({ subtask }) => this.#resultOf(subtask))
  }

  #resultOf(subtask: number): SubtaskResult {
    const main = this.#written(MAIN, subtask)
    const side = this.#tags.map(tag => [tag, recordsIn(this.#written(sideOf(tag), subtask))] as const)
    return {
      out: recordsIn(main),
      side: Object.fromEntries(side),
      marks: marksIn(main),
      restored: null,
    }
  }

  /** What a probe has written since the last look. */
  #written(uid: string, subtask: number): ProbeRecord[] {
    const place = `${uid}/${subtask}`
    const all = this.run.outputs(uid, subtask)
    const fresh = all.slice(this.#seen.get(place) ?? 0)
    this.#seen.set(place, all.length)
    return fresh.map(({ value, timestamp }) => ({ probed: value as Probed, timestamp }))
  }
}

interface ProbeRecord {
  readonly probed: Probed
  readonly timestamp: number | null
}

const recordsIn = (written: readonly ProbeRecord[]): Written[] =>
  written.flatMap(({ probed, timestamp }) =>
    probed.type === 'record'
      ? [{ value: probed.value, timestamp: timestamp === null ? null : toLong(timestamp) }]
      : [],
  )

const marksIn = (written: readonly ProbeRecord[]): Mark[] =>
  written.flatMap(({ probed }) => (probed.type === 'mark' ? [probed.mark] : []))
