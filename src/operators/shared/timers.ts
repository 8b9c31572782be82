/** The timers a function sees: its own, those of the current key; or, without keys, the clocks alone. */
import { Shared } from '../../base/copy.ts'
import type { TimerService } from '../../datastream/functions.ts'
import type { TimerService as InternalTimerService } from '../../engine/api/event-time.ts'

/** Flink's SimpleTimerService: timers under no namespace. */
export class SimpleTimerService extends Shared implements TimerService {
  readonly #timers: InternalTimerService

  constructor(timers: InternalTimerService) {
    super()
    this.#timers = timers
  }

  currentProcessingTime(): number {
    return this.#timers.currentProcessingTime()
  }

  currentWatermark(): number {
    return this.#timers.currentWatermark()
  }

  registerEventTimeTimer(time: number): void {
    this.#timers.registerEventTimeTimer(time)
  }

  registerProcessingTimeTimer(time: number): void {
    this.#timers.registerProcessingTimeTimer(time)
  }

  deleteEventTimeTimer(time: number): void {
    this.#timers.deleteEventTimeTimer(time)
  }

  deleteProcessingTimeTimer(time: number): void {
    this.#timers.deleteProcessingTimeTimer(time)
  }
}

export class ClocksOnly extends Shared implements TimerService {
  readonly #timers: InternalTimerService

  constructor(timers: InternalTimerService) {
    super()
    this.#timers = timers
  }

  currentProcessingTime(): number {
    return this.#timers.currentProcessingTime()
  }

  currentWatermark(): number {
    return this.#timers.currentWatermark()
  }

  registerEventTimeTimer(): never {
    throw new Error('Setting timers is only supported on a keyed streams.')
  }

  registerProcessingTimeTimer(): never {
    throw new Error('Setting timers is only supported on a keyed streams.')
  }

  deleteEventTimeTimer(): never {
    throw new Error('Deleting timers is only supported on a keyed streams.')
  }

  deleteProcessingTimeTimer(): never {
    throw new Error('Deleting timers is only supported on a keyed streams.')
  }
}
