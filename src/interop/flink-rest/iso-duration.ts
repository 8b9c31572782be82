/** Durations as Java's Duration writes them: `PT0.1S`, `PT1M30S`, `PT25H`. */

const MICROS_PER_SECOND = 1_000_000

export function isoDuration(micros: number): string {
  const whole = Math.floor(micros / MICROS_PER_SECOND)
  const fraction = micros - whole * MICROS_PER_SECOND
  const [hours, minutes, seconds] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const parts = (hours > 0 ? `${hours}H` : '') + (minutes > 0 ? `${minutes}M` : '')
  if (parts !== '' && seconds === 0 && fraction === 0) return `PT${parts}`
  const digits = fraction === 0 ? '' : `.${String(fraction).padStart(6, '0').replace(/0+$/, '')}`
  return `PT${parts}${seconds}${digits}S`
}
