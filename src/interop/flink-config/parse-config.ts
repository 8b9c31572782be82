/**
 * A config.yaml becomes a config of current keys, or the list of everything that is wrong with it, each with line,
 * column and key. Older names are mapped with a note; keys that Weir does not model are taken along and listed.
 */
import type { ErrorCode } from 'yaml'
import { isNotFlinks, isWeirKey, resolveName, type ConfigOption } from './options.ts'
import { readYaml, type Limit, type Spot, type YamlEntry, type YamlProblem } from './read-yaml.ts'
import { parseDuration } from '../../base/duration.ts'
import { readValue, type ReadValue, type ValueType } from './values.ts'

interface ConfigEntry {
  /** The current key. */
  readonly key: string
  /** The name in the text. */
  readonly written: string
  readonly value: string
  readonly at: Spot
  readonly valueAt: Spot
  /** Null: known by name only, or unknown. */
  readonly option: ConfigOption | null
}

export type ConfigProblem = Spot & { readonly key: string | null } & (
    | { readonly code: 'syntax'; readonly what: ErrorCode }
    | { readonly code: 'unknown-key'; readonly nearest: string | null }
    | {
        readonly code: 'wrong-type'
        readonly type: ValueType
        readonly words: readonly string[]
        readonly got: string
      }
    | { readonly code: 'too-small'; readonly least: string; readonly got: string }
    | { readonly code: 'too-big'; readonly most: string; readonly got: string }
    | { readonly code: 'too-fine'; readonly got: string }
    | { readonly code: 'duplicate-key'; readonly first: number }
    | { readonly code: 'two-names'; readonly other: string; readonly first: number }
    | { readonly code: 'no-value' }
    | { readonly code: 'wrong-key'; readonly got: string }
    | { readonly code: 'not-a-map'; readonly got: string }
    | { readonly code: 'too-large'; readonly what: Limit; readonly most: number }
    /** The engine said no; its own words. */
    | { readonly code: 'refused'; readonly message: string }
  )

export type ConfigNote = Spot &
  (
    | {
        /** The second: Flink would not know the name. */
        readonly code: 'older-name' | 'not-flinks-name'
        readonly written: string
        readonly keys: readonly string[]
      }
    | { readonly code: 'deprecated'; readonly key: string }
  )

export interface ConfigReading {
  /** By current key, each value as the engine spells it; complete where there is no problem. */
  readonly config: Readonly<Record<string, string>>
  readonly entries: readonly ConfigEntry[]
  readonly notes: readonly ConfigNote[]
  readonly notModelled: readonly (Spot & { readonly key: string })[]
  readonly problems: readonly ConfigProblem[]
}

/** A problem without its place, as it is found. */
type Fault = ConfigProblem extends infer P
  ? P extends ConfigProblem
    ? Omit<P, keyof Spot | 'key'>
    : never
  : never

class ConfigReader {
  readonly config = new Map<string, string>()
  readonly entries: ConfigEntry[] = []
  readonly notes: ConfigNote[] = []
  readonly notModelled: (Spot & { readonly key: string })[] = []
  readonly problems: ConfigProblem[]
  readonly #given = new Map<string, YamlEntry>()

  constructor(problems: readonly YamlProblem[]) {
    this.problems = [...problems]
  }

  #fault(at: Spot, key: string, fault: Fault): void {
    this.problems.push({ ...fault, ...at, key } as ConfigProblem)
  }

  take(entry: YamlEntry): void {
    const { name, at } = entry
    const resolved = resolveName(name)
    switch (resolved.kind) {
      case 'option':
        if (resolved.option.deprecated) this.notes.push({ ...at, code: 'deprecated', key: name })
        return this.#option(resolved.option, entry)
      case 'older-name': {
        const keys = resolved.options.map(option => option.key)
        this.notes.push({
          ...at,
          code: isNotFlinks(name) ? 'not-flinks-name' : 'older-name',
          written: name,
          keys,
        })
        return resolved.options.forEach(option => this.#option(option, entry))
      }
      case 'known':
        this.entries.push({ ...entry, key: name, written: name, option: null })
        this.notModelled.push({ ...at, key: name })
        this.config.set(name, entry.value)
        return
      case 'unknown':
        return this.#fault(at, name, { code: 'unknown-key', nearest: resolved.nearest })
    }
  }

  #option(option: ConfigOption, entry: YamlEntry): void {
    const { key } = option
    const before = this.#given.get(key)
    if (before !== undefined) {
      this.#fault(entry.at, entry.name, { code: 'two-names', other: before.name, first: before.at.line })
      return
    }
    this.#given.set(key, entry)
    this.entries.push({ ...entry, key, written: entry.name, option })
    if (!option.modelled) this.notModelled.push({ ...entry.at, key })
    const value = readOption(option, entry.value)
    if ('code' in value) this.#fault(entry.valueAt, entry.name, value)
    else this.config.set(key, value.text)
  }
}

/** Weir's own keys know `us`, too, which is easier to type than `µs`. */
function readText({ key, type, words, spellings }: ConfigOption, text: string): ReadValue | null {
  const micros = type === 'Duration' && isWeirKey(key) ? parseDuration(text) : null
  if (micros !== null && Number.isSafeInteger(micros)) return { text, amount: BigInt(micros) * 1000n }
  if (spellings.length > 0) return readValue('Enum', text.trim(), [...words, ...spellings])
  return readValue(type, text, words)
}

/** The value, or what is wrong with it. Only what the engine reads is held to bounds. */
function readOption(option: ConfigOption, text: string): ReadValue | Fault {
  const { type, spellings, least, most, modelled } = option
  const value = readText(option, text)
  if (value === null) {
    const words = type === 'String' && spellings.length === 0 ? [] : option.words
    return { code: 'wrong-type', type, words, got: text }
  }
  const { amount } = value
  if (amount === null || !modelled) return value
  const bound = (limit: string | null) => (limit === null ? null : (readText(option, limit)?.amount ?? null))
  const [floor, ceiling] = [bound(least), bound(most)]
  if (least !== null && floor !== null && amount < floor) return { code: 'too-small', least, got: text }
  if (most !== null && ceiling !== null && amount > ceiling) return { code: 'too-big', most, got: text }
  if (type === 'Duration' && amount % 1000n !== 0n) return { code: 'too-fine', got: text }
  return value
}

/** Reads the text of a config.yaml: nothing is thrown, and nothing wrong is left out. */
export function parseConfig(text: string): ConfigReading {
  const { entries, problems } = readYaml(text)
  return readEntries(entries, problems)
}

/** Reads names and values that stand in no text, such as on a command line; each counts as a line. */
export function readPairs(pairs: readonly (readonly [name: string, value: string])[]): ConfigReading {
  const at = (index: number): Spot => ({ line: index + 1, column: 1 })
  const entries = pairs.map(([name, value], i) => ({
    name,
    value,
    at: at(i),
    valueAt: at(i),
    lastLine: i + 1,
  }))
  return readEntries(entries, [])
}

function readEntries(entries: readonly YamlEntry[], problems: readonly YamlProblem[]): ConfigReading {
  const reader = new ConfigReader(problems)
  entries.forEach(entry => reader.take(entry))
  return {
    config: Object.fromEntries(reader.config),
    entries: reader.entries,
    notes: reader.notes,
    notModelled: reader.notModelled,
    problems: reader.problems.toSorted((a, b) => a.line - b.line || a.column - b.column),
  }
}
