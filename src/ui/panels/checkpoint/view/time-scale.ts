/** Round marks on a scale that begins at 0: 1, 2 or 5 times a power of ten, about as many as there is room for. */
export function ticksUpTo(end: number, most: number): readonly number[] {
  if (end <= 0 || most < 1) return [0]
  const rough = end / most
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough)!
  return Array.from({ length: Math.floor(end / step) + 1 }, (_, i) => i * step)
}
