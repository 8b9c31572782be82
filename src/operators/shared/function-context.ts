/**
 * The contexts and collectors that process functions are given. One of each serves an operator; it is set before each
 * call, so that it holds nothing between two of them.
 */
import { Shared } from '../../base/copy.ts'
import type { EventTime } from '../../base/time.ts'
import type {
  Collector as UserCollector,
  KeyedOnTimerContext,
  TimeDomain,
  TimerService,
} from '../../datastream/functions.ts'
import type { Timer } from '../../engine/api/event-time.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { ClocksOnly, SimpleTimerService } from './timers.ts'

/** For records and for timers, with keys and without: what a function may ask is decided by the type it sees. */
export class FunctionContext extends Shared implements KeyedOnTimerContext<unknown> {
  protected readonly operator: OperatorContext
  readonly #service: TimerService
  #time: EventTime | null = null
  #domain: TimeDomain = 'EVENT_TIME'
  #out: Collector | null = null

  constructor(operator: OperatorContext, keyed: boolean) {
    super()
    this.operator = operator
    this.#service = keyed ? new SimpleTimerService(operator.timers) : new ClocksOnly(operator.timers)
  }

  forRecord(timestamp: EventTime | null, out: Collector): this {
    this.#time = timestamp
    this.#out = out
    return this
  }

  forTimer({ timestamp }: Timer, domain: TimeDomain, out: Collector): this {
    this.#domain = domain
    return this.forRecord(timestamp, out)
  }

  timestamp(): number | null {
    return this.#time
  }

  timerService(): TimerService {
    return this.#service
  }

  timeDomain(): TimeDomain {
    return this.#domain
  }

  getCurrentKey(): unknown {
    return this.operator.currentKey()
  }

  /** Also from a timer of processing time with its time, as in Flink. */
  output(tag: { readonly id: string }, value: unknown): void {
    this.#out!.output(tag.id, value, this.#time)
  }
}

/** Gives results a timestamp of their own; Flink's TimestampedCollector. */
export class TimestampedCollector extends Shared implements UserCollector<unknown> {
  #timestamp: EventTime | null = null
  #out: Collector | null = null

  at(timestamp: EventTime | null, out: Collector): this {
    this.#timestamp = timestamp
    this.#out = out
    return this
  }

  collect(value: unknown): void {
    this.#out!.collectWithTimestamp(value, this.#timestamp)
  }
}
