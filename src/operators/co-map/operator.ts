/** One result per record of either input; Flink's CoStreamMap. */
import type { EventTime } from '../../base/time.ts'
import type { CoMapFunction } from '../../datastream/co-functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector } from '../../engine/api/operator.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

type Mapper = CoMapFunction<unknown, unknown, unknown>

class CoMapOperator extends UserFunctionOperator<Mapper> {
  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    out.collect(this.userFunction.map1(value))
  }

  processElement2(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    out.collect(this.userFunction.map2(value))
  }
}

export interface CoMapParams {
  readonly function: CoMapFunction<never, never, unknown>
}

export const coMap = defineOperator<CoMapParams>({
  kind: 'co-map',
  create: params => new CoMapOperator(instantiate<Mapper>(params.function, 'map1')),
})
