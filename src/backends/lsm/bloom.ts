/** A Bloom filter over texts: it may say that a text is there when it is not, and never the other way round. */
import { Hasher } from '../../base/hash.ts'

const PROBES = 6

export class BloomFilter {
  readonly #bits: Uint32Array

  constructor(texts: readonly string[], bitsPerText: number) {
    const words = Math.max(1, Math.ceil((texts.length * bitsPerText) / 32))
    this.#bits = new Uint32Array(words)
    for (const text of texts) this.#walk(text, (word, bit) => ((this.#bits[word]! |= bit), true))
  }

  mayHave(text: string): boolean {
    return this.#walk(text, (word, bit) => (this.#bits[word]! & bit) !== 0)
  }

  get bytes(): number {
    return this.#bits.byteLength
  }

  /** Double hashing; stops at the first probe that answers no. */
  #walk(text: string, probe: (word: number, bit: number) => boolean): boolean {
    const [a, b] = new Hasher().string(text).lanes()
    const size = this.#bits.length * 32
    for (let i = 0; i < PROBES; i++) {
      const at = ((a + Math.imul(i, b | 1)) >>> 0) % size
      if (!probe(at >>> 5, 1 << (at & 31))) return false
    }
    return true
  }
}
