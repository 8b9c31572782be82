/**
 * Kind `rescale-job`: a job that is stopped with a savepoint and goes on with another parallelism, several times.
 * Each phase is a run of its own; what it restored is looked at before its first element: a subtask without splits has
 * ended by then, and union state forbids checkpoints of a vertex of which a part has ended. A run of Weir does not end
 * by a savepoint, so the status of a phase is compared only where its input ends.
 */
import type { Snapshot } from '../../src/engine/api/snapshot.ts'
import { taskOf } from '../../src/engine/check/view.ts'
import type { Run } from '../../src/engine/index.ts'
import type { TaskActor } from '../../src/engine/kernel/world.ts'
import { compareSinks } from './compare-sinks.ts'
import { expectEqual, notYet, type GoldenCase, type GoldenPipeline } from './golden-case.ts'
import type { ExpectedSink } from './job-run.ts'
import { advanceBefore, graphFrom, openRun, snapshotNow } from './open-run.ts'
import { configOf, programOf } from './pipeline.ts'
import { addSource, type ElementStep, type ScheduledElement } from './schedule.ts'

interface ExpectedPhase {
  readonly parallelism: number
  readonly status: string
  readonly restoredListItems: Readonly<Record<string, readonly unknown[]>>
  readonly sourceSplits: Readonly<Record<string, readonly string[]>>
  readonly sinks: Readonly<Record<string, ExpectedSink>>
}

/** The job runs, and the first element of the phase has not come. */
const STARTED_US = 10_000_000
const FIRST_US = 20_000_000
const INTERVAL_US = 10
/** Everything of the phase has been processed. */
const DONE_US = 120_000_000
/** What belongs to later phases. */
const LATER_US = 1e15

export function runRescaleCase(golden: GoldenCase): void {
  const { order, phases } = golden.expected as {
    readonly order: string
    readonly phases: readonly ExpectedPhase[]
  }
  const { phases: parallelisms } = golden.pipeline as GoldenPipeline & { readonly phases: readonly number[] }
  const groups = elementsByPhase(golden)
  let snapshot: Snapshot | undefined
  for (const [i, parallelism] of parallelisms.entries()) {
    const expected = phases[i]!
    const run = openPhase(golden, arrivalsIn(i, groups), parallelism, snapshot)
    advanceBefore(run, STARTED_US)
    compareStart(`phase ${i}`, golden, run, expected)
    advanceBefore(run, DONE_US)
    const isLast = i === parallelisms.length - 1
    if (isLast) run.advanceToEnd()
    else snapshot = snapshotNow(run)
    if (isLast) expectEqual(`phase ${i}: status`, run.jobStatus(), expected.status)
    compareSinks(run, { order, sinks: expected.sinks })
  }
}

function elementsByPhase({ pipeline, input }: GoldenCase): ElementStep[][] {
  const groups: ElementStep[][] = [[]]
  for (const step of input as readonly { readonly op: string }[]) {
    if (step.op === 'stopWithSavepoint') groups.push([])
    else if (step.op === 'element') groups.at(-1)!.push(step as ElementStep)
    else notYet(`step ${step.op}`)
  }
  const sources = (pipeline.operators ?? []).filter(operator => operator.type === 'source')
  return groups.map(group => group.map(step => ({ source: sources[0]!.id, split: 0, ...step })))
}

/** The whole log, of which only the elements of phase `current` arrive while it runs. */
function arrivalsIn(current: number, groups: readonly ElementStep[][]): ScheduledElement[] {
  return groups.flatMap((group, phase) =>
    group.map((step, i) => ({
      ...step,
      source: step.source!,
      split: step.split!,
      arrival: phase < current ? 0 : phase > current ? LATER_US : FIRST_US + i * INTERVAL_US,
    })),
  )
}

function openPhase(
  golden: GoldenCase,
  elements: readonly ScheduledElement[],
  parallelism: number,
  restoreFrom: Snapshot | undefined,
): Run {
  const config = { ...configOf(golden), 'parallelism.default': String(parallelism) }
  const graph = graphFrom(() => programOf(golden, config, addSource({ elements })))
  return openRun(golden, graph, config, restoreFrom === undefined ? {} : { restoreFrom })
}

function compareStart(what: string, golden: GoldenCase, run: Run, expected: ExpectedPhase): void {
  const operators = golden.pipeline.operators ?? []
  const source = operators.find(operator => operator.type === 'source')!
  const list = operators.find(operator => operator.type === 'listState')
  const splits = subtasksOf(run, source.id).map(task =>
    task
      .source!.splits.map(split => `${run.plan.partitions[split.partition]!.split.id}@${split.from}`)
      .sort(),
  )
  const bySubtask = [...splits.entries()].filter(([, own]) => own.length > 0)
  expectEqual(`${what}: source splits`, Object.fromEntries(bySubtask), expected.sourceSplits)
  if (list === undefined) return
  const items = subtasksOf(run, list.id).map(task => listItems(task, list.id))
  expectEqual(`${what}: restored list items`, Object.fromEntries(items.entries()), expected.restoredListItems)
}

/** The tasks that an operator is part of, by subtask. */
function subtasksOf(run: Run, uid: string): TaskActor[] {
  const tasks = run.plan.tasks.filter(({ vertex }) => vertex.nodes.some(node => node.uid === uid))
  return tasks.map(task => taskOf(run.world, task.actor))
}

/** What its list states hold, in the order of the texts; a subtask that has ended still has it. */
function listItems(task: TaskActor, uid: string): unknown[] {
  const lists = Object.entries(task.runtime!.lists).filter(([path]) => path.startsWith(`${uid}/`))
  const items = lists.flatMap(([, { values }]) => values.map(item => (item as { readonly v: unknown }).v))
  return items.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}
