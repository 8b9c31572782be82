/** Durations, sizes and moments as Flink's own pages write them: what they round is rounded the same way here. */
import { civilFromMillis } from '../../../../base/civil.ts'

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB', 'EB'] as const

/** Ms as `924ms`, `3s 620ms`, `2m 5s 10ms`; from an hour on the milliseconds are gone. */
export function flinkDuration(ms: number): string {
  if (ms < 0 || !Number.isFinite(ms)) return '-'
  const seconds = Math.floor(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  const upToHours = `${hours % 24}h ${minutes % 60}m ${seconds % 60}s`
  if (days > 0) return `${days}d ${upToHours}`
  if (hours > 0) return upToHours
  const rest = `${Math.floor(ms % 1000)}ms`
  if (minutes > 0) return `${minutes}m ${seconds % 60}s ${rest}`
  return seconds > 0 ? `${seconds}s ${rest}` : rest
}

/** Three digits; the next unit begins at 1000 of the one before, so that 1000 B is 0.98 KB. */
export function flinkBytes(bytes: number): string {
  if (bytes < 0 || !Number.isFinite(bytes)) return '-'
  if (bytes < 1000) return `${bytes} B`
  let power = 1
  while (bytes >= 1024 ** power * 1000 && power < UNITS.length - 1) power += 1
  const value = bytes / 1024 ** power
  return `${value < 1 ? value.toFixed(2) : value.toPrecision(3)} ${UNITS[power]!}`
}

const pad = (value: number, digits = 2): string => String(value).padStart(digits, '0')

/** A moment in UTC: `2025-11-20 12:20:02`. */
export function flinkMoment(ms: number): string {
  if (ms < 0) return '-'
  const { year, month, day, hour, minute, second } = civilFromMillis(ms)
  return `${year}-${pad(month)}-${pad(day)} ${pad(hour)}:${pad(minute)}:${pad(second)}`
}
