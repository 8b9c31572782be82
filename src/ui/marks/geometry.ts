/** Plane geometry that the drawings share. All lengths are in the pixels of the drawing, not of the screen. */
export interface Point {
  readonly x: number
  readonly y: number
}

export interface Rect {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export const rect = (x: number, y: number, width: number, height: number): Rect => ({ x, y, width, height })

export const right = (box: Rect): number => box.x + box.width
export const bottom = (box: Rect): number => box.y + box.height
export const centerX = (box: Rect): number => box.x + box.width / 2
export const centerY = (box: Rect): number => box.y + box.height / 2

export const contains = (box: Rect, point: Point, margin = 0): boolean =>
  point.x >= box.x - margin &&
  point.x <= right(box) + margin &&
  point.y >= box.y - margin &&
  point.y <= bottom(box) + margin

export const overlaps = (a: Rect, b: Rect, margin = 0): boolean =>
  a.x < right(b) + margin && b.x < right(a) + margin && a.y < bottom(b) + margin && b.y < bottom(a) + margin

export const clamp = (value: number, low: number, high: number): number =>
  high < low ? (low + high) / 2 : Math.min(high, Math.max(low, value))

export function distanceToSegment(point: Point, from: Point, to: Point): number {
  const dx = to.x - from.x
  const dy = to.y - from.y
  const lengthSquared = dx * dx + dy * dy
  const along =
    lengthSquared === 0 ? 0 : clamp(((point.x - from.x) * dx + (point.y - from.y) * dy) / lengthSquared, 0, 1)
  return Math.hypot(point.x - from.x - along * dx, point.y - from.y - along * dy)
}

export const lerp = (from: number, to: number, share: number): number => from + (to - from) * share

/** Rounded for attributes: a tenth of a pixel is finer than anyone sees. */
export const px = (value: number): number => Math.round(value * 10) / 10
