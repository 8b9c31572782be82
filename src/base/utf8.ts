/**
 * Text as UTF-8 bytes, the same in every host: the core's library has no TextEncoder. A surrogate without its
 * partner becomes U+FFFD, as TextEncoder does it.
 */
const REPLACEMENT = 0xfffd

/** The code point that starts at unit `index`; a lone surrogate gives the replacement character. */
function pointAt(text: string, index: number): number {
  const point = text.codePointAt(index) ?? REPLACEMENT
  return point >= 0xd800 && point <= 0xdfff ? REPLACEMENT : point
}

function widthOf(point: number): number {
  if (point < 0x80) return 1
  if (point < 0x800) return 2
  return point < 0x10000 ? 3 : 4
}

function put(bytes: Uint8Array, at: number, point: number): number {
  if (point < 0x80) {
    bytes[at] = point
    return at + 1
  }
  const width = widthOf(point)
  for (let i = width - 1, rest = point; i > 0; i--, rest >>>= 6) bytes[at + i] = 0x80 | (rest & 0x3f)
  // The first byte begins with as many one bits as there are bytes: 110, 1110, 11110.
  bytes[at] = ((0xf00 >>> width) & 0xff) | (point >>> (6 * (width - 1)))
  return at + width
}

export function utf8(text: string): Uint8Array {
  // Three bytes a unit is enough for every text; the exact length would need a second walk.
  const bytes = new Uint8Array(text.length * 3)
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0x80) {
      bytes[at++] = unit
      continue
    }
    const point = pointAt(text, i)
    at = put(bytes, at, point)
    if (point > 0xffff) i++
  }
  return bytes.subarray(0, at)
}
