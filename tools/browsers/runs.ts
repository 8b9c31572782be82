/**
 * Runs that would tell JavaScript engines apart if anything in Weir did: sums of floats, keys in Chinese, a function
 * that throws (each engine words errors in its own way), windows, timers and failures. Bundled, and run as it is in
 * Node, Chromium and Firefox; everything that comes back is text.
 */
import {
  type Collector,
  type KeyedProcessContext,
  KeyedProcessFunction,
  partitionedLog,
  StreamExecutionEnvironment,
  TransactionalSink,
  Types,
  type ValueState,
  ValueStateDescriptor,
  WatermarkStrategy,
} from '../../src/datastream/index.ts'
import { createRun, type Run } from '../../src/engine/index.ts'
import { pipelines } from '../../src/pipelines/index.ts'
import { snapshotPieces } from '../../src/worker/files.ts'
import { openRun } from '../../src/worker/open-run.ts'
import { registry } from '../../src/worker/registry.ts'

export interface Told {
  readonly name: string
  readonly step: number
  readonly status: string
  readonly hash: string
  readonly verdict: string
}

interface Reading {
  readonly place: string
  readonly value: number
}

/** What reads its first entry fails, with an error that each engine words in its own way. */
const NOBODY: readonly { readonly name: string }[] = []
const PLACES = ['河', '闸门', '水位', '堰', 'Wehr', 'río']

class Mean extends KeyedProcessFunction<string, Reading, string> {
  sum!: ValueState<number>

  override open(): void {
    this.sum = this.getRuntimeContext().getState(new ValueStateDescriptor('sum', Types.DOUBLE))
  }

  processElement({ value }: Reading, context: KeyedProcessContext<string>, out: Collector<string>): void {
    const sum = (this.sum.value() ?? 0) * 0.9 + value / 3 + Math.sqrt(value + 0.1)
    this.sum.update(sum)
    if (value === 41) out.collect(NOBODY[0]!.name)
    out.collect(`${context.getCurrentKey()}=${sum}`)
  }
}

/** Floats and keys in Chinese; a function that throws until the restarts are used up. */
function floats(throwing: boolean): Run {
  const env = new StreamExecutionEnvironment({
    'parallelism.default': '2',
    'execution.checkpointing.interval': '20 ms',
    'restart-strategy.type': 'fixed-delay',
    'restart-strategy.fixed-delay.attempts': '2',
    'restart-strategy.fixed-delay.delay': '5 ms',
    'weir.sim.jitter': '2 ms',
    'weir.task.record-cost': '1 ms',
  })
  const readings = Array.from({ length: 60 }, (_, i): Reading => {
    return { place: PLACES[(i * 7) % PLACES.length]!, value: throwing ? i : (i * 0.7) % 40 }
  })
  const log = partitionedLog(readings, { topic: '读数', partitions: 2, arrivals: { intervalUs: 1500 } })
  env
    .fromSource(log, WatermarkStrategy.noWatermarks(), 'readings')
    .keyBy(reading => reading.place)
    .process(new Mean())
    .uid('mean')
    .sinkTo(new TransactionalSink())
  const spec = { pipeline: 'floats', config: {}, workload: {}, seed: 5, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('floats') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function shipped(id: string, seed: number): Run {
  const { defaultConfig } = pipelines.find(pipeline => pipeline.id === id)!
  const spec = {
    pipeline: id,
    config: defaultConfig,
    workload: { limit: 120 },
    seed,
    epochMs: 0,
    commands: [],
  }
  const run = openRun(spec)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

function tell(name: string, run: Run): Told {
  const verdict = JSON.stringify(run.verdict())
  return { name, step: run.step, status: run.jobStatus(), hash: run.hashInFull(), verdict }
}

/** Steps, a failure, and fast to the end; told in the middle and at the end. */
function lived(name: string, run: Run): Told[] {
  run.seek(300)
  const middle = tell(`${name}, in the middle`, run)
  const task = run.scene.actors.filter(actor => actor.kind === 'task')[1]!.name
  if (run.refusal('kill-task', task) === null) run.act('kill-task', task)
  run.runFast(60_000)
  return [middle, tell(`${name}, at the end`, run)]
}

const SHIPPED = ['word-count', 'learner', 'sessions', 'silence', 'earthquakes'] as const

export function tellAll(): Told[] {
  return [
    ...lived('floats and keys in Chinese', floats(false)),
    ...lived('a function that throws', floats(true)),
    ...SHIPPED.flatMap(id => lived(id, shipped(id, 3))),
  ]
}

/** The snapshot file of a run that is under way. */
export function snapshotText(): string {
  const run = shipped('word-count', 3)
  run.seek(900)
  const text = snapshotPieces(run, null)
  if (!text.ok) throw new Error(text.error.message)
  return [...text.value.pieces].join('')
}
