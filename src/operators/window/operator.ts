/**
 * Elements into windows, and results out of them when a trigger says so. Flink's WindowOperator: with an evictor its
 * EvictingWindowOperator, and for sessions with a MergingWindowSet for each key. A variable is called pane, Flink's word
 * for the window of one key, since `window` means the page.
 */
import { ensure } from '../../base/assert.ts'
import { EVENT_TIME_MAX, EVENT_TIME_MIN, plusWrapping, type EventTime } from '../../base/time.ts'
import type { Evictor, TimestampedValue } from '../../datastream/windowing/evictors.ts'
import type { Trigger, TriggerResult } from '../../datastream/windowing/trigger.ts'
import type { MergingWindowAssigner, WindowAssigner } from '../../datastream/windowing/window-assigner.ts'
import type { Timer } from '../../engine/api/event-time.ts'
import { defineOperator } from '../../engine/api/define.ts'
import type { Collector, OperatorContext, StreamOperator } from '../../engine/api/operator.ts'
import type { ListState } from '../../engine/api/state.ts'
import { instantiate } from '../shared/user-function.ts'
import { contentsOf, type WindowContents } from './contents.ts'
import { WindowFunctionContext, WindowTriggerContext } from './contexts.ts'
import type { Aggregation } from './folding.ts'
import { MergingWindowSet, type StateMerge, type WindowPair } from './merging-window-set.ts'
import { namespaceOf, windowOf, type TimeWindow, type Window } from './time-window.ts'
import {
  clearWindowCode,
  openWindowCode,
  runWindowCode,
  windowCodeOf,
  type WindowCode,
  type WindowCodeParams,
} from './window-code.ts'

export interface WindowParams {
  readonly assigner: WindowAssigner<never, Window>
  readonly trigger: Trigger<never, Window>
  readonly evictor: Evictor<never, Window> | null
  readonly allowedLateness: number
  /** Side output for late elements; null: they are dropped and counted. */
  readonly lateTag: string | null
  readonly aggregation: Aggregation
  readonly code: WindowCodeParams
}

type Assigner = WindowAssigner<unknown, Window>

class WindowOperator implements StreamOperator {
  readonly assigner: Assigner
  readonly trigger: Trigger<unknown, Window>
  readonly contents: WindowContents
  readonly code: WindowCode
  readonly allowedLateness: number
  readonly lateTag: string | null
  readonly merges: boolean
  /** Flink's numLateRecordsDropped. */
  lateDropped = 0
  private services!: OperatorContext
  private triggerContext!: WindowTriggerContext
  private functionContext!: WindowFunctionContext
  private mergingSets: ListState<WindowPair> | null = null

  constructor(params: WindowParams) {
    this.assigner = instantiate<Assigner>(params.assigner, 'assignWindows')
    this.trigger = instantiate<Trigger<unknown, Window>>(params.trigger, 'onElement')
    this.contents = contentsOf(params.aggregation, params.evictor)
    this.code = windowCodeOf(params.code)
    this.allowedLateness = params.allowedLateness
    this.lateTag = params.lateTag
    this.merges = 'mergeWindows' in params.assigner
  }

  open(context: OperatorContext): void {
    this.services = context
    this.triggerContext = new WindowTriggerContext(context)
    this.functionContext = new WindowFunctionContext(context, this.merges)
    this.contents.open(context)
    if (this.merges)
      this.mergingSets = context.runtime.getListState({ kind: 'list', name: 'merging-window-set' })
    openWindowCode(this.code, context)
  }

  processElement(value: unknown, timestamp: EventTime | null, out: Collector): void {
    const now = this.services.timers.currentProcessingTime()
    const windows = this.assigner.assignWindows(value, timestamp, now)
    const element = { value, timestamp }
    const isTaken = this.merges
      ? this.addToMerging(windows as readonly TimeWindow[], element, out)
      : this.addToEach(windows, element, out)
    if (!isTaken && this.isElementLate(timestamp)) this.dropLate(element, out)
  }

  onEventTime(timer: Timer, out: Collector): void {
    this.onTimer(timer, true, out)
  }

  onProcessingTime(timer: Timer, out: Collector): void {
    this.onTimer(timer, false, out)
  }

  inspect(): Readonly<Record<string, unknown>> {
    return this.lateDropped > 0 ? { lateDropped: this.lateDropped } : {}
  }

  /** Returns whether a window took the element. */
  private addToEach(windows: readonly Window[], element: TimestampedValue<unknown>, out: Collector): boolean {
    let isTaken = false
    for (const pane of windows) {
      if (this.isWindowLate(pane)) continue
      isTaken = true
      const name = namespaceOf(pane)
      this.addTo(pane, name, name, element, out)
    }
    return isTaken
  }

  private addToMerging(
    windows: readonly TimeWindow[],
    element: TimestampedValue<unknown>,
    out: Collector,
  ): boolean {
    const set = this.mergingSet()
    let isTaken = false
    for (const pane of windows) {
      const actual = set.addWindow(pane, merge => this.merge(merge))
      const name = namespaceOf(actual)
      if (this.isWindowLate(actual)) {
        set.retireWindow(name)
        continue
      }
      isTaken = true
      this.addTo(actual, name, ensure(set.getStateWindow(name), 'a state window'), element, out)
    }
    set.persist()
    return isTaken
  }

