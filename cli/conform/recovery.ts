/** What a recovery case says beyond its sinks: checkpoints, positions, replays, states. */
import type { Run } from '../../src/engine/index.ts'
import { expectEqual } from './golden-case.ts'
import { outputsOf, type JobRun } from './job-run.ts'

interface RecoveryExpected {
  readonly finalSums: Readonly<Record<string, number>>
  readonly completedCheckpoints: readonly number[]
  readonly positionsInCheckpoint: Readonly<Record<string, Readonly<Record<string, number>>>>
  readonly startPositions: Readonly<Record<string, readonly number[]>>
  readonly emittedBySource?: number
  readonly replayed?: number
  readonly committedRecords?: number
  readonly stateTransitions: readonly Transitions[]
}

interface Transitions {
  readonly subject: string
  readonly states: readonly string[]
}

export function compareRecovery(job: JobRun): void {
  const expected = job.golden.expected as RecoveryExpected
  const { run, checkpoints } = job
  expectEqual(
    'completed checkpoints',
    checkpoints.map(checkpoint => checkpoint.id),
    expected.completedCheckpoints,
  )
  const positions = Object.fromEntries(checkpoints.map(({ id, positions: of }) => [id, of]))
  expectEqual('positions in checkpoints', positions, expected.positionsInCheckpoint)
  expectEqual('start positions', startPositions(job), expected.startPositions)
  expectEqual('final sums', finalSums(job), expected.finalSums)
  const emitted = recordsRead(run)
  if (expected.emittedBySource !== undefined)
    expectEqual('emitted by the source', emitted, expected.emittedBySource)
  const replayed = emitted - job.schedule.elements.length
  if (expected.replayed !== undefined) expectEqual('replayed', replayed, expected.replayed)
  if (expected.committedRecords !== undefined) {
    expectEqual('committed records', sinkRecords(job).length, expected.committedRecords)
  }
  for (const { subject, states } of expected.stateTransitions) {
    expectEqual(`states of ${subject}`, statesOf(run, subject), states)
  }
}

/** Where each split began, at the first start and after each restart. */
function startPositions({ run, checkpoints, golden }: JobRun): Record<string, number[]> {
  const source = golden.pipeline.operators!.find(operator => operator.type === 'source')!
  const splits = (source['splits'] as number | undefined) ?? 1
  const starts: Record<string, number[]> = {}
  for (let split = 0; split < splits; split++) {
    const id = `split-${split}`
    const parallelism = source.parallelism ?? golden.pipeline.parallelism ?? 1
    const actor = actorOf(run, source.id, split % parallelism)
    starts[id] = allRows(run, 'StateRestored')
      .filter(row => row.actor === actor)
      .map(row => checkpoints.find(checkpoint => checkpoint.id === row.checkpoint)?.positions[id] ?? 0)
  }
  return starts
}

function actorOf(run: Run, uid: string, subtask: number): number {
  const vertex = run.jobGraph().vertices.find(other => other.nodes.some(node => node.uid === uid))!
  return run.scene.actors.find(actor => actor.vertex === vertex.index && actor.subtask === subtask)!.index
}

function sinkRecords({ run, golden }: JobRun): unknown[] {
  const sinks = golden.pipeline.operators!.filter(operator => operator.type === 'sink')
  return sinks.flatMap(sink =>
    outputsOf(run, sink.id)
      .flat()
      .map(record => record.value),
  )
}

/** The largest sum of each key. */
function finalSums(job: JobRun): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const record of sinkRecords(job)) {
    const { key, sum } = record as { readonly key?: string; readonly sum?: number }
    if (key !== undefined && sum !== undefined) sums[key] = Math.max(sums[key] ?? sum, sum)
  }
  return sums
}

type RowKind = Parameters<Run['rows']>[2] extends ReadonlySet<infer K> | null | undefined ? K : never

function allRows(run: Run, kind: RowKind) {
  return run.rows(0, run.step, new Set([kind]))
}

/** Records that left the sources' logs. Where the chain of a source throws, the record it threw at was read as well. */
function recordsRead(run: Run): number {
  const { vertices } = run.jobGraph()
  const isSource = (actor: number) => vertices[run.scene.actors[actor]?.vertex ?? -1]?.role === 'source'
  const reads = allRows(run, 'RecordRead')
  const readIn = new Set(reads.map(row => row.step))
  const thrown = allRows(run, 'TaskFailed').filter(row => isSource(row.actor) && !readIn.has(row.step))
  return reads.length + thrown.length
}

/** Flink's name of an attempt: `count -> out: Writer (1/2) #0`. */
const ATTEMPT = /^(.*) \((\d+)\/\d+\) #(\d+)$/
/** Whether a task that is cancelled got as far as this is chance. */
const CHANCE = ['INITIALIZING', 'RUNNING', 'CANCELING']

function statesOf(run: Run, subject: string): string[] {
  if (subject === 'job') return ['CREATED', ...allRows(run, 'JobStatusChanged').map(row => row.reason ?? '')]
  const [, name, place, attempt] = ATTEMPT.exec(subject) ?? []
  const vertex = run.jobGraph().vertices.find(other => other.name === name)
  const actor = run.scene.actors.find(
    other => other.vertex === vertex?.index && other.subtask === Number(place) - 1,
  )
  const states = allRows(run, 'ExecutionStateChanged')
    .filter(row => row.peer === actor?.index && row.amount === Number(attempt))
    .map(row => row.reason ?? '')
  return states.at(-1) === 'CANCELED' ? states.filter(state => !CHANCE.includes(state)) : states
}
