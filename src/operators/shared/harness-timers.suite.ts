/** Timers of the harness, in the order of timestamp, then key, then namespace. */
import { EVENT_TIME_MIN } from '../../base/time.ts'
import type { TimerService } from '../../engine/api/event-time.ts'
import { sharing } from './harness-state.suite.ts'

export interface HarnessTimer {
  readonly timestamp: number
  readonly key: unknown
  readonly namespace: string
}

/** What a snapshot holds of them: watermarks and wake-ups are in no snapshot. */
export interface HarnessTimers {
  readonly event: readonly HarnessTimer[]
  readonly processing: readonly HarnessTimer[]
}

export class HarnessClock {
  readonly event: HarnessTimer[]
  readonly processing: HarnessTimer[]
  readonly wakeUps: number[] = []
  watermark = EVENT_TIME_MIN
  now: number
  readonly #key: () => unknown

  constructor(restored: HarnessTimers | undefined, now: number, key: () => unknown) {
    this.event = [...(restored?.event ?? [])]
    this.processing = [...(restored?.processing ?? [])]
    this.now = now
    this.#key = key
  }

  get timers(): HarnessTimers {
    return { event: this.event, processing: this.processing }
  }

  service(): TimerService {
    return sharing({
      currentProcessingTime: () => this.now,
      currentWatermark: () => this.watermark,
      registerEventTimeTimer: (timestamp: number, namespace = '') =>
        this.#register(this.event, timestamp, namespace),
      deleteEventTimeTimer: (timestamp: number, namespace = '') =>
        this.#delete(this.event, timestamp, namespace),
      registerProcessingTimeTimer: (timestamp: number, namespace = '') =>
        this.#register(this.processing, timestamp, namespace),
      deleteProcessingTimeTimer: (timestamp: number, namespace = '') =>
        this.#delete(this.processing, timestamp, namespace),
      wakeUpAt: (timestamp: number) => {
        if (!this.wakeUps.includes(timestamp)) this.wakeUps.push(timestamp)
      },
    })
  }

  #register(timers: HarnessTimer[], timestamp: number, namespace: string): void {
    const timer = { timestamp, key: this.#key(), namespace }
    if (timers.some(other => compare(other, timer) === 0)) return
    timers.push(timer)
    timers.sort(compare)
  }

  #delete(timers: HarnessTimer[], timestamp: number, namespace: string): void {
    const timer = { timestamp, key: this.#key(), namespace }
    const index = timers.findIndex(other => compare(other, timer) === 0)
    if (index >= 0) timers.splice(index, 1)
  }
}

/** Takes the first timer that is due at `time`. */
export function takeDue(timers: HarnessTimer[], time: number): HarnessTimer | undefined {
  return timers[0] !== undefined && timers[0].timestamp <= time ? timers.shift() : undefined
}

function compare(a: HarnessTimer, b: HarnessTimer): number {
  if (a.timestamp !== b.timestamp) return a.timestamp < b.timestamp ? -1 : 1
  const keys = compareTexts(JSON.stringify(a.key), JSON.stringify(b.key))
  return keys === 0 ? compareTexts(a.namespace, b.namespace) : keys
}

const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)
