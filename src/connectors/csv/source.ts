/**
 * Records from comma-separated text with a header. A row that does not fit is left out and named: its line and what
 * was expected there. A text without usable rows is no error here; the caller sees both lists.
 */
import { parseCsv } from '../../base/csv.ts'
import { fail, ok, type Problem, type Result } from '../../base/result.ts'

/** Reads one cell. */
export type Column<T> = (text: string) => Result<T>

export interface CsvRecords<T> {
  readonly records: readonly T[]
  readonly problems: readonly Problem[]
}

export const columns = {
  text: (text: string): Result<string> => ok(text),
  integer: (text: string): Result<number> => {
    const value = Number(text)
    const fits = text.trim() !== '' && Number.isSafeInteger(value)
    return fits ? ok(value) : fail('csv-cell', '', `expected a whole number, got ${JSON.stringify(text)}`)
  },
  number: (text: string): Result<number> => {
    const value = Number(text)
    const fits = text.trim() !== '' && Number.isFinite(value)
    return fits ? ok(value) : fail('csv-cell', '', `expected a number, got ${JSON.stringify(text)}`)
  },
} as const

type Schema<T> = { readonly [Name in keyof T & string]: Column<T[Name]> }

/** Columns are found by the names of the header; others in the text are ignored. */
export function csvRecords<T>(text: string, schema: Schema<T>): CsvRecords<T> {
  const { rows, problems } = parseCsv(text)
  const header = rows[0]?.cells.map(cell => cell.trim()) ?? []
  const names = Object.keys(schema) as (keyof T & string)[]
  const missing = names.filter(name => !header.includes(name))
  if (missing.length > 0) {
    const message = `expected the columns ${names.join(', ')}, got ${header.join(', ') || 'no header'}`
    return { records: [], problems: [{ code: 'csv-header', path: 'line 1', message }] }
  }
  const places = names.map(name => [name, header.indexOf(name)] as const)
  const records: T[] = []
  const faults: Problem[] = [...problems]
  for (const row of rows.slice(1)) {
    const record = readRow(row.cells, places, schema)
    if (record.ok) records.push(record.value)
    else faults.push({ ...record.error, path: `line ${row.line}, ${record.error.path}` })
  }
  return { records, problems: faults }
}

function readRow<T>(
  cells: readonly string[],
  places: readonly (readonly [keyof T & string, number])[],
  schema: Schema<T>,
): Result<T> {
  const record: Partial<T> = {}
  for (const [name, place] of places) {
    const cell = cells[place]
    if (cell === undefined) return fail('csv-cell', name, `expected a cell, got a row of ${cells.length}`)
    const value = schema[name](cell)
    if (!value.ok) return fail(value.error.code, name, value.error.message)
    record[name] = value.value
  }
  return ok(record as T)
}
