/**
 * SHA-256 (FIPS 180-4), synchronous and the same in every host: the core has no WebCrypto. It guards files against
 * damage; nothing secret passes through it.
 */
import { utf8 } from './utf8.ts'

const BLOCK_BYTES = 64
const ROUNDS = 64

/** 32-bit words, read and written by number; a DataView, because its reads are never undefined. */
class Words {
  readonly #view: DataView

  constructor(words: readonly number[] | number) {
    this.#view = new DataView(new ArrayBuffer(4 * (typeof words === 'number' ? words : words.length)))
    if (typeof words !== 'number') words.forEach((word, i) => this.set(i, word))
  }

  get(i: number): number {
    return this.#view.getInt32(i << 2, true)
  }

  set(i: number, word: number): void {
    this.#view.setInt32(i << 2, word, true)
  }
}

/** Fractional parts of the cube roots of the first 64 primes, FIPS 180-4 §4.2.2. */
const K = new Words([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, 0xd807aa98,
  0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
  0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8,
  0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13,
  0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819,
  0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a,
  0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
  0xc67178f2,
])

/** Fractional parts of the square roots of the first eight primes, §5.3.3. */
const START = [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19]

const rotr = (word: number, bits: number): number => (word >>> bits) | (word << (32 - bits))

/** The message schedule of the block at `at`, §6.2.2 step 1. */
function schedule(w: Words, message: DataView, at: number): void {
  for (let i = 0; i < 16; i++) w.set(i, message.getInt32(at + 4 * i))
  for (let i = 16; i < ROUNDS; i++) {
    const a = w.get(i - 15)
    const b = w.get(i - 2)
    const s0 = rotr(a, 7) ^ rotr(a, 18) ^ (a >>> 3)
    const s1 = rotr(b, 17) ^ rotr(b, 19) ^ (b >>> 10)
    w.set(i, w.get(i - 16) + s0 + w.get(i - 7) + s1)
  }
}

/** One block into the state, §6.2.2 steps 2–4. */
function compress(state: Words, w: Words): void {
  let a = state.get(0)
  let b = state.get(1)
  let c = state.get(2)
  let d = state.get(3)
  let e = state.get(4)
  let f = state.get(5)
  let g = state.get(6)
  let h = state.get(7)
  for (let i = 0; i < ROUNDS; i++) {
    const s1 = rotr(e, 6) ^ rotr(e, 11) ^ rotr(e, 25)
    const t1 = (h + s1 + ((e & f) ^ (~e & g)) + K.get(i) + w.get(i)) | 0
    const s0 = rotr(a, 2) ^ rotr(a, 13) ^ rotr(a, 22)
    const t2 = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0
    h = g
    g = f
    f = e
    e = (d + t1) | 0
    d = c
    c = b
    b = a
    a = (t1 + t2) | 0
  }
  for (const [i, word] of [a, b, c, d, e, f, g, h].entries()) state.set(i, state.get(i) + word)
}

/** What stands behind `left` bytes of a message of `length` bytes: a one bit, zeros, and the length in bits, §5.1.1. */
function tailOf(left: Uint8Array, length: number): Uint8Array {
  const tail = new Uint8Array(left.length < BLOCK_BYTES - 8 ? BLOCK_BYTES : 2 * BLOCK_BYTES)
  tail.set(left)
  tail[left.length] = 0x80
  const view = new DataView(tail.buffer)
  view.setUint32(tail.length - 8, Math.floor(length / 0x20000000))
  view.setUint32(tail.length - 4, (length << 3) >>> 0)
  return tail
}

/** A digest over a message that comes in pieces; how it is cut does not count. */
export class Sha256 {
  readonly #state = new Words(START)
  readonly #w = new Words(ROUNDS)
  #left = new Uint8Array(0)
  #length = 0

  add(piece: Uint8Array | string): this {
    const bytes = typeof piece === 'string' ? utf8(piece) : piece
    this.#length += bytes.length
    let from = 0
    if (this.#left.length > 0) {
      from = Math.min(bytes.length, BLOCK_BYTES - this.#left.length)
      const block = new Uint8Array(this.#left.length + from)
      block.set(this.#left)
      block.set(bytes.subarray(0, from), this.#left.length)
      this.#left = block
      if (block.length < BLOCK_BYTES) return this
      this.#absorb(block)
    }
    const whole = from + Math.floor((bytes.length - from) / BLOCK_BYTES) * BLOCK_BYTES
    this.#absorb(bytes.subarray(from, whole))
    this.#left = bytes.slice(whole)
    return this
  }

  #absorb(blocks: Uint8Array): void {
    const view = new DataView(blocks.buffer, blocks.byteOffset, blocks.byteLength)
    for (let at = 0; at + BLOCK_BYTES <= blocks.length; at += BLOCK_BYTES) {
      schedule(this.#w, view, at)
      compress(this.#state, this.#w)
    }
  }

  /** 64 hex digits. Nothing may be added behind it. */
  hex(): string {
    this.#absorb(tailOf(this.#left, this.#length))
    return START.map((_, i) => (this.#state.get(i) >>> 0).toString(16).padStart(8, '0')).join('')
  }
}

/** The digest of `message`, a text as UTF-8, as 64 hex digits. */
export function sha256(message: Uint8Array | string): string {
  return new Sha256().add(message).hex()
}
