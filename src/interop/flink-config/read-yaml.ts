/**
 * The text of a config.yaml as flat entries, each with its place. YAML 1.2 with the core schema, blocks flattened by
 * dots and lists written as text, as in Flink's YamlParserUtils and GlobalConfiguration. What the text may grow to
 * is bounded before and while it is read: characters, levels, nodes, aliases.
 */
import {
  isAlias,
  isMap,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  type Document,
  type ErrorCode,
  type Node,
  type Pair,
  type Scalar,
  type YAMLMap,
  type YAMLSeq,
} from 'yaml'
import { CONFIG_ENTRIES_MAX, CONFIG_TEXT_LENGTH_MAX, CONFIG_VALUE_LENGTH_MAX } from '../limits.ts'

/** Both from 1; a column counts UTF-16 units. */
export interface Spot {
  readonly line: number
  readonly column: number
}

export interface YamlEntry {
  /** Dotted, as Flink flattens it. */
  readonly name: string
  readonly value: string
  readonly at: Spot
  readonly valueAt: Spot
  readonly lastLine: number
}

export type YamlProblem = Spot & { readonly key: string | null } & (
    | { readonly code: 'syntax'; readonly what: ErrorCode }
    | { readonly code: 'duplicate-key'; readonly first: number }
    | { readonly code: 'no-value' }
    | { readonly code: 'wrong-key'; readonly got: string }
    | { readonly code: 'not-a-map'; readonly got: string }
    | { readonly code: 'too-large'; readonly what: Limit; readonly most: number }
  )

export type Limit = 'characters' | 'levels' | 'nodes' | 'aliases' | 'entries' | 'value'

export interface YamlReading {
  readonly entries: readonly YamlEntry[]
  readonly problems: readonly YamlProblem[]
}

const LEVELS_MAX = 32
const NODES_MAX = 20_000
/** The limit of the YAML reader that Flink uses. */
const ALIASES_MAX = 50

/** YAML without the extras: keys told apart here, by the name they flatten to; whole numbers kept whole. */
export const parseYaml = (text: string, lineCounter = new LineCounter()): Document =>
  parseDocument(text, {
    version: '1.2',
    schema: 'core',
    intAsBigInt: true,
    merge: false,
    uniqueKeys: false,
    prettyErrors: false,
    lineCounter,
  })

/** Levels opened at once on one line; a text of nothing else would fill the stack before a level is counted. */
function opensTooMany(text: string): boolean {
  let depth = 0
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1
    else if (sign === ']' || sign === '}') depth = Math.max(0, depth - 1)
    if (depth > 2 * LEVELS_MAX) return true
  }
  return /(?:[-?][ \t]+){64}/.test(text)
}

/** Double.toString of Java, since Flink sees a number and not how it was written. */
function javaDouble(value: number): string {
  if (!Number.isFinite(value)) return String(value)
  const size = Math.abs(value)
  if (value === 0 || (size >= 1e-3 && size < 1e7)) {
    return Number.isInteger(value) ? `${Object.is(value, -0) ? '-0' : value}.0` : String(value)
  }
  const [digits = '', exponent = ''] = value.toExponential().split('e')
  return `${digits.includes('.') ? digits : `${digits}.0`}E${exponent.replace('+', '')}`
}

class Stop extends Error {}

/** A node that is no alias. */
type Content = Scalar | YAMLMap | YAMLSeq

class YamlReader {
  readonly entries: YamlEntry[] = []
  readonly problems: YamlProblem[] = []
  readonly #document: Document
  readonly #lines: LineCounter
  readonly #firstLines = new Map<string, number>()
  #nodes = 0
  #aliases = 0

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  spot(offset: number | undefined): Spot {
    const { line, col } = this.#lines.linePos(offset ?? 0)
    return { line: Math.max(1, line), column: Math.max(1, col) }
  }

