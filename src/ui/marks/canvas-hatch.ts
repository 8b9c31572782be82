/** The hatches of the page as canvas patterns. A tile is made at the resolution of the screen and kept. */
import { HATCHES, type HatchName, type Tokens } from '../kit/tokens.ts'

const kept = new Map<string, CanvasPattern>()

/** The lines only; the ground is filled before. `ratio` is the device's pixels per CSS pixel. */
export function hatchPattern(
  pen: CanvasRenderingContext2D,
  name: HatchName,
  tokens: Tokens,
  ratio: number,
): CanvasPattern | null {
  const { angle, spacing, width, stroke } = HATCHES[name]
  const color = tokens.color[stroke]
  const key = `${name} ${color} ${ratio} ${tokens.strokeScale}`
  const known = kept.get(key)
  if (known !== undefined) return known
  const size = Math.max(3, Math.round(spacing * Math.SQRT2 * ratio * (tokens.strokeScale > 1 ? 1.3 : 1)))
  const tile = document.createElement('canvas')
  tile.width = size
  tile.height = size
  const tilePen = tile.getContext('2d')
  if (tilePen === null) return null
  tilePen.strokeStyle = color
  tilePen.lineWidth = width * ratio * (tokens.strokeScale > 1 ? 1.3 : 1)
  tilePen.beginPath()
  for (const shift of [-size, 0, size]) {
    if (angle === 45) {
      tilePen.moveTo(shift - size / 2, size * 1.5)
      tilePen.lineTo(shift + size * 1.5, -size / 2)
    } else {
      tilePen.moveTo(shift - size / 2, -size / 2)
      tilePen.lineTo(shift + size * 1.5, size * 1.5)
    }
  }
  tilePen.stroke()
  const pattern = pen.createPattern(tile, 'repeat')
  if (pattern === null) return null
  pattern.setTransform(new DOMMatrix().scale(1 / ratio))
  if (kept.size > 60) kept.clear()
  kept.set(key, pattern)
  return pattern
}
