/**
 * A strict JSON reader (RFC 8259). It does what JSON.parse does, and three things more that a file from somewhere
 * else needs: it says where it stopped by line and column, alike in every host; it refuses a field given twice and
 * a number that a double cannot hold exactly as written; and it stops at a depth instead of at the end of the stack.
 */
import { JSON_DEPTH_MAX, TEXT_LENGTH_MAX } from './limits.ts'
import { describe, refuse, type FileProblemCode } from './problems.ts'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [field: string]: Json }

const SPACE = /[ \t\n\r]*/y
const PLAIN = /[^"\\\u0000-\u001f]*/y
const NUMBER = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y
const INTEGER = /^-?[0-9]+$/
const HEX4 = /[0-9a-fA-F]{4}/y
const WORD = /[A-Za-z0-9_+.-]+/y

const ESCAPES: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
])

const LITERALS: ReadonlyMap<string, null | boolean> = new Map([
  ['null', null],
  ['true', true],
  ['false', false],
])

/** `line:column`, both from 1; a column counts UTF-16 units. */
function lineAndColumn(text: string, at: number): string {
  const before = text.slice(0, at)
  const line = before.split('\n').length
  return `${line}:${at - before.lastIndexOf('\n')}`
}

/** Assigning to `__proto__` would set the prototype instead of a field. */
function setField(fields: Record<string, Json>, name: string, value: Json): void {
  if (name !== '__proto__') fields[name] = value
  else Object.defineProperty(fields, name, { value, enumerable: true, configurable: true, writable: true })
}

/** Whether an integer beyond 2^53 is what was written, or what ECMAScript writes for it. */
function isFaithful(digits: string, value: number): boolean {
  return String(value) === digits || BigInt(digits) === BigInt(value)
}

/** What Java writes for "never"; no double is it. */
const GREATEST_LONG = '9223372036854775807'

class JsonReader {
  readonly #text: string
  readonly #isJava: boolean
  #at: number
  #depth = 0

  constructor(text: string, isJava: boolean) {
    this.#text = text
    this.#isJava = isJava
    // A byte order mark is no part of the text.
    this.#at = text.charCodeAt(0) === 0xfeff ? 1 : 0
  }

  read(): Json {
    this.#space()
    const value = this.#value()
    this.#space()
    if (this.#at < this.#text.length) this.#fail('the end of the text')
    return value
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at
    const found = pattern.exec(this.#text)?.[0] ?? ''
    this.#at += found.length
    return found
  }

  #space(): void {
    this.#match(SPACE)
  }

  #fail(expected: string, code: FileProblemCode = 'not-json', from = this.#at): never {
    if (from >= this.#text.length) {
      refuse('truncated', lineAndColumn(this.#text, from), `expected ${expected}, got the end of the text`)
    }
    this.#at = from
    const got = this.#match(WORD) || String.fromCodePoint(this.#text.codePointAt(from) ?? 0)
    refuse(code, lineAndColumn(this.#text, from), `expected ${expected}, got ${describe(got)}`)
  }

  /** Whether the next character is `character`; takes it when it is. */
  #take(character: string): boolean {
    if (this.#text[this.#at] !== character) return false
    this.#at++
    return true
  }

  #value(): Json {
    switch (this.#text[this.#at]) {
      case '{':
        return this.#nested(() => this.#object())
      case '[':
        return this.#nested(() => this.#list())
      case '"':
        return this.#string()
      default:
        return this.#scalar()
    }
  }

  #nested<T>(read: () => T): T {
    if (this.#depth >= JSON_DEPTH_MAX) this.#fail(`at most ${JSON_DEPTH_MAX} levels`, 'out-of-range')
    this.#depth++
    this.#at++
    this.#space()
    const value = read()
    this.#depth--
    return value
  }

  #object(): Json {
    const fields: Record<string, Json> = {}
    if (this.#take('}')) return fields
    for (;;) {
      const from = this.#at
      if (this.#text[from] !== '"') this.#fail('a field name in quotes')
      const name = this.#string()
      if (Object.hasOwn(fields, name)) {
        refuse('duplicate', lineAndColumn(this.#text, from), `duplicate field: ${describe(name)}`)
      }
      this.#space()
      if (!this.#take(':')) this.#fail("':'")
      this.#space()
      setField(fields, name, this.#value())
      this.#space()
      if (this.#take('}')) return fields
      if (!this.#take(',')) this.#fail("',' or '}'")
      this.#space()
    }
  }

  #list(): Json {
    const items: Json[] = []
    if (this.#take(']')) return items
    for (;;) {
      items.push(this.#value())
      this.#space()
      if (this.#take(']')) return items
      if (!this.#take(',')) this.#fail("',' or ']'")
      this.#space()
    }
  }

  #string(): string {
    this.#at++
    let value = this.#match(PLAIN)
    while (!this.#take('"')) {
      if (!this.#take('\\')) this.#fail('the closing quote of a text')
      value += this.#escape() + this.#match(PLAIN)
    }
    return value
  }

  #escape(): string {
    const from = this.#at - 1
    const letter = this.#text[this.#at] ?? ''
    this.#at++
    const plain = ESCAPES.get(letter)
    if (plain !== undefined) return plain
    const hex = letter === 'u' ? this.#match(HEX4) : ''
    if (hex === '')
      this.#fail('an escape of JSON', 'not-json', this.#at >= this.#text.length ? this.#at : from)
    return String.fromCharCode(parseInt(hex, 16))
  }

  #scalar(): Json {
    const from = this.#at
    const digits = this.#match(NUMBER)
    if (digits !== '') return this.#number(digits, from)
    const word = this.#match(WORD)
    const literal = LITERALS.get(word)
    if (literal === undefined) this.#fail('a value', 'not-json', from)
    return literal
  }

  /** A bare -0 reads as 0; negative zero has an encoding of its own, see json-values.ts. */
  #number(digits: string, from: number): number {
    const value = Number(digits)
    if (!Number.isFinite(value)) this.#fail('a number that a double can hold', 'out-of-range', from)
    if (this.#isJava && digits === GREATEST_LONG) return value
    if (INTEGER.test(digits) && !Number.isSafeInteger(value) && !isFaithful(digits, value)) {
      this.#fail('an integer that a double holds exactly, or its text', 'out-of-range', from)
    }
    return value === 0 ? 0 : value
  }
}

/** Throws a refusal where the text is no JSON; called within `attempt` only. */
export const parseJson = (text: string): Json => parse(text, false)

/** As `parseJson`, but the greatest long of Java is read as the double next to it. */
export const parseJavaJson = (text: string): Json => parse(text, true)

function parse(text: string, isJava: boolean): Json {
  if (text.length > TEXT_LENGTH_MAX) {
    refuse('too-large', '$', `expected a text of at most ${TEXT_LENGTH_MAX} characters, got ${text.length}`)
  }
  return new JsonReader(text, isJava).read()
}
