/** A Bloom filter over texts: it may say that a text is there when it is not, and never the other way round. */
import { finish32 } from '../../base/hash.ts'

const PROBES = 6

/** What a filter is asked with; one for all filters. */
export function bloomHash(text: string): number {
  let hash = text.length
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return finish32(hash)
}

export class BloomFilter {
  readonly #bits: Uint32Array

  constructor(texts: readonly string[], bitsPerText: number) {
    const words = Math.max(1, Math.ceil((texts.length * bitsPerText) / 32))
    this.#bits = new Uint32Array(words)
    for (const text of texts) this.#add(bloomHash(text))
  }

  /** Double hashing: the second step is made of the first hash, and is odd. */
  #add(hash: number): void {
    const size = this.#bits.length * 32
    const stride = finish32(hash) | 1
    for (let i = 0; i < PROBES; i++) {
      const at = ((hash + Math.imul(i, stride)) >>> 0) % size
      this.#bits[at >>> 5]! |= 1 << (at & 31)
    }
  }

  /** Stops at the first probe that answers no. */
  mayHave(hash: number): boolean {
    const size = this.#bits.length * 32
    const stride = finish32(hash) | 1
    for (let i = 0; i < PROBES; i++) {
      const at = ((hash + Math.imul(i, stride)) >>> 0) % size
      if ((this.#bits[at >>> 5]! & (1 << (at & 31))) === 0) return false
    }
    return true
  }
}
