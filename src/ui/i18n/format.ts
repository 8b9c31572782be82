/** Numbers and durations as the page writes them: ms below one second, seconds with two decimals above. */
import { civilFromMillis } from '../../base/civil.ts'
import type { EventTime } from '../../base/time.ts'

/** Simulated µs as `420 µs`, `21 ms`, `1.24 s`, `10 min`. A value that is not known yet is a dash. */
export function duration(micros: number): string {
  if (micros < 0 || !Number.isFinite(micros)) return '–'
  if (micros === 0) return '0 ms'
  if (micros < 1000) return `${micros} µs`
  if (micros < 10_000 && micros % 1000 !== 0) return `${Number((micros / 1000).toFixed(1))} ms`
  if (micros < 1_000_000) return `${Math.round(micros / 1000)} ms`
  if (micros < 60_000_000) return `${(micros / 1_000_000).toFixed(2)} s`
  if (micros % 60_000_000 === 0) return `${micros / 60_000_000} min`
  return `${Math.floor(micros / 60_000_000)} min ${Math.round((micros % 60_000_000) / 1_000_000)} s`
}

/** A moment of simulated time, cut to whole milliseconds as the clock is: `271 ms`, `1.24 s`. */
export function moment(micros: number): string {
  const ms = Math.floor(micros / 1000)
  return ms < 1000 ? `${ms} ms` : `${(Math.floor(ms / 10) / 100).toFixed(2)} s`
}

/** The simulated clock, `00:00.271`. */
export function clock(micros: number): string {
  const ms = Math.floor(micros / 1000)
  const minutes = Math.floor(ms / 60_000)
  return `${pad(minutes, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`
}

const MS_PER_DAY = 86_400_000

const pad = (value: number, digits: number): string => String(value).padStart(digits, '0')

/** What stands for the ends of a long: no watermark yet, and the end of the input. */
export interface EventTimeWords {
  readonly none: string
  readonly end: string
}

/**
 * Event time as a clock in UTC, `12:00:05`, with milliseconds where there are any. What is less than a day from
 * zero is no time of day but a small number of somebody's example: it stays a number.
 */
export function eventTime(ms: EventTime, words: EventTimeWords): string {
  if (ms === Number.NEGATIVE_INFINITY) return words.none
  if (ms === Number.POSITIVE_INFINITY) return words.end
  if (Math.abs(ms) < MS_PER_DAY) return String(ms)
  const { hour, minute, second, millisecond } = civilFromMillis(ms)
  const seconds = `${pad(hour, 2)}:${pad(minute, 2)}:${pad(second, 2)}`
  return millisecond === 0 ? seconds : `${seconds}.${pad(millisecond, 3)}`
}

/** The same with its date, where there is room for it. */
export function eventTimeInFull(ms: EventTime, words: EventTimeWords): string {
  const short = eventTime(ms, words)
  if (!Number.isFinite(ms) || Math.abs(ms) < MS_PER_DAY) return short
  const { year, month, day } = civilFromMillis(ms)
  return `${year}-${pad(month, 2)}-${pad(day, 2)} ${short}`
}

/** Thousands apart by a thin space, the same in both languages: 20 412. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')

export function bytes(value: number): string {
  if (value < 0) return '–'
  if (value < 1024) return `${value} B`
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} kB`
  if (value < 1024 * 1024 * 1024) return `${(value / 1024 / 1024).toFixed(1)} MB`
  return `${(value / 1024 / 1024 / 1024).toFixed(1)} GB`
}

/** `1/20×`, `1×`, `10×`. */
export const speedLabel = (speed: number): string =>
  speed < 1 ? `1/${Number((1 / speed).toPrecision(2))}×` : `${Number(speed.toPrecision(2))}×`

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten']
const WORDS_ZH = ['零', '一', '两', '三', '四', '五', '六', '七', '八', '九', '十']

/** Small numbers as words: `three`. */
export const countWord = (count: number): string => WORDS[count] ?? String(count)

export const countWordZh = (count: number): string => WORDS_ZH[count] ?? ` ${count} `
