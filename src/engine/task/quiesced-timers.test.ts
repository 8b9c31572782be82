import { expect, test } from 'vitest'
import {
  KeyedProcessFunction,
  partitionedLog,
  StreamExecutionEnvironment,
  TransactionalSink,
  WatermarkStrategy,
  type Collector,
  type KeyedProcessContext,
} from '../../datastream/index.ts'
import { registry } from '../../worker/registry.ts'
import { createRun, type Run } from '../trace/run.ts'

/** Every record sets an alarm of processing time. */
class Alarm extends KeyedProcessFunction<string, string, number> {
  processElement(_value: string, context: KeyedProcessContext<string>): void {
    const timers = context.timerService()
    timers.registerProcessingTimeTimer(timers.currentProcessingTime() + 9)
  }

  override onTimer(timestamp: number, _context: unknown, out: Collector<number>): void {
    out.collect(timestamp)
  }
}

const CONFIG = {
  'parallelism.default': '1',
  'weir.task.record-cost': '1 ms',
  'execution.checkpointing.interval': '20 ms',
}

function job(): Run {
  const env = new StreamExecutionEnvironment(CONFIG)
  const log = partitionedLog(
    Array.from({ length: 12 }, (_, i) => 'abc'[i % 3]!),
    { topic: 'text', partitions: 1, arrivals: { intervalUs: 3000 } },
  )
  const source = env.fromSource(log, WatermarkStrategy.noWatermarks<string>(), 'text')
  const alarms = source
    .keyBy(value => value)
    .process(new Alarm())
    .uid('alarm')
  alarms.sinkTo(new TransactionalSink<number>()).uid('sink')
  const spec = { pipeline: 'alarms', config: CONFIG, workload: {}, seed: 1, epochMs: 0, commands: [] }
  const run = createRun(spec, { graph: env.getStreamGraph('alarms') }, registry)
  if (!run.ok) throw new Error(run.error.message)
  return run.value
}

test('no timer of processing time fires when its operator has finished, however late the task comes to it', () => {
  const whole = job()
  whole.advanceToEnd()
  let ended = 0
  for (let step = Math.floor(whole.step / 3); step < whole.step; step += 4) {
    const run = job()
    run.seek(step)
    if (run.refusal('pause-task', 'alarm-0') !== null) continue
    run.act('pause-task', 'alarm-0')
    run.advanceToEnd()
    expect(run.verdict().committed, `pause at step ${step}`).toMatchObject({ verdict: 'exact', lost: 0 })
    const rows = run.rows(1, run.step)
    const finished = rows.find(
      row => row.kind === 'EndOfDataArrived' && row.reason === 'finished' && row.actor === 2,
    )
    expect(rows.filter(row => row.kind === 'TimerFired' && row.step > finished!.step)).toEqual([])
    ended += 1
  }
  expect(ended).toBeGreaterThan(10)
})
