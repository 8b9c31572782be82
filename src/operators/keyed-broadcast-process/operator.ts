/**
 * A function with broadcast state beside a keyed stream, which has the state and the timers of its key, too. Flink's
 * CoBroadcastWithKeyedOperator.
 */
import type { EventTime } from '../../base/time.ts'
import type {
  BroadcastContext,
  KeyedBroadcastProcessFunction,
  KeyedReadOnlyBroadcastContext,
} from '../../datastream/broadcast-functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { broadcastStates, ReadingContext, WritingContext } from '../shared/broadcast-context.ts'
import { KeyedFunctionOperator, type TimedFunction } from '../shared/keyed-function-operator.ts'
import { instantiate } from '../shared/user-function.ts'

interface KeyedBroadcastProcessor extends TimedFunction<ReadingContext> {
  processElement(value: unknown, context: KeyedReadOnlyBroadcastContext<unknown>, out: Collector): void
  processBroadcastElement(value: unknown, context: BroadcastContext, out: Collector): void
}

class KeyedBroadcastProcessOperator extends KeyedFunctionOperator<KeyedBroadcastProcessor, ReadingContext> {
  readonly states: readonly string[]
  private writing!: WritingContext

  constructor(processor: KeyedBroadcastProcessor, states: readonly string[]) {
    super(processor)
    this.states = states
  }

  override open(context: OperatorContext): void {
    this.writing = new WritingContext(context, broadcastStates(context, this.states), false)
    super.open(context)
  }

  protected contextOf(context: OperatorContext): ReadingContext {
    return new ReadingContext(context, broadcastStates(context, this.states), true)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement(value, this.context.forRecord(timestamp, out), out)
  }

  processElement2(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processBroadcastElement(value, this.writing.forRecord(timestamp, out), out)
  }
}

export interface KeyedBroadcastProcessParams {
  readonly function: KeyedBroadcastProcessFunction<never, never, never, unknown>
  /** Names of the broadcast states. */
  readonly states: readonly string[]
}

export const keyedBroadcastProcess = defineOperator<KeyedBroadcastProcessParams>({
  kind: 'keyed-broadcast-process',
  create: params =>
    new KeyedBroadcastProcessOperator(
      instantiate<KeyedBroadcastProcessor>(params.function, 'processElement'),
      params.states,
    ),
})
