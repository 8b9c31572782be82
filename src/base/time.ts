/**
 * Two clocks that are never mixed: virtual time in whole microseconds since the run began, and event time in
 * milliseconds since the epoch, a `long` in Flink. Event time saturates at the ends of a long, except where Flink adds
 * to it and takes what comes.
 */
declare const brand: unique symbol
export type VirtualTime = number & { readonly [brand]?: 'virtual µs' }
export type EventTime = number & { readonly [brand]?: 'event ms' }

export const MICROS_PER_MS = 1000

/** Flink's Long.MIN_VALUE: no watermark yet. Held as -Infinity, since a double cannot hold the long. */
export const EVENT_TIME_MIN: EventTime = Number.NEGATIVE_INFINITY
/** Flink's Long.MAX_VALUE: the end of the input. */
export const EVENT_TIME_MAX: EventTime = Number.POSITIVE_INFINITY

/** Where a long goes on past its end: before all there is but EVENT_TIME_MIN. One more can be taken off it. */
const EVENT_TIME_WRAPPED: EventTime = Number.MIN_SAFE_INTEGER + 1

/** The sum as Java has it: behind the end of a long comes its beginning, and the time before the end is not the end. */
export function plusWrapping(time: EventTime, ms: number): EventTime {
  if (time === EVENT_TIME_MAX && ms !== 0) return (ms > 0 ? EVENT_TIME_WRAPPED : Number.MAX_SAFE_INTEGER) + ms
  const sum = time + ms
  return sum === EVENT_TIME_WRAPPED ? EVENT_TIME_MAX : sum
}

/** What a long can hold: both ends belong to it. */
export const isEventTime = (time: number): time is EventTime =>
  Number.isSafeInteger(time) || time === EVENT_TIME_MAX || time === EVENT_TIME_MIN

export const millis = (ms: number): VirtualTime => Math.round(ms * MICROS_PER_MS)
