/**
 * Seeded random streams by name, so that a draw added in one place does not shift the others. The generator is
 * sfc32 (Chris Doty-Humphrey, PractRand), its state four plain words that live in the world.
 */
import { finish32 } from './hash.ts'

export type Rng = [number, number, number, number]

export function createRng(seed: number, name: string): Rng {
  let h = finish32(seed ^ 0x9e3779b9)
  for (let i = 0; i < name.length; i++) h = finish32(Math.imul(h ^ name.charCodeAt(i), 0x01000193))
  const rng: Rng = [h, finish32(h ^ seed), finish32(h + 0x6d2b79f5), 1]
  for (let i = 0; i < 12; i++) nextUint32(rng)
  return rng
}

export function nextUint32(rng: Rng): number {
  const t = (((rng[0] + rng[1]) | 0) + rng[3]) | 0
  rng[3] = (rng[3] + 1) | 0
  rng[0] = rng[1] ^ (rng[1] >>> 9)
  rng[1] = (rng[2] + (rng[2] << 3)) | 0
  rng[2] = (rng[2] << 21) | (rng[2] >>> 11)
  rng[2] = (rng[2] + t) | 0
  return t >>> 0
}

/** A whole number in [0, bound), without bias. `bound` is in 1 … 2^32. */
export function nextInt(rng: Rng, bound: number): number {
  const limit = 0x100000000 - (0x100000000 % bound)
  let draw = nextUint32(rng)
  while (draw >= limit) draw = nextUint32(rng)
  return draw % bound
}
