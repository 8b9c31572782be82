/**
 * Flink's WindowOperator once more, as naively as possible: lists that are searched, nothing of the engine, no
 * operator of Weir. Results of windows with merged contents are only modelled where their order does not matter.
 */
import type { StepResult, Written } from './compare-steps.ts'
import type { Step } from './operator-script.ts'
import type { AssignerParameters, EvictorParameters, TriggerParameters } from './windows.ts'

export interface WindowParameters {
  readonly assigner: AssignerParameters
  readonly trigger?: TriggerParameters
  readonly evictor?: EvictorParameters
  readonly allowedLatenessMs?: number
  readonly sideOutputLate?: string
  readonly function: 'aggregate' | 'elements'
}

interface Item {
  readonly k: string
  readonly v: number
  readonly gap: number
}

interface Element {
  readonly value: Item
  readonly timestamp: number
}

interface Timer {
  readonly at: number
  readonly pane: Pane
}

/** A window of a key, with everything that belongs to it. */
interface Pane {
  readonly key: string
  readonly start: number
  readonly end: number
  elements: Element[]
  /** What a count trigger has seen, and when a continuous one fires next. */
  count: number
  fireAt: number | null
}

type Decision = 'continue' | 'fire' | 'fire and purge'

const floorMod = (a: number, b: number) => ((a % b) + b) % b
const lastOf = (pane: Pane) => pane.end - 1
const isSame = (a: Pane, b: Pane) => a.key === b.key && a.start === b.start && a.end === b.end

export class WindowModel {
  readonly #parameters: WindowParameters
  readonly #trigger: TriggerParameters
  readonly #byEvent: boolean
  #panes: Pane[] = []
  #eventTimers: Timer[] = []
  #clockTimers: Timer[] = []
  #watermark = -Infinity
  #clock = 0
  #out: Written[] = []
  #late: Written[] = []

  constructor(parameters: WindowParameters) {
    const { type } = parameters.assigner
    this.#parameters = parameters
    this.#byEvent = type.endsWith('EventTime')
    const byDefault = { type: this.#byEvent ? 'eventTime' : 'processingTime' }
    this.#trigger = parameters.trigger ?? byDefault
  }

  play(step: Step): StepResult {
    this.#out = []
    this.#late = []
    const marks = step.op === 'watermark' ? this.#advance(step.timestamp as number) : []
    if (step.op === 'element')
      this.#add({ value: step.value as Item, timestamp: (step.timestamp ?? 0) as number })
    if (step.op === 'processingTime') {
      this.#clock = step.time
      this.#fireAll(this.#clock, false)
    }
    if (step.op === 'snapshotRestore') this.#watermark = -Infinity
    const { sideOutputLate } = this.#parameters
    return {
      out: this.#out,
      side: sideOutputLate === undefined ? {} : { [sideOutputLate]: this.#late },
      marks,
      eventTimers: this.#eventTimers.length,
      processingTimers: this.#clockTimers.length,
    }
  }

  #advance(watermark: number): { readonly watermark: number }[] {
    if (watermark <= this.#watermark) return []
    this.#watermark = watermark
    this.#fireAll(watermark, true)
    return [{ watermark }]
  }

  #add(element: Element): void {
    let isTaken = false
    for (const [start, end] of this.#assign(element)) {
      const pane = this.#paneFor(element.value.k, start, end)
      if (this.#isLate(pane)) {
        this.#panes = this.#panes.filter(other => other !== pane)
        continue
      }
      isTaken = true
      pane.elements.push(element)
      this.#act(this.#onElement(pane, element), pane)
      this.#register(this.#cleanupTime(pane), pane, this.#byEvent)
    }
    const { allowedLatenessMs = 0 } = this.#parameters
    const isLate = this.#byEvent && element.timestamp + allowedLatenessMs <= this.#watermark
    if (!isTaken && isLate) this.#late.push(element)
  }

  #assign({ value, timestamp }: Element): (readonly [number, number])[] {
    const { type, sizeMs = 0, slideMs = sizeMs, offsetMs = 0, gapMs = 0 } = this.#parameters.assigner
    const time = this.#byEvent ? timestamp : this.#clock
    if (type.startsWith('dynamicSession')) return [[time, time + value.gap]]
    if (type.startsWith('session')) return [[time, time + gapMs]]
    if (type === 'global') return [[-Infinity, Infinity]]
    const windows: (readonly [number, number])[] = []
    const last = time - floorMod(time - offsetMs, slideMs)
    for (let start = last; start > time - sizeMs; start -= slideMs) windows.push([start, start + sizeMs])
    return windows
  }

