/** Runner `function`: one function or component of the engine, driven alone. */
import type { KeyTypeName, KeyValue } from '../../src/engine/api/state.ts'
import {
  createUnalignedBarrierHandler,
  type AlternatingAction,
} from '../../src/engine/checkpoint/alternating-handler.ts'
import {
  createAlignedBarrierHandler,
  type BarrierAction,
} from '../../src/engine/checkpoint/barrier-handler.ts'
import { canonicalKey } from '../../src/engine/graph/canonical-key.ts'
import { javaHash } from '../../src/engine/graph/java-hash.ts'
import {
  assignToKeyGroup,
  defaultMaxParallelism,
  keyGroupToSubtask,
  rangeOf,
} from '../../src/engine/graph/key-groups.ts'
import { inputStatus, inputWatermark, newValve } from '../../src/engine/time/valve.ts'
import { TimeWindow } from '../../src/datastream/index.ts'
import { checkpointRequestDecider, restartStrategy } from './components.ts'
import { expectEqual, notYet, type GoldenCase, type GoldenPipeline } from './golden-case.ts'
import { fromLong, statusText, toLong, type Long } from './long.ts'
import { windowAssigner, type AssignerParameters } from './windows.ts'

export const KEY_TYPES: Readonly<Record<string, KeyTypeName>> = {
  string: 'STRING',
  int: 'INT',
  long: 'LONG',
  double: 'DOUBLE',
  boolean: 'BOOLEAN',
  tuple2: 'TUPLE2_STRING_INT',
}

type Adapter = (golden: GoldenCase) => void

const FUNCTIONS: Readonly<Record<string, Adapter>> = {
  keyRouting,
  keyGroupRanges,
  defaultMaxParallelism: checkDefaultMaxParallelism,
  barrierHandler,
  watermarkValve,
  assignWindows,
  restartStrategy,
  checkpointRequestDecider,
}

export function runFunctionCase(golden: GoldenCase): void {
  const { fn = '' } = golden.pipeline
  const adapter = FUNCTIONS[fn] ?? notYet(`function ${fn}`)
  adapter(golden)
}

function keyRouting({ pipeline, input, expected }: GoldenCase): void {
  const { keyType, maxParallelism, parallelism } = pipeline as GoldenPipeline & {
    readonly keyType: string
    readonly maxParallelism: number
    readonly parallelism: readonly number[]
  }
  const type = KEY_TYPES[keyType] ?? notYet(`key type ${keyType}`)
  const { rows } = expected as { readonly rows: readonly unknown[] }
  input.forEach((given, i) => {
    const key = exactLong(type, given)
    canonicalKey(type, key)
    const hash = javaHash(type, key as KeyValue)
    const group = assignToKeyGroup(hash, maxParallelism)
    const subtasks = parallelism.map(p =>
      p > maxParallelism ? null : keyGroupToSubtask(maxParallelism, p, group),
    )
    expectEqual(`key ${JSON.stringify(given)}`, [hash, group, subtasks], rows[i])
  })
}

/** A long beyond 2^53 that fits a double, such as 2^60, is exact in JSON all the same. */
export function exactLong(type: KeyTypeName, key: unknown): unknown {
  const isBeyond =
    type === 'LONG' && typeof key === 'number' && Number.isInteger(key) && !Number.isSafeInteger(key)
  return isBeyond ? BigInt(key) : key
}

function keyGroupRanges({ input, expected }: GoldenCase): void {
  const cases = input as readonly { readonly maxParallelism: number; readonly parallelism: number }[]
  cases.forEach(({ maxParallelism, parallelism }, i) => {
    const ranges = Array.from({ length: parallelism }, (_, subtask) =>
      rangeOf(maxParallelism, parallelism, subtask),
    )
    expectEqual(`ranges of ${parallelism} in ${maxParallelism}`, ranges, (expected as unknown[])[i])
  })
}

function checkDefaultMaxParallelism({ input, expected }: GoldenCase): void {
  expectEqual('default max parallelism', (input as number[]).map(defaultMaxParallelism), expected)
}

type BarrierStep =
  | { readonly op: 'barrier' | 'cancel'; readonly channel: number; readonly checkpoint: number }
  | { readonly op: 'endOfPartition'; readonly channel: number }

function barrierHandler({ pipeline, input, expected }: GoldenCase): void {
  const { channels, unaligned } = pipeline as GoldenPipeline & {
    readonly channels: number
    readonly unaligned: boolean
  }
  const handler = unaligned ? createUnalignedBarrierHandler(channels) : createAlignedBarrierHandler(channels)
  const steps = input as readonly BarrierStep[]
  steps.forEach((step, i) => {
    const actions =
      step.op === 'endOfPartition'
        ? handler.endOfPartition(step.channel)
        : handler[step.op](step.channel, step.checkpoint)
    expectEqual(`step ${i} ${JSON.stringify(step)}`, actions.map(actionText), (expected as unknown[])[i])
  })
}

function actionText(action: BarrierAction | AlternatingAction): string {
  switch (action.type) {
    case 'block':
    case 'resume':
    case 'prioritize':
      return `${action.type} ${action.channel}`
    case 'trigger':
    case 'set-timer':
      return `${action.type} ${action.checkpoint}`
    case 'capture-start':
      return `captureStart ${action.checkpoint}`
    case 'capture-stop':
      return `captureStop ${action.checkpoint}`
    case 'abort':
      return `abort ${action.checkpoint} ${action.reason}`
  }
}

type ValveStep =
  | { readonly op: 'watermark'; readonly channel: number; readonly timestamp: Long }
  | { readonly op: 'idle' | 'active'; readonly channel: number }

function watermarkValve({ pipeline, input, expected }: GoldenCase): void {
  const { channels } = pipeline as GoldenPipeline & { readonly channels: number }
  const valve = newValve(channels)
  for (const [i, step] of (input as readonly ValveStep[]).entries()) {
    const passed =
      step.op === 'watermark'
        ? inputWatermark(valve, step.channel, fromLong(step.timestamp))
        : inputStatus(valve, step.channel, step.op === 'idle')
    const marks = passed.map(output =>
      output.type === 'watermark'
        ? { watermark: toLong(output.timestamp) }
        : { status: statusText(output.idle) },
    )
    expectEqual(`step ${i} ${JSON.stringify(step)}`, marks, (expected as unknown[])[i])
  }
}

function assignWindows({ pipeline, input, expected }: GoldenCase): void {
  const { assigner: parameters } = pipeline as GoldenPipeline & { readonly assigner: AssignerParameters }
  const assigner = windowAssigner(parameters)
  for (const [i, timestamp] of (input as readonly number[]).entries()) {
    const windows = assigner.assignWindows(null, timestamp, timestamp)
    const bounds = windows.map(window =>
      window instanceof TimeWindow ? [window.start, window.end] : ['min', 'max'],
    )
    expectEqual(`timestamp ${timestamp}`, bounds, (expected as unknown[])[i])
  }
}
