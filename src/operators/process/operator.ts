/** A process function without keys: side outputs, the record's timestamp, the clocks. Flink's ProcessOperator. */
import type { EventTime } from '../../base/time.ts'
import type { ProcessContext, ProcessFunction } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { FunctionContext } from '../shared/function-context.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface Processor {
  processElement(value: unknown, context: ProcessContext, out: Collector): void
}

class ProcessOperator extends UserFunctionOperator<Processor> {
  private context!: FunctionContext

  override open(context: OperatorContext): void {
    this.context = new FunctionContext(context, false)
    super.open(context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.userFunction.processElement(value, this.context.forRecord(timestamp, out), out)
  }
}

export interface ProcessParams {
  readonly function: ProcessFunction<never, unknown>
}

export const plainProcess = defineOperator<ProcessParams>({
  kind: 'process',
  create: params => new ProcessOperator(instantiate<Processor>(params.function, 'processElement')),
})
