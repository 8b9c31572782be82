/**
 * Java's `hashCode` of the types a key can have, to the bit. Text is hashed by UTF-16 code units, as in Java;
 * a long is exact to 64 bits, whether it comes as a safe integer or as a bigint.
 */
const WORD = 4294967296
const CANONICAL_NAN_HIGH = 0x7ff80000

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)
// The two halves lie in the machine's byte order; 1.0 tells which is which.
float[0] = 1
const HIGH = words[1] === 0x3ff00000 ? 1 : 0

/** String.hashCode: h = 31 · h + unit. */
export function hashString(text: string): number {
  let hash = 0
  for (let i = 0; i < text.length; i++) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0
  return hash
}

/** Long.hashCode: the high word xor the low word. A number must be a safe integer. */
export function hashLong(value: number | bigint): number {
  if (typeof value === 'bigint') {
    const bits = BigInt.asUintN(64, value)
    return Number(bits >> 32n) ^ Number(bits & 0xffffffffn)
  }
  return Math.floor(value / WORD) ^ (value | 0)
}

/** Double.hashCode: the bits, folded like a long. 0.0 and -0.0 differ; every NaN is the same. */
export function hashDouble(value: number): number {
  if (value !== value) return CANONICAL_NAN_HIGH
  float[0] = value
  return (words[HIGH]! ^ words[1 - HIGH]!) | 0
}

export function hashBoolean(value: boolean): number {
  return value ? 1231 : 1237
}

/** Flink's Tuple2.hashCode of a String and an Integer. */
export function hashTuple2(first: string, second: number): number {
  return (Math.imul(hashString(first), 31) + second) | 0
}
