/** The function of golden pipelines that keeps elements in operator list state. Described in golden/FORMAT.md. */
import {
  type Collector,
  type CheckpointedFunction,
  type FunctionInitializationContext,
  type ListState,
  ListStateDescriptor,
  type ProcessContext,
  ProcessFunction,
} from '../../src/datastream/index.ts'
import type { Element } from './user-functions.ts'

const STATE = 'items'

export class KeepAll extends ProcessFunction<Element, Element> implements CheckpointedFunction {
  readonly union: boolean
  items: Element[] = []
  state!: ListState<Element>

  constructor(union: boolean) {
    super()
    this.union = union
  }

  initializeState(context: FunctionInitializationContext): void {
    const store = context.getOperatorStateStore()
    const descriptor = new ListStateDescriptor<Element>(STATE)
    this.state = this.union ? store.getUnionListState(descriptor) : store.getListState(descriptor)
    this.items = sortedByText([...this.state.get()])
  }

  snapshotState(): void {
    this.state.update(this.items)
  }

  processElement(element: Element, _context: ProcessContext, out: Collector<Element>): void {
    this.items.push(element)
    out.collect({ element, size: this.items.length })
  }
}

function sortedByText(items: readonly Element[]): Element[] {
  const keyed = items.map(item => [JSON.stringify(item), item] as const)
  return keyed.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)).map(([, item]) => item)
}
