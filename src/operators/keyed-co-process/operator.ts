/**
 * A process function with two keyed inputs that share the state and the timers of a key. Flink's
 * KeyedCoProcessOperator, and its LegacyKeyedCoProcessOperator for a CoProcessFunction.
 */
import type { EventTime } from '../../base/time.ts'
import type { CoProcessFunction, KeyedCoProcessFunction } from '../../datastream/co-functions.ts'
import type { KeyedProcessContext } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { FunctionContext } from '../shared/function-context.ts'
import { KeyedFunctionOperator, type TimedFunction } from '../shared/keyed-function-operator.ts'
import { instantiate } from '../shared/user-function.ts'

interface KeyedCoProcessor extends TimedFunction {
  processElement1(value: unknown, context: KeyedProcessContext<unknown>, out: Collector): void
  processElement2(value: unknown, context: KeyedProcessContext<unknown>, out: Collector): void
}

class KeyedCoProcessOperator extends KeyedFunctionOperator<KeyedCoProcessor> {
  protected contextOf(context: OperatorContext): FunctionContext {
    return new FunctionContext(context, true)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement1(value, this.context.forRecord(timestamp, out), out)
  }

  processElement2(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement2(value, this.context.forRecord(timestamp, out), out)
  }
}

export interface KeyedCoProcessParams {
  readonly function:
    KeyedCoProcessFunction<never, never, never, unknown> | CoProcessFunction<never, never, unknown>
}

export const keyedCoProcess = defineOperator<KeyedCoProcessParams>({
  kind: 'keyed-co-process',
  create: params =>
    new KeyedCoProcessOperator(instantiate<KeyedCoProcessor>(params.function, 'processElement1')),
})
