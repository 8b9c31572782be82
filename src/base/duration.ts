/** Durations as config texts have them, in microseconds: `100 ms`, `10 s`, `PT10S`; a bare number is milliseconds. */

const UNITS: Readonly<Record<string, number>> = {
  us: 1,
  µs: 1,
  micros: 1,
  ms: 1e3,
  milli: 1e3,
  millis: 1e3,
  s: 1e6,
  sec: 1e6,
  secs: 1e6,
  second: 1e6,
  seconds: 1e6,
  min: 6e7,
  m: 6e7,
  minute: 6e7,
  minutes: 6e7,
  h: 36e8,
  hour: 36e8,
  hours: 36e8,
  d: 864e8,
  day: 864e8,
  days: 864e8,
}

/** Null: the text is no duration. */
export function parseDuration(text: string): number | null {
  const iso = /^P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?$/i.exec(text.trim())
  if (iso !== null && iso[0].length > 2) {
    const [days, hours, minutes, seconds] = [1, 2, 3, 4].map(i => Number(iso[i] ?? 0)) as [
      number,
      number,
      number,
      number,
    ]
    return Math.round(days * 864e8 + hours * 36e8 + minutes * 6e7 + seconds * 1e6)
  }
  const match = /^(\d+)\s*([a-zµ]*)$/i.exec(text.trim())
  if (match === null) return null
  const unit = match[2] === '' ? 1000 : UNITS[match[2]!.toLowerCase()]
  return unit === undefined ? null : Number(match[1]) * unit
}
