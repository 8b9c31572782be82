/**
 * `node tools/run-ts.mjs tools/make-flink-options.ts FILE`: makes the table of Flink's configuration options from a JSON file that lists them
 * with key, type, default, legacy keys and group. The result is committed; run it again only for another version.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

interface Described {
  readonly key: string
  readonly default: string | null
  readonly type: string
  readonly enum: readonly string[] | null
  readonly legacyKeys: readonly string[]
  readonly fallbackKeys: readonly string[]
  readonly deprecated: boolean
  readonly group: string
}

const PLAIN_TYPES = new Set([
  'Boolean',
  'Integer',
  'Long',
  'Float',
  'Double',
  'String',
  'Duration',
  'MemorySize',
  'Map',
])
const OUTPUT = join('src', 'interop', 'flink-config', 'flink-options.ts')

/** Every class of constants is an Enum here; what a list holds is told by its words. */
function typeOf({ key, type, enum: words }: Described): string {
  if (PLAIN_TYPES.has(type)) return type
  if (words === null) throw new Error(`expected a type that is known, got ${type} of ${key}`)
  return type.startsWith('List<') ? 'List' : 'Enum'
}

/** Names with a remark in them are known to people, but not to Flink. */
const registered = (names: readonly string[]): string => names.filter(name => !/\s/.test(name)).join(' ')

function rowOf(option: Described): string {
  const row = [
    option.key,
    typeOf(option),
    option.default ?? '',
    option.group === '(1.x legacy)' ? 'Removed' : option.group,
    registered(option.legacyKeys),
    registered(option.fallbackKeys),
    option.enum?.join(' ') ?? '',
    option.deprecated ? 'deprecated' : '',
  ]
  const wrong = row.find(cell => /[|`\\$\n]/.test(cell))
  if (wrong !== undefined) throw new Error(`expected a cell without the signs of the table, got ${wrong}`)
  return row.join('|').replace(/\|+$/, '')
}

/** The module as text: one line for each option, by key. */
function flinkOptionsModule(flinkVersion: string, options: readonly Described[]): string {
  const rows = options.map(rowOf).toSorted()
  return `/** The configuration options of Flink ${flinkVersion}. Made by tools/make-flink-options.ts; do not edit. */

/** key | type | default | class | legacy keys | fallback keys | constants | deprecated; one option a line. */
export const FLINK_OPTIONS_TABLE = \`
${rows.join('\n')}
\`
`
}

const path = process.argv[2]
if (path === undefined) throw new Error('expected the path of a JSON file that lists the options')
const { flinkVersion, options } = JSON.parse(readFileSync(path, 'utf8')) as {
  readonly flinkVersion: string
  readonly options: readonly Described[]
}
writeFileSync(OUTPUT, flinkOptionsModule(flinkVersion, options))
