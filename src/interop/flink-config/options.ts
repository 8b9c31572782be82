/**
 * What a name in a config means: Flink's ConfigOption with its current key, its older names, its type and default,
 * and whether Weir's engine does anything with it. Nothing here reads YAML.
 */
import { FLINK_OPTIONS_TABLE } from './flink-options.ts'
import { FURTHER_KEYS, isFurtherKey } from './further-keys.ts'
import { MODELLED_OPTIONS } from './modelled-options.ts'
import { nearestKey } from './nearest-key.ts'
import { VALUE_TYPES, type ValueType } from './values.ts'
import { RECORD_COST, WEIR_OPTIONS } from './weir-options.ts'

export interface ConfigOption {
  readonly key: string
  readonly type: ValueType
  /** As Flink prints it; null: there is none. */
  readonly initial: string | null
  /** Flink's class of options, or a group of Weir's own. */
  readonly group: string
  /** Constants of an Enum or of a list's items; for a String what is offered. */
  readonly words: readonly string[]
  /** Where not empty, a String is one of these or of `words`. */
  readonly spellings: readonly string[]
  readonly least: string | null
  readonly most: string | null
  readonly deprecated: boolean
  readonly modelled: boolean
  /** One sentence where the option is modelled. */
  readonly en: string
  readonly zh: string
}

/** What a written name is. A legacy name may stand for two options. */
export type Resolved =
  | { readonly kind: 'option'; readonly option: ConfigOption }
  | { readonly kind: 'older-name'; readonly options: readonly ConfigOption[] }
  | { readonly kind: 'known' }
  | { readonly kind: 'unknown'; readonly nearest: string | null }

const modelled = new Map(MODELLED_OPTIONS.map(one => [one.key, one]))
const options = new Map<string, ConfigOption>()
const olderNames = new Map<string, ConfigOption[]>()

function isValueType(text: string): text is ValueType {
  return (VALUE_TYPES as readonly string[]).includes(text)
}

const words = (cell: string): readonly string[] => (cell === '' ? [] : cell.split(' '))

function readRow(row: string): void {
  const [
    key = '',
    type = '',
    initial = '',
    group = '',
    legacy = '',
    fallback = '',
    constants = '',
    old = '',
  ] = row.split('|')
  if (!isValueType(type)) throw new Error(`expected a type that is known, got ${type} of ${key}`)
  const told = modelled.get(key)
  const option: ConfigOption = {
    key,
    type,
    initial: initial === '' ? null : initial,
    group,
    words: told?.words ?? words(constants),
    spellings: told?.spellings ?? [],
    least: told?.least ?? null,
    most: told?.most ?? null,
    deprecated: old === 'deprecated',
    modelled: told !== undefined,
    en: told?.en ?? '',
    zh: told?.zh ?? '',
  }
  options.set(key, option)
  for (const name of [...words(legacy), ...words(fallback)]) {
    olderNames.set(name, [...(olderNames.get(name) ?? []), option])
  }
}

FLINK_OPTIONS_TABLE.trim().split('\n').forEach(readRow)

/** Names that Flink never had and that are often written. */
const NOT_FLINKS: readonly (readonly [written: string, key: string])[] = [
  ['state.backend.rocksdb.dir', 'state.backend.rocksdb.localdir'],
]

for (const [written, key] of NOT_FLINKS) {
  const option = options.get(key)
  if (option !== undefined) olderNames.set(written, [option])
}

/** Understood here, and by no Flink. */
export const isNotFlinks = (written: string): boolean => NOT_FLINKS.some(([name]) => name === written)

const asOption = (own: (typeof WEIR_OPTIONS)[number]): ConfigOption => ({
  ...own,
  words: own.words ?? [],
  spellings: [],
  least: own.least ?? null,
  most: null,
  deprecated: false,
  modelled: true,
})

for (const own of WEIR_OPTIONS) options.set(own.key, asOption(own))

/** In the order of the table, Weir's own behind them. */
export const CONFIG_OPTIONS: readonly ConfigOption[] = [...options.values()]

export const isWeirKey = (key: string): boolean => key.startsWith('weir.')

/** The cost of a record in one vertex: an option for each name. */
export const recordCostKey = (vertex: string): string => `${RECORD_COST}.${vertex}`

/** The option whose current key this is, or one of the family it belongs to. */
export function optionOf(key: string): ConfigOption | null {
  const exact = options.get(key)
  if (exact !== undefined) return exact
  const cost = options.get(RECORD_COST)
  if (cost !== undefined && key.startsWith(`${RECORD_COST}.`)) return { ...cost, key, initial: null }
  // The entries of a map may be keys of their own: that is how Flink flattens a block.
  const map = CONFIG_OPTIONS.find(option => option.type === 'Map' && key.startsWith(`${option.key}.`))
  return map === undefined ? null : { ...map, key, type: 'String', initial: null }
}

export function resolveName(name: string): Resolved {
  const option = optionOf(name)
  if (option !== null) return { kind: 'option', option }
  const current = olderNames.get(name)
  if (current !== undefined) return { kind: 'older-name', options: current }
  if (isFurtherKey(name)) return { kind: 'known' }
  return {
    kind: 'unknown',
    nearest: nearestKey(name, [...options.keys(), ...olderNames.keys(), ...FURTHER_KEYS]),
  }
}
