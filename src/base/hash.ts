/**
 * A 64-bit hash of plain data, the same in every host: two 32-bit lanes over a canonical walk. Object fields are
 * walked in sorted order, so two histories that built the same value in another order hash alike.
 * The mixing steps are those of MurmurHash3 (Austin Appleby, public domain).
 */
import { Shared } from './copy.ts'
import { memoized } from './memoized.ts'

const float = new Float64Array(1)
const words = new Uint32Array(float.buffer)

const TAG_NULL = 1
const TAG_UNDEFINED = 2
const TAG_TRUE = 3
const TAG_FALSE = 4
const TAG_NUMBER = 5
const TAG_STRING = 6
const TAG_ARRAY = 7
const TAG_OBJECT = 8
const TAG_MAP = 9
const TAG_BIGINT = 10
const TAG_FUNCTION = 11
const TAG_SHARED = 12

function mix(hash: number, word: number): number {
  let k = Math.imul(word, 0xcc9e2d51)
  k = (k << 15) | (k >>> 17)
  let h = hash ^ Math.imul(k, 0x1b873593)
  h = (h << 13) | (h >>> 19)
  return (Math.imul(h, 5) + 0xe6546b64) | 0
}

export function finish32(hash: number): number {
  let h = hash ^ (hash >>> 16)
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const NAMES_KEPT = 2000
const BETWEEN = '\u0000'

/** What the name of a field is worth in each lane; names are few and stand in many objects. */
const nameLanes = memoized((name: string): readonly [number, number] => {
  let a = name.length
  let b = ~name.length
  for (let i = 0; i < name.length; i++) {
    a = mix(a, name.charCodeAt(i))
    b = mix(b, name.charCodeAt(i) ^ 0x5bd1e995)
  }
  return [finish32(a), finish32(b)]
}, NAMES_KEPT)

/** Names of fields in sorted order, known by those names in any order: sorting takes longer than finding it again. */
const sortedNames = memoized((joined: string): readonly string[] => joined.split(BETWEEN).sort(), NAMES_KEPT)

/** A thing that gives the hash its content itself, such as a queue whose layout is chance. */
interface SelfHashing {
  hashInto(hasher: Hasher): void
}

export class Hasher {
  #a = 0x2f0b4c47
  #b = 0x51ed270b
  readonly #skip: ReadonlySet<string>

  /** `skip`: names of fields that are no part of the content, wherever they stand. */
  constructor(skip: ReadonlySet<string> = new Set()) {
    this.#skip = skip
  }

  word(value: number): this {
    this.#a = mix(this.#a, value)
    this.#b = mix(this.#b, value ^ 0x5bd1e995)
    return this
  }

  number(value: number): this {
    float[0] = value === 0 && 1 / value > 0 ? 0 : value !== value ? NaN : value
    return this.word(words[0]!).word(words[1]!)
  }

  string(value: string): this {
    this.word(value.length)
    for (let i = 0; i < value.length; i++) this.word(value.charCodeAt(i))
    return this
  }

  value(value: unknown): this {
    switch (typeof value) {
      case 'number':
        return this.word(TAG_NUMBER).number(value)
      case 'string':
        return this.word(TAG_STRING).string(value)
      case 'boolean':
        return this.word(value ? TAG_TRUE : TAG_FALSE)
      case 'undefined':
        return this.word(TAG_UNDEFINED)
      case 'bigint':
        return this.word(TAG_BIGINT).string(value.toString())
      case 'function':
        return this.word(TAG_FUNCTION)
      case 'object':
        return value === null ? this.word(TAG_NULL) : this.#object(value)
      case 'symbol':
        throw new TypeError('a symbol cannot be hashed')
    }
  }

  #object(value: object): this {
    if ('hashInto' in value && typeof value.hashInto === 'function') {
      ;(value as SelfHashing).hashInto(this)
      return this
    }
    if (value instanceof Shared) return this.word(TAG_SHARED)
    if (Array.isArray(value)) {
      this.word(TAG_ARRAY).word(value.length)
      for (const item of value) this.value(item)
      return this
    }
    if (value instanceof Map) return this.#map(value)
    return this.#fields(value as Record<string, unknown>)
  }

  #map(value: ReadonlyMap<unknown, unknown>): this {
    this.word(TAG_MAP).word(value.size)
    let sumA = 0
    let sumB = 0
    for (const [key, item] of value) {
      const entry = new Hasher(this.#skip).value(key).value(item)
      sumA = (sumA + entry.#a) | 0
      sumB = (sumB + entry.#b) | 0
    }
    return this.word(sumA).word(sumB)
  }

  #fields(value: Record<string, unknown>): this {
    this.word(TAG_OBJECT)
    for (const field of namesOf(value)) if (!this.#skip.has(field)) this.#name(field).value(value[field])
    return this
  }

  #name(name: string): this {
    const [a, b] = nameLanes(name)
    this.#a = mix(this.#a, a)
    this.#b = mix(this.#b, b)
    return this
  }

  /** 16 hex digits. */
  hex(): string {
    const half = (word: number) => word.toString(16).padStart(8, '0')
    return half(finish32(this.#a)) + half(finish32(this.#b))
  }

  /** The two lanes, finished: to be added up where order must not count. */
  lanes(): [number, number] {
    return [finish32(this.#a), finish32(this.#b)]
  }
}

function namesOf(value: object): readonly string[] {
  const names = Object.keys(value)
  if (names.length < 2) return names
  const sorted = sortedNames(names.join(BETWEEN))
  // A name that holds the separator came apart.
  return sorted.length === names.length ? sorted : names.sort()
}

export function hashOf(value: unknown): string {
  return new Hasher().value(value).hex()
}
