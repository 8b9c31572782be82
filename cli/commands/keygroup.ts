/** `weir keygroup`: where Flink would send a key. Rows of CSV in, the same rows with key group and subtask out. */
import { readFileSync } from 'node:fs'
import { formatCsvRow, parseCsv, type CsvRow } from '../../src/base/csv.ts'
import { fail, ok, type Result } from '../../src/base/result.ts'
import type { KeyTypeName, KeyValue } from '../../src/engine/api/state.ts'
import { canonicalKey } from '../../src/engine/graph/canonical-key.ts'
import {
  defaultMaxParallelism,
  keyGroupOf,
  keyGroupToSubtask,
  MAX_PARALLELISM_MAX,
} from '../../src/engine/graph/key-groups.ts'
import type { Command, Io } from '../command.ts'

const COLUMNS = ['key', 'type', 'maxParallelism', 'parallelism'] as const

const HELP = `usage: weir keygroup --stdin
       weir keygroup FILE

Reads CSV with the header

  key,type,maxParallelism,parallelism

in any order, other columns included, and answers the same rows with

  keyGroup,subtask

appended: the key group Flink puts the key in, and the subtask that owns it.

type            String, Integer, Long, Double, Boolean, or Tuple2 (of a String and an Integer; the key is
                written as JSON, ["a",1]). Flink's names in Types work too: STRING, INT, LONG, …
maxParallelism  1 to ${MAX_PARALLELISM_MAX}; -1 or nothing: as Flink derives it from the parallelism
parallelism     1 to maxParallelism

A row that can't be read gets two empty cells and is named on standard error; the exit code is 1 then.
`

export const keygroup: Command = {
  name: 'keygroup',
  summary: 'key groups and subtasks of keys, as Flink assigns them',
  help: HELP,
  run: runKeygroup,
}

function runKeygroup(args: readonly string[], io: Io): number {
  const [input, ...more] = args
  if (input === undefined || more.length > 0 || (input.startsWith('-') && input !== '--stdin')) {
    io.error(HELP)
    return 2
  }
  const { rows, problems } = parseCsv(input === '--stdin' ? io.readStdin() : readFileSync(input, 'utf8'))
  for (const problem of problems) io.error(`${problem.path}: ${problem.message}\n`)
  const [header, ...body] = rows
  const places = header === undefined ? null : findColumns(header)
  if (header === undefined || places === null) {
    io.error(
      `line 1: expected the header ${COLUMNS.join(',')}, got ${header?.cells.join(',') ?? 'nothing'}\n`,
    )
    return 2
  }
  const answers = body.map(row => answer(row, places))
  const lines = [formatCsvRow([...header.cells, 'keyGroup', 'subtask'])]
  answers.forEach((result, i) => {
    if (!result.ok) io.error(`line ${body[i]!.line}: ${result.error.message}\n`)
    lines.push(formatCsvRow([...body[i]!.cells, ...(result.ok ? result.value.map(String) : ['', ''])]))
  })
  io.out(`${lines.join('\n')}\n`)
  return problems.length > 0 || answers.some(result => !result.ok) ? 1 : 0
}

type Places = Readonly<Record<(typeof COLUMNS)[number], number>>

function findColumns(header: CsvRow): Places | null {
  const names = header.cells.map(cell => cell.trim())
  const places = COLUMNS.map(name => [name, names.indexOf(name)] as const)
  return places.some(([, place]) => place === -1) ? null : (Object.fromEntries(places) as Places)
}

function answer(row: CsvRow, places: Places): Result<readonly [keyGroup: number, subtask: number]> {
  const cell = (name: keyof Places) => row.cells[places[name]]
  const [key, typeName] = [cell('key'), cell('type')]
  if (key === undefined || typeName === undefined) {
    return fail('row', '', `expected ${COLUMNS.length} cells, got ${row.cells.length}`)
  }
  const parallelism = Number(cell('parallelism'))
  const maxText = cell('maxParallelism')?.trim() ?? ''
  const max = maxText === '' || maxText === '-1' ? defaultMaxParallelism(parallelism) : Number(maxText)
  if (!Number.isInteger(max) || max < 1 || max > MAX_PARALLELISM_MAX) {
    return fail('row', '', `expected a maxParallelism from 1 to ${MAX_PARALLELISM_MAX}, got ${maxText}`)
  }
  if (!Number.isInteger(parallelism) || parallelism < 1 || parallelism > max) {
    return fail('row', '', `expected a parallelism from 1 to ${max}, got ${cell('parallelism') ?? 'nothing'}`)
  }
  const typed = readKey(typeName, key)
  if (!typed.ok) return typed
  const group = keyGroupOf(typed.value.type, typed.value.key, max)
  return ok([group, keyGroupToSubtask(max, parallelism, group)])
}

interface TypedKey {
  readonly type: KeyTypeName
  readonly key: KeyValue
}

/** By the name in lower case: Java's class names and those of Flink's Types. */
const READERS: Readonly<Record<string, readonly [KeyTypeName, (text: string) => unknown]>> = {
  string: ['STRING', text => text],
  int: ['INT', parseInteger],
  integer: ['INT', parseInteger],
  long: ['LONG', wholeNumber],
  double: ['DOUBLE', text => (text.trim() === '' ? null : parseDouble(text.trim()))],
  boolean: ['BOOLEAN', text => ({ true: true, false: false })[text.trim().toLowerCase()]],
  tuple2: ['TUPLE2_STRING_INT', parseJson],
  tuple2_string_int: ['TUPLE2_STRING_INT', parseJson],
}

function readKey(typeName: string, text: string): Result<TypedKey> {
  const reader = READERS[typeName.trim().toLowerCase()]
  if (reader === undefined) {
    return fail(
      'row',
      '',
      `unknown type: ${typeName}, expected String, Integer, Long, Double, Boolean or Tuple2`,
    )
  }
  const [type, read] = reader
  const key = read(text)
  try {
    canonicalKey(type, key)
  } catch {
    return fail('row', '', `expected a key of type ${typeName}, got ${JSON.stringify(text)}`)
  }
  return ok({ type, key: key as KeyValue })
}

function wholeNumber(text: string): bigint | null {
  return /^[+-]?\d+$/.test(text.trim()) ? BigInt(text.trim().replace('+', '')) : null
}

function parseInteger(text: string): number | null {
  const value = wholeNumber(text)
  return value === null ? null : Number(value)
}

/** As Java's Double.parseDouble, which knows NaN and signed Infinity. */
function parseDouble(text: string): number | null {
  const value = Number(text)
  return Number.isNaN(value) && text !== 'NaN' ? null : value
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return null
  }
}
