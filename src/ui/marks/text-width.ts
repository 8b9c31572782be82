/**
 * How wide a text will be. In the page the browser measures it once and the answer is kept; elsewhere an estimate
 * of a wide grotesque serves, so that geometry can be tested without a page.
 */
export type Weight = 400 | 550 | 600 | 650

const kept = new Map<string, number>()
let pen: CanvasRenderingContext2D | null = null
let penFont = ''

export function textWidth(text: string, size: number, weight: Weight = 400): number {
  if (typeof document === 'undefined') return estimate(text, size, weight)
  const family = document.body === null ? 'sans-serif' : fontFamily()
  const key = `${weight} ${size}px ${family}|${text}`
  const known = kept.get(key)
  if (known !== undefined) return known
  pen ??= document.createElement('canvas').getContext('2d')
  if (pen === null) return estimate(text, size, weight)
  const font = `${weight} ${size}px ${family}`
  if (font !== penFont) {
    pen.font = font
    penFont = font
  }
  const width = pen.measureText(text).width
  if (kept.size > 5000) kept.clear()
  kept.set(key, width)
  return width
}

let family = ''

function fontFamily(): string {
  if (family === '') family = getComputedStyle(document.documentElement).getPropertyValue('--font').trim()
  return family === '' ? 'sans-serif' : family
}

function estimate(text: string, size: number, weight: Weight): number {
  let width = 0
  for (const letter of text) width += letter.charCodeAt(0) > 0x2e80 ? 1 : NARROW.has(letter) ? 0.34 : 0.6
  return width * size * (weight >= 600 ? 1.06 : 1)
}

const NARROW = new Set(" .,:;·|!iIjlftr()[]'`-")

/** The text itself where it fits, else as much of it as fits and an ellipsis. */
export function fitText(text: string, width: number, size: number, weight: Weight = 400): string {
  if (textWidth(text, size, weight) <= width) return text
  for (let length = text.length - 1; length > 0; length--) {
    const shorter = `${text.slice(0, length)}…`
    if (textWidth(shorter, size, weight) <= width) return shorter
  }
  return '…'
}

/** As `fitText`, but the number of a subtask stays: the others of its vertex have the same name before it. */
export function fitName(name: string, width: number, size: number, weight: Weight = 400): string {
  const tail = /-\d+$/.exec(name)?.[0] ?? ''
  if (tail === '' || textWidth(name, size, weight) <= width) return fitText(name, width, size, weight)
  const head = fitText(name.slice(0, -tail.length), width - textWidth(tail, size, weight), size, weight)
  return `${head}${tail}`
}
