/**
 * A process function behind a keyBy, with the state and the timers of the current key. Flink's KeyedProcessOperator,
 * and its LegacyKeyedProcessOperator for a ProcessFunction.
 */
import type { EventTime } from '../../base/time.ts'
import type {
  KeyedProcessContext,
  KeyedProcessFunction,
  ProcessFunction,
} from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { FunctionContext } from '../shared/function-context.ts'
import { KeyedFunctionOperator, type TimedFunction } from '../shared/keyed-function-operator.ts'
import { instantiate } from '../shared/user-function.ts'

interface KeyedProcessor extends TimedFunction {
  processElement(value: unknown, context: KeyedProcessContext<unknown>, out: Collector): void
}

class KeyedProcessOperator extends KeyedFunctionOperator<KeyedProcessor> {
  protected contextOf(context: OperatorContext): FunctionContext {
    return new FunctionContext(context, true)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement(value, this.context.forRecord(timestamp, out), out)
  }
}

export interface KeyedProcessParams {
  readonly function: KeyedProcessFunction<never, never, unknown> | ProcessFunction<never, unknown>
}

export const keyedProcess = defineOperator<KeyedProcessParams>({
  kind: 'keyed-process',
  create: params => new KeyedProcessOperator(instantiate<KeyedProcessor>(params.function, 'processElement')),
})
