/** Lets records pass for which the function says true; Flink's StreamFilter. */
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector } from '../../engine/api/operator.ts'
import type { EventTime } from '../../base/time.ts'
import type { FilterFunction } from '../../datastream/functions.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface Condition {
  filter(value: unknown): boolean
}

class FilterOperator extends UserFunctionOperator<Condition> {
  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    if (this.userFunction.filter(value)) out.collect(value)
  }
}

export interface FilterParams {
  readonly function: FilterFunction<never>
}

export const filter = defineOperator<FilterParams>({
  kind: 'filter',
  create: params => new FilterOperator(instantiate<Condition>(params.function, 'filter')),
})
