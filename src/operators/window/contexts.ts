/**
 * What triggers, evictors and window functions are given. One of each for an operator, aimed at a window before each
 * call; they hold nothing between two calls, so they stay where they are when their task goes back in time.
 */
import { Shared } from '../../base/copy.ts'
import type { EventTime } from '../../base/time.ts'
import type { EvictorContext } from '../../datastream/windowing/evictors.ts'
import type { OnMergeContext } from '../../datastream/windowing/trigger.ts'
import type { ProcessWindowContext } from '../../datastream/windowing/window-functions.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import type {
  KeyedStateStore,
  MergingState,
  NamespacedStateStore,
  StateDescriptor,
} from '../../engine/api/state.ts'
import { namespaceOf, type Window } from './time-window.ts'

/** Flink's WindowOperator.Context, and the evictor's. */
export class WindowTriggerContext extends Shared implements OnMergeContext, EvictorContext {
  readonly services: OperatorContext
  window = ''
  /** The windows whose state is to be joined, while `onMerge` runs. */
  merged: readonly string[] = []

  constructor(services: OperatorContext) {
    super()
    this.services = services
  }

  aim(namespace: string): this {
    this.window = namespace
    return this
  }

  getCurrentProcessingTime(): number {
    return this.services.timers.currentProcessingTime()
  }

  getCurrentWatermark(): EventTime {
    return this.services.timers.currentWatermark()
  }

  registerEventTimeTimer(time: EventTime): void {
    this.services.timers.registerEventTimeTimer(time, this.window)
  }

  deleteEventTimeTimer(time: EventTime): void {
    this.services.timers.deleteEventTimeTimer(time, this.window)
  }

  registerProcessingTimeTimer(time: number): void {
    this.services.timers.registerProcessingTimeTimer(time, this.window)
  }

  deleteProcessingTimeTimer(time: number): void {
    this.services.timers.deleteProcessingTimeTimer(time, this.window)
  }

  getPartitionedState: OnMergeContext['getPartitionedState'] = (descriptor: { readonly kind: string }) => {
    const { namespaced } = this.services
    namespaced.setCurrentNamespace(this.window)
    return stateOf(namespaced, descriptor as StateDescriptor) as never
  }

  mergePartitionedState(descriptor: { readonly kind: 'list' | 'reducing' | 'aggregating' }): void {
    const state = stateOf(this.services.namespaced, descriptor as StateDescriptor)
    ;(state as unknown as MergingState).mergeNamespaces(this.window, this.merged)
  }
}

function stateOf(store: NamespacedStateStore, descriptor: StateDescriptor): object {
  switch (descriptor.kind) {
    case 'value':
      return store.getState(descriptor)
    case 'list':
      return store.getListState(descriptor)
    case 'map':
      return store.getMapState(descriptor)
    case 'reducing':
      return store.getReducingState(descriptor)
    case 'aggregating':
      return store.getAggregatingState(descriptor)
  }
}

/** Flink's WindowContext and TimestampedCollector. */
export class WindowFunctionContext extends Shared implements ProcessWindowContext<Window> {
  readonly services: OperatorContext
  readonly merges: boolean
  current: Window | null = null
  out: Collector | null = null

  constructor(services: OperatorContext, merges: boolean) {
    super()
    this.services = services
    this.merges = merges
  }

  aim(pane: Window, out: Collector): this {
    this.current = pane
    this.out = out
    return this
  }

  collect(value: unknown): void {
    this.out!.collectWithTimestamp(value, this.window().maxTimestamp())
  }

  window(): Window {
    return this.current!
  }

  currentProcessingTime(): number {
    return this.services.timers.currentProcessingTime()
  }

  currentWatermark(): EventTime {
    return this.services.timers.currentWatermark()
  }

  windowState(): KeyedStateStore {
    if (this.merges) throw new Error('Per-window state is not allowed when using merging windows.')
    this.services.namespaced.setCurrentNamespace(namespaceOf(this.window()))
    return this.services.namespaced
  }

  globalState(): KeyedStateStore {
    return this.services.runtime
  }

  output(tag: { readonly id: string }, value: unknown): void {
    this.out!.output(tag.id, value, this.window().maxTimestamp())
  }
}
