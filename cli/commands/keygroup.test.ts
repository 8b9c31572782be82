import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { formatCsvRow, parseCsv } from '../../src/base/csv.ts'
import { keygroup } from './keygroup.ts'

function run(input: string, args: readonly string[] = ['--stdin']) {
  const written = { out: '', error: '' }
  const code = keygroup.run(args, {
    readStdin: () => input,
    out: text => void (written.out += text),
    error: text => void (written.error += text),
  })
  return { code, ...written }
}

const HEADER = 'key,type,maxParallelism,parallelism'
const answer = (row: string) => run(`${HEADER}\n${row}\n`)

test('answers the reference as Flink does, quoting included', () => {
  const reference = readFileSync('golden/reference/keygroups.csv', 'utf8')
  const { rows } = parseCsv(reference)
  const questions = rows.map(row => formatCsvRow(row.cells.slice(0, 4))).join('\n')
  const { code, out } = run(questions)
  expect(code).toBe(0)
  expect(parseCsv(out).rows.map(row => row.cells)).toEqual(rows.map(row => row.cells))
})

describe('keys', () => {
  test.each([
    ['"a,b",String,128,4', '"a,b",String,128,4,79,2'],
    ['"two\nlines",STRING,128,1', '"two\nlines",STRING,128,1,'],
    [',String,128,2', ',String,128,2,94,1'],
    ['-42,Long,128,3', '-42,Long,128,3,62,1'],
    ['-42,Integer,128,3', '-42,Integer,128,3,96,2'],
    ['9223372036854775807,LONG,128,2', '9223372036854775807,LONG,128,2,108,1'],
    ['-0.0,Double,128,2', '-0.0,Double,128,2,108,1'],
    ['1.0E0,Double,128,2', '1.0E0,Double,128,2,71,1'],
    ['TRUE,Boolean,128,2', 'TRUE,Boolean,128,2,77,1'],
    ['"[""a"",5]",Tuple2,128,1', '"[""a"",5]",Tuple2,128,1,'],
    ['user-0,String,-1,100', 'user-0,String,-1,100,'],
  ])('%s', (row, expected) => {
    const { code, out } = answer(row)
    expect(code).toBe(0)
    expect(out.startsWith(`${HEADER},keyGroup,subtask\n${expected}`)).toBe(true)
  })

  test('columns may come in any order, and others are kept', () => {
    const { out } = run('parallelism,note,type,key,maxParallelism\n4,hi,String,user-1,128')
    expect(out).toBe(
      'parallelism,note,type,key,maxParallelism,keyGroup,subtask\n4,hi,String,user-1,128,121,3\n',
    )
  })
})

describe('what it can’t read', () => {
  test.each([
    ['x,Integer,128,1', 'line 2: expected a key of type Integer, got "x"'],
    ['2147483648,Integer,128,1', 'expected a key of type Integer'],
    ['9223372036854775808,Long,128,1', 'expected a key of type Long'],
    ['x,Double,128,1', 'expected a key of type Double'],
    ['yes,Boolean,128,1', 'expected a key of type Boolean'],
    ['x,Tuple2,128,1', 'expected a key of type Tuple2'],
    ['x,Date,128,1', 'unknown type: Date'],
    ['x,String,128,129', 'expected a parallelism from 1 to 128, got 129'],
    ['x,String,128,', 'expected a parallelism from 1 to 128'],
    ['x,String,32769,1', 'expected a maxParallelism from 1 to 32768, got 32769'],
    ['x', 'expected 4 cells, got 1'],
  ])('%s', (row, message) => {
    const { code, out, error } = answer(row)
    expect([code, error]).toEqual([1, expect.stringContaining(message)])
    expect(out.trimEnd().endsWith(',,')).toBe(true)
  })

  test('a wrong header, no input, an unknown option', () => {
    expect(run('a,b\n1,2')).toMatchObject({ code: 2, error: expect.stringContaining('expected the header') })
    expect(run('')).toMatchObject({ code: 2 })
    expect(run('', [])).toMatchObject({ code: 2, error: expect.stringContaining('usage: weir keygroup') })
    expect(run('', ['--wrong'])).toMatchObject({ code: 2 })
  })
})