  #tooLarge(what: Limit, most: number, at: Spot, key: string | null): never {
    this.problems.push({ ...at, key, code: 'too-large', what, most })
    throw new Stop()
  }

  root(): void {
    const contents = this.#document.contents
    if (contents === null || (isScalar(contents) && contents.value === null)) return
    if (isMap(contents)) this.#map(contents, '', 1)
    else {
      const at = this.spot(contents.range?.[0])
      const got = isSeq(contents) ? '[…]' : this.#text(contents, 1, null, at)
      this.problems.push({ ...at, key: null, code: 'not-a-map', got })
    }
  }

  #map(map: YAMLMap, prefix: string, depth: number): void {
    const seen = new Map<string, number>()
    for (const pair of map.items) {
      const at = this.spot((pair.key as Node | null)?.range?.[0] ?? map.range?.[0])
      const key = this.#resolve(pair.key as Node | null, null, at)
      if (!isScalar(key) || typeof key.value !== 'string' || key.value === '') {
        const got = key === null ? '' : this.#text(key, depth, null, at)
        this.problems.push({ ...at, key: null, code: 'wrong-key', got })
        continue
      }
      const name = prefix + key.value
      const first = seen.get(name)
      if (first !== undefined) this.problems.push({ ...at, key: name, code: 'duplicate-key', first })
      seen.set(name, first ?? at.line)
      this.#pair(pair as Pair<Node, Node | null>, name, at, depth, first === undefined)
    }
  }

  #pair(pair: Pair<Node, Node | null>, name: string, at: Spot, depth: number, isFirst: boolean): void {
    const value = this.#resolve(pair.value, name, at)
    this.#count(depth, at, name)
    if (value === null && isAlias(pair.value)) return
    if (isMap(value)) this.#map(value, `${name}.`, depth + 1)
    else if (value === null || (isScalar(value) && value.value === null)) {
      this.problems.push({ ...at, key: name, code: 'no-value' })
    } else if (isFirst) {
      const valueAt = this.spot((pair.value ?? value).range?.[0])
      const lastLine = this.spot((pair.value ?? value).range?.[1]).line
      this.#entry({ name, value: this.#text(value, depth, name, at), at, valueAt, lastLine })
    }
  }

  #entry(entry: YamlEntry): void {
    const { name, value, at, valueAt } = entry
    if (value.length > CONFIG_VALUE_LENGTH_MAX || name.length > CONFIG_VALUE_LENGTH_MAX) {
      this.#tooLarge('value', CONFIG_VALUE_LENGTH_MAX, valueAt, name.slice(0, 100))
    }
    const first = this.#firstLines.get(name)
    // The same name once as a block and once with dots.
    if (first !== undefined) this.problems.push({ ...at, key: name, code: 'duplicate-key', first })
    else {
      this.#firstLines.set(name, at.line)
      this.entries.push(entry)
      if (this.entries.length > CONFIG_ENTRIES_MAX) this.#tooLarge('entries', CONFIG_ENTRIES_MAX, at, name)
    }
  }

  #count(depth: number, at: Spot, key: string | null): void {
    this.#nodes += 1
    if (this.#nodes > NODES_MAX) this.#tooLarge('nodes', NODES_MAX, at, key)
    if (depth > LEVELS_MAX) this.#tooLarge('levels', LEVELS_MAX, at, key)
  }

  #resolve(node: Node | null, key: string | null, at: Spot): Content | null {
    if (!isAlias(node)) return node as Content | null
    this.#aliases += 1
    if (this.#aliases > ALIASES_MAX) this.#tooLarge('aliases', ALIASES_MAX, at, key)
    const target = node.resolve(this.#document)
    if (target === undefined) {
      this.problems.push({ ...this.spot(node.range?.[0]), key, code: 'syntax', what: 'BAD_ALIAS' })
    }
    return (target ?? null) as Content | null
  }

  /** A scalar as Java would print it; what is inside a list as YAML in one line. */
  #text(given: Node | null, depth: number, key: string | null, at: Spot): string {
    const node = this.#resolve(given, key, at)
    const inside = (part: unknown) => this.#text(part as Node | null, depth + 1, key, at)
    this.#count(depth, at, key)
    if (isSeq(node)) return `[${node.items.map(inside).join(', ')}]`
    if (isMap(node)) {
      return `{${node.items.map(pair => `${inside(pair.key)}: ${inside(pair.value)}`).join(', ')}}`
    }
    const value: unknown = isScalar(node) ? node.value : null
    return typeof value === 'number' ? javaDouble(value) : String(value)
  }
}

/** All entries that could be read, and everything wrong with the text itself, by line. */
export function readYaml(text: string): YamlReading {
  const start = { line: 1, column: 1, key: null }
  const refused = (what: Limit, most: number): YamlReading => ({
    entries: [],
    problems: [{ ...start, code: 'too-large', what, most }],
  })
  if (text.length > CONFIG_TEXT_LENGTH_MAX) return refused('characters', CONFIG_TEXT_LENGTH_MAX)
  if (opensTooMany(text)) return refused('levels', LEVELS_MAX)
  const lines = new LineCounter()
  const document = parseYaml(text, lines)
  const reader = new YamlReader(document, lines)
  try {
    reader.root()
  } catch (error) {
    if (!(error instanceof Stop)) throw error
  }
  const syntax = [...document.errors, ...document.warnings].map(({ code, pos }): YamlProblem => ({
    ...reader.spot(pos[0]),
    key: null,
    code: 'syntax',
    what: code,
  }))
  return withoutEchoes(reader, syntax)
}

/** Where the syntax is broken, what was read there is a guess: it is neither taken nor judged. */
function withoutEchoes({ entries, problems }: YamlReader, syntax: readonly YamlProblem[]): YamlReading {
  const first = new Map(syntax.toReversed().map(problem => [problem.line, problem]))
  const lines = [...first.keys()]
  const broken = (from: number, to: number) => lines.some(line => line >= from && line <= to)
  // A value that could not be read on the next line looks like one that is missing.
  const others = problems.filter(({ code, line }) => !broken(line, code === 'no-value' ? line + 1 : line))
  return {
    entries: entries.filter(({ at, lastLine }) => !broken(at.line, lastLine)),
    problems: [...first.values(), ...others],
  }
}
