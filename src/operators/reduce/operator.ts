/** Emits the running reduction of each key, the first record as it is; Flink's StreamGroupedReduceOperator. */
import type { EventTime } from '../../base/time.ts'
import type { ReduceFunction } from '../../datastream/functions.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import type { ValueState } from '../../engine/api/state.ts'
import { instantiate, UserFunctionOperator } from '../shared/user-function.ts'

/** Flink's name of this state. */
const STATE_NAME = '_op_state'

interface Reducer {
  reduce(first: unknown, second: unknown): unknown
}

class ReduceOperator extends UserFunctionOperator<Reducer> {
  private state!: ValueState<unknown>

  override open(context: OperatorContext): void {
    super.open(context)
    this.state = context.runtime.getState({ kind: 'value', name: STATE_NAME })
  }

  processElement(value: unknown, _timestamp: EventTime | null, out: Collector): void {
    const current = this.state.value()
    const reduced = current === null ? value : this.userFunction.reduce(current, value)
    this.state.update(reduced)
    out.collect(reduced)
  }
}

export interface ReduceParams {
  readonly function: ReduceFunction<never>
}

export const reduce = defineOperator<ReduceParams>({
  kind: 'reduce',
  create: params => new ReduceOperator(instantiate<Reducer>(params.function, 'reduce')),
})
