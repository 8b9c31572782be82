/**
 * A 128-bit name for the content of a block of bytes: four lanes that each take every fourth word, mixed together at
 * the end. A change within one word always changes the name, because each step can be undone. It tells apart what
 * damage and chance produce; it is no protection against someone who looks for two blocks of one name.
 */
import { assert } from './assert.ts'

const LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1
const SEEDS = [0x2f0b4c47, 0x51ed270b, 0x7a3c91d5, 0x1b56c4e9] as const

function mix(lane: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  const h = lane ^ Math.imul(k, 0x1b873593)
  return (Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64) | 0
}

function finish(lane: number): number {
  let h = lane ^ (lane >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const hex = (word: number): string => word.toString(16).padStart(8, '0')

/** The words of the bytes; what does not fill a word stands, with zeros behind it, in one more. */
function wordsOf(bytes: Uint8Array): Uint32Array {
  assert(LITTLE_ENDIAN, 'numbers lie in memory with their lowest byte first')
  if (bytes.byteOffset % 4 === 0 && bytes.length % 4 === 0) {
    return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2)
  }
  const padded = new Uint8Array((bytes.length + 3) & ~3)
  padded.set(bytes)
  return new Uint32Array(padded.buffer)
}

export function blockHash(bytes: Uint8Array): string {
  const words = wordsOf(bytes)
  let [a, b, c, d] = SEEDS as readonly [number, number, number, number]
  const whole = words.length & ~3
  for (let i = 0; i < whole; i += 4) {
    a = mix(a, words[i]!)
    b = mix(b, words[i + 1]!)
    c = mix(c, words[i + 2]!)
    d = mix(d, words[i + 3]!)
  }
  for (let i = whole; i < words.length; i++) a = mix(a, words[i]!)
  a = mix(a, bytes.length)
  // Each lane takes up the one before it, so that a change in one reaches all behind it and, the second time, the rest.
  b = mix(b, a)
  c = mix(c, b)
  d = mix(d, c)
  a = mix(a, d)
  b = mix(b, a)
  c = mix(c, b)
  return hex(finish(a)) + hex(finish(b)) + hex(finish(c)) + hex(finish(d))
}
