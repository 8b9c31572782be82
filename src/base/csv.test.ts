import { describe, expect, test } from 'vitest'
import { formatCsvRow, parseCsv } from './csv.ts'

const cells = (text: string) => parseCsv(text).rows.map(row => row.cells)

describe('parseCsv', () => {
  test('reads cells of any line end, and skips a byte order mark and empty lines', () => {
    expect(cells('\uFEFFa,b\r\n1,2\n\n3,\r4,5')).toEqual([
      ['a', 'b'],
      ['1', '2'],
      ['3', ''],
      ['4', '5'],
    ])
  })

  test('reads quoted delimiters, line breaks and doubled quotes, and counts their lines', () => {
    const { rows } = parseCsv('"a,b","say ""hi"""\n"two\r\nlines",x\nlast,y')
    expect(rows).toEqual([
      { line: 1, cells: ['a,b', 'say "hi"'] },
      { line: 2, cells: ['two\r\nlines', 'x'] },
      { line: 4, cells: ['last', 'y'] },
    ])
  })

  test('keeps a row of one empty quoted cell', () => {
    expect(cells('""\nx')).toEqual([[''], ['x']])
  })

  test('names the line of a row it cannot read, and reads the others', () => {
    const { rows, problems } = parseCsv('a\n"b"c\n"open\nd')
    expect(rows.map(row => row.cells[0])).toEqual(['a', 'd'])
    expect(problems.map(problem => problem.path)).toEqual(['line 2', 'line 3'])
  })
})

test('formatCsvRow quotes only what must be quoted, and is read back', () => {
  const row = ['plain', 'a,b', 'say "hi"', 'two\nlines', ' spaces ', '']
  expect(formatCsvRow(row)).toBe('plain,"a,b","say ""hi""","two\nlines", spaces ,')
  expect(cells(formatCsvRow(row))).toEqual([row])
})
