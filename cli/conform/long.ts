/** Times as golden cases write them: `min` and `max` are the ends of a Java long, which Weir holds as infinities. */
import { EVENT_TIME_MAX, EVENT_TIME_MIN, type EventTime } from '../../src/base/time.ts'

export type Long = number | 'min' | 'max'

export function toLong(time: EventTime): Long {
  if (time === EVENT_TIME_MIN) return 'min'
  return time === EVENT_TIME_MAX ? 'max' : time
}

export function fromLong(time: Long): EventTime {
  if (time === 'min') return EVENT_TIME_MIN
  return time === 'max' ? EVENT_TIME_MAX : time
}

export const statusText = (idle: boolean): 'idle' | 'active' => (idle ? 'idle' : 'active')
