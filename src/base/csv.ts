/**
 * Comma-separated text by RFC 4180: quoted cells may hold delimiters, line breaks and doubled quotes; lines end with
 * LF, CRLF or CR; a byte order mark in front and empty lines are skipped. What is wrong with a row is a problem with
 * its line, and the row is left out; the others are read.
 */
import type { Problem } from './result.ts'

export interface CsvRow {
  /** Line of the text on which the row begins, from 1. */
  readonly line: number
  readonly cells: readonly string[]
}

export interface CsvText {
  readonly rows: readonly CsvRow[]
  readonly problems: readonly Problem[]
}

export function parseCsv(text: string, delimiter = ','): CsvText {
  const reader = new CsvReader(text, delimiter)
  const rows: CsvRow[] = []
  const problems: Problem[] = []
  while (!reader.atEnd()) {
    const line = reader.line
    const row = reader.row()
    if (row.fault !== null) problems.push({ code: 'csv', path: `line ${line}`, message: row.fault })
    else if (row.cells.length > 1 || row.cells[0] !== '' || row.quoted) rows.push({ line, cells: row.cells })
  }
  return { rows, problems }
}

/** One row as text, without a line end. Cells are quoted only where they must be. */
export function formatCsvRow(cells: readonly string[], delimiter = ','): string {
  const mustQuote = (cell: string) => cell.includes(delimiter) || /["\r\n]/.test(cell)
  return cells.map(cell => (mustQuote(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(delimiter)
}

interface ReadRow {
  readonly cells: readonly string[]
  readonly quoted: boolean
  readonly fault: string | null
}

class CsvReader {
  line = 1
  readonly #text: string
  readonly #delimiter: string
  #at = 0
  #fault: string | null = null
  #quoted = false

  constructor(text: string, delimiter: string) {
    this.#text = text
    this.#delimiter = delimiter
    if (text.startsWith('\uFEFF')) this.#at = 1
  }

  atEnd(): boolean {
    return this.#at >= this.#text.length
  }

  row(): ReadRow {
    this.#fault = null
    this.#quoted = false
    const cells: string[] = [this.#cell()]
    while (this.#text[this.#at] === this.#delimiter) {
      this.#at += 1
      cells.push(this.#cell())
    }
    this.#skipLineEnd()
    return { cells, quoted: this.#quoted, fault: this.#fault }
  }

  #cell(): string {
    return this.#text[this.#at] === '"' ? this.#quotedCell() : this.#plainCell()
  }

  #plainCell(): string {
    const from = this.#at
    while (!this.#atCellEnd()) this.#at += 1
    return this.#text.slice(from, this.#at)
  }

  #quotedCell(): string {
    this.#quoted = true
    const line = this.line
    let cell = ''
    let from = this.#at + 1
    for (;;) {
      const end = this.#text.indexOf('"', from)
      if (end === -1) return this.#unclosed(line)
      cell += this.#text.slice(from, end)
      this.#countLines(from, end)
      if (this.#text[end + 1] !== '"') {
        this.#at = end + 1
        break
      }
      cell += '"'
      from = end + 2
    }
    if (this.#atCellEnd()) return cell
    const rest = this.#plainCell()
    this.#fault ??= `expected a delimiter after the closing quote, got ${JSON.stringify(rest.slice(0, 20))}`
    return cell
  }

  /** Only this line is given up, not all that follows it. */
  #unclosed(line: number): string {
    this.#fault ??= 'expected a closing quote, got the end of the text'
    this.line = line
    while (!this.#atLineEnd()) this.#at += 1
    return ''
  }

  #atLineEnd(): boolean {
    const unit = this.#text[this.#at]
    return unit === undefined || unit === '\n' || unit === '\r'
  }

  #atCellEnd(): boolean {
    return this.#text[this.#at] === this.#delimiter || this.#atLineEnd()
  }

  #countLines(from: number, to: number): void {
    for (let i = from; i < to; i++) {
      if (this.#text[i] === '\n' || (this.#text[i] === '\r' && this.#text[i + 1] !== '\n')) this.line += 1
    }
  }

  #skipLineEnd(): void {
    if (this.atEnd()) return
    this.#at += this.#text.startsWith('\r\n', this.#at) ? 2 : 1
    this.line += 1
  }
}
