/** The known key that someone probably meant: fewest letters put in, left out, exchanged or turned round. */

/** Distance of Damerau and Levenshtein, adjacent turns only; stops counting above `most`. */
function distance(from: string, to: string, most: number): number {
  if (Math.abs(from.length - to.length) > most) return most + 1
  let before: number[] = []
  let row = Array.from({ length: to.length + 1 }, (_, column) => column)
  for (let i = 1; i <= from.length; i++) {
    const next = [i]
    for (let j = 1; j <= to.length; j++) {
      const same = from[i - 1] === to[j - 1]
      const least = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      const turned = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]
      next.push(turned ? Math.min(least, before[j - 2]! + 1) : least)
    }
    if (Math.min(...next) > most) return most + 1
    before = row
    row = next
  }
  return row[to.length]!
}

/** Null: none is near. Of equally near ones the first. */
export function nearestKey(given: string, known: Iterable<string>): string | null {
  const lower = given.toLowerCase()
  let most = Math.min(8, Math.max(2, Math.floor(given.length / 5)))
  let nearest: string | null = null
  for (const key of known) {
    const found = distance(lower, key.toLowerCase(), most)
    if (found > most) continue
    nearest = key
    most = found - 1
    if (most < 0) break
  }
  return nearest
}
