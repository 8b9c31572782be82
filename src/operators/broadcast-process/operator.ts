/** A function with broadcast state beside a stream without keys; Flink's CoBroadcastWithNonKeyedOperator. */
import type { EventTime } from '../../base/time.ts'
import type {
  BroadcastContext,
  BroadcastProcessFunction,
  ReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { broadcastStates, ReadingContext, WritingContext } from '../shared/broadcast-context.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface BroadcastProcessor {
  processElement(value: unknown, context: ReadOnlyBroadcastContext, out: Collector): void
  processBroadcastElement(value: unknown, context: BroadcastContext, out: Collector): void
}

class BroadcastProcessOperator extends UserFunctionOperator<BroadcastProcessor> {
  readonly states: readonly string[]
  private reading!: ReadingContext
  private writing!: WritingContext

  constructor(processor: BroadcastProcessor, states: readonly string[]) {
    super(processor)
    this.states = states
  }

  override open(context: OperatorContext): void {
    const states = broadcastStates(context, this.states)
    this.reading = new ReadingContext(context, states, false)
    this.writing = new WritingContext(context, states, false)
    super.open(context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement(value, this.reading.forRecord(timestamp, out), out)
  }

  processElement2(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processBroadcastElement(value, this.writing.forRecord(timestamp, out), out)
  }
}

export interface BroadcastProcessParams {
  readonly function: BroadcastProcessFunction<never, never, unknown>
  /** Names of the broadcast states. */
  readonly states: readonly string[]
}

export const broadcastProcess = defineOperator<BroadcastProcessParams>({
  kind: 'broadcast-process',
  create: params =>
    new BroadcastProcessOperator(
      instantiate<BroadcastProcessor>(params.function, 'processElement'),
      params.states,
    ),
})
