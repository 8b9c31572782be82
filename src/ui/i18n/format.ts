/** Numbers and durations as the page writes them: ms below one second, seconds with two decimals above. */

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
  const pad = (value: number, digits: number) => String(value).padStart(digits, '0')
  return `${pad(minutes, 2)}:${pad(Math.floor(ms / 1000) % 60, 2)}.${pad(ms % 1000, 3)}`
}

/** Thousands apart by a thin space, the same in both languages: 20 412. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f')

export function bytes(value: number): string {
  if (value < 0) return '–'
  if (value < 1024) return `${value} B`
  if (value < 1024 * 1024) return `${(value / 1024).toFixed(1)} kB`
  return `${(value / 1024 / 1024).toFixed(1)} MB`
}

/** `1/20×`, `1×`, `10×`. */
export const speedLabel = (speed: number): string =>
  speed < 1 ? `1/${Number((1 / speed).toPrecision(2))}×` : `${Number(speed.toPrecision(2))}×`
