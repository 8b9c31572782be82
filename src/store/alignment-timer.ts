/** What is left of the aligned checkpoint timeout where it counts, at the moment that a frame shows. */
import type { AlignmentTimer, Frame } from '../engine/api/frame.ts'

export interface TimeLeft {
  readonly timer: AlignmentTimer
  /** µs. */
  readonly left: number
  /** Of the whole timeout, 0 to 1. */
  readonly share: number
}

export function timeLeft(timer: AlignmentTimer, now: number): TimeLeft {
  const left = Math.max(0, timer.until - now)
  return { timer, left, share: left / Math.max(1, timer.until - timer.since) }
}

/** By the channels that each timer is about. */
export function timersByChannel({ tasks, cursor }: Frame): ReadonlyMap<number, TimeLeft> {
  return new Map(
    tasks.flatMap(({ alignmentTimer: timer }) =>
      timer === null ? [] : timer.channels.map(channel => [channel, timeLeft(timer, cursor.time)] as const),
    ),
  )
}
