/**
 * The civil calendar in UTC without a Date, which the core may not name. The day arithmetic is Howard Hinnant's
 * ("chrono-compatible low-level date algorithms"): years begin in March, so that the leap day comes last.
 */
const MS_PER_DAY = 86_400_000
const DAYS_PER_ERA = 146_097
const YEARS_PER_ERA = 400
/** From 0000-03-01 to 1970-01-01. */
const DAYS_TO_EPOCH = 719_468

export interface Civil {
  readonly year: number
  /** 1–12 */
  readonly month: number
  /** 1–31 */
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly millisecond: number
}

function dateOfDay(dayNumber: number): { year: number; month: number; day: number } {
  const shifted = dayNumber + DAYS_TO_EPOCH
  const era = Math.floor(shifted / DAYS_PER_ERA)
  const dayOfEra = shifted - era * DAYS_PER_ERA
  const leaps =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / (DAYS_PER_ERA - 1))
  const yearOfEra = Math.floor((dayOfEra - leaps) / 365)
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const fromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const day = dayOfYear - Math.floor((153 * fromMarch + 2) / 5) + 1
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9
  return { year: yearOfEra + era * YEARS_PER_ERA + (month <= 2 ? 1 : 0), month, day }
}

/** The date and time of day of `epochMs`, whole milliseconds since 1970-01-01T00:00Z. */
export function civilFromMillis(epochMs: number): Civil {
  const dayNumber = Math.floor(epochMs / MS_PER_DAY)
  const ofDay = epochMs - dayNumber * MS_PER_DAY
  return {
    ...dateOfDay(dayNumber),
    hour: Math.floor(ofDay / 3_600_000),
    minute: Math.floor(ofDay / 60_000) % 60,
    second: Math.floor(ofDay / 1000) % 60,
    millisecond: ofDay % 1000,
  }
}

const digits = (value: number, width: number): string => value.toString().padStart(width, '0')

/** `2026-01-31 09:05:07,012`: log4j's `%d{yyyy-MM-dd HH:mm:ss,SSS}` in UTC. */
export function log4jTimestamp(epochMs: number): string {
  const c = civilFromMillis(epochMs)
  const date = `${digits(c.year, 4)}-${digits(c.month, 2)}-${digits(c.day, 2)}`
  return `${date} ${digits(c.hour, 2)}:${digits(c.minute, 2)}:${digits(c.second, 2)},${digits(c.millisecond, 3)}`
}
