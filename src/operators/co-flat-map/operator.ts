/** Any number of results per record of either input; Flink's CoStreamFlatMap. */
import type { EventTime } from '../../base/time.ts'
import type { CoFlatMapFunction } from '../../datastream/co-functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector } from '../../engine/api/operator.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

type FlatMapper = CoFlatMapFunction<unknown, unknown, unknown>

class CoFlatMapOperator extends UserFunctionOperator<FlatMapper> {
  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    this.userFunction.flatMap1(value, out)
  }

  processElement2(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    this.userFunction.flatMap2(value, out)
  }
}

export interface CoFlatMapParams {
  readonly function: CoFlatMapFunction<never, never, unknown>
}

export const coFlatMap = defineOperator<CoFlatMapParams>({
  kind: 'co-flat-map',
  create: params => new CoFlatMapOperator(instantiate<FlatMapper>(params.function, 'flatMap1')),
})
