import type {
  CheckpointedFunction,
  FunctionInitializationContext,
} from '../../datastream/checkpointed-function.ts'
import { ListStateDescriptor } from '../../datastream/descriptors.ts'
import { ProcessFunction, type Collector, type ProcessContext } from '../../datastream/functions.ts'
import type { ListState } from '../../engine/api/state.ts'
import { itemsOf, type Item, exampleOf } from '../shared/example.suite.ts'

/** Holds back the last item in operator state, and emits it with the next one, whichever subtask has it then. */
class OneBehind extends ProcessFunction<Item, string> implements CheckpointedFunction {
  held: string[] = []
  list!: ListState<string>

  initializeState(context: FunctionInitializationContext): void {
    this.list = context.getOperatorStateStore().getListState(new ListStateDescriptor<string>('held'))
    this.held = [...this.list.get()]
  }

  processElement({ key, n }: Item, context: ProcessContext, out: Collector<string>): void {
    for (const text of this.held) out.collect(text)
    // Nothing comes after the last ones, so they are not held back.
    if (n < 30) this.held = [`${key}${n} ${context.timestamp()}`]
    else this.held = []
  }

  snapshotState(): void {
    this.list.update(this.held)
  }
}

export const example = exampleOf('process', env => itemsOf(env).process(new OneBehind()))
