/** A process function without keys: side outputs and the record's timestamp. Flink's ProcessOperator. */
import { Shared } from '../../base/copy.ts'
import type { EventTime } from '../../base/time.ts'
import type { ProcessContext, ProcessFunction } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'
import { instantiate, openFunction } from '../shared/user-function.ts'

interface Processor {
  processElement(value: unknown, context: ProcessContext, out: Collector): void
}

/** One per operator, reused for every record; it holds nothing between two of them. */
class RecordContext extends Shared implements ProcessContext {
  now: EventTime | null = null
  out: Collector | null = null

  timestamp(): number | null {
    return this.now
  }

  output(tag: { readonly id: string }, value: unknown): void {
    this.out!.output(tag.id, value)
  }
}

class ProcessOperator implements StreamOperator {
  readonly processor: Processor
  readonly context = new RecordContext()

  constructor(processor: Processor) {
    this.processor = processor
  }

  open(context: OperatorContext): void {
    openFunction(this.processor, context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.context.now = timestamp
    this.context.out = out
    this.processor.processElement(value, this.context, out)
  }
}

export interface ProcessParams {
  readonly function: ProcessFunction<never, unknown>
}

export const plainProcess = defineOperator<ProcessParams>({
  kind: 'process',
  create: params => new ProcessOperator(instantiate<Processor>(params.function, 'processElement')),
})
