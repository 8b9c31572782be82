/** The order of plain values: numbers by size, texts by code unit, false before true. The same in every host. */
export function compare<T extends string | number | boolean>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}
