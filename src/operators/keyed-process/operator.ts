/** A process function behind a keyBy, with the state of the current key. Flink's KeyedProcessOperator. */
import { Shared } from '../../base/copy.ts'
import type { EventTime } from '../../base/time.ts'
import type { KeyedProcessContext, KeyedProcessFunction } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'
import { instantiate, openFunction } from '../shared/user-function.ts'

interface KeyedProcessor {
  processElement(value: unknown, context: KeyedProcessContext<unknown>, out: Collector): void
}

/** One per operator, reused for every record; it holds nothing between two of them. */
class KeyedRecordContext extends Shared implements KeyedProcessContext<unknown> {
  now: EventTime | null = null
  out: Collector | null = null
  operator: OperatorContext | null = null

  timestamp(): number | null {
    return this.now
  }

  getCurrentKey(): unknown {
    return this.operator!.currentKey()
  }

  output(tag: { readonly id: string }, value: unknown): void {
    this.out!.output(tag.id, value)
  }
}

class KeyedProcessOperator implements StreamOperator {
  readonly processor: KeyedProcessor
  readonly context = new KeyedRecordContext()

  constructor(processor: KeyedProcessor) {
    this.processor = processor
  }

  open(context: OperatorContext): void {
    this.context.operator = context
    openFunction(this.processor, context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    this.context.now = timestamp
    this.context.out = out
    this.processor.processElement(value, this.context, out)
  }
}

export interface KeyedProcessParams {
  readonly function: KeyedProcessFunction<never, never, unknown>
}

export const keyedProcess = defineOperator<KeyedProcessParams>({
  kind: 'keyed-process',
  create: params => new KeyedProcessOperator(instantiate<KeyedProcessor>(params.function, 'processElement')),
})
