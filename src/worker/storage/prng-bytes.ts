import { createRng, nextUint32 } from '../../base/prng.ts'

/** Bytes that do not compress, the same for the same seed; `length` is a multiple of 4. */
export function prngBytes(seed: number, length: number): Uint8Array<ArrayBuffer> {
  const rng = createRng(seed, 'bytes')
  const words = new Uint32Array(length / 4)
  for (let i = 0; i < words.length; i++) words[i] = nextUint32(rng)
  return new Uint8Array(words.buffer)
}