  private addTo(
    pane: Window,
    name: string,
    stateWindow: string,
    element: TimestampedValue<unknown>,
    out: Collector,
  ): void {
    this.contents.add(stateWindow, element)
    const context = this.triggerContext.aim(name)
    this.act(this.trigger.onElement(element.value, element.timestamp, pane, context), pane, stateWindow, out)
    this.registerCleanupTimer(pane, context)
  }

  /** Timers of old windows are gone; the result has its own, and the contents of the others. */
  private merge({ result, merged, stateWindow, mergedStateWindows }: StateMerge): void {
    this.refuseLateMerge(result)
    const context = this.triggerContext
    context.merged = merged.map(namespaceOf)
    this.trigger.onMerge(result, context.aim(namespaceOf(result)))
    for (const pane of merged) {
      this.trigger.clear(pane, context.aim(namespaceOf(pane)))
      this.deleteCleanupTimer(pane, context)
    }
    this.contents.merge(stateWindow, mergedStateWindows)
  }

  private refuseLateMerge(result: TimeWindow): void {
    const { timers } = this.services
    const isEventTime = this.assigner.isEventTime()
    const now = isEventTime ? timers.currentWatermark() : timers.currentProcessingTime()
    if (this.cleanupTime(result) > now) return
    const [kind, clock] = isEventTime
      ? ['an event-time', 'current watermark']
      : ['a processing-time', 'current processing time']
    throw new Error(
      `The end timestamp of ${kind} window cannot become earlier than the ${clock} by merging. ` +
        `${clock.charAt(0).toUpperCase()}${clock.slice(1)}: ${now} window: ${String(result)}`,
    )
  }

  private onTimer(timer: Timer, isEventTime: boolean, out: Collector): void {
    const pane = windowOf(timer.namespace)
    const set = this.merges ? this.mergingSet() : null
    const stateWindow = set === null ? timer.namespace : set.getStateWindow(timer.namespace)
    // A trigger may leave timers of windows behind that were merged since.
    if (stateWindow === null) return
    const context = this.triggerContext.aim(timer.namespace)
    const result = isEventTime
      ? this.trigger.onEventTime(timer.timestamp, pane, context)
      : this.trigger.onProcessingTime(timer.timestamp, pane, context)
    this.act(result, pane, stateWindow, out)
    const isOver = isEventTime === this.assigner.isEventTime() && timer.timestamp === this.cleanupTime(pane)
    if (isOver) {
      this.clearAllState(pane, stateWindow, out)
      set?.retireWindow(timer.namespace)
    }
    set?.persist()
  }

  private act(result: TriggerResult, pane: Window, stateWindow: string, out: Collector): void {
    if (result === 'FIRE' || result === 'FIRE_AND_PURGE') {
      this.contents.evaluate(stateWindow, pane, this.triggerContext, elements =>
        runWindowCode(this.code, this.services.currentKey(), this.functionContext.aim(pane, out), elements),
      )
    }
    if (result === 'PURGE' || result === 'FIRE_AND_PURGE') this.contents.clear(stateWindow)
  }

  private clearAllState(pane: Window, stateWindow: string, out: Collector): void {
    this.contents.clear(stateWindow)
    this.trigger.clear(pane, this.triggerContext)
    clearWindowCode(this.code, this.functionContext.aim(pane, out))
  }

  private mergingSet(): MergingWindowSet {
    const assigner = this.assigner as MergingWindowAssigner<unknown>
    const state = ensure(this.mergingSets, 'the state of merging windows')
    return new MergingWindowSet(state, windows => assigner.mergeWindows(windows))
  }

  private isWindowLate(pane: Window): boolean {
    return this.assigner.isEventTime() && this.cleanupTime(pane) <= this.services.timers.currentWatermark()
  }

  private isElementLate(timestamp: EventTime | null): boolean {
    const latest = plusWrapping(timestamp ?? EVENT_TIME_MIN, this.allowedLateness)
    return this.assigner.isEventTime() && latest <= this.services.timers.currentWatermark()
  }

  private dropLate({ value, timestamp }: TimestampedValue<unknown>, out: Collector): void {
    if (this.lateTag === null) this.lateDropped += 1
    else out.output(this.lateTag, value, timestamp)
  }

  /** When all of a window goes; never at the end of time. */
  private cleanupTime(pane: Window): EventTime {
    return pane.maxTimestamp() + (this.assigner.isEventTime() ? this.allowedLateness : 0)
  }

  /** The context is aimed at the window. */
  private registerCleanupTimer(pane: Window, context: WindowTriggerContext): void {
    const time = this.cleanupTime(pane)
    if (time === EVENT_TIME_MAX) return
    if (this.assigner.isEventTime()) context.registerEventTimeTimer(time)
    else context.registerProcessingTimeTimer(time)
  }

  private deleteCleanupTimer(pane: Window, context: WindowTriggerContext): void {
    const time = this.cleanupTime(pane)
    if (time === EVENT_TIME_MAX) return
    if (this.assigner.isEventTime()) context.deleteEventTimeTimer(time)
    else context.deleteProcessingTimeTimer(time)
  }
}

export const windowOperator = defineOperator<WindowParams>({
  kind: 'window',
  create: params => new WindowOperator(params),
})
