/** Lets records pass for which the function says true; Flink's StreamFilter. */
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'
import type { EventTime } from '../../base/time.ts'
import type { FilterFunction } from '../../datastream/functions.ts'
import { instantiate, openFunction } from '../shared/user-function.ts'

interface Condition {
  filter(value: unknown): boolean
}

class FilterOperator implements StreamOperator {
  readonly condition: Condition

  constructor(condition: Condition) {
    this.condition = condition
  }

  open(context: OperatorContext): void {
    openFunction(this.condition, context)
  }

  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    if (this.condition.filter(value)) out.collect(value)
  }
}

export interface FilterParams {
  readonly function: FilterFunction<never>
}

export const filter = defineOperator<FilterParams>({
  kind: 'filter',
  create: params => new FilterOperator(instantiate<Condition>(params.function, 'filter')),
})
