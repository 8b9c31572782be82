/**
 * The order in which a Java HashSet walks Flink's time windows. It is not promised to anybody, but it decides which
 * of the merged windows lends its state to the result, and with that the order of elements after a merge.
 */
const INITIAL_BUCKETS = 16
const LOAD_FACTOR = 0.75

/** `items` in the order of insertion; none is there twice. `hashed` is the long that its hash code is mixed from. */
export function inHashOrder<T>(items: readonly T[], hashed: (item: T) => number): T[] {
  let buckets = INITIAL_BUCKETS
  while (items.length > buckets * LOAD_FACTOR) buckets *= 2
  const placed = items.map(item => ({ item, bucket: bucketOf(hashed(item), buckets) }))
  return placed.sort((a, b) => a.bucket - b.bucket).map(({ item }) => item)
}

/** Java's HashMap spreads a hash code by its upper half. */
function bucketOf(value: number, buckets: number): number {
  const hash = mixBits(value)
  return (hash ^ (hash >>> 16)) & (buckets - 1)
}

/** Flink's MathUtils.longToIntWithBitMixing. */
function mixBits(value: number): number {
  const long = (bits: bigint) => BigInt.asUintN(64, bits)
  let bits = long(BigInt(Math.trunc(value)))
  bits = long((bits ^ (bits >> 30n)) * 0xbf58476d1ce4e5b9n)
  bits = long((bits ^ (bits >> 27n)) * 0x94d049bb133111ebn)
  bits ^= bits >> 31n
  return Number(BigInt.asIntN(32, bits))
}
