/**
 * What windows hold until they are evaluated: one accumulator each, a list of values, or, with an evictor, a list of
 * values with their timestamps. The state is Flink's "window-contents", with the window as namespace.
 */
import type { Evictor, EvictorContext, TimestampedValue } from '../../datastream/windowing/evictors.ts'
import type { OperatorContext } from '../../engine/api/operator.ts'
import type { ListState, MergingState, NamespacedStateStore } from '../../engine/api/state.ts'
import { instantiate } from '../shared/user-function.ts'
import { CurrentFolding, foldAll, foldingOf, type Aggregation, type Folding } from './folding.ts'
import type { Window } from './time-window.ts'

const NAME = 'window-contents'

type Evaluate = (elements: Iterable<unknown>) => void

export interface WindowContents {
  open(context: OperatorContext): void
  add(namespace: string, element: TimestampedValue<unknown>): void
  /** Hands over what the window holds, unless that is nothing. */
  evaluate(namespace: string, pane: Window, context: EvictorContext, evaluate: Evaluate): void
  clear(namespace: string): void
  merge(target: string, sources: readonly string[]): void
}

export function contentsOf(aggregation: Aggregation, evictor: object | null): WindowContents {
  const folding = foldingOf(aggregation)
  if (evictor !== null) return new EvictedContents(instantiate(evictor, 'evictBefore'), folding)
  return folding === null ? new ListContents() : new FoldedContents(folding)
}

interface AppendingState extends MergingState {
  get(): unknown
  add(value: unknown): void
  clear(): void
}

class FoldedContents implements WindowContents {
  readonly folding: Folding
  private readonly current = new CurrentFolding()
  private store!: NamespacedStateStore
  private state!: AppendingState

  constructor(folding: Folding) {
    this.folding = folding
  }

  open({ namespaced }: OperatorContext): void {
    this.store = namespaced
    this.state =
      this.folding.kind === 'reduce'
        ? namespaced.getReducingState(this.current.reducing(NAME))
        : namespaced.getAggregatingState(this.current.aggregating(NAME))
  }

  add(namespace: string, { value }: TimestampedValue<unknown>): void {
    this.at(namespace).add(value)
  }

  evaluate(namespace: string, _window: Window, _context: EvictorContext, evaluate: Evaluate): void {
    const result = this.at(namespace).get()
    if (result !== null) evaluate([result])
  }

  clear(namespace: string): void {
    this.at(namespace).clear()
  }

  merge(target: string, sources: readonly string[]): void {
    this.at(target).mergeNamespaces(target, sources)
  }

  private at(namespace: string): AppendingState {
    this.current.folding = this.folding
    this.store.setCurrentNamespace(namespace)
    return this.state
  }
}

class ListContents implements WindowContents {
  private store!: NamespacedStateStore
  private list!: ListState<unknown> & MergingState

  open({ namespaced }: OperatorContext): void {
    this.store = namespaced
    this.list = namespaced.getListState({ kind: 'list', name: NAME })
  }

  add(namespace: string, { value }: TimestampedValue<unknown>): void {
    this.at(namespace).add(value)
  }

  evaluate(namespace: string, _window: Window, _context: EvictorContext, evaluate: Evaluate): void {
    const elements = [...this.at(namespace).get()]
    if (elements.length > 0) evaluate(elements)
  }

  clear(namespace: string): void {
    this.at(namespace).clear()
  }

  merge(target: string, sources: readonly string[]): void {
    this.list.mergeNamespaces(target, sources)
  }

  private at(namespace: string): ListState<unknown> {
    this.store.setCurrentNamespace(namespace)
    return this.list
  }
}

/** Flink's EvictingWindowOperator: what its evictor removes is gone from the state, too. */
class EvictedContents implements WindowContents {
  readonly evictor: Evictor<unknown, Window>
  readonly folding: Folding | null
  private store!: NamespacedStateStore
  private list!: ListState<TimestampedValue<unknown>> & MergingState

  constructor(evictor: Evictor<unknown, Window>, folding: Folding | null) {
    this.evictor = evictor
    this.folding = folding
  }

  open({ namespaced }: OperatorContext): void {
    this.store = namespaced
    this.list = namespaced.getListState({ kind: 'list', name: NAME })
  }

  add(namespace: string, element: TimestampedValue<unknown>): void {
    this.at(namespace).add(element)
  }

  evaluate(namespace: string, pane: Window, context: EvictorContext, evaluate: Evaluate): void {
    const elements = [...this.at(namespace).get()]
    if (elements.length === 0) return
    this.evictor.evictBefore(elements, elements.length, pane, context)
    const values = elements.map(({ value }) => value)
    evaluate(this.folding === null ? values : [foldAll(this.folding, values)])
    this.evictor.evictAfter(elements, elements.length, pane, context)
    this.at(namespace).update(elements)
  }

  clear(namespace: string): void {
    this.at(namespace).clear()
  }

  merge(target: string, sources: readonly string[]): void {
    this.list.mergeNamespaces(target, sources)
  }

  private at(namespace: string): ListState<TimestampedValue<unknown>> {
    this.store.setCurrentNamespace(namespace)
    return this.list
  }
}
