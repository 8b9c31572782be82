/** Any number of results per record; Flink's StreamFlatMap. */
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector } from '../../engine/api/operator.ts'
import type { EventTime } from '../../base/time.ts'
import type { FlatMapFunction } from '../../datastream/functions.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface FlatMapper {
  flatMap(value: unknown, out: Collector): void
}

class FlatMapOperator extends UserFunctionOperator<FlatMapper> {
  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    this.userFunction.flatMap(value, out)
  }
}

export interface FlatMapParams {
  readonly function: FlatMapFunction<never, unknown>
}

export const flatMap = defineOperator<FlatMapParams>({
  kind: 'flat-map',
  create: params => new FlatMapOperator(instantiate<FlatMapper>(params.function, 'flatMap')),
})
