/** `1/20`, `1/20×`, `0.05`, `2x` as a number; null when it is no speed. */
export function readSpeed(words: string): number | null {
  const match = /^\s*(\d+(?:\.\d+)?)\s*(?:\/\s*(\d+(?:\.\d+)?))?\s*[x×]?\s*$/i.exec(words)
  if (match === null) return null
  const speed = Number(match[1]) / Number(match[2] ?? 1)
  return Number.isFinite(speed) && speed > 0 ? speed : null
}
