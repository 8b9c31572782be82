/**
 * Timestamps and watermarks of a source, made for each of its splits; the source's own is the minimum over those that
 * are not idle. Flink's ProgressiveTimestampsAndWatermarks and WatermarkOutputMultiplexer.
 */
import { ensure } from '../../base/assert.ts'
import { copyPlain } from '../../base/copy.ts'
import { isEventTime, MICROS_PER_MS } from '../../base/time.ts'
import type { WatermarkOutput, WatermarkParams } from '../api/event-time.ts'
import type { SourceParams } from '../api/operator.ts'
import type { TaskPlan } from '../kernel/plan.ts'
import type { Sim } from '../kernel/sim.ts'
import type { SourceWatermarks, TaskActor } from '../kernel/world.ts'
import { combine, newCombined, partialOf, setPartial, type CombinedWatermark } from '../time/combined.ts'
import { processingTime } from './chain-context.ts'

/** Null: no source, or one without a strategy. */
export function watermarksOf(plan: TaskPlan): WatermarkParams | null {
  const head = plan.vertex.nodes[0]!
  return head.role === 'source' ? ((head.params as SourceParams).watermarks ?? null) : null
}

/** What an attempt begins with: fresh generators, no watermark. */
export function newSourceWatermarks(plan: TaskPlan, splits: number): SourceWatermarks | null {
  const { generator = null } = watermarksOf(plan) ?? {}
  if (generator === null) return null
  return {
    generators: Array.from({ length: splits }, () => copyPlain(generator)),
    combined: newCombined(splits),
  }
}

/** The timestamp of a record, as its strategy says. */
export function timestampOf(plan: TaskPlan, value: unknown, given: number | null): number | null {
  const assign = watermarksOf(plan)?.assignTimestamp ?? null
  if (assign === null) return given
  const timestamp = assign(value as never, given)
  if (isEventTime(timestamp)) return timestamp
  throw new Error(`expected a timestamp in whole milliseconds, got ${String(timestamp)}`)
}

/** After a record of split `index` was emitted. */
export function afterRecord(task: TaskActor, index: number, value: unknown, timestamp: number | null): void {
  const watermarks = task.source!.watermarks
  if (watermarks === null) return
  const output = new SplitOutput(task, watermarks.combined, index, true)
  watermarks.generators[index]!.onEvent(value as never, timestamp, output)
}

/** A split that has ended does not hold the others back. */
export function endSplit(task: TaskActor, index: number): void {
  const watermarks = task.source!.watermarks
  if (watermarks !== null) partialOf(watermarks.combined, index).removed = true
}

/** The periodic emission, and the wake-up for the next. */
export function emitPeriodically(sim: Sim, task: TaskActor): void {
  const { combined, generators } = ensure(task.source!.watermarks, 'the watermarks of a source')
  const now = processingTime(sim.plan, sim.world.now)
  generators.forEach((generator, index) => {
    if (partialOf(combined, index).removed) return
    generator.onPeriodicEmit(new SplitOutput(task, combined, index, false), now)
  })
  update(task, combined)
  wakeUpNext(sim, task)
}

export function wakeUpNext(sim: Sim, task: TaskActor): void {
  const interval = sim.plan.settings.autoWatermarkInterval / MICROS_PER_MS
  if (interval === 0 || task.source!.watermarks === null) return
  task.eventTime.wakeUps.push({ position: 0, at: processingTime(sim.plan, sim.world.now) + interval })
}

function update(task: TaskActor, combined: CombinedWatermark): void {
  const { fresh } = task.eventTime
  if (combine(combined)) {
    fresh.push({ type: 'emit-status', position: 0, idle: false })
    fresh.push({ type: 'emit', position: 0, timestamp: combined.watermark })
  } else if (combined.idle) fresh.push({ type: 'emit-status', position: 0, idle: true })
}

/** Flink's ImmediateOutput, and its DeferredOutput where `immediate` is false. */
class SplitOutput implements WatermarkOutput {
  readonly #task: TaskActor
  readonly #combined: CombinedWatermark
  readonly #index: number
  readonly #immediate: boolean

  constructor(task: TaskActor, combined: CombinedWatermark, index: number, immediate: boolean) {
    this.#task = task
    this.#combined = combined
    this.#index = index
    this.#immediate = immediate
  }

  emitWatermark(timestamp: number): void {
    const rose = setPartial(partialOf(this.#combined, this.#index), timestamp)
    if (rose && this.#immediate) update(this.#task, this.#combined)
  }

  markIdle(): void {
    partialOf(this.#combined, this.#index).idle = true
    if (this.#immediate) update(this.#task, this.#combined)
  }

  markActive(): void {
    partialOf(this.#combined, this.#index).idle = false
    if (!this.#immediate) return
    this.#task.eventTime.fresh.push({ type: 'emit-status', position: 0, idle: false })
    update(this.#task, this.#combined)
  }
}
