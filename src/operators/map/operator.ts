/** One result per record; Flink's StreamMap. */
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector } from '../../engine/api/operator.ts'
import type { EventTime } from '../../base/time.ts'
import type { MapFunction } from '../../datastream/functions.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

interface Mapper {
  map(value: unknown): unknown
}

class MapOperator extends UserFunctionOperator<Mapper> {
  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    out.collect(this.userFunction.map(value))
  }
}

export interface MapParams {
  readonly function: MapFunction<never, unknown>
}

export const map = defineOperator<MapParams>({
  kind: 'map',
  create: params => new MapOperator(instantiate<Mapper>(params.function, 'map')),
})