  #paneFor(key: string, start: number, end: number): Pane {
    const added: Pane = { key, start, end, elements: [], count: 0, fireAt: null }
    const known = this.#panes.find(pane => isSame(pane, added))
    if (known !== undefined) return known
    const isSession = this.#parameters.assigner.type.toLowerCase().includes('session')
    const touched = isSession ? this.#touching(added) : []
    if (touched.length > 0) return this.#merge(added, touched)
    this.#panes.push(added)
    return added
  }

  #touching(added: Pane): Pane[] {
    return this.#panes.filter(
      pane => pane.key === added.key && pane.start <= added.end && pane.end >= added.start,
    )
  }

  #merge(added: Pane, merged: readonly Pane[]): Pane {
    const start = Math.min(added.start, ...merged.map(pane => pane.start))
    const end = Math.max(added.end, ...merged.map(pane => pane.end))
    const covering = merged.find(pane => pane.start === start && pane.end === end)
    if (covering !== undefined) return covering
    const fires = merged.flatMap(({ fireAt }) => (fireAt === null ? [] : [fireAt]))
    const result: Pane = {
      key: added.key,
      start,
      end,
      elements: merged.flatMap(pane => pane.elements),
      count: merged.reduce((sum, pane) => sum + pane.count, 0),
      fireAt: fires.length === 0 ? null : Math.min(...fires),
    }
    this.#panes = [...this.#panes.filter(pane => !merged.includes(pane)), result]
    for (const pane of merged) this.#forget(pane)
    const { type } = this.#trigger
    if (type === 'eventTime' && lastOf(result) > this.#watermark) this.#register(lastOf(result), result, true)
    if (type === 'processingTime' && lastOf(result) > this.#clock)
      this.#register(lastOf(result), result, false)
    if (result.fireAt !== null) this.#register(result.fireAt, result, true)
    return result
  }

  /** Its state is the result's now, so a continuous trigger leaves timers behind, which will find no window. */
  #forget(pane: Pane): void {
    pane.fireAt = null
    this.#clear(pane)
    this.#remove(this.#cleanupTime(pane), pane, this.#byEvent)
  }

  #onElement(pane: Pane, { timestamp }: Element): Decision {
    const { type, n = 0, intervalMs = 0 } = this.#trigger
    if (type === 'count') {
      pane.count += 1
      if (pane.count < n) return 'continue'
      pane.count = 0
      return this.#fire()
    }
    if (type === 'processingTime') {
      this.#register(lastOf(pane), pane, false)
      return 'continue'
    }
    if (lastOf(pane) <= this.#watermark) return this.#fire()
    this.#register(lastOf(pane), pane, true)
    if (type === 'continuousEventTime' && pane.fireAt === null)
      this.#fireNext(pane, timestamp - (timestamp % intervalMs))
    return 'continue'
  }

  #fireNext(pane: Pane, from: number): void {
    pane.fireAt = Math.min(from + this.#trigger.intervalMs!, lastOf(pane))
    this.#register(pane.fireAt, pane, true)
  }

  #onTimer(pane: Pane, at: number, isEvent: boolean): Decision {
    const { type } = this.#trigger
    if (!isEvent) return type === 'processingTime' ? this.#fire() : 'continue'
    const isTimed = type === 'eventTime' || type === 'continuousEventTime'
    if (isTimed && at === lastOf(pane)) return this.#fire()
    if (type !== 'continuousEventTime' || pane.fireAt !== at) return 'continue'
    this.#fireNext(pane, at)
    return this.#fire()
  }

  #fire(): Decision {
    return this.#trigger.purging === true ? 'fire and purge' : 'fire'
  }

  /** What the trigger keeps. */
  #clear(pane: Pane): void {
    const { type } = this.#trigger
    if (type === 'eventTime') this.#remove(lastOf(pane), pane, true)
    if (type === 'processingTime') this.#remove(lastOf(pane), pane, false)
    if (pane.fireAt !== null) this.#remove(pane.fireAt, pane, true)
    pane.count = 0
    pane.fireAt = null
  }

  #act(decision: Decision, pane: Pane): void {
    if (decision !== 'continue' && pane.elements.length > 0) this.#emit(pane)
    if (decision === 'fire and purge') pane.elements = []
  }

  #emit(pane: Pane): void {
    const { evictor } = this.#parameters
    const kept = evictor === undefined ? pane.elements : evicted(pane.elements, evictor)
    const values = (evictor?.after === true ? pane.elements : kept).map(({ value }) => value.v)
    const place = pane.end === Infinity ? { window: 'global' } : { start: pane.start, end: pane.end }
    const result = this.#parameters.function === 'elements' ? { elements: values } : statsOf(values)
    const timestamp = pane.end === Infinity ? 'max' : lastOf(pane)
    this.#out.push({ value: { key: pane.key, ...place, ...result }, timestamp })
    pane.elements = kept
  }

  #isLate(pane: Pane): boolean {
    return this.#byEvent && this.#cleanupTime(pane) <= this.#watermark
  }

  #cleanupTime(pane: Pane): number {
    return lastOf(pane) + (this.#byEvent ? (this.#parameters.allowedLatenessMs ?? 0) : 0)
  }

  #register(at: number, pane: Pane, isEvent: boolean): void {
    if (at === Infinity) return
    const timers = isEvent ? this.#eventTimers : this.#clockTimers
    if (!timers.some(timer => timer.at === at && isSame(timer.pane, pane))) timers.push({ at, pane })
  }

  #remove(at: number, pane: Pane, isEvent: boolean): void {
    const stays = (timer: Timer) => timer.at !== at || !isSame(timer.pane, pane)
    if (isEvent) this.#eventTimers = this.#eventTimers.filter(stays)
    else this.#clockTimers = this.#clockTimers.filter(stays)
  }

  #fireAll(until: number, isEvent: boolean): void {
    for (;;) {
      const due = (isEvent ? this.#eventTimers : this.#clockTimers).filter(timer => timer.at <= until)
      if (due.length === 0) return
      const first = due.reduce((least, timer) => (timer.at < least.at ? timer : least))
      this.#remove(first.at, first.pane, isEvent)
      const pane = this.#panes.find(other => isSame(other, first.pane))
      if (pane !== undefined) this.#onDue(pane, first.at, isEvent)
    }
  }

  #onDue(pane: Pane, at: number, isEvent: boolean): void {
    this.#act(this.#onTimer(pane, at, isEvent), pane)
    if (isEvent !== this.#byEvent || at !== this.#cleanupTime(pane)) return
    this.#clear(pane)
    this.#panes = this.#panes.filter(other => other !== pane)
  }
}

function evicted(elements: readonly Element[], { type, n = 0, ms = 0 }: EvictorParameters): Element[] {
  if (type === 'count') return elements.slice(Math.max(0, elements.length - n))
  const latest = Math.max(...elements.map(({ timestamp }) => timestamp))
  return elements.filter(({ timestamp }) => timestamp > latest - ms)
}

const statsOf = (values: readonly number[]) => ({
  count: values.length,
  sum: values.reduce((sum, value) => sum + value, 0),
  min: Math.min(...values),
  max: Math.max(...values),
})
