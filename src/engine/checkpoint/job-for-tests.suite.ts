/** A small job whose checkpoints tests look at: two sources of 40 letters, a keyed count, a transactional sink. */
import {
  elements,
  RichMapFunction,
  StreamExecutionEnvironment,
  TransactionalSink,
  Types,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import type { Snapshot } from '../api/snapshot.ts'
import type { ValueState } from '../api/state.ts'
import type { TraceRow } from '../api/trace.ts'
import { createRun, type Run } from '../index.ts'
import { onJobManagerMessage } from '../kernel/job-manager.ts'
import { JOB_MANAGER } from '../kernel/plan.ts'
import type { JobManagerRpc } from '../kernel/rpc.ts'
import type { RowFields } from '../kernel/sim.ts'
import type { JobManagerActor } from '../kernel/world.ts'

class Count extends RichMapFunction<string, string> {
  count!: ValueState<number>

  override open(): void {
    this.count = this.getRuntimeContext().getState(new ValueStateDescriptor('count', Types.INT))
  }

  map(letter: string): string {
    const count = (this.count.value() ?? 0) + 1
    this.count.update(count)
    return `${letter}=${count}`
  }
}

const LETTERS = Array.from({ length: 40 }, (_, i) => 'abcde'[i % 5]!)

const CONFIG = {
  'execution.checkpointing.interval': '1 h',
  'execution.checkpointing.min-pause': '0 ms',
  'execution.checkpointing.tolerable-failed-checkpoints': '100',
  'restart-strategy.type': 'fixed-delay',
  'restart-strategy.fixed-delay.attempts': '5',
  'restart-strategy.fixed-delay.delay': '5 ms',
  'execution.buffer-timeout.interval': '0 ms',
  'weir.task.record-cost': '1 ms',
}

export interface JobForTests {
  readonly config?: Readonly<Record<string, string>>
  readonly restoreFrom?: Snapshot
  /** Letters of the second source. */
  readonly second?: number
}

export function jobForTests({ config = {}, restoreFrom, second = 40 }: JobForTests = {}): Run {
  const env = new StreamExecutionEnvironment({ ...CONFIG, ...config })
  const source = (name: string, letters: readonly string[]) =>
    env.fromSource(elements(letters), WatermarkStrategy.noWatermarks(), name).uid(name)
  source('first', LETTERS)
    .union(source('second', LETTERS.slice(0, second)))
    .keyBy(letter => letter)
    .map(new Count())
    .uid('count')
    .sinkTo(new TransactionalSink())
    .uid('out')
  const begun = restoreFrom === undefined ? {} : { restoreFrom }
  const spec = { pipeline: 'test', config: {}, workload: {}, seed: 1, epochMs: 0, commands: [], ...begun }
  const run = createRun(spec, { graph: env.getStreamGraph('test') }, registry)
  if (!run.ok) throw new Error(`${run.error.path}: ${run.error.message}`)
  return run.value
}

export function jobManagerOf(run: Run): JobManagerActor {
  const actor = run.world.actors[JOB_MANAGER]!
  if (actor.kind !== 'jobmanager') throw new Error('the first actor is the JobManager')
  return actor
}

export const coordinatorOf = (run: Run) => jobManagerOf(run).coordinator

export type Told = RowFields & { readonly kind: TraceRow['kind'] }

/** Gives the JobManager a message out of the blue, and says what it told of it. */
export function tellJobManager(run: Run, message: JobManagerRpc): Told[] {
  const { sim } = run.timeline
  const told: Told[] = []
  const { trace } = sim
  sim.trace = {
    records: false,
    hasRows: false,
    row: (_sim, kind, fields) => void told.push({ kind, ...fields }),
  }
  onJobManagerMessage(sim, jobManagerOf(run), message)
  sim.trace = trace
  return told
}

/** Goes on until a row of this kind, and `reason` if one is given, has been written. */
export function seekRow(run: Run, kind: TraceRow['kind'], reason?: string): TraceRow {
  while (run.seek(run.step + 1)) {
    const found = run
      .rows(run.step, run.step)
      .find(row => row.kind === kind && (reason === undefined || row.reason === reason))
    if (found !== undefined) return found
  }
  throw new Error(`no ${kind} before the end`)
}

export const rowsOf = (run: Run, ...kinds: readonly TraceRow['kind'][]): TraceRow[] =>
  run.rows(1, run.step, new Set(kinds))
