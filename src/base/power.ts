/**
 * x to the n, exactly rounded: the same on every host, which Math.pow is not. A finite x of at least 1 and a whole n;
 * Infinity where the result is beyond all numbers.
 */
import { assert } from './assert.ts'

/** Bits that are kept on the way; what is beyond them only says that there was something. */
const KEPT_BITS = 2200
/** More than a number has, so that it is rounded once. */
const ROUNDING_BITS = 66

export function powerOf(x: number, n: number): number {
  assert(Number.isFinite(x) && x >= 1, 'the base is at least 1')
  assert(Number.isInteger(n) && n >= 0, 'the exponent is a whole number')
  const [mantissa, exponent] = fractionOf(x)
  let product = 1n
  let shift = 0
  for (let i = 0; i < n; i++) {
    product *= mantissa
    shift += exponent
    const bits = bitsOf(product)
    if (bits + shift > 1025) return Infinity
    const excess = Math.max(0, bits - KEPT_BITS)
    product = shortened(product, excess)
    shift += excess
  }
  return scaled(product, shift)
}

/** x = mantissa · 2^exponent, the mantissa a whole number of 53 bits. */
function fractionOf(x: number): [bigint, number] {
  let exponent = 0
  let mantissa = x
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    exponent -= 1
  }
  return [BigInt(mantissa), exponent]
}

const bitsOf = (value: bigint): number => value.toString(2).length

/** Without its last bits, but for one that says whether any of them was set. */
function shortened(value: bigint, bits: number): bigint {
  if (bits === 0) return value
  const cut = BigInt(bits)
  const rest = value & ((1n << cut) - 1n)
  return (value >> cut) | (rest === 0n ? 0n : 1n)
}

/** The nearest number to value · 2^shift. */
function scaled(value: bigint, shift: number): number {
  if (shift >= 0) return Number(value << BigInt(shift))
  const drop = Math.max(0, bitsOf(value) - ROUNDING_BITS)
  let result = Number(shortened(value, drop))
  let left = shift + drop
  for (; left < 0; left += 1) result /= 2
  for (; left > 0; left -= 1) result *= 2
  return result
}
