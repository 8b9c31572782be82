/** A process function with two inputs, of which not both are keyed; Flink's CoProcessOperator. */
import type { EventTime } from '../../base/time.ts'
import type { CoProcessFunction } from '../../datastream/co-functions.ts'
import type { ProcessContext } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { FunctionContext } from '../shared/function-context.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface CoProcessor {
  processElement1(value: unknown, context: ProcessContext, out: Collector): void
  processElement2(value: unknown, context: ProcessContext, out: Collector): void
}

class CoProcessOperator extends UserFunctionOperator<CoProcessor> {
  private context!: FunctionContext

  override open(context: OperatorContext): void {
    this.context = new FunctionContext(context, false)
    super.open(context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement1(value, this.context.forRecord(timestamp, out), out)
  }

  processElement2(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement2(value, this.context.forRecord(timestamp, out), out)
  }
}

export interface CoProcessParams {
  readonly function: CoProcessFunction<never, never, unknown>
}

export const coProcess = defineOperator<CoProcessParams>({
  kind: 'co-process',
  create: params => new CoProcessOperator(instantiate<CoProcessor>(params.function, 'processElement1')),
})
