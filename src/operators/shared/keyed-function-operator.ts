/** What the operators around a process function with keys have in common: its context, and the calls of its timers. */
import type { Collector as UserCollector } from '../../datastream/functions.ts'
import type { Timer } from '../../engine/api/event-time.ts'
import type { Collector, OperatorContext } from '../../engine/api/operator.ts'
import { type FunctionContext, TimestampedCollector } from './function-context.ts'
import { UserFunctionOperator } from './user-function.ts'

export interface TimedFunction<Context = FunctionContext> {
  onTimer?(timestamp: number, context: Context, out: UserCollector<unknown>): void
}

export abstract class KeyedFunctionOperator<
  F extends TimedFunction<Context>,
  Context extends FunctionContext = FunctionContext,
> extends UserFunctionOperator<F> {
  protected context!: Context
  private readonly collector = new TimestampedCollector()

  override open(context: OperatorContext): void {
    this.context = this.contextOf(context)
    super.open(context)
  }

  protected abstract contextOf(context: OperatorContext): Context

  /** Results have the timer's time as timestamp. */
  onEventTime(timer: Timer, out: Collector): void {
    const context = this.context.forTimer(timer, 'EVENT_TIME', out)
    this.userFunction.onTimer?.(timer.timestamp, context, this.collector.at(timer.timestamp, out))
  }

  /** Results have no timestamp: the clock that fired says nothing of event time. */
  onProcessingTime(timer: Timer, out: Collector): void {
    const context = this.context.forTimer(timer, 'PROCESSING_TIME', out)
    this.userFunction.onTimer?.(timer.timestamp, context, this.collector.at(null, out))
  }
}
