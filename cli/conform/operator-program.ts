/**
 * One phase of an operator case as a job: a source for each input plays the steps, the operator under test is as the
 * case says, and probes behind it write down what it sends on. Steps that are no elements travel as records too, so
 * that they keep their place: the watermark generator of the source turns them into watermarks and statuses, and a
 * filter drops them.
 */
import {
  OutputTag,
  StreamExecutionEnvironment,
  type WatermarkGenerator,
  type WatermarkOutput,
  WatermarkStrategy,
} from '../../src/datastream/index.ts'
import type { StreamGraph } from '../../src/engine/api/stream-graph.ts'
import type { GoldenCase, GoldenOperator } from './golden-case.ts'
import { fromLong, type Long } from './long.ts'
import type { Phase, TimedStep } from './operator-script.ts'
import { Program, type Settable, type Stream } from './pipeline.ts'
import { ProbeSink } from './probe.ts'
import type { Element } from './user-functions.ts'

/** Before it comes, the run is over. It keeps a source from ending, which would send the watermark of the end. */
const NEVER_US = 1e15

type Envelope =
  | { readonly type: 'element'; readonly value: Element; readonly subtask: number }
  | { readonly type: 'watermark'; readonly timestamp: Long }
  | { readonly type: 'status'; readonly idle: boolean }

class Script implements WatermarkGenerator<Envelope> {
  onEvent(envelope: Envelope, _timestamp: number | null, output: WatermarkOutput): void {
    if (envelope.type === 'watermark') output.emitWatermark(fromLong(envelope.timestamp))
    if (envelope.type !== 'status') return
    if (envelope.idle) output.markIdle()
    else output.markActive()
  }

  onPeriodicEmit(): void {}
}

interface Played {
  readonly envelope: Envelope
  readonly timestamp: number | null
  readonly at: number
}

function played({ step, at }: TimedStep): Played[] {
  switch (step.op) {
    case 'element': {
      const { value, timestamp = null, subtask = 0 } = step
      return [
        {
          envelope: { type: 'element', value, subtask },
          timestamp: timestamp === null ? null : fromLong(timestamp),
          at,
        },
      ]
    }
    case 'watermark':
      return [{ envelope: { type: 'watermark', timestamp: step.timestamp }, timestamp: null, at }]
    case 'idle':
    case 'active':
      return [{ envelope: { type: 'status', idle: step.op === 'idle' }, timestamp: null, at }]
    default:
      return []
  }
}

const inputOf = ({ step }: TimedStep): number => ('input' in step ? (step.input ?? 1) : 1)

/** Plays the steps of one input. `byStep`: each element goes to the subtask that its step names. */
function scripted(
  env: StreamExecutionEnvironment,
  id: string,
  splitId: string,
  steps: readonly TimedStep[],
  byStep: boolean,
): Settable {
  const last: Played = { envelope: { type: 'status', idle: false }, timestamp: null, at: NEVER_US }
  const all = [...steps.flatMap(played), last]
  const split = {
    id: splitId,
    values: all.map(({ envelope }) => envelope),
    timestamps: all.map(({ timestamp }) => timestamp),
    arrivals: all.map(({ at }) => at),
  }
  const script = env
    .fromSource<Envelope>(
      { splits: [split], bounded: true },
      WatermarkStrategy.forGenerator<Envelope>(() => new Script()),
      id,
    )
    .setParallelism(1)
    .filter(envelope => envelope.type === 'element')
    .setParallelism(1)
  const routed = byStep
    ? script.partitionCustom(
        (subtask: number) => subtask,
        envelope => (envelope.type === 'element' ? envelope.subtask : 0),
      )
    : script
  const elements = routed.map(envelope => (envelope.type === 'element' ? envelope.value : null))
  return byStep ? elements : elements.setParallelism(1)
}

/** Name of the output in which main records and marks are written. */
export const MAIN = 'probe'
export const sideOf = (tag: string): string => `probe-${tag}`

export function phaseGraph(
  golden: GoldenCase,
  phase: Phase,
  tags: readonly string[],
  config: Record<string, string>,
): StreamGraph {
  const env = new StreamExecutionEnvironment(config)
  const operators = golden.pipeline.operators ?? []
  const sources = operators.filter(operator => operator.type === 'source')
  const tested = testedOperator(golden)
  const byStep = tested.keyBy === undefined && phase.parallelism > 1
  const program = new Program(env, (_, source) => {
    const steps = phase.steps.filter(step => inputOf(step) === sources.indexOf(source) + 1)
    // Each phase has splits of its own, so that the positions of the phase before say nothing.
    const splitId = `${source.id}-from-${phase.restoredBy ?? 'start'}`
    return scripted(env, source.id, splitId, steps, byStep)
  })
  for (const operator of operators) {
    if (operator.type === 'source') program.add(operator)
    else program.add({ ...operator, startNewChain: true })
  }
  const stream = program.operator(tested.id)
  attachProbe(stream, MAIN)
  for (const tag of tags) attachProbe(stream.getSideOutput(new OutputTag<Element>(tag)), sideOf(tag))
  return env.getStreamGraph(golden.case)
}

function attachProbe(stream: Stream, uid: string): void {
  stream.sinkTo(new ProbeSink()).uid(uid).name(uid)
}

export function testedOperator({ pipeline }: GoldenCase): GoldenOperator {
  const [tested, another] = (pipeline.operators ?? []).filter(operator => operator.type !== 'source')
  if (tested === undefined || another !== undefined)
    throw new Error('expected one operator behind the sources')
  return tested
}
